import { encodeCbor, decodeCbor } from '../kernel/cbor.ts';
import { equalBytes, type Bytes } from '../kernel/bytes.ts';
import type { BusinessDate } from '../kernel/dates.ts';
import { sha256 } from '../kernel/hash.ts';
import { configValue } from '../rules/limits.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../rules/config-defaults.ts';
import { config } from '../tables/config.ts';
import { biller } from '../tables/biller.ts';
import { certificate, certificateId, type CertificateKind } from '../tables/certificate.ts';
import type { AnyRow, RowOf } from '../tables/define.ts';
import { duty } from '../tables/duty.ts';
import { employee } from '../tables/employee.ts';
import { recordFromCbor, recordToCbor } from '../tables/fields.ts';
import { hotAccountId, hotCardId, hotEntry } from '../tables/hot-entry.ts';
import { orgUnit } from '../tables/org-unit.ts';
import { product } from '../tables/product.ts';
import { productRate } from '../tables/product-rate.ts';
import { settingChange, type SettingKind } from '../tables/setting-change.ts';
import { CALENDAR_ID, workingCalendar } from '../tables/working-calendar.ts';
import type { Applied, Change, CommandDef, Facts, Input, Refusal, Rows } from './define.ts';
import { setBiller } from './org/set-biller.ts';
import { givePassword } from './org/give-password.ts';
import { setCalendar } from './org/set-calendar.ts';
import { setCertificate } from './org/set-certificate.ts';
import { setConfig } from './org/set-config.ts';
import { setDuty } from './org/set-duty.ts';
import { setEmployee } from './org/set-employee.ts';
import { setHotEntry } from './org/set-hot-entry.ts';
import { setProduct } from './org/set-product.ts';
import { setRate } from './org/set-rate.ts';
import { setUnit } from './org/set-unit.ts';

/**
 * The settings two persons change together: for each kind the command that makes it, which one of its kind a payload is
 * about, and what stands there now in the same form, so that before and after can be laid side by side.
 */

export type Payload = AnyRow;
export type SettingChange = RowOf<typeof settingChange>;

interface Kind {
  readonly command: CommandDef;
  /** Name of the one it is about. */
  readonly subject: (payload: Payload) => string;
  /** What counts now, as the payload that would make it; null = nothing. */
  readonly present: (rows: Rows, payload: Payload, on: BusinessDate) => Payload | null;
  /** Field that says from when it counts; such a setting is written when it is agreed to, and tablets switch by themselves. */
  readonly dated: string | null;
}

const any = (command: unknown): CommandDef => command as CommandDef;
const text = (payload: Payload, field: string): string => String(payload[field]);

function hotId({ account, last4, tag }: Payload): string {
  return account === null ? hotCardId(String(last4), Number(tag)) : hotAccountId(String(account));
}

function presentConfig(rows: Rows, payload: Payload, on: BusinessDate): Payload | null {
  const key = text(payload, 'key');
  const row = rows.get(config, key);
  if (row === null || !(key in CONFIG_DEFAULTS)) return null;
  return { key, value: configValue(row, key as ConfigKey, on), effective_from: row.effective_from };
}

function presentRate(rows: Rows, payload: Payload, on: BusinessDate): Payload | null {
  const id = text(payload, 'product');
  const listed = rows.get(productRate, id)?.rates.findLast((one) => one.from <= on);
  if (listed !== undefined) return { product: id, rate_ppm: listed.rate_ppm, from: listed.from };
  const sold = rows.get(product, id);
  return sold === null ? null : { product: id, rate_ppm: sold.rate_ppm, from: sold.valid_from };
}

