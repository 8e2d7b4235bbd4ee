import { ok } from '../../kernel/result.ts';
import { accountParty } from '../../tables/account-party.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, date, fen, id } from '../../tables/fields.ts';
import { accountLines, movement } from '../../tables/movement.ts';
import { defineCommand, type Change, type Input } from '../define.ts';

/**
 * Brings a customer and an account of another system into the branch that keeps the account: the holder opens
 * it, a signatory joins one that is open. Who or what is known already stays as it is. A balance brought along
 * is posted against EQUITY-OPENING.
 */

const PERSON = {
  customer: id(),
  customer_no: customer.fields.customer_no,
  name: customer.fields.name,
  id_type: customer.fields.id_type,
  id_no: customer.fields.id_no,
  id_valid_to: customer.fields.id_valid_to,
  gender: customer.fields.gender,
  birth_date: customer.fields.birth_date,
  nationality: customer.fields.nationality,
  phone: customer.fields.phone,
  region_code: customer.fields.region_code,
  address: customer.fields.address,
  occupation: customer.fields.occupation,
  village_code: customer.fields.village_code,
  risk_level: customer.fields.risk_level,
};

const ACCOUNT = {
  account: id(),
  account_no: account.fields.account_no,
  kind: account.fields.kind,
  account_class: account.fields.account_class,
  medium: account.fields.medium,
  passbook_no: account.fields.passbook_no,
  product: account.fields.product,
  rate_ppm: account.fields.rate_ppm,
  withdraw_rule: account.fields.withdraw_rule,
  statement_cycle: account.fields.statement_cycle,
  overdraft_line_fen: account.fields.overdraft_line_fen,
};

const OPEN_FIELDS = { role: code('holder', 'signatory'), opened_on: date(), opening_fen: fen(), ...PERSON, ...ACCOUNT };
type OpenInput = Input<typeof OPEN_FIELDS>;

const partyId = ({ payload }: OpenInput): string => `${payload.account}/${payload.customer}`;

function customerRow({ payload, facts }: OpenInput): Change {
  const at = facts.capturedAt;
  return {
    op: 'put',
    table: customer.name,
    id: payload.customer,
    row: {
      ...Object.fromEntries(Object.keys(PERSON).filter((name) => name !== 'customer').map((name) => [name, payload[name as keyof typeof PERSON]])),
      pinyin: facts.hub?.pinyinOf(payload.name) ?? '',
      tier: null,
      owner_employee: null,
      preferred_channel: null,
      needs_help: false,
      status: 'active',
      home_outlet: facts.branch,
      source: 'import',
      opened_on: payload.opened_on,
      updated_at: at,
      phone_at: at,
      address_at: at,
      household: null,
    },
  };
}

function accountRow({ payload, facts }: OpenInput): Change {
  const { account: _id, ...given } = Object.fromEntries(Object.keys(ACCOUNT).map((name) => [name, payload[name as keyof typeof ACCOUNT]]));
  return {
    op: 'put',
    table: account.name,
    id: payload.account,
    row: {
      ...given,
      customer: payload.customer,
      home_outlet: facts.branch,
      opened_on: payload.opened_on,
      closed_on: null,
      ledger_fen: payload.opening_fen,
      hold_fen: 0,
      frozen_fen: 0,
      status: 'active',
      lost_at: null,
      lost_at_outlet: null,
      frozen_at: null,
      frozen_until: null,
      stop_pay_at: null,
      closed_at: null,
      offline_block: false,
      balance_as_of: facts.capturedAt,
    },
  };
}

/** The balance brought along: two postings and the first line of the account. */
function opening({ payload, facts }: OpenInput): readonly Change[] {
  const amount = payload.opening_fen;
  if (amount === 0) return [];
  const line = {
    account: payload.account,
    line: 0,
    interaction: facts.rowId,
    kind: 'import.open',
    channel: 'system',
    fen: amount,
    balance_fen: amount,
    business_date: facts.businessDate,
    captured_at: facts.capturedAt,
    summary: null,
  };
  return [
    { op: 'posting', ledger: 'EQUITY-OPENING', account: null, fen: amount },
    { op: 'posting', ledger: 'DEPOSIT', account: payload.account, fen: -amount },
    { op: 'put', table: movement.name, id: `${payload.account}/0`, row: line },
    { op: 'put', table: accountLines.name, id: payload.account, row: { lines: 1 } },
  ];
}

export const openImported = defineCommand({
  name: 'import.open',
  version: 1,
  payload: OPEN_FIELDS,
  offline: 'N',
  doors: ['import', 'hub'],
  roles: null,
  rejections: ['ACCOUNT_NOT_FOUND'],
  reads: (input) => [
    keyOf(customer, input.payload.customer),
    keyOf(account, input.payload.account),
    keyOf(accountParty, partyId(input)),
  ],
  admit: () => ok(null),
  apply: (input) => {
    const { payload, rows } = input;
    const known = rows.get(account, payload.account) !== null;
    if (payload.role === 'signatory' && !known) {
      return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: [] };
    }
    const changes: Change[] = [];
    if (rows.get(customer, payload.customer) === null) changes.push(customerRow(input));
    if (!known) changes.push(accountRow(input), ...opening(input));
    if (rows.get(accountParty, partyId(input)) === null) {
      const row = { account: payload.account, customer: payload.customer, role: payload.role, since: payload.opened_on };
      changes.push({ op: 'put', table: accountParty.name, id: partyId(input), row });
    }
    return { verdict: 'posted', code: null, split: null, changes };
  },
});
