import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarLine, DayCell } from '../../shared/read-models/office-calendar.ts';
import type { Database } from './database.ts';
import { readCalendar } from './office-calendar.ts';
import { openTestDatabase } from './testing/database.ts';

/** The SQL of branch-days, on rows as the hub keeps them: one outlet per way a day can stand. */

const COUNTY = '412728';
const SPOKEN = '41272801';
const SILENT = '41272802';
const TWO_TABLETS = '41272803';
const NO_TABLET = '41272804';
const ELSEWHERE = '41272901';
const TODAY = '2026-11-10';
const at = (time: string): number => Date.parse(`${time}+08:00`);
const NOW = at('2026-11-10T15:00');
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const C = 'c'.repeat(32);

let db: Database;
let close = async (): Promise<void> => undefined;

const row = (branch: string, kind: string, id: string, body: unknown): Promise<unknown> =>
  db.query(
    "INSERT INTO hub.row (branch_id, kind, id, version, scope, body) VALUES ($1, $2, $3, 1, 'outlet', $4::jsonb)",
    [branch, kind, id, JSON.stringify(body)],
  );
const outlet = async (code: string): Promise<void> => {
  await db.query("INSERT INTO hub.branch VALUES ($1, 1, gen_random_uuid(), 'e', 'normal')", [code]);
  const name = `${code}所`;
  await row(code, 'org_unit', code, { code, name, name_en: name, level: 'outlet', kind: 'owned', phone: null });
};
const tablet = (
  branch: string,
  device: string,
  of: { seq: number; seen: number; status?: string; no?: string; enrolled?: number },
) =>
  db.query(
    `INSERT INTO hub.device (branch_id, device_id, device_no, status, signing_key, delivery_key, enrolled_at, seq, head,
       signed_seq, early, archived_seq, last_seen_at, last_captured_at)
     VALUES ($1, $2, $3, $4, '', '', $5, $6, '', 0, '[]', 0, $7, 0)`,
    [branch, device, of.no ?? '01', of.status ?? 'active', of.enrolled ?? at('2026-11-01T08:00'), of.seq, of.seen],
  );
const day = (branch: string, date: string, more: Record<string, unknown> = {}) =>
  row(branch, 'outlet_day', date, {
    business_date: date,
    status: 'closed',
    package: `p.${date}`,
    devices: [],
    ...more,
  });
const entries = (branch: string, date: string, count: number) =>
  db.query("INSERT INTO analysis.branch_day_channel VALUES ($1, $2, 'counter', 'in', $3, 0, 0, 0, 0, 100, 0)", [
    branch,
    date,
    count,
  ]);
const came = (branch: string, date: string, received: number) =>
  db.query(
    `INSERT INTO hub.command_log (branch_id, command_id, row_id, door, bytes, name, payload_version, business_date,
       captured_at, received_at, verdict, has_split, sigma_command, sigma_direction, sigma_fen, numbers, version)
     VALUES ($1, gen_random_uuid(), $2, 'terminal', '', 'outlet.day_close', 1, $3, $4, $4, 'posted', false, '', 'none', 0, '{}', 1)`,
    [branch, `p.${date}`, date, received],
  );
const aCase = (branch: string, date: string, code: string, status = 'open') =>
  row(branch, 'exception_case', `${date}/${code}/${status}`, { code, status, business_date: date });
const line = (device: string, seq: number, missing = false) => ({ device, device_no: '01', seq, head: '', missing });

async function read(scope = COUNTY, month = '2026-11', today = TODAY): Promise<readonly CalendarLine[]> {
  return readCalendar({ hub: db, analysis: db }, scope, { month, today, now: NOW });
}
async function cell(branch: string, date: string): Promise<DayCell | undefined> {
  return (await read()).find((one) => one.outlet.code === branch)?.days.find((one) => one.date === date);
}
const state = async (branch: string, date: string) => (await cell(branch, date))?.state;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  for (const code of [SPOKEN, SILENT, TWO_TABLETS, NO_TABLET, ELSEWHERE]) await outlet(code);
  await db.query("INSERT INTO hub.branch VALUES ($1, 1, gen_random_uuid(), 'e', 'normal')", [COUNTY]);
  await row(COUNTY, 'org_unit', COUNTY, {
    code: COUNTY,
    name: '县局',
    name_en: '',
    level: 'county',
    kind: 'owned',
    phone: null,
  });
  await tablet(SPOKEN, A, { seq: 90, seen: NOW });
  await tablet(SILENT, A, { seq: 40, seen: at('2026-11-07T17:30') });
  await tablet(TWO_TABLETS, A, { seq: 50, seen: NOW });
  await tablet(TWO_TABLETS, B, { seq: 9, seen: at('2026-11-08T12:00'), no: '02' });
  await tablet(TWO_TABLETS, C, { seq: 1, seen: at('2026-11-02T12:00'), no: '03', status: 'lost' });
  await row(SPOKEN, 'outlet_calendar', 'outlet', {
    weekdays: [{ day: 0 }],
    dates: [{ date: '2026-11-06' }],
    effective_from: '2026-11-01',
  });
}, 120_000);
afterAll(() => close());

