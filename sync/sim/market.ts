import { EMPTY_BYTES } from '../../shared/kernel/bytes.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { domain, findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import { voucherNo } from '../../shared/rules/voucher.ts';
import { postCommands } from '../engine/post-commands.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { FROM_NOBODY } from '../engine/command.ts';
import type { Command, Domain } from '../engine/ports.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '../protocol/version.ts';
import type { AnyRow } from '../../shared/tables/define.ts';

/** The county of the simulator: one county, two outlets, their people, tills, customers and accounts. */

export const realDomain: Domain = domain;
export const DATE = '2026-11-09';
/** 2026-11-09 08:00 in China. */
export const EPOCH_MS = Date.parse('2026-11-09T08:00:00+08:00');
export const COUNTY = '412728';
/** Keeps the directory of identity papers. */
export const PROVINCE = '41';
export const OUTLETS = ['41272801', '41272802'] as const;
export const OPENING_TILL_FEN = 5_000_000;
export const OPENING_ACCOUNT_FEN = 30_000;
export const ACCOUNTS_EACH = 4;
/** How long an account keeps money for a payout at the other outlet: short, so that some lapse. */
export const HOLD_MS = 30_000;

/** The first account of each outlet belongs to one person: a master at one outlet, a read copy at the other. */
export const BOTH = 'c-both';
export const customerId = (outlet: string, n: number): string => (n === 1 ? BOTH : `c-${outlet}-${personOf(n)}`);
const idNo = (outlet: string, n: number): string =>
  n === 1 ? '412728196503120486' : `41272819${outlet.slice(6)}${String(personOf(n)).padStart(4, '0')}0486`;
/** The last two accounts of each outlet belong to one person, who moves money between them. */
const personOf = (n: number): number => (n === ACCOUNTS_EACH ? ACCOUNTS_EACH - 1 : n);

export const accountNo = (outlet: string, n: number): string => {
  const body = `${outlet.slice(0, 6)}${outlet.slice(6)}${String(n).padStart(6, '0')}`;
  return body + luhnDigit(body);
};
export const accountId = (outlet: string, n: number): string => `${outlet}-${n}`;
export const teller = (n: number): string => `4120260000${n}`;
export const CHIEF = '41202600009';
/** The two of the county who decide about cases. */
export const COUNTY_PERSONS = ['41202600021', '41202600022'] as const;

/** Its id comes from what it says: the same setup has the same ids in every run. */
export function hubCommand(branch: string, name: string, payload: AnyRow): Command {
  const definition = findCommand(name);
  if (definition === undefined) throw new Error(`command ${name} exists`);
  const id = sourceCommandId('market', `${branch} ${name} ${JSON.stringify(payload)}`);
  return {
    ...FROM_NOBODY,
    id,
    rowId: id,
    door: 'hub',
    branch,
    name,
    payloadVersion: definition.version,
    businessDate: DATE,
    capturedAt: EPOCH_MS - 3_600_000,
    payload: payloadToCbor(definition, payload),
  };
}

const employee = (branch: string, no: string, post: string): Command =>
  hubCommand(branch, 'org.set_employee', {
    employee_no: no,
    name: '李娜',
    unit: branch,
    posts: [{ post, from: '2020-01-01', to: null }],
    status: 'active',
    pin_salt: null,
    pin_hash: null,
    id_no_hash: null,
  });

export const unit = (code: string, phone: string | null): Command =>
  hubCommand(code, 'org.set_unit', {
    code,
    name: '沈丘县支局',
    name_en: 'Shenqiu',
    level: 'outlet',
    kind: 'owned',
    parent: COUNTY,
    region_code: '412728',
    rural: true,
    phone,
    network_profile: '3g',
    till_limit_fen: 20_000_000,
    vault_limit_fen: 50_000_000,
    pension_days: [],
    status: 'open',
  });

const openAccount = (outlet: string, n: number): Command =>
  hubCommand(outlet, 'import.open', {
    role: 'holder',
    opened_on: '2020-01-01',
    opening_fen: OPENING_ACCOUNT_FEN,
    customer: customerId(outlet, n),
    customer_no: '412728000016',
    name: '王秀英',
    id_type: '01',
    id_no: idNo(outlet, n),
    id_valid_to: null,
    gender: 'female',
    birth_date: '1965-03-12',
    nationality: '156',
    phone: '13812345678',
    region_code: '412728',
    address: '河南省沈丘县北郊乡',
    occupation: '5',
    village_code: null,
    risk_level: 'medium_low',
    account: accountId(outlet, n),
    account_no: accountNo(outlet, n),
    kind: 'demand',
    account_class: 'I',
    medium: 'passbook',
    passbook_no: null,
    product: 'demand',
    rate_ppm: 500,
    withdraw_rule: 'id',
    statement_cycle: null,
    overdraft_line_fen: 0,
  });

/** Limits high enough that none is passed twice over: what lies above them is the business of their own tests. */
const WIDE_LIMITS = [
  'offline.withdraw.txn_fen',
  'offline.withdraw.account_day_fen',
  'offline.withdraw.account_lease_fen',
  'offline.withdraw.till_day_fen',
  'offline.withdraw.outlet_lease_fen',
  'auth.offline.withdraw.chief_fen',
  'offline.transfer.same_name_fen',
] as const;

