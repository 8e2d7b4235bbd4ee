import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { digits, fen, flag, id, opt, text } from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { openPayouts, recent } from '../../tables/totals.ts';
import { lostAt } from '../../rules/loss.ts';
import { available } from '../../rules/available.ts';
import { openBook, type Book } from '../book.ts';
import { moveReads, noteOpenPayout, notePendingOut, recentId, recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type CaseDraft, type Input, type Refusal, type Verdict } from '../define.ts';
import { wasFrozen } from '../freezes.ts';
import { isClosed, isDuplicate } from '../judge.ts';
import { mirrorReads, replaceRequest } from '../mirror.ts';
import {
  checkAmount,
  checkCustomer,
  checkDuplicate,
  checkFunds,
  checkHotList,
  checkHousehold,
  checkIdentity,
  checkLease,
  checkPayoutAccount,
  checkSelfDealing,
  hotReads,
  inOrder,
} from '../money-checks.ts';
import { configReads, leaseInForce, valueOf } from '../payout-limits.ts';
import { checkReceiver, moveBetween, TRANSFER_CONFIG, transferApprover } from '../transfer-parts.ts';

/**
 * Transfer between two accounts of one customer (domain 4.5 B, 11.3, 11.4). Online a request, offline an advice up to
 * its limit. No cash moves: what the centre cannot post it rejects, with a case for the outlet to call the customer.
 * Never an overdraft, never suspense. Only accounts of this outlet, both of them in its books.
 */

