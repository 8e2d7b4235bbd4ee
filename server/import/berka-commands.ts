import { dateToDay, dayToDate, DAY_MS, HOUR_MS, type BusinessDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { assert } from '../../shared/kernel/assert.ts';
import { FROM_NOBODY, type Command } from '../../sync/index.ts';
import type {
  Client,
  Disposition,
  SourceAccount,
  SourceCard,
  SourceLoan,
  SourceOrder,
  Transaction,
} from './berka-files.ts';
import { branchOf, type Branch } from './berka-branches.ts';
import { inventedIdNumber, inventedName, inventedPhone, withLuhn } from './invented-person.ts';

/**
 * Records of the Berka collection as commands. The command id follows from the source's key, so the same record
 * is the same command for ever; nothing here draws a number or reads a clock.
 */

export const SOURCE = 'berka';
export const ACCOUNT_PRODUCT = 'demand';
const PSBC_BIN = '621098';
const SHANGHAI_NOON_MS = 4 * HOUR_MS;

export interface Draft {
  readonly branch: string;
  readonly command: string;
  /** Key in the source, unique within the command's records. */
  readonly key: string;
  readonly date: BusinessDate;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The source knows days, not times: everything of a day is taken as captured at noon in China. */
const noonOf = (date: BusinessDate): number => (dateToDay(date) ?? 0) * DAY_MS + SHANGHAI_NOON_MS;

/** @throws Bug when the draft does not fit its command. */
export function toCommand({ branch, command, key, date, payload }: Draft): Command {
  const definition = findCommand(command);
  assert(definition !== undefined, `command ${command} is known`);
  const id = sourceCommandId(SOURCE, `${command}/${branch}/${key}`);
  return {
    ...FROM_NOBODY,
    id,
    rowId: id,
    door: 'import',
    branch,
    name: definition.name,
    payloadVersion: definition.version,
    businessDate: date,
    capturedAt: noonOf(date),
    payload: payloadToCbor(definition, payload),
  };
}

export const accountRowId = (account: number): string => `${SOURCE}.a${account}`;
export const customerRowId = (client: number): string => `${SOURCE}.c${client}`;
export const cardRowId = (card: number): string => `${SOURCE}.k${card}`;

/** Sequence numbers from 900001 up are left to imports, so the hub's own numbers never meet them. */
const accountNo = (outlet: string, account: number): string => withLuhn(`${outlet}${900_000 + account}`);
const customerNo = (county: string, client: number): string => withLuhn(`${county}${String(client).padStart(5, '0')}`);

export interface Opening {
  readonly account: SourceAccount;
  readonly client: Client;
  readonly disposition: Disposition;
  readonly hasCard: boolean;
  readonly overdraftLineFen: number;
}

export function openDraft({ account, client, disposition, hasCard, overdraftLineFen }: Opening): Draft {
  const branch = branchOf(account.district);
  const home = branchOf(client.district);
  return {
    branch: branch.outlet,
    command: 'import.open',
    key: String(disposition.id),
    date: account.openedOn,
    payload: {
      role: disposition.type === 'OWNER' ? 'holder' : 'signatory',
      opened_on: account.openedOn,
      opening_fen: 0,
      ...person(client, home, branch),
      account: accountRowId(account.id),
      account_no: accountNo(branch.outlet, account.id),
      kind: 'demand',
      account_class: 'I',
      medium: hasCard ? 'card_and_passbook' : 'passbook',
      passbook_no: null,
      product: ACCOUNT_PRODUCT,
      rate_ppm: 0,
      withdraw_rule: 'id',
      statement_cycle: account.frequency,
      overdraft_line_fen: overdraftLineFen,
    },
  };
}

function person(client: Client, home: Branch, branch: Branch) {
  const { id, gender, birthDate } = client;
  return {
    customer: customerRowId(id),
    customer_no: customerNo(branch.county, id),
    name: inventedName(id, gender),
    id_type: '01',
    id_no: inventedIdNumber({ key: id, county: home.county, birthDate, gender }),
    id_valid_to: null,
    gender,
    birth_date: birthDate,
    nationality: '156',
    phone: inventedPhone(id),
    region_code: home.county,
    address: `${home.countyName}第${(id % 40) + 1}村`,
    occupation: '5',
    village_code: null,
    risk_level: 'medium_low',
  };
}

/** What the hub keeps of a card number; terminals hold the last four digits and the tag only. */
export interface CardVault {
  panToken(pan: string): string;
  panTag(outlet: string, pan: string): number;
  encryptPan(pan: string): Promise<Uint8Array>;
}

export async function cardDraft(card: SourceCard, account: SourceAccount, vault: CardVault): Promise<Draft> {
  const { outlet } = branchOf(account.district);
  const pan = withLuhn(`${PSBC_BIN}${String(card.id).padStart(12, '0')}`);
  return {
    branch: outlet,
    command: 'import.card',
    key: String(card.id),
    date: card.issuedOn,
    payload: {
      card: cardRowId(card.id),
      account: accountRowId(account.id),
      type: 'debit',
      subtype: card.type,
      issued_on: card.issuedOn,
      status: 'active',
      bin: PSBC_BIN,
      last4: pan.slice(-4),
      tag: vault.panTag(outlet, pan),
      pan_token: vault.panToken(pan),
      pan_masked: `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`,
      pan_enc: await vault.encryptPan(pan),
    },
  };
}

export const orderDraft = (order: SourceOrder, account: SourceAccount): Draft => ({
  branch: branchOf(account.district).outlet,
  command: 'import.order',
  key: String(order.id),
  date: account.openedOn,
  payload: {
    order: `${SOURCE}.o${order.id}`,
    account: accountRowId(order.account),
    partner_bank: order.bank,
    partner_account: order.partner,
    amount_fen: order.amountFen,
    purpose: order.purpose,
  },
});

export const loanDraft = (loan: SourceLoan, account: SourceAccount): Draft => ({
  branch: branchOf(account.district).outlet,
  command: 'import.loan',
  key: String(loan.id),
  date: loan.grantedOn,
  payload: {
    loan: `${SOURCE}.l${loan.id}`,
    account: accountRowId(loan.account),
    granted_on: loan.grantedOn,
    amount_fen: loan.amountFen,
    months: loan.months,
    payment_fen: loan.paymentFen,
    status: loan.status,
  },
});

export const signedFen = (record: Transaction): number =>
  record.type === 'PRIJEM' ? record.amountFen : -record.amountFen;

/** What a record is in the product's words, or null when its coding is not one the source uses. */
export function kindOf({
  type,
  operation,
  purpose,
}: Transaction): { readonly command: string; readonly what: string } | null {
  const credit = type === 'PRIJEM';
  switch (operation) {
    case 'VKLAD':
      return credit ? { command: 'import.cash', what: 'in' } : null;
    case 'VYBER':
      if (credit) return null;
      if (purpose === 'SLUZBY') return { command: 'import.system', what: 'fee' };
      return purpose === 'SANKC. UROK'
        ? { command: 'import.system', what: 'penalty' }
        : { command: 'import.cash', what: 'out' };
    case 'VYBER KARTOU':
      return credit ? null : { command: 'import.atm', what: 'out' };
    case 'PREVOD Z UCTU':
      return credit ? { command: 'import.remit', what: 'in' } : null;
    case 'PREVOD NA UCET':
      return credit ? null : { command: 'import.remit', what: 'out' };
    default:
      return operation === '' && credit && purpose === 'UROK' ? { command: 'import.system', what: 'interest' } : null;
  }
}

/** `position` counts all records of the file in posting order, from 1. */
export function transactionDraft(
  record: Transaction,
  account: SourceAccount,
  at: { position: number; card: number | null },
): Draft {
  const { position, card } = at;
  const kind = kindOf(record);
  assert(kind !== null, `transaction ${record.id} was checked`);
  const { outlet } = branchOf(account.district);
  const common = {
    account: accountRowId(record.account),
    amount_fen: record.amountFen,
    purpose: record.purpose,
    source_key: String(record.id),
    source_kind: `${record.type}|${record.operation}`,
    source_position: position,
    stored_balance_fen: record.storedFen,
  };
  const own: Record<string, Record<string, unknown>> = {
    'import.cash': { direction: kind.what },
    'import.system': { kind: kind.what },
    'import.atm': { card: card === null ? null : cardRowId(card), atm: `A${outlet}` },
    'import.remit': {
      channel: 'system',
      direction: kind.what,
      partner_bank: record.bank,
      partner_account: record.partner,
    },
  };
  return {
    branch: outlet,
    command: kind.command,
    key: String(record.id),
    date: dayToDate(record.day),
    payload: { ...common, ...own[kind.command] },
  };
}