export const SETTINGS: Readonly<Record<SettingKind, Kind>> = {
  config: { command: any(setConfig), subject: (p) => text(p, 'key'), present: presentConfig, dated: 'effective_from' },
  employee: {
    command: any(setEmployee),
    subject: (p) => text(p, 'employee_no'),
    present: (rows, p) => rows.get(employee, text(p, 'employee_no')),
    dated: null,
  },
  duty: {
    command: any(setDuty),
    subject: (p) => text(p, 'duty'),
    present: (rows, p) => withId('duty', text(p, 'duty'), rows.get(duty, text(p, 'duty'))),
    dated: null,
  },
  unit: {
    command: any(setUnit),
    subject: (p) => text(p, 'code'),
    present: (rows, p) => rows.get(orgUnit, text(p, 'code')),
    dated: null,
  },
  product: {
    command: any(setProduct),
    subject: (p) => text(p, 'product'),
    present: (rows, p) => withId('product', text(p, 'product'), rows.get(product, text(p, 'product'))),
    dated: null,
  },
  rate: { command: any(setRate), subject: (p) => text(p, 'product'), present: presentRate, dated: 'from' },
  calendar: {
    command: any(setCalendar),
    subject: (p) => text(p, 'year'),
    present: (rows, p) => {
      const days = (rows.get(workingCalendar, CALENDAR_ID)?.days ?? []).filter((day) =>
        day.date.startsWith(`${text(p, 'year')}-`),
      );
      return days.length === 0 ? null : { year: p['year'], days };
    },
    dated: null,
  },
  hot_entry: {
    command: any(setHotEntry),
    subject: hotId,
    present: (rows, p) => rows.get(hotEntry, hotId(p)),
    dated: null,
  },
  biller: {
    command: any(setBiller),
    subject: (p) => text(p, 'biller'),
    present: (rows, p) => withId('biller', text(p, 'biller'), rows.get(biller, text(p, 'biller'))),
    dated: null,
  },
  certificate: {
    command: any(setCertificate),
    subject: (p) => certificateId(text(p, 'employee'), p['kind'] as CertificateKind),
    present: (rows, p) => rows.get(certificate, certificateId(text(p, 'employee'), p['kind'] as CertificateKind)),
    dated: null,
  },
  /** A password is nowhere to be read: each one given is a new one. */
  password: { command: any(givePassword), subject: (p) => text(p, 'employee'), present: () => null, dated: null },
};

const withId = (field: string, id: string, row: AnyRow | null): Payload | null =>
  row === null ? null : { [field]: id, ...row };

/** Verifiers of a person: carried over from what stands there, never shown and never sent by a page. */
export const SECRET_FIELDS: readonly string[] = ['pin_salt', 'pin_hash', 'id_no_hash'];

/** Fields of a setting without what is secret. */
export const withoutSecrets = (fields: Payload): Payload =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !SECRET_FIELDS.includes(name)));

const ID_FIELD: Readonly<Partial<Record<SettingKind, string>>> = {
  duty: 'duty',
  product: 'product',
  rate: 'product',
  biller: 'biller',
};

/** A row of a setting's table as a page shows it: its fields and, where the row itself does not say it, its name. */
export function settingFieldsOf(what: SettingKind, id: string, row: AnyRow): Payload {
  const field = ID_FIELD[what];
  return withoutSecrets(field === undefined ? row : { [field]: id, ...row });
}

export const settingBytes = (what: SettingKind, payload: Payload): Bytes =>
  encodeCbor(recordToCbor(SETTINGS[what].command.payload, payload));

/** The payload in bytes of a setting, or null when this build cannot read it. */
export function readSetting(what: SettingKind, version: number, bytes: Uint8Array): Payload | null {
  const { command } = SETTINGS[what];
  const decoded = decodeCbor(bytes);
  if (!decoded.ok) return null;
  const read =
    version === command.version
      ? recordFromCbor(command.payload, decoded.value)
      : command.upgrade[version]?.(decoded.value);
  return read ?? null;
}

/** What the second person is shown, and agrees to, in 32 bytes. */
export const shownHash = (
  one: Pick<SettingChange, 'what' | 'subject' | 'payload_version' | 'after' | 'before' | 'effective_from' | 'words'>,
): Bytes =>
  sha256(
    encodeCbor([one.what, one.subject, one.payload_version, one.after, one.before, one.effective_from, one.words]),
  );

export interface Setting {
  readonly what: SettingKind;
  readonly payload: Payload;
}

/** What the command of a setting is given: the facts of the command that carries it. */
export const inputOf = (of: Setting, facts: Facts, rows: Rows): Input => ({ payload: of.payload, facts, rows });

export const settingReads = (of: Setting, facts: Facts, rows: Rows) =>
  SETTINGS[of.what].command.reads(inputOf(of, facts, rows));

/** The present payload in bytes, or null when nothing stands there. */
export function presentBytes(of: Setting, facts: Facts, rows: Rows): Bytes | null {
  const found = SETTINGS[of.what].present(rows, of.payload, facts.businessDate);
  return found === null ? null : settingBytes(of.what, found);
}

/** Settings that carry their date are written at once; the others on their day. */
export const isDue = (one: Pick<SettingChange, 'what' | 'effective_from'>, on: BusinessDate): boolean =>
  SETTINGS[one.what].dated !== null || one.effective_from <= on;