const payload = {
  account: id(),
  to_account: id(),
  fen: fen(),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** The clerk's confirmation that an equal transfer minutes ago is another one. */
  duplicate_reason: opt(text(100)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type TransferInput = Input<typeof payload>;
type Account = RowOf<typeof account>;

const KIND = 'counter.transfer_same';
const CONFIG = [
  ...TRANSFER_CONFIG,
  'offline.transfer.same_name_fen',
  'offline.ladder.full_hours',
  'offline.ladder.last_hours',
  'offline.ladder.middle_percent',
] as const;

const partOf = ({ payload: p }: TransferInput) => ({ kind: KIND, fen: p.fen, account: p.account, accountNo: null });

/** Both sides belong to one customer and are two accounts. */
function checkPair(
  { payload: p }: TransferInput,
  from: Account,
  to: Account,
): Refusal<'SAME_ACCOUNT' | 'NOT_SAME_CUSTOMER'> | null {
  if (p.account === p.to_account) return { code: 'SAME_ACCOUNT', detail: {} };
  return from.customer === to.customer ? null : { code: 'NOT_SAME_CUSTOMER', detail: {} };
}

/** 14: the replica speaks for the accounts of its own outlet only. */
function checkHome({ facts }: TransferInput, from: Account, to: Account): Refusal<'OFFLINE_NOT_ALLOWED'> | null {
  const away = from.home_outlet !== facts.branch || to.home_outlet !== facts.branch;
  return facts.offline && away ? { code: 'OFFLINE_NOT_ALLOWED', detail: {} } : null;
}

const limitOf = ({ rows, facts }: TransferInput): number => valueOf(rows, 'offline.transfer.same_name_fen', facts);

/** 17: per transfer, equal is allowed. The ladder is for cash paid out and does not lower it. */
function checkLimit(input: TransferInput): Refusal<'OFFLINE_LIMIT_TXN'> | null {
  const limit = limitOf(input);
  if (!input.facts.offline || input.payload.fen <= limit) return null;
  const detail = { limit: 'transfer', limit_fen: limit, allowed_fen: limit, used_fen: 0, percent: 100, age_h: 0 };
  return { code: 'OFFLINE_LIMIT_TXN', detail };
}

/** All that stops what an earlier life of the hub has posted: it is posted again as recorded, not judged again. */
const sideUnknown = (book: Book, { payload: p }: TransferInput): 'ACCOUNT_NOT_FOUND' | null =>
  book.get(account, p.account) === null || book.get(account, p.to_account) === null ? 'ACCOUNT_NOT_FOUND' : null;

/** Why the centre does not post it, in the words of a refusal; null when it does. */
function notPosted(book: Book, input: TransferInput): string | null {
  const { payload: p, facts } = input;
  const [from, to] = [book.get(account, p.account), book.get(account, p.to_account)];
  if (from === null || to === null) return sideUnknown(book, input);
  const pair = checkPair(input, from, to);
  if (pair !== null) return pair.code;
  const days = valueOf(book, 'lost.oral_days', facts);
  const stopped = lostAt(from, facts.capturedAt, days) || wasFrozen(book, p.account, facts.capturedAt);
  if (isClosed(from) || stopped || from.kind !== 'demand') return 'ACCOUNT_STATUS';
  if (from.status === 'dormant' || from.status === 'long_suspended' || checkReceiver(to) !== null)
    return 'ACCOUNT_STATUS';
  if (facts.offline && p.fen > 2 * limitOf(input)) return 'OFFLINE_LIMIT_TXN';
  return p.fen > available(from) ? 'INSUFFICIENT_FUNDS' : null;
}

function record(book: Book, input: TransferInput, moved: { status: Verdict | 'captured'; fen: number }): void {
  const { payload: p, facts } = input;
  const from = book.get(account, p.account);
  const entry = {
    kind: KIND,
    channel: 'counter',
    direction: 'none',
    fen: p.fen,
    account: from === null ? null : p.account,
    accountNo: null,
    customer: from?.customer ?? null,
    card: null,
    till: null,
    voucherNo: p.voucher_no,
    status: moved.status,
    replaces: facts.replaces,
    source: { to_account: p.to_account },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: moved.fen, suspenseLedger: null, suspenseFen: 0 });
}

/** The task of domain 11.4: nothing was posted, so somebody must tell the customer. */
function reject(book: Book, input: TransferInput, why: string): Applied {
  const { payload: p, facts } = input;
  const from = book.get(account, p.account);
  if (facts.basis === 'advice') {
    book.raise({
      code: 'TRANSFER_REJECTED',
      amountFen: p.fen,
      account: from === null ? null : p.account,
      customer: from?.customer ?? null,
      outletRecord: `offline=${facts.offline ? 1 : 0};to=${p.to_account}`,
      centreRecord: `why=${why};available=${from === null ? '-' : available(from)}`,
    });
  }
  const code = why === 'INSUFFICIENT_FUNDS' ? 'INSUFFICIENT_FUNDS' : 'ACCOUNT_STATUS';
  return { verdict: 'rejected', code, split: null, changes: book.changes() };
}

function flagsOf(book: Book, input: TransferInput): CaseDraft[] {
  const { payload: p, facts } = input;
  const flags: CaseDraft[] = [];
  const parties = { amountFen: p.fen, account: p.account, customer: book.get(account, p.account)?.customer ?? null };
  if (facts.offline && p.fen > limitOf(input))
    flags.push({ code: 'LIMIT_EXCEEDED', ...parties, centreRecord: `transfer=${p.fen}>${limitOf(input)}` });
  if (facts.offline && !leaseInForce(book, facts)) flags.push({ code: 'LEASE_EXPIRED', ...parties });
  if (isDuplicate(book, facts, partOf(input), false)) flags.push({ code: 'DUPLICATE_SUSPECTED', ...parties });
  return flags;
}

const legsOf = ({ payload: p }: TransferInput) => ({ kind: KIND, from: p.account, to: p.to_account, fen: p.fen });

/** On its terminal: a request binds the money, an advice moves it, unless one side is not loaded yet. */
function applyHere(input: TransferInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  if (facts.basis === 'request') notePendingOut(book, facts, p.account, p.fen);
  else if (
    p.account !== p.to_account &&
    rows.get(account, p.account) !== null &&
    rows.get(account, p.to_account) !== null
  )
    moveBetween(book, facts, legsOf(input));
  const moved = book.get(account, p.to_account) !== rows.get(account, p.to_account);
  record(book, input, { status: 'captured', fen: moved ? p.fen : 0 });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

function applyAtHub(input: TransferInput): Applied {
  const { payload: p, facts } = input;
  const book = openBook(input.rows);
  replaceRequest(book, facts);
  const why = facts.hub?.recorded === null ? notPosted(book, input) : sideUnknown(book, input);
  if (why !== null) return reject(book, input, why);
  const flags = facts.hub?.recorded === null ? flagsOf(book, input) : [];
  const verdict =
    facts.hub?.recorded?.verdict === 'posted_with_exception' || flags.length > 0 ? 'posted_with_exception' : 'posted';
  moveBetween(book, facts, legsOf(input));
  record(book, input, { status: verdict, fen: p.fen });
  noteOpenPayout(book, facts, { account: p.account, overdraft: false });
  for (const flag of flags) book.raise(flag);
  return { verdict, code: null, split: null, changes: book.changes() };
}

export const transferSame = defineCommand({
  name: KIND,
  version: 1,
  payload,
  offline: 'L',
  bases: ['request', 'advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  reversible: true,
  receipt: 'C2',
  rejections: [
    'AMOUNT_INVALID',
    'CUSTOMER_STATUS',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'SAME_ACCOUNT',
    'NOT_SAME_CUSTOMER',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'HOT_LISTED',
    'OFFLINE_NOT_ALLOWED',
    'LEASE_EXPIRED',
    'REPLICA_STALE',
    'INSUFFICIENT_FUNDS',
    'OFFLINE_LIMIT_TXN',
    'SELF_DEALING',
    'DUPLICATE_WARN',
  ],
  reads: ({ payload: p, rows, facts }) => {
    const from = rows.get(account, p.account);
    return [
      ...[p.account, p.to_account].flatMap(moveReads),
      keyOf(openPayouts, p.account),
      keyOf(recent, recentId(p.account, KIND, p.fen)),
      ...hotReads(rows, { account: p.account, card: null }),
      ...(from === null ? [] : [keyOf(customer, from.customer)]),
      ...(facts.leaseId === null ? [] : [keyOf(lease, facts.leaseId)]),
      ...configReads(CONFIG),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
      ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
    ];
  },
  checker: (input) => dual(transferApprover(input.rows, input.facts, input.payload.fen), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const [from, to] = [rows.get(account, p.account), rows.get(account, p.to_account)];
    const person = from === null ? null : rows.get(customer, from.customer);
    const oralDays = valueOf(rows, 'lost.oral_days', facts);
    return inOrder([
      () => checkAmount(p.fen),
      () => checkCustomer(person, false),
      () => checkIdentity(person, facts, { required: facts.offline, idSeen: p.id_seen, last4: p.id_last4 }),
      () => (from === null || to === null ? null : checkPair(input, from, to)),
      () => checkPayoutAccount(from, facts, oralDays),
      () => checkReceiver(to),
      () => (from === null ? null : checkHotList(rows, facts, { account: p.account, row: from, card: null })),
      () => (from === null || to === null ? null : checkHome(input, from, to)),
      () => checkLease(rows, facts),
      () => (from === null ? null : checkFunds(from, facts, p.fen)),
      () => checkLimit(input),
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    const from = rows.get(account, p.account);
    const person = from === null ? null : rows.get(customer, from.customer);
    return inOrder([
      () => checkSelfDealing(rows, facts, person),
      () => checkHousehold(rows, facts, person, p.household_reason),
      () => checkDuplicate(rows, facts, partOf(input), p.duplicate_reason),
    ]);
  },
  apply: (input) => (input.facts.hub === null ? applyHere(input) : applyAtHub(input)),
});
