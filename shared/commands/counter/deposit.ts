import { isAmount } from '../../kernel/money.ts';
import { isAccountNo } from '../../rules/luhn.ts';
import { idFault } from '../../rules/id-number.ts';
import { account } from '../../tables/account.ts';
import { customer, ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import {
  bytes,
  code,
  digits,
  fen,
  flag,
  id,
  list,
  opt,
  text,
  recordFromCbor,
  type RecordOf,
} from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { DENOMINATION_FIELDS } from '../../tables/till.ts';
import { accountReads, cashReads, findAccount } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { isClosed } from '../judge.ts';
import { mirrorReads } from '../mirror.ts';
import {
  checkAmount,
  checkCount,
  checkCustomer,
  checkDuplicate,
  checkHousehold,
  checkIdentity,
  checkOwnTill,
  checkSelfDealing,
  checkSheet,
  inOrder,
} from '../money-checks.ts';
import { dealReads } from '../structuring.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Cash deposit (domain 4.5 B). Always an advice: the notes lie on the counter. An account this side does not know
 * is taken up to a limit when its check digit is right; the hub posts it when it finds the account, else SUS-UNK.
 */

const payload = {
  /** Row id when the account is in the replica. */
  account: opt(id()),
  account_no: digits(15),
  card: opt(id()),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  medium_seen: flag(),
  id_seen: flag(),
  id_last4: opt(text(4)),
  signature_hash: opt(bytes(32)),
  /** Who brings the money, when it is not the holder. */
  agent_name: opt(text(50)),
  agent_id_type: opt(code(...ID_TYPES)),
  agent_id_no: opt(text(20)),
  /** The clerk's confirmation that an equal deposit minutes ago is another one. */
  duplicate_reason: opt(text(100)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type DepositInput = Input<typeof payload>;

const CONFIG = [
  'agent.id_fen',
  'auth.deposit.chief_fen',
  'cash.cdd_fen',
  'cash.large_report_fen',
  'dup.window_s',
  'offline.deposit.txn_fen',
  'offline.deposit.unknown_fen',
] as const;

function parts({ payload: p, rows, facts }: DepositInput): CounterEntry {
  const found = findAccount(rows, p);
  const row = found === null ? null : rows.get(account, found);
  return {
    kind: 'counter.deposit',
    channel: 'counter',
    direction: 'in',
    fen: p.fen,
    account: found,
    accountNo: p.account_no,
    customer: row?.customer ?? null,
    card: p.card,
    till: p.till,
    voucherNo: p.voucher_no,
    replaces: facts.replaces,
  };
}

const holder = ({ rows }: DepositInput, entry: CounterEntry) =>
  entry.customer === null ? null : rows.get(customer, entry.customer);

function checkAgent(
  p: RecordOf<typeof payload>,
  input: DepositInput,
): Refusal<'AGENT_ID_REQUIRED' | 'FIELD_FORMAT'> | null {
  const line = valueOf(input.rows, 'agent.id_fen', input.facts);
  if (p.agent_name === null || p.fen <= line) return null;
  if (p.agent_id_type === null || p.agent_id_no === null || p.agent_id_no === '')
    return { code: 'AGENT_ID_REQUIRED', detail: { limit_fen: line } };
  return idFault(p.agent_id_type, p.agent_id_no, input.facts.businessDate) === null
    ? null
    : { code: 'FIELD_FORMAT', detail: { field: 'agent_id_no' } };
}

function checkAccount(
  p: RecordOf<typeof payload>,
  input: DepositInput,
): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  const { account: found } = parts(input);
  const row = found === null ? null : input.rows.get(account, found);
  if (row === null) return isAccountNo(p.account_no) ? null : { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return isClosed(row) ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

/** A known account: below the large-cash line offline. An unknown one: its own lower limit, whatever the network. */
function checkLimit(p: RecordOf<typeof payload>, input: DepositInput): Refusal<'OFFLINE_LIMIT_TXN'> | null {
  const unknown = parts(input).account === null;
  if (!unknown && !input.facts.offline) return null;
  const limit = valueOf(input.rows, unknown ? 'offline.deposit.unknown_fen' : 'offline.deposit.txn_fen', input.facts);
  if (p.fen <= limit) return null;
  return {
    code: 'OFFLINE_LIMIT_TXN',
    detail: {
      limit: unknown ? 'unknown' : 'deposit',
      limit_fen: limit,
      allowed_fen: limit,
      used_fen: 0,
      percent: 100,
      age_h: 0,
    },
  };
}

export const deposit = defineCommand({
  name: 'counter.deposit',
  version: 2,
  payload,
  upgrade: { 1: (old) => (Array.isArray(old) ? recordFromCbor(payload, [...old, null]) : undefined) },
  offline: 'L',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  reversible: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'CUSTOMER_STATUS',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'OFFLINE_LIMIT_TXN',
    'DENOM_MISMATCH',
    'AGENT_ID_REQUIRED',
    'SELF_DEALING',
    'DUPLICATE_WARN',
  ],
  sigma: (p) => ({ direction: 'in', fen: p.fen }),
  reads: (input) => {
    const entry = parts(input);
    const { payload: p, rows, facts } = input;
    return [
      ...accountReads(rows, p),
      ...cashReads(entry, facts),
      ...dealReads(entry.customer),
      ...(entry.customer === null ? [] : [keyOf(customer, entry.customer)]),
      ...configReads(CONFIG),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
      ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
    ];
  },
  checker: (input) =>
    dual(
      input.payload.fen >= valueOf(input.rows, 'auth.deposit.chief_fen', input.facts) ? 'chief_teller' : null,
      input,
    ),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const entry = parts(input);
    const person = holder(input, entry);
    const required = isAmount(p.fen) && p.fen >= valueOf(rows, 'cash.cdd_fen', facts) && p.agent_name === null;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkCustomer(person, true),
      () => checkIdentity(person, facts, { required, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkAgent(p, input),
      () => checkAccount(p, input),
      () => checkLimit(p, input),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    const entry = parts(input);
    return inOrder([
      () => checkSelfDealing(rows, facts, holder(input, entry)),
      () => checkHousehold(rows, facts, holder(input, entry), p.household_reason),
      () => checkDuplicate(rows, facts, entry, p.duplicate_reason),
    ]);
  },
  apply: (input) => settleCash(input, parts(input)),
});
