import { err } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, id } from '../../tables/fields.ts';
import { interBranchDeal, transferBack } from '../../tables/inter-branch.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { TRANSFER_BACK, TRANSFER_ELSEWHERE } from '../inter-branch-deals.ts';
import { checkAmount, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { checkTakesBack, REVERSAL_REASON, reversalApprover, reversalReads } from '../reversal.ts';

/**
 * 冲正 of a transfer to an account at another outlet (domain 4.7, counter.transfer): the same day, by its maker, with a
 * second person, online. The payee's outlet is asked: what the account still covers whole comes back by its answer;
 * otherwise nothing moves and that outlet has a case. Nothing is taken in part.
 */

const payload = {
  /** The transfer. */
  deal: id(),
  fen: fen(),
  reason: REVERSAL_REASON,
  voucher_no: digits(22),
};
type BackInput = Input<typeof payload>;

type Codes =
  'ORIGINAL_UNKNOWN' | 'ALREADY_REVERSED' | 'REVERSAL_LATE' | 'REVERSAL_NOT_OWN' | 'NOT_REVERSIBLE' | 'FIELD_FORMAT';

function checkTransfer({ payload: p, rows, facts }: BackInput): Refusal<Codes> | null {
  const [row, deal] = [rows.get(interaction, p.deal), rows.get(interBranchDeal, p.deal)];
  if (row === null || deal === null || row.kind !== TRANSFER_ELSEWHERE) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  const barred = checkTakesBack(rows, facts, row);
  if (barred !== null) return barred;
  // Before it is there the question is given up; in suspense there, a case is open; asked once, it is answered once.
  const arrived = deal.status === 'settled' && deal.outcome === 'posted' && row.account_fen > 0;
  if (!arrived || rows.get(transferBack, p.deal) !== null)
    return { code: 'NOT_REVERSIBLE', detail: { status: row.status } };
  return row.amount_fen === p.fen ? null : { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
}

export const askTransferBack = defineCommand({
  name: TRANSFER_BACK,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  receipt: 'C2',
  rejections: [
    'OFFLINE_NOT_ALLOWED',
    'AMOUNT_INVALID',
    'ORIGINAL_UNKNOWN',
    'ALREADY_REVERSED',
    'REVERSAL_LATE',
    'REVERSAL_NOT_OWN',
    'NOT_REVERSIBLE',
    'FIELD_FORMAT',
  ],
  reads: ({ payload: p }) => [
    keyOf(interaction, p.deal),
    keyOf(interBranchDeal, p.deal),
    keyOf(transferBack, p.deal),
    ...reversalReads(),
  ],
  checker: (input) => dual(reversalApprover(input.rows, input.facts, input.payload.fen), input),
  admit: (input) => {
    if (input.facts.offline) return err({ code: 'OFFLINE_NOT_ALLOWED', detail: {} });
    return inOrder<Codes | 'AMOUNT_INVALID'>([() => checkAmount(input.payload.fen), () => checkTransfer(input)]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const [row, deal] = [rows.get(interaction, p.deal), rows.get(interBranchDeal, p.deal)];
    if (facts.hub !== null && deal !== null) {
      book.put(transferBack, p.deal, { status: 'asked', entry: facts.rowId, refusal: null });
      book.send(deal.home, 'inter_branch.take_back', {
        deal: p.deal,
        payer: facts.branch,
        account_no: deal.account_no,
        fen: p.fen,
      });
    }
    const entry = {
      kind: TRANSFER_BACK,
      channel: 'counter',
      direction: 'none',
      fen: p.fen,
      account: row?.account ?? null,
      accountNo: null,
      customer: row?.customer ?? null,
      card: null,
      till: null,
      voucherNo: p.voucher_no,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: p.reason,
      reverses: p.deal,
      source: { partner_bank: deal?.home ?? null, partner_account: deal?.account_no ?? null },
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
    return posted(book);
  },
});
