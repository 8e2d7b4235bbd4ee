import { ok } from '../../kernel/result.ts';
import { customerAccounts } from '../../tables/account-opening.ts';
import { accountParty } from '../../tables/account-party.ts';
import { account } from '../../tables/account.ts';
import { customer, customerIdentity } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, date, fen, id } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { moveAccount, moveReads, openAccount } from '../booking.ts';
import { claimIdentity } from '../customer-copies.ts';
import { noteHolder } from '../opening.ts';
import { defineCommand, type Input } from '../define.ts';
import { identityId, rememberIdentity } from '../identity.ts';

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

/** What the payload says of the person and of the account's terms. */
function parts({ payload }: OpenInput) {
  const {
    role: _role,
    opened_on: _openedOn,
    opening_fen: _opening,
    account: _account,
    customer: _customer,
    ...rest
  } = payload;
  const {
    account_no,
    kind,
    account_class,
    medium,
    passbook_no,
    product,
    rate_ppm,
    withdraw_rule,
    statement_cycle,
    overdraft_line_fen,
    ...person
  } = rest;
  const terms = {
    account_no,
    kind,
    account_class,
    medium,
    passbook_no,
    product,
    rate_ppm,
    withdraw_rule,
    statement_cycle,
    overdraft_line_fen,
  };
  return { person, terms };
}

function customerRow(input: OpenInput): RowOf<typeof customer> {
  const { payload, facts } = input;
  const at = facts.capturedAt;
  return {
    ...parts(input).person,
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
  };
}

function accountRow(input: OpenInput): RowOf<typeof account> {
  const { payload, facts } = input;
  return {
    ...parts(input).terms,
    customer: payload.customer,
    home_outlet: facts.branch,
    opened_on: payload.opened_on,
    closed_on: null,
    ledger_fen: 0,
    hold_fen: 0,
    frozen_fen: 0,
    pending_in_fen: 0,
    pending_out_fen: 0,
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
    frozen_at: null,
    frozen_until: null,
    stop_pay_at: null,
    stop_pay_until: null,
    closed_at: null,
    offline_block: false,
    balance_as_of: facts.capturedAt,
  };
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
    ...moveReads(input.payload.account),
    keyOf(accountParty, partyId(input)),
    keyOf(customerAccounts, input.payload.customer),
    keyOf(customerIdentity, identityId(input.payload)),
  ],
  admit: () => ok(null),
  apply: (input) => {
    const { payload, facts, rows } = input;
    const known = rows.get(account, payload.account) !== null;
    if (payload.role === 'signatory' && !known) {
      return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: [] };
    }
    const book = openBook(rows);
    if (rows.get(customer, payload.customer) === null) {
      book.put(customer, payload.customer, customerRow(input));
      rememberIdentity(book, payload, payload.customer);
      claimIdentity(book, facts, { id: payload.customer, id_type: payload.id_type, id_no: payload.id_no });
    }
    if (!known) {
      openAccount(book, payload.account, accountRow(input));
      moveAccount(book, facts, {
        account: payload.account,
        fen: payload.opening_fen,
        kind: 'import.open',
        channel: 'system',
      });
      book.post('EQUITY-OPENING', null, payload.opening_fen);
    }
    if (payload.role === 'holder')
      noteHolder(book, payload.customer, { account: payload.account, account_class: payload.account_class });
    if (rows.get(accountParty, partyId(input)) === null) {
      const since = payload.opened_on;
      book.put(accountParty, partyId(input), {
        account: payload.account,
        customer: payload.customer,
        role: payload.role,
        since,
      });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
