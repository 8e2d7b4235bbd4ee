import type { Fen } from '../../kernel/money.ts';
import { account } from '../../tables/account.ts';
import type { RowKey, RowOf } from '../../tables/define.ts';
import { fen, id, type Fields } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import { bookCash, moveReads } from '../booking.ts';
import type { Applied, Input } from '../define.ts';

/**
 * What the imported facts of money have in common: they happened elsewhere, so nothing is limited, counted or
 * refused. An account this branch does not know leaves the money in SUS-UNK with a case. The balance the source
 * stored travels along as a check value and is never used.
 */

export const FACT_FIELDS = {
  account: id(),
  amount_fen: fen(),
  purpose: interaction.fields.purpose,
  source_key: interaction.fields.source_key,
  source_kind: interaction.fields.source_kind,
  source_position: interaction.fields.source_position,
  stored_balance_fen: interaction.fields.stored_balance_fen,
} satisfies Fields;

export type FactInput = Input<typeof FACT_FIELDS>;

export interface Fact {
  readonly kind: string;
  readonly channel: RowOf<typeof interaction>['channel'];
  /** Seen from the customer's account: in = it rises. */
  readonly direction: 'in' | 'out';
  /** The other side of the posting. */
  readonly ledger: string;
  /** Cash was handed over or out at this outlet. */
  readonly isCash: boolean;
  readonly card?: string | null;
  readonly partnerBank?: string | null;
  readonly partnerAccount?: string | null;
}

export const factReads = ({ payload }: FactInput): readonly RowKey[] => moveReads(payload.account);

/** Cash of the fact as σ counts it. */
export const cashOf = (fact: Pick<Fact, 'direction' | 'isCash'>, amountFen: Fen) => ({
  direction: fact.isCash ? fact.direction : ('none' as const),
  fen: fact.isCash ? amountFen : 0,
});

export function bookFact({ payload, facts, rows }: FactInput, fact: Fact): Applied {
  const book = openBook(rows);
  const held = rows.get(account, payload.account);
  const amount = payload.amount_fen;
  const split =
    held === null
      ? { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: amount }
      : { accountFen: amount, suspenseLedger: null, suspenseFen: 0 };
  const verdict = held === null ? 'suspense' : 'posted';
  bookCash(
    book,
    facts,
    {
      kind: fact.kind,
      channel: fact.channel,
      direction: fact.direction,
      fen: amount,
      account: held === null ? null : payload.account,
      accountNo: null,
      customer: held?.customer ?? null,
      card: fact.card ?? null,
      till: null,
      counterLedger: fact.ledger,
      voucherNo: null,
      status: verdict,
      source: {
        partner_bank: fact.partnerBank ?? null,
        partner_account: fact.partnerAccount ?? null,
        purpose: payload.purpose,
        source_key: payload.source_key,
        source_kind: payload.source_kind,
        source_position: payload.source_position,
        stored_balance_fen: payload.stored_balance_fen,
      },
      counts: false,
    },
    split,
  );
  const record = book.get(interaction, facts.rowId);
  if (record !== null && !fact.isCash) book.put(interaction, facts.rowId, { ...record, direction: 'none' });
  if (held === null) {
    book.raise({
      code: 'UNKNOWN_ACCOUNT',
      amountFen: amount,
      suspenseLedger: split.suspenseLedger,
      suspenseFen: amount,
      outletRecord: `source=${payload.source_key ?? ''};account=${payload.account}`,
    });
  }
  const moved = held === null ? { accountFen: 0, suspenseLedger: split.suspenseLedger, suspenseFen: amount } : null;
  return { verdict, code: null, split: moved, changes: book.changes() };
}
