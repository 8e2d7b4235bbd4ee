import { assert } from '../kernel/assert.ts';
import { HOUR_MS, type Instant } from '../kernel/dates.ts';
import { deviceRowId, entryCommandId } from '../kernel/ids.ts';
import { EMPTY_BYTES } from '../kernel/bytes.ts';
import type { Result } from '../kernel/result.ts';
import { account, accountNumber } from '../tables/account.ts';
import { config } from '../tables/config.ts';
import { customer } from '../tables/customer.ts';
import { checkRow, type AnyRow, type RowOf, type Table } from '../tables/define.ts';
import { device, lease } from '../tables/device.ts';
import { employee, type Post } from '../tables/employee.ts';
import { tablesByName } from '../tables/index.ts';
import { tellerSession } from '../tables/teller-session.ts';
import { till } from '../tables/till.ts';
import type { Facts, Refusal } from './define.ts';
import { domain, findCommand, payloadToCbor, type EngineCommand } from './domain.ts';

/**
 * An outlet in memory for tests of counter commands: two tablets, a teller, a chief teller and a manager, one till
 * held, one customer with one account. Commands run as the engine runs them: reads in rounds, nothing read that was
 * not named, every row checked against its table, ledgers kept. `side` says whose view the rows are.
 */

export const OUTLET = '41272801';
export const DAY = '2026-11-10';
export const TABLET = 'aa'.repeat(16);
export const OTHER_TABLET = 'bb'.repeat(16);
export const TELLER = '41202600001';
export const CHIEF = '41202600002';
export const MANAGER = '41202600003';
export const ACCOUNT = '7001';
export const ACCOUNT_NO = '412728010001236';
export const CUSTOMER = '5001';
export const ID_NO = '412728196503120486';

/** China time on 2026-11-10, or with a date. */
export const at = (clock: string, date = DAY): Instant =>
  Date.parse(`${date}T${clock.length === 5 ? `${clock}:00` : clock}+08:00`);

export interface EntryFacts {
  readonly device?: string;
  readonly basis?: EngineCommand['basis'];
  readonly at?: Instant;
  readonly offline?: boolean;
  readonly maker?: string | null;
  readonly checker?: string | null;
  readonly lease?: string | null;
  readonly replicaAsOf?: Instant | null;
  readonly replaces?: string | null;
  readonly businessDate?: string;
  readonly receivedAt?: Instant;
  readonly anchored?: boolean;
  readonly door?: EngineCommand['door'];
  readonly hub?: Partial<NonNullable<Facts['hub']>>;
}

const key = (table: string, id: string): string => `${table}:${id}`;

const post = (name: Post): RowOf<typeof employee>['posts'] => [{ post: name, from: '2020-01-01', to: null }];

export const anAccount = (over: Partial<RowOf<typeof account>> = {}): RowOf<typeof account> => ({
  account_no: ACCOUNT_NO,
  customer: CUSTOMER,
  home_outlet: OUTLET,
  kind: 'demand',
  account_class: 'I',
  medium: 'passbook',
  passbook_no: null,
  product: 'demand',
  rate_ppm: 500,
  opened_on: '2020-01-01',
  closed_on: null,
  ledger_fen: 300_000,
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
  frozen_at: null,
  frozen_until: null,
  stop_pay_at: null,
  stop_pay_until: null,
  closed_at: null,
  offline_block: false,
  statement_cycle: null,
  balance_as_of: at('08:00'),
  ...over,
});

export const aCustomer = (over: Partial<RowOf<typeof customer>> = {}): RowOf<typeof customer> => ({
  customer_no: '412728000016',
  name: '王秀英',
  pinyin: 'wang xiu ying',
  id_type: '01',
  id_no: ID_NO,
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
  tier: null,
  owner_employee: null,
  preferred_channel: null,
  needs_help: false,
  status: 'active',
  home_outlet: OUTLET,
  source: 'counter',
  opened_on: '2020-01-01',
  updated_at: 0,
  phone_at: 0,
  address_at: 0,
  household: null,
  ...over,
});

const anEmployee = (no: string, name: string, held: Post): RowOf<typeof employee> => ({
  employee_no: no,
  name,
  unit: OUTLET,
  posts: post(held),
  status: 'active',
  pin_salt: null,
  pin_hash: null,
  id_no_hash: null,
});