/** In every fourth run the share is small enough to bind. */
export const bindsShare = (seed: number): boolean => seed % 4 === 3;
export const shareOf = (seed: number): number => (bindsShare(seed) ? 25_000 : 900_000_000);

/** In two runs of three one of the tablets has not been updated for as long as the hub can remember, or for a while. */
export function spokenAt(seat: number, seed: number): number {
  if (seat !== 2 || seed % 3 === 0) return PROTOCOL_VERSION;
  return PROTOCOL_FLOOR + (seed % (PROTOCOL_VERSION - PROTOCOL_FLOOR));
}

export interface Seat {
  readonly outlet: string;
  readonly device: string;
  readonly deviceNo: string;
  readonly teller: string;
  readonly till: string;
  readonly lease: string;
  /** This device's share of the outlet's offline limit. */
  readonly shareFen: number;
}

export const enrolled = ({ outlet, device, deviceNo }: Seat): Command =>
  hubCommand(outlet, 'device.enrol', { device, device_no: deviceNo, outlet, kind: 'tablet' });

export const leaseOf = ({ outlet, device, till, lease, shareFen }: Seat): Command =>
  hubCommand(outlet, 'device.lease', {
    lease,
    device,
    issued_at: EPOCH_MS - 1000,
    expires_at: EPOCH_MS + 72 * 3_600_000,
    share_fen: shareFen,
    counted_seq: 0,
    hot_list_version: 0,
    tills: [{ till }],
    previous: null,
    signature: EMPTY_BYTES,
  });

async function setUpCounty(hub: HubEngine): Promise<void> {
  await postCommands(
    hub,
    COUNTY,
    [
      ...WIDE_LIMITS.map((key) => ({ key, value: 900_000_000 })),
      { key: 'inter_branch.hold_s', value: HOLD_MS / 1000 },
    ].map((one) => hubCommand(COUNTY, 'org.set_config', { ...one, effective_from: '2020-01-01' })),
  );
}

/** The organisation by its files, as a hub has it that lost everything: no tablet, no till, no account. */
export async function setUpAgain(hub: HubEngine, seats: readonly Seat[]): Promise<void> {
  await setUpCounty(hub);
  for (const outlet of OUTLETS) {
    const tellers = new Set(seats.filter((seat) => seat.outlet === outlet).map((seat) => seat.teller));
    const people = [...tellers].map((one) => employee(outlet, one, 'teller'));
    await postCommands(hub, outlet, [unit(outlet, null), employee(outlet, CHIEF, 'chief_teller'), ...people]);
  }
}

export async function openMarket(hub: HubEngine, seats: readonly Seat[]): Promise<void> {
  await setUpCounty(hub);
  for (const outlet of OUTLETS) {
    const here = seats.filter((seat) => seat.outlet === outlet);
    await postCommands(hub, outlet, [
      unit(outlet, null),
      employee(outlet, CHIEF, 'chief_teller'),
      ...here.flatMap((seat) => [
        employee(outlet, seat.teller, 'teller'),
        enrolled(seat),
        hubCommand(outlet, 'import.till_opening', { till: seat.till, cash_fen: OPENING_TILL_FEN }),
        leaseOf(seat),
      ]),
      ...Array.from({ length: ACCOUNTS_EACH }, (_, n) => openAccount(outlet, n + 1)),
    ]);
  }
}

// ---- what a clerk enters ---------------------------------------------------------------------------------------

interface CashParts {
  readonly seat: Seat;
  readonly account: number | null;
  readonly fen: number;
  readonly n: number;
}
const common = ({ seat, account, fen, n }: CashParts) => ({
  account: account === null ? null : accountId(seat.outlet, account),
  account_no: account === null ? accountNo(seat.outlet, 900_000 + n) : accountNo(seat.outlet, account),
  card: null,
  fen,
  till: seat.till,
  denominations: [],
  voucher_no: voucherNo({ outlet: seat.outlet, deviceNo: seat.deviceNo, businessDate: DATE, seq: n }),
  medium_seen: true,
  id_seen: true,
  id_last4: '0486',
  signature_hash: new Uint8Array(32),
  duplicate_reason: '第二笔',
  household_reason: null,
});
export const depositPayload = (parts: CashParts): AnyRow => ({
  ...common(parts),
  agent_name: null,
  agent_id_type: null,
  agent_id_no: null,
});
export const withdrawPayload = (parts: CashParts): AnyRow => ({
  ...common(parts),
  holder_present: true,
  pin_result: 'not_used',
  reservation_no: null,
  purpose: null,
});

/** Between the two accounts of one person, one way or the other. */
export function transferPayload({ outlet, deviceNo }: Seat, of: { forth: boolean; fen: number; n: number }): AnyRow {
  const [one, other] = [accountId(outlet, ACCOUNTS_EACH - 1), accountId(outlet, ACCOUNTS_EACH)];
  return {
    account: of.forth ? one : other,
    to_account: of.forth ? other : one,
    fen: of.fen,
    voucher_no: voucherNo({ outlet, deviceNo, businessDate: DATE, seq: of.n }),
    id_seen: true,
    id_last4: '0486',
    duplicate_reason: '第二笔',
    household_reason: null,
  };
}

export function toPayload(name: string, payload: AnyRow) {
  const definition = findCommand(name);
  if (definition === undefined) throw new Error(`command ${name} exists`);
  return { payload: payloadToCbor(definition, payload), payloadVersion: definition.version };
}
