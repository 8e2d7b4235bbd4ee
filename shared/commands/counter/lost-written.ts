import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, fen, flag, id, opt, recordFromCbor, text } from '../../tables/fields.ts';
import { lossForm } from '../../tables/loss-form.ts';
import { openBook, type Book } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { checkFee, feeReads, takeFee, type Fee } from '../fee.ts';
import { applyLoss, checkLostAccount, lossReads, lostAccount } from '../loss-report.ts';
import { checkIdentity, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Written loss report (domain 4.5 B, 11.7): the holder with the identity paper. It does not lapse, and only the outlet
 * that took it lifts it. A large one is taken at the home outlet, with the chief teller; when the PIN is lost as well
 * the manager approves. Overtakes the queue and judges again what was paid (`loss-report.ts`). Its fee is cash on the
 * counter: when there is no account to mark, the fee stays in suspense with a case.
 */

const payload = {
  account: opt(id()),
  account_no: opt(digits(15)),
  card: opt(id()),
  medium: code('passbook', 'certificate', 'card', 'card_and_passbook'),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** Number of the application form the holder signed. */
  form_no: text(30),
  pin_lost: flag(),
  /** Taken in cash, 0 to `lost.fee_max_fen`; the till it went into. */
  fee_fen: fen(),
  till: opt(digits(2)),
};
type LossInput = Input<typeof payload>;

function rowOf(input: LossInput) {
  const found = lostAccount(input);
  return found === null ? null : input.rows.get(account, found);
}

const isLarge = (input: LossInput): boolean =>
  (rowOf(input)?.ledger_fen ?? 0) >= valueOf(input.rows, 'lost.large_fen', input.facts);

function checkHome(input: LossInput): Refusal<'LARGE_LOSS_HOME_OUTLET'> | null {
  const home = rowOf(input)?.home_outlet ?? null;
  if (home === null || home === input.facts.branch || !isLarge(input)) return null;
  const limit = valueOf(input.rows, 'lost.large_fen', input.facts);
  return { code: 'LARGE_LOSS_HOME_OUTLET', detail: { limit_fen: limit, outlet: home } };
}

function approver(input: LossInput): 'chief_teller' | 'outlet_manager' | null {
  if (input.payload.pin_lost) return 'outlet_manager';
  return isLarge(input) ? 'chief_teller' : null;
}

const KIND = 'counter.lost_written';

const feeOf = ({ payload: p }: LossInput): Fee => ({ till: p.till, fen: p.fee_fen });

/** The form a new medium is handed out against; of two reports that stand, the earlier one. */
function putForm(book: Book, { payload: p, facts, rows }: LossInput, found: string): void {
  const before = rows.get(lossForm, found);
  const stands = rows.get(account, found)?.status === 'lost_written';
  if (before !== null && stands && before.reported_at <= facts.capturedAt) return;
  book.put(lossForm, found, {
    form_no: p.form_no,
    medium: p.medium,
    card: p.card,
    reported_at: facts.capturedAt,
    outlet: facts.branch,
    fee_fen: p.fee_fen,
    entry: facts.rowId,
  });
}

/** Nothing to report lost here, but the fee was paid. */
function keepFee(input: LossInput, code: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'): Applied {
  const { payload: p, facts } = input;
  if (p.fee_fen === 0 || p.till === null) return { verdict: 'rejected', code, split: null, changes: [] };
  const book = openBook(input.rows);
  const split = { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: p.fee_fen };
  takeFee(book, facts, { ...feeOf(input), kind: KIND, ledger: split.suspenseLedger });
  const entry = {
    kind: KIND,
    channel: 'counter',
    direction: 'in',
    fen: p.fee_fen,
    account: null,
    accountNo: p.account_no,
    customer: null,
    card: null,
    till: p.till,
    voucherNo: null,
    status: 'suspense',
    summary: p.form_no,
    counts: false,
  } as const;
  recordEntry(book, facts, entry, split);
  book.raise({
    code: 'UNKNOWN_ACCOUNT',
    amountFen: p.fee_fen,
    suspenseLedger: split.suspenseLedger,
    suspenseFen: p.fee_fen,
    centreRecord: `account_no=${p.account_no ?? '-'};${code}`,
  });
  return { verdict: 'suspense', code: null, split, changes: book.changes() };
}

/** Before the fee was taken with the report. */
const WITHOUT_FEE = (old: unknown) => (Array.isArray(old) ? recordFromCbor(payload, [...old, 0, null]) : undefined);

export const lostWritten = defineCommand({
  name: KIND,
  version: 2,
  payload,
  upgrade: { 1: WITHOUT_FEE },
  sigma: (p) => ({ direction: p.fee_fen > 0 ? 'in' : 'none', fen: p.fee_fen }),
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  priority: true,
  receipt: 'C4',
  rejections: [
    'FIELD_REQUIRED',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'LARGE_LOSS_HOME_OUTLET',
    'FEE_RANGE',
    'NO_TILL',
    'TILL_BALANCED',
  ],
  reads: (input) => {
    const found = lostAccount(input);
    return [
      ...lossReads(input),
      ...feeReads(feeOf(input), input.facts),
      ...(found === null ? [] : [keyOf(lossForm, found)]),
      ...configReads(['lost.large_fen', 'lost.fee_max_fen']),
    ];
  },
  checker: (input) => dual(approver(input), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rowOf(input);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => (p.form_no.trim() === '' ? { code: 'FIELD_REQUIRED' as const, detail: { field: 'form_no' } } : null),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkLostAccount(input),
      () => checkHome(input),
      () => checkFee(rows, facts, { ...feeOf(input), maxFen: valueOf(rows, 'lost.fee_max_fen', facts) }),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts } = input;
    const fault = checkLostAccount(input);
    if (fault !== null) return keepFee(input, fault.code);
    return applyLoss(input, {
      kind: KIND,
      status: 'lost_written',
      feeFen: p.fee_fen,
      also: (book, found) => {
        putForm(book, input, found);
        takeFee(book, facts, { ...feeOf(input), kind: KIND });
      },
    });
  },
});