export class Outlet {
  readonly rows = new Map<string, AnyRow>();
  readonly ledgers = new Map<string, number>();
  readonly cases: { code: string; id: string; body: AnyRow }[] = [];
  #seq = 0;

  /** @param branch Another outlet has tablets of its own and nobody's account. */
  constructor(
    readonly side: 'hub' | 'terminal' = 'hub',
    readonly branch = OUTLET,
  ) {
    for (const [id, no] of [
      [this.tablet(TABLET), '01'],
      [this.tablet(OTHER_TABLET), '02'],
    ] as const) {
      this.put(device, id, { device_no: no, outlet: branch, kind: 'tablet', status: 'active', enrolled_at: 0 });
      this.put(lease, `L${no}`, {
        device: id,
        issued_at: at('08:00'),
        expires_at: at('08:00') + 72 * HOUR_MS,
        share_fen: 3_333_333,
        counted_seq: 0,
        hot_list_version: 0,
        tills: [{ till: no }],
        returned_at: null,
        previous: null,
        signature: EMPTY_BYTES,
      });
    }
    this.put(employee, TELLER, anEmployee(TELLER, '李娜', 'teller'));
    this.put(employee, CHIEF, anEmployee(CHIEF, '陈国强', 'chief_teller'));
    this.put(employee, MANAGER, anEmployee(MANAGER, '赵敏', 'outlet_manager'));
    this.signOn(TELLER, this.tablet(TABLET), '01');
    if (branch !== OUTLET) return;
    this.put(customer, CUSTOMER, aCustomer());
    this.put(account, ACCOUNT, anAccount());
    if (side === 'hub') this.put(accountNumber, ACCOUNT_NO, { account: ACCOUNT });
  }

  /** A tablet's id: at another outlet it ends in that outlet's code. */
  tablet(of: string): string {
    return this.branch === OUTLET ? of : of.slice(0, 24).replace(/.{8}/, this.branch) + this.branch;
  }

  signOn(who: string, on: string, tillNo: string, date = DAY): void {
    this.put(tellerSession, who, {
      employee: who,
      device: on,
      business_date: date,
      status: 'open',
      on_at: at('08:00', date),
      off_at: null,
      till: tillNo,
      witness: null,
    });
    this.put(till, tillNo, {
      till_no: tillNo,
      status: 'held',
      cash_fen: 2_000_000,
      holder: who,
      device: on,
      last_holder: who,
      last_held_on: date,
      balanced_on: null,
      opening_counted_fen: 2_000_000,
      taken_at: at('08:00', date),
      last_count: [],
    });
  }

  put<T extends Table>(table: T, id: string, row: RowOf<T>): void {
    this.rows.set(key(table.name, id), row as AnyRow);
  }
  get<T extends Table>(table: T, id: string): RowOf<T> | null {
    return (this.rows.get(key(table.name, id)) as RowOf<T> | undefined) ?? null;
  }
  change<T extends Table>(table: T, id: string, over: Partial<RowOf<T>>): void {
    const row = this.get(table, id);
    assert(row !== null, `${table.name} ${id} exists`);
    this.put(table, id, { ...row, ...over });
  }
  configure(name: string, value: number): void {
    this.put(config, name, { key: name, value, effective_from: '2020-01-01', value_before: null });
  }
  ledger(name: string): number {
    return this.ledgers.get(name) ?? 0;
  }
  codes(): string[] {
    return this.cases.map((one) => one.code);
  }

  /** An entry of a tablet. What is left out is an ordinary offline advice of the teller at 10:00. */
  entry(name: string, payload: AnyRow, of: EntryFacts = {}): EngineCommand {
    const definition = findCommand(name);
    assert(definition !== undefined, `command ${name} is known`);
    const on = of.device ?? this.tablet(TABLET);
    const seq = ++this.#seq;
    const capturedAt = of.at ?? at('10:00');
    const offline = of.offline ?? true;
    return {
      id: entryCommandId(on, seq),
      rowId: deviceRowId(on, seq),
      door: of.door ?? 'terminal',
      branch: this.branch,
      device: on,
      seq,
      name,
      payloadVersion: definition.version,
      basis: of.basis ?? 'advice',
      businessDate: of.businessDate ?? DAY,
      capturedAt,
      anchored: of.anchored ?? true,
      offline,
      maker: of.maker === undefined ? TELLER : of.maker,
      checker: of.checker ?? null,
      approval: of.checker === undefined || of.checker === null ? null : new Uint8Array(32),
      lease: of.lease === undefined ? (on === this.tablet(TABLET) ? 'L01' : 'L02') : of.lease,
      replicaAsOf: of.replicaAsOf === undefined ? at('08:00') : of.replicaAsOf,
      deadline: null,
      replaces: of.replaces ?? null,
      payload: payloadToCbor(definition, payload),
    };
  }

