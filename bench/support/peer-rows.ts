import type { RowOf } from '../../shared/tables/define.ts';
import type { account } from '../../shared/tables/account.ts';
import type { card } from '../../shared/tables/card.ts';
import type { customer } from '../../shared/tables/customer.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import { pinyinOf } from '../../server/names.ts';
import type { RowChange } from '../../sync/index.ts';

/**
 * The records of `bench/peers` (one post office: 20,000 customers, their accounts and cards) as rows of our own tables,
 * in the pages in which the hub sends them. What the records do not say is what the demo's generator would say.
 */
export interface PeerCustomer {
  readonly name: string;
  readonly idNoMasked: string;
  readonly phone: string;
  readonly address: string;
  readonly riskLevel: string;
  readonly createdAt: string;
  readonly kycAt: string;
  readonly updatedAt: string;
}
export interface PeerAccount {
  readonly accountNo: string;
  readonly type: string;
  readonly balance: number;
  readonly status: string;
  readonly openedAt: string;
  readonly updatedAt: string;
}
export interface PeerCard {
  readonly panMasked: string;
  readonly status: string;
  readonly issuedAt: string;
}
export interface PeerRecords {
  readonly customers: readonly PeerCustomer[];
  readonly accounts: readonly PeerAccount[];
  readonly cards: readonly PeerCard[];
}

export const PEER_OUTLET = '41272804';
const PAGE_ROWS = 4096;
const RISK: Readonly<Record<string, RowOf<typeof customer>['risk_level']>> = {
  R1: 'low',
  R2: 'medium_low',
  R3: 'medium',
  R4: 'medium_high',
};
const at = (iso: string): number => Date.parse(iso);
const day = (iso: string): string => iso.slice(0, 10);
export const customerId = (n: number): string => String(4_100_000 + n);
export function accountNo(n: number): string {
  const digits = `${PEER_OUTLET}${String(100_000 + n)}`;
  return digits + luhnDigit(digits);
}
export const accountId = (n: number): string => String(7_300_000 + n);

function customerRow(one: PeerCustomer, n: number): RowOf<typeof customer> {
  const birth = `19${String(40 + (n % 60))}-0${String(1 + (n % 9))}-1${String(n % 9)}`;
  return {
    customer_no: customerId(n),
    name: one.name,
    pinyin: pinyinOf(one.name),
    id_type: '01',
    id_no: one.idNoMasked.replace('********', birth.replaceAll('-', '')),
    id_valid_to: null,
    gender: n % 2 === 0 ? 'female' : 'male',
    birth_date: birth,
    nationality: '156',
    phone: one.phone,
    region_code: '412728',
    address: one.address,
    occupation: '5',
    village_code: null,
    risk_level: RISK[one.riskLevel] ?? 'low',
    tier: null,
    owner_employee: null,
    preferred_channel: null,
    needs_help: false,
    status: 'active',
    home_outlet: PEER_OUTLET,
    source: 'import',
    opened_on: day(one.createdAt),
    updated_at: at(one.updatedAt),
    phone_at: at(one.createdAt),
    address_at: at(one.kycAt),
    household: null,
  };
}

function accountRow(one: PeerAccount, n: number): RowOf<typeof account> {
  return {
    account_no: accountNo(n),
    customer: customerId(n),
    home_outlet: PEER_OUTLET,
    kind: one.type === 'fixed_1y' || one.type === 'fixed_3y' ? 'term_lump' : 'demand',
    account_class: 'I',
    medium: 'card',
    passbook_no: null,
    product: one.type,
    rate_ppm: one.type === 'fixed_3y' ? 15_500 : 500,
    opened_on: day(one.openedAt),
    closed_on: null,
    ledger_fen: one.balance,
    hold_fen: 0,
    frozen_fen: 0,
    pending_in_fen: 0,
    pending_out_fen: 0,
    overdraft_line_fen: 0,
    withdraw_rule: 'pin',
    status: 'active',
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
    frozen_at: one.status === 'frozen' ? at(one.updatedAt) : null,
    frozen_until: null,
    stop_pay_at: null,
    stop_pay_until: null,
    closed_at: null,
    offline_block: false,
    statement_cycle: null,
    balance_as_of: at(one.updatedAt),
  };
}

function cardRow(one: PeerCard, n: number): RowOf<typeof card> {
  const last4 = one.panMasked.slice(-4);
  return {
    account: accountId(n),
    customer: customerId(n),
    bin: one.panMasked.slice(0, 6),
    last4,
    tag: (Number(last4) * 40_503 + n * 7919) % 65_536,
    type: 'debit',
    issued_on: day(one.issuedAt),
    status: one.status === 'lost' ? 'lost_oral' : 'active',
    lost_at: one.status === 'lost' ? at(one.issuedAt) : null,
    lost_until: null,
    lost_at_outlet: null,
  };
}

function* pagesOf(
  table: string,
  bodies: readonly object[],
  id: (n: number) => string,
): Generator<readonly RowChange[]> {
  for (let from = 0; from < bodies.length; from += PAGE_ROWS)
    yield bodies
      .slice(from, from + PAGE_ROWS)
      .map((body, n) => ({ table, id: id(from + n), body: body as Readonly<Record<string, unknown>> }));
}

export function peerPages(records: PeerRecords): readonly (readonly RowChange[])[] {
  return [
    ...pagesOf('customer', records.customers.map(customerRow), customerId),
    ...pagesOf('account', records.accounts.map(accountRow), accountId),
    ...pagesOf('card', records.cards.map(cardRow), (n) => String(9_500_000 + n)),
  ];
}

/** What the hub needs beside them to post to the accounts; the first of the two does not travel. */
export const peerIndexes = (records: PeerRecords): readonly RowChange[] =>
  records.accounts.flatMap((_, n): RowChange[] => [
    { table: 'account_number', id: accountNo(n), body: { account: accountId(n) } },
    { table: 'account_lines', id: accountId(n), body: { lines: 0 } },
  ]);

/** Puts the whole outlet into a hub. */
export async function fillPeers(
  hub: { fill(branch: string, rows: readonly RowChange[]): Promise<unknown> },
  records: PeerRecords,
): Promise<void> {
  for (const page of peerPages(records)) await hub.fill(PEER_OUTLET, page);
  await hub.fill(PEER_OUTLET, peerIndexes(records));
}
