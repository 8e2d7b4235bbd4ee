import type { Fen } from '../kernel/money.ts';
import { idFault } from '../rules/id-number.ts';
import type { DenominationLine } from '../rules/denominations.ts';
import type { customer } from '../tables/customer.ts';
import type { RowOf } from '../tables/define.ts';
import type { RefusalCode } from './codes.ts';
import type { Book } from './book.ts';
import { recordEntry, type RecordedEntry } from './booking.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, checkTillCash, inOrder } from './money-checks.ts';

/**
 * Cash to somebody on their identity paper whom the centre names: the payee of a remittance, its sender, who is given
 * back what lay in suspense. Online: on its terminal a request records what was asked, the hub what was paid.
 */

interface PaperPayout {
  readonly till: string;
  readonly fen: Fen;
  readonly denominations: readonly DenominationLine[];
}

/** The paper was read and its number can be one. @param field of the payload, for the refusal */
export function checkPaper(
  facts: Facts,
  paper: { readonly type: RowOf<typeof customer>['id_type']; readonly no: string; readonly field: string },
): Refusal<'ID_REQUIRED' | 'FIELD_FORMAT'> | null {
  if (paper.no.trim() === '') return { code: 'ID_REQUIRED', detail: {} };
  const fault = idFault(paper.type, paper.no, facts.businessDate);
  return fault === null ? null : { code: 'FIELD_FORMAT', detail: { field: paper.field } };
}

type PayoutCodes = 'NO_TILL' | 'FIELD_FORMAT' | 'AMOUNT_INVALID' | 'ID_REQUIRED' | 'TILL_CASH_SHORT' | 'DENOM_MISMATCH';

/** The checks of such a payout in their order: the till, the paper, what is owed, the cash. */
export function payoutChecks<C extends RefusalCode>(
  { payload: p, rows, facts }: { readonly payload: PaperPayout; readonly rows: Rows; readonly facts: Facts },
  of: { readonly paper: () => Refusal<'ID_REQUIRED' | 'FIELD_FORMAT'> | null; readonly owed: () => Refusal<C> | null },
) {
  return inOrder<PayoutCodes | C>([
    () => checkOwnTill(rows, facts, p.till),
    () => checkSheet(p.denominations),
    () => checkAmount(p.fen),
    of.paper,
    of.owed,
    () => checkTillCash(rows, p.till, p.fen),
    () => checkCount(p.denominations, p.fen),
  ]);
}

/** Its entry: cash out of a till, of no account and no customer of ours. @param of.paid false on its terminal */
export function recordPayout(
  book: Book,
  facts: Facts,
  of: {
    readonly kind: string;
    readonly fen: Fen;
    readonly till: string;
    readonly voucherNo: string;
    readonly to: string;
    readonly paid: boolean;
    readonly source: NonNullable<RecordedEntry['source']>;
  },
): void {
  const entry = {
    kind: of.kind,
    channel: 'counter',
    direction: 'out',
    fen: of.fen,
    account: null,
    accountNo: null,
    customer: null,
    card: null,
    till: of.till,
    voucherNo: of.voucherNo,
    status: of.paid ? 'posted' : 'captured',
    replaces: facts.replaces,
    summary: of.to,
    source: of.source,
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: of.paid ? of.fen : 0, suspenseLedger: null, suspenseFen: 0 });
}