  hub(command: EngineCommand, of: EntryFacts = {}): Facts['hub'] {
    if (this.side === 'terminal') return null;
    return {
      receivedAt: of.receivedAt ?? command.capturedAt + HOUR_MS,
      postingDate: DAY,
      clockAnomaly: false,
      numbers: { customer: '412728000057' },
      recorded: null,
      pinyinOf: (name) => `pinyin ${name}`,
      ...of.hub,
    };
  }

  #loaded(command: EngineCommand) {
    const loaded = new Set<string>();
    const reader = {
      get: (table: string, id: string): AnyRow | null => {
        assert(loaded.has(key(table, id)), `${command.name} named ${key(table, id)} before reading it`);
        return this.rows.get(key(table, id)) ?? null;
      },
      has: (table: string, id: string): boolean => loaded.has(key(table, id)),
    };
    for (let round = 0; round < 5; round++) {
      const fresh = domain.reads(command, reader).filter((one) => !loaded.has(key(one.table, one.id)));
      if (fresh.length === 0) return reader;
      assert(round < 4, `${command.name} reads in at most four rounds`);
      for (const one of fresh) loaded.add(key(one.table, one.id));
    }
    return reader;
  }

  admit(command: EngineCommand, of: EntryFacts = {}): Result<null, Refusal> {
    return domain.admit(command, this.#loaded(command), this.hub(command, of));
  }

  judge(command: EngineCommand, of: EntryFacts = {}) {
    return domain.apply(command, this.#loaded(command), this.hub(command, of));
  }

  /** Applies and keeps everything. */
  apply(command: EngineCommand, of: EntryFacts = {}) {
    const judged = this.judge(command, of);
    for (const change of judged.rows) {
      const table = tablesByName.get(change.table);
      assert(table !== undefined, `table ${change.table} is known`);
      if (change.body === null) this.rows.delete(key(change.table, change.id));
      else {
        const fault = checkRow(table, change.body);
        assert(fault === null, `${change.table}: ${fault?.field} ${fault?.what}`);
        this.rows.set(key(change.table, change.id), change.body);
      }
    }
    for (const posting of judged.postings) this.ledgers.set(posting.ledger, this.ledger(posting.ledger) + posting.fen);
    for (const one of judged.cases) {
      const table = tablesByName.get(one.table);
      assert(table !== undefined && checkRow(table, one.body) === null, `case ${one.id} fits its table`);
      this.cases.push({ code: one.code, id: one.id, body: one.body });
      this.rows.set(key(one.table, one.id), one.body);
    }
    return judged;
  }

  /** Entry, judged and kept. */
  run(name: string, payload: AnyRow, of: EntryFacts = {}) {
    const command = this.entry(name, payload, of);
    return { command, ...this.apply(command, of) };
  }

  /** The refusal an entry would meet, or null. */
  refusal(name: string, payload: AnyRow, of: EntryFacts = {}): Refusal | null {
    const result = this.admit(this.entry(name, payload, of), of);
    return result.ok ? null : result.error;
  }
}

export const aDeposit = (fen: number, over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  account_no: ACCOUNT_NO,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  medium_seen: true,
  id_seen: false,
  id_last4: null,
  signature_hash: null,
  agent_name: null,
  agent_id_type: null,
  agent_id_no: null,
  duplicate_reason: null,
  household_reason: null,
  ...over,
});

export const aWithdrawal = (fen: number, over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  account_no: ACCOUNT_NO,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000182',
  holder_present: true,
  id_seen: true,
  id_last4: '0486',
  medium_seen: true,
  signature_hash: new Uint8Array(32),
  pin_result: 'not_used',
  reservation_no: null,
  purpose: null,
  duplicate_reason: null,
  household_reason: null,
  ...over,
});

export const aLoss = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  account_no: null,
  card: null,
  medium: 'passbook',
  id_no_ok: true,
  name_ok: true,
  phone_ok: true,
  address_ok: false,
  recent_txn_ok: false,
  reporter: null,
  ...over,
});