describe('branch-days of a month', () => {
  it('arrived: the package is here, late by the days it took on China time', async () => {
    await day(SPOKEN, '2026-11-02', { devices: [line(A, 60)] });
    await came(SPOKEN, '2026-11-02', at('2026-11-02T23:59'));
    await came(SPOKEN, '2026-11-02', at('2026-11-05T09:00'));
    await day(SPOKEN, '2026-11-03');
    await came(SPOKEN, '2026-11-03', at('2026-11-06T00:00'));
    await entries(SPOKEN, '2026-11-03', 7);
    expect(await cell(SPOKEN, '2026-11-02')).toEqual({
      date: '2026-11-02',
      state: 'arrived',
      lateDays: 0,
      packageAt: at('2026-11-02T23:59'),
      devicesMissing: 0,
      entries: 0,
      disputes: 0,
      closed: true,
    });
    expect(await cell(SPOKEN, '2026-11-03')).toMatchObject({ state: 'arrived', lateDays: 3, entries: 7 });
  });

  it('missing: opened and never closed, closed without a terminal, or entries of its package still to come', async () => {
    await day(SPOKEN, '2026-11-09', { status: 'open', package: null });
    await day(TWO_TABLETS, '2026-11-04', { devices: [line(A, 40), line(B, 0, true)] });
    await day(TWO_TABLETS, '2026-11-05', { devices: [line(A, 45), line(B, 12)] });
    await day(TWO_TABLETS, '2026-11-06', { devices: [line(A, 50), line(B, 9)] });
    await day(TWO_TABLETS, '2026-11-07', { devices: [line('d'.repeat(32), 1)] });
    expect(await state(SPOKEN, '2026-11-09')).toBe('missing');
    expect(await cell(TWO_TABLETS, '2026-11-04')).toMatchObject({ state: 'missing', devicesMissing: 1, closed: true });
    expect(await cell(TWO_TABLETS, '2026-11-05')).toMatchObject({ state: 'missing', devicesMissing: 1 });
    expect(await cell(TWO_TABLETS, '2026-11-06')).toMatchObject({ state: 'arrived', devicesMissing: 0 });
    expect(await state(TWO_TABLETS, '2026-11-07')).toBe('missing');
  });

  it('unknown: nothing is here and the tablet longest silent has not spoken since; a lost one is not waited for', async () => {
    await entries(SILENT, '2026-11-06', 4);
    await entries(SILENT, '2026-11-09', 18);
    expect(await state(SILENT, '2026-11-06')).toBe('arrived');
    expect(await state(SILENT, '2026-11-07')).toBe('unknown');
    expect(await state(SILENT, '2026-11-08')).toBe('unknown');
    expect(await state(SILENT, '2026-11-09')).toBe('missing');
    expect(await state(SILENT, TODAY)).toBe('unknown');
    expect(await state(TWO_TABLETS, '2026-11-03')).toBe('arrived');
    expect(await state(TWO_TABLETS, '2026-11-08')).toBe('unknown');
  });

  it('a tablet that was enrolled and has never spoken is waited for since its enrolment, not since ever', async () => {
    await tablet(SPOKEN, B, { seq: 0, seen: 0, no: '02', enrolled: at('2026-11-09T09:00') });
    expect(await state(SPOKEN, '2026-11-07')).toBe('arrived');
    expect(await state(SPOKEN, TODAY)).toBe('unknown');
    await db.query('DELETE FROM hub.device WHERE branch_id = $1 AND device_id = $2', [SPOKEN, B]);
    expect(await state(SPOKEN, TODAY)).toBe('open');
  });

  it('shut: by the calendar, or because two persons said so; worked all the same is not shut', async () => {
    await day(SPOKEN, '2026-11-05', { status: 'not_worked', package: null });
    expect(await state(SPOKEN, '2026-11-05')).toBe('shut');
    expect(await state(SPOKEN, '2026-11-06')).toBe('shut');
    expect(await state(SPOKEN, '2026-11-08')).toBe('shut');
    await entries(SPOKEN, '2026-11-08', 2);
    expect(await state(SPOKEN, '2026-11-08')).toBe('arrived');
  });

  it('disputed: an open case about its sums, counted on the date it is about', async () => {
    await day(SPOKEN, '2026-11-04');
    await aCase(SPOKEN, '2026-11-04', 'OVERDRAFT');
    await aCase(SPOKEN, '2026-11-04', 'TILL_MISMATCH', 'closed');
    expect(await cell(SPOKEN, '2026-11-04')).toMatchObject({ state: 'arrived', disputes: 0 });
    await aCase(SPOKEN, '2026-11-04', 'TILL_MISMATCH', 'claimed');
    await aCase(SPOKEN, '2026-11-04', 'CASH_DIFFERENCE', 'proposed');
    expect(await cell(SPOKEN, '2026-11-04')).toMatchObject({ state: 'disputed', disputes: 2 });
    expect(await state(SPOKEN, '2026-11-03')).toBe('arrived');
  });

  it('an outlet without a tablet is expected from its first entry, and never late', async () => {
    expect(await state(NO_TABLET, '2026-11-03')).toBe('none');
    await entries(NO_TABLET, '2026-11-03', 1);
    expect(await state(NO_TABLET, '2026-11-02')).toBe('none');
    expect(await state(NO_TABLET, '2026-11-04')).toBe('arrived');
    expect(await state(NO_TABLET, TODAY)).toBe('open');
    expect(await state(NO_TABLET, '2026-11-11')).toBe('none');
  });

  it('a month has all its days, outlets by code, and nothing of another county or of the county itself', async () => {
    const lines = await read();
    expect(lines.map((one) => one.outlet.code)).toEqual([SPOKEN, SILENT, TWO_TABLETS, NO_TABLET]);
    expect(lines.map((one) => one.days.length)).toEqual([30, 30, 30, 30]);
    expect(lines.map((one) => one.lastSeenAt)).toEqual([NOW, at('2026-11-07T17:30'), NOW, null]);
    expect((await read(SILENT)).map((one) => one.outlet.code)).toEqual([SILENT]);
    const february = await read(COUNTY, '2028-02', '2028-03-01');
    expect(february[0]?.days.at(-1)?.date).toBe('2028-02-29');
  });
});