export type SettingCode =
  | 'SETTING_UNKNOWN'
  | 'SETTING_MOVED'
  | 'SETTING_DATE'
  | 'SETTING_WAITS'
  | 'SETTING_BOUNDS'
  | 'SETTING_ORDER'
  | 'NOTHING_TO_CHANGE'
  | 'FIELD_FORMAT'
  | 'FIELD_REQUIRED'
  | 'ORIGINAL_UNKNOWN'
  | 'AUTH_SELF';
type Check = Refusal<SettingCode> | null;

/** The branch as the carrying command sees it. */
export interface Place {
  readonly facts: Facts;
  readonly rows: Rows;
}

/** The first day of a value that is fixed already and has not begun, or null. */
function waitingFrom(of: Setting, { facts, rows }: Place): BusinessDate | null {
  const on = facts.businessDate;
  const from =
    of.what === 'config'
      ? rows.get(config, text(of.payload, 'key'))?.effective_from
      : of.what === 'rate'
        ? rows.get(productRate, text(of.payload, 'product'))?.rates.at(-1)?.from
        : undefined;
  return from !== undefined && from > on ? from : null;
}

/** May it be asked for at all: from today on, sound by itself, not behind one that is fixed for later, and a change. */
export function checkSetting(of: Setting, effectiveFrom: BusinessDate, place: Place): Check {
  const { command, dated } = SETTINGS[of.what];
  if (effectiveFrom < place.facts.businessDate) return { code: 'SETTING_DATE', detail: {} };
  if (dated !== null && of.payload[dated] !== effectiveFrom)
    return { code: 'FIELD_FORMAT', detail: { field: 'effective_from' } };
  const own = command.admit(inputOf(of, place.facts, place.rows));
  if (!own.ok) return own.error as Refusal<SettingCode>;
  const waiting = waitingFrom(of, place);
  if (waiting !== null && waiting !== effectiveFrom) return { code: 'SETTING_WAITS', detail: { from: waiting } };
  const present = SETTINGS[of.what].present(place.rows, of.payload, place.facts.businessDate);
  return waiting === null && isSame(of, present) ? { code: 'NOTHING_TO_CHANGE', detail: {} } : null;
}

/** The same apart from its date. */
function isSame(of: Setting, present: Payload | null): boolean {
  if (present === null) return false;
  const { dated } = SETTINGS[of.what];
  const undated = dated === null ? present : { ...present, [dated]: of.payload[dated] };
  return equalBytes(settingBytes(of.what, undated), settingBytes(of.what, of.payload));
}

/** The row of a change that is proposed now. */
export function changeNow(
  of: Setting,
  asked: Pick<SettingChange, 'payload_version' | 'after' | 'effective_from' | 'words'>,
  { facts, rows }: Place,
): SettingChange {
  const shown = {
    what: of.what,
    subject: SETTINGS[of.what].subject(of.payload),
    payload_version: asked.payload_version,
    after: asked.after,
    before: presentBytes(of, facts, rows),
    effective_from: asked.effective_from,
    words: asked.words,
  };
  const undecided = { checker: null, decided_at: null, decision: '', in_force_at: null };
  return {
    ...shown,
    ...undecided,
    status: 'proposed',
    by: facts.maker,
    at: facts.capturedAt,
    hash: shownHash(shown),
  };
}

/** The setting a change is about, or null when it cannot be read here. */
export function settingOf(one: SettingChange | null): Setting | null {
  const payload = one === null ? null : readSetting(one.what, one.payload_version, one.after);
  return one === null || payload === null ? null : { what: one.what, payload };
}

/** What was shown still stands there, and the change is still sound. */
export function checkStill(one: SettingChange | null, place: Place): Check {
  const of = settingOf(one);
  if (one === null || of === null) return { code: 'SETTING_UNKNOWN', detail: {} };
  const now = presentBytes(of, place.facts, place.rows);
  const moved = (now === null) !== (one.before === null) || (now !== null && !equalBytes(now, one.before ?? now));
  return moved ? { code: 'SETTING_MOVED', detail: {} } : checkSetting(of, one.effective_from, place);
}

/** Writes the change as it now stands, and with `place` the setting itself. */
export function carryOut(id: string, one: SettingChange, place: Place | null): Applied {
  const put: Change = { op: 'put', table: settingChange.name, id, row: one };
  const of = settingOf(one);
  if (place === null || of === null) return { verdict: 'posted', code: null, split: null, changes: [put] };
  const made = SETTINGS[of.what].command.apply(inputOf(of, place.facts, place.rows));
  return { ...made, changes: [put, ...made.changes] };
}
