import { available } from '../../rules/available.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, id, opt } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { AGENCY_COLLECT, pastCutOff } from '../agency-parts.ts';
import { openBook, type Book } from '../book.ts';
import { moveTill, notePendingOut, recordEntry, tillDayId, type RecordedEntry, type Split } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal, type Verdict } from '../define.ts';
import { OPENING } from '../opening.ts';
import { isOpenEntry, mirrorEntry, mirrorReads, replaceRequest, takesRequestsPlace } from '../mirror.ts';
import { checkAmount, checkOwnTill, checkTillCash, inOrder } from '../money-checks.ts';
import { checkTakesBack, REVERSAL_REASON, reversalApprover, reversalReads } from '../reversal.ts';

/**
 * Reversal (domain 4.7): a new entry that mirrors what the original actually posted and is still open. Whole amount,
 * same business date, own entry; the original is marked, never edited. Cash that came back without an open
 * counterpart is still a fact: it goes to suspense with a case. So is cash handed over while the request to reverse had
 * no answer: an advice in its place is not refused for what became of the original.
 */

const payload = {
  original: id(),
  fen: fen(),
  /** Cash of this reversal: `in` when a withdrawal is handed back, `out` when a deposit is returned, `none` of a transfer. */
  direction: code('in', 'out', 'none'),
  till: digits(2),
  voucher_no: digits(22),
  reason: REVERSAL_REASON,
  signature_hash: opt(bytes(32)),
};
type ReverseInput = Input<typeof payload>;
type Interaction = RowOf<typeof interaction>;

const REVERSIBLE: ReadonlySet<string> = new Set([
  'counter.deposit',
  'counter.withdraw',
  'counter.transfer_same',
  'counter.transfer',
  'counter.remit_pay',
  AGENCY_COLLECT,
  'counter.close',
  'counter.open_demand',
]);
/** Which way the cash of a reversal goes, by the cash of its original. */
const BACK = { in: 'out', out: 'in', none: 'none' } as const;
const CASH_LEDGER = 'SUS-UNK';

const originalOf = ({ payload: p, rows }: ReverseInput): Interaction | null => rows.get(interaction, p.original);

const matches = (p: ReverseInput['payload'], row: Interaction): boolean =>
  row.amount_fen === p.fen && p.direction === BACK[row.direction];

function checkOriginal(
  input: ReverseInput,
): Refusal<
  | 'ORIGINAL_UNKNOWN'
  | 'ALREADY_REVERSED'
  | 'REVERSAL_LATE'
  | 'REVERSAL_NOT_OWN'
  | 'NOT_REVERSIBLE'
  | 'BILL_CUT_OFF'
  | 'FIELD_FORMAT'
> | null {
  const { payload: p, facts, rows } = input;
  const row = originalOf(input);
  if (row === null || (facts.offline && row.device !== facts.device)) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  const barred = checkTakesBack(rows, facts, row);
  if (barred !== null) return barred;
  if (!REVERSIBLE.has(row.kind) || !isOpenEntry(rows, p.original, row))
    return { code: 'NOT_REVERSIBLE', detail: { status: row.status } };
  if (pastCutOff(rows, row, facts)) return { code: 'BILL_CUT_OFF', detail: {} };
  return matches(p, row) ? null : { code: 'FIELD_FORMAT', detail: { field: 'fen' } };
}

/** The account whose balance the original raised. */
const receiverOf = (row: Interaction): string | null => row.to_account ?? (row.direction === 'in' ? row.account : null);

/** A deposit or transfer can be taken back only while the account that got it still holds it. */
function checkStillThere(input: ReverseInput): Refusal<'REVERSAL_FUNDS' | 'NOT_REVERSIBLE'> | null {
  const row = originalOf(input);
  const receiver = row === null ? null : receiverOf(row);
  if (row === null || receiver === null) return null;
  const held = input.rows.get(account, receiver);
  const can = held === null ? 0 : available(held);
  // An opening is taken back while the account holds its first deposit and nothing else.
  if (row.kind === OPENING && held !== null && held.ledger_fen > row.account_fen)
    return { code: 'NOT_REVERSIBLE', detail: { status: row.status } };
  return row.account_fen > can ? { code: 'REVERSAL_FUNDS', detail: { allowed_fen: Math.max(0, can) } } : null;
}

function entryOf(input: ReverseInput, status: Interaction['status']): RecordedEntry {
  const { payload: p } = input;
  const row = originalOf(input);
  return {
    kind: 'counter.reverse',
    channel: 'counter',
    direction: p.direction,
    fen: p.fen,
    account: row?.to_account ?? row?.account ?? null,
    accountNo: null,
    customer: row?.customer ?? null,
    card: row?.card ?? null,
    till: p.direction === 'none' ? null : p.till,
    voucherNo: p.voucher_no,
    status,
    summary: p.reason,
    reverses: p.original,
    replaces: input.facts.replaces,
    source: { to_account: row === null || row.to_account === null ? null : row.account },
    counts: false,
  };
}

const inItsPlace = ({ rows, facts }: ReverseInput): boolean => takesRequestsPlace(rows, facts, 'counter.reverse');

const NOTHING: Split = { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };

function finish(book: Book, input: ReverseInput, verdict: Verdict, split: Split): Applied {
  recordEntry(book, input.facts, entryOf(input, input.facts.hub === null ? 'captured' : verdict), split);
  return { verdict, code: null, split: split.suspenseFen === 0 ? null : split, changes: book.changes() };
}

/** No cash came back, so what cannot be taken back is refused, with a case that says so. */
function refuseTransfer(input: ReverseInput, row: Interaction | null): Applied {
  const book = openBook(input.rows);
  const parties = { account: row?.to_account ?? null, customer: row?.customer ?? null };
  const status = row === null ? 'original=unknown' : `status=${row.status};business_date=${row.business_date}`;
  book.raise({ code: 'TRANSFER_REJECTED', amountFen: input.payload.fen, ...parties, centreRecord: status });
  return { verdict: 'rejected', code: 'NOT_REVERSIBLE', split: null, changes: book.changes() };
}

/** Nothing open stands against the cash: keep it apart until somebody has looked. */
function toSuspense(book: Book, input: ReverseInput, row: Interaction | null): Applied {
  const { payload: p, facts } = input;
  if (p.direction === 'none') return refuseTransfer(input, row);
  const sign = p.direction === 'in' ? 1 : -1;
  moveTill(book, facts, { till: p.till, column: p.direction, fen: p.fen, mirror: false, offline: false });
  book.post(CASH_LEDGER, null, -sign * p.fen);
  const late = row !== null && row.reversed_by === null && row.business_date !== facts.businessDate;
  if (facts.hub !== null) {
    book.raise({
      code: late ? 'REVERSAL_LATE' : 'RETURNED_CASH',
      amountFen: p.fen,
      account: row?.account ?? null,
      customer: row?.customer ?? null,
      suspenseLedger: CASH_LEDGER,
      suspenseFen: p.fen,
      outletRecord: `original=${p.original}`,
      centreRecord: row === null ? 'original=unknown' : `status=${row.status};business_date=${row.business_date}`,
    });
  }
  return finish(book, input, 'suspense', { accountFen: 0, suspenseLedger: CASH_LEDGER, suspenseFen: p.fen });
}

function mirror(book: Book, input: ReverseInput, row: Interaction): Applied {
  const { payload: p, facts } = input;
  const split = mirrorEntry(book, facts, { id: p.original, row, tillNo: p.till });
  const short = row.direction === 'in' ? row.account_fen - split.accountFen : 0;
  if (short > 0 && facts.hub !== null) {
    book.raise({
      code: 'OVERDRAFT',
      amountFen: p.fen,
      account: row.account,
      customer: row.customer,
      suspenseLedger: 'SUS-OD',
      suspenseFen: short,
      centreRecord: 'deposit already spent',
    });
  }
  return finish(book, input, short > 0 ? 'posted_with_exception' : 'posted', split);
}

export const reverse = defineCommand({
  name: 'counter.reverse',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['request', 'advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ORIGINAL_UNKNOWN',
    'ALREADY_REVERSED',
    'REVERSAL_LATE',
    'REVERSAL_NOT_OWN',
    'NOT_REVERSIBLE',
    'BILL_CUT_OFF',
    'REVERSAL_FUNDS',
    'TILL_CASH_SHORT',
  ],
  sigma: (p) => ({ direction: p.direction, fen: p.direction === 'none' ? 0 : p.fen }),
  reads: ({ payload: p, rows, facts }) => [
    ...mirrorReads(rows, p.original, facts),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ...reversalReads(),
    ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
  ],
  checker: (input) => dual(reversalApprover(input.rows, input.facts, input.payload.fen), input),
  admit: (input) =>
    inOrder([
      () => checkOwnTill(input.rows, input.facts, input.payload.till),
      () => checkAmount(input.payload.fen),
      () => (inItsPlace(input) ? null : checkOriginal(input)),
      () => (inItsPlace(input) ? null : checkStillThere(input)),
      () =>
        input.payload.direction === 'out' ? checkTillCash(input.rows, input.payload.till, input.payload.fen) : null,
    ]),
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    // A posted request that this takes the place of gives its original back first.
    if (facts.basis === 'advice') replaceRequest(book, facts);
    const row = book.get(interaction, p.original);
    if (facts.hub === null && facts.basis === 'request') {
      if (row !== null) notePendingOut(book, facts, receiverOf(row), row.account_fen);
      return finish(book, input, 'posted', NOTHING);
    }
    const open =
      row !== null &&
      REVERSIBLE.has(row.kind) &&
      isOpenEntry(book, p.original, row) &&
      matches(p, row) &&
      !pastCutOff(book, row, facts);
    if (!open || row.business_date !== facts.businessDate) return toSuspense(book, input, row);
    const spent = row.to_account !== null && facts.hub !== null && checkStillThere(input) !== null;
    return spent ? refuseTransfer(input, row) : mirror(book, input, row);
  },
});
