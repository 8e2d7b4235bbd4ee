import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../shared/kernel/dates.ts';
import type {
  ChangesAnswer,
  HotFound,
  LimitsAnswer,
  PresentAnswer,
  SettingAnswer,
} from '../../shared/read-models/office-settings.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { takeSettings } from '../jobs/settings.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';

/** Settings are changed through the office door by two persons, and count where and when they should. */

const OPS = '41201990002';
const OPS_2 = '41201990006';
const SUPERVISION = '41201990001';
const IT = '41201990004';
const COUNTY = '412728';
const OUTLET = '41272801';
const KEY = 'offline.withdraw.txn_fen';

let hub: TestHub;
let [one, two] = ['', ''];
beforeAll(async () => {
  hub = await startTestHub();
  [one, two] = await Promise.all([signOn(OPS), signOn(OPS_2)]);
});
afterAll(() => hub.stop());

const post = (path: string, body: unknown, cookie = ''): Promise<Response> =>
  fetch(`${hub.url}/api/office${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
async function signOn(employeeNo: string): Promise<string> {
  const response = await post('/sign-on', { employeeNo, password: DEMO_PASSWORD });
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}
async function ask<T>(cookie: string, path: string): Promise<T> {
  const response = await fetch(`${hub.url}/api/office${path}`, { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
async function step(cookie: string, body: Record<string, unknown>): Promise<SettingAnswer> {
  const response = await post('/settings/step', { commandId: randomUUID(), branch: COUNTY, ...body }, cookie);
  expect(response.status).toBe(200);
  return (await response.json()) as SettingAnswer;
}
const status = async (cookie: string, body: Record<string, unknown>): Promise<number> =>
  (await post('/settings/step', { commandId: randomUUID(), branch: COUNTY, ...body }, cookie)).status;

const today = (): string => hub.hub.engine.postingDate();
const aLimit = (value: number, from = today()) => ({
  step: 'propose',
  what: 'config',
  after: { key: KEY, value, effective_from: from },
  effectiveFrom: from,
  words: '离线支取降额',
});
const changes = (cookie: string, query = ''): Promise<ChangesAnswer> => ask(cookie, `/settings/changes${query}`);
const limit = async (unit: string) =>
  (await ask<LimitsAnswer>(one, `/settings/limits?unit=${unit}`)).limits.find((line) => line.key === KEY);

describe('a limit of a county', () => {
  it('counts in its outlets when a second person has agreed to what they were shown', async () => {
    expect(await limit(OUTLET)).toMatchObject({ value: 200_000, standard: 200_000, setBy: null, next: null });
    const { verdict, commandId } = await step(one, aLimit(100_000));
    expect(verdict).toBe('posted');
    expect(await limit(OUTLET)).toMatchObject({ value: 200_000 });

    const mine = (await changes(one)).changes.find((line) => line.id === commandId);
    expect(mine).toMatchObject({ status: 'proposed', mayConfirm: false, mayWithdraw: true, byName: '沈国栋' });
    const waiting = (await changes(two)).changes.find((line) => line.id === commandId);
    expect(waiting).toMatchObject({ mayConfirm: true, before: null, after: { key: KEY, value: 100_000 } });
    const confirm = { step: 'confirm', change: commandId, shown: waiting?.hash, agreed: true, words: '' };
    expect((await step(two, { ...confirm, shown: '00'.repeat(32) })).code).toBe('SHOWN_DIFFERS');
    expect((await step(one, confirm)).code).toBe('AUTH_SELF');
    expect((await step(two, confirm)).verdict).toBe('posted');

    expect(await limit(OUTLET)).toMatchObject({ value: 100_000, setBy: { code: COUNTY }, since: today() });
    const [past] = (await changes(one, `?state=all&subject=${KEY}`)).changes;
    expect(past).toMatchObject({ status: 'in_force', by: OPS, checker: OPS_2, checkerName: '方立群' });
    expect((await changes(two)).changes).toEqual([]);
  });

  it('of next week is known today and counts next week', async () => {
    const from = addDays(today(), 7);
    const { commandId } = await step(one, aLimit(50_000, from));
    const hash = (await changes(two)).changes[0]?.hash;
    await step(two, { step: 'confirm', change: commandId, shown: hash, agreed: true, words: '' });
    expect(await limit(OUTLET)).toMatchObject({ value: 100_000, next: { value: 50_000, from } });
  });
});

describe('what the pages begin from', () => {
  it('is what stands there: products and rates of the province, people of the outlet without verifiers', async () => {
    const now = (what: string, unit = COUNTY) => ask<PresentAnswer>(one, `/settings/present?what=${what}&unit=${unit}`);
    const products = await now('product');
    expect(products.lines.map((line) => line.unit.code)).toContain('41');
    expect(products.lines.find((line) => line.id === 'demand')?.fields).toMatchObject({ product: 'demand' });
    expect(products.mayAddIn).toEqual([]);
    const people = await now('employee', OUTLET);
    expect(people.lines.length).toBeGreaterThan(2);
    expect(people.lines.every((line) => line.unit.code === OUTLET && line.fields['pin_hash'] === undefined)).toBe(true);
    const units = await now('unit');
    expect(units.lines.map((line) => line.id)).toEqual([...new Set(units.lines.map((line) => line.id))]);
    expect(units.lines.length).toBe(9);
  });

  it('an outlet’s version is what its tablets compute, and moves with a value that counts there', async () => {
    const version = async (unit: string) => (await ask<LimitsAnswer>(one, `/settings/limits?unit=${unit}`)).version;
    const own = await version(OUTLET);
    expect(own).toEqual(await version(COUNTY));
    expect(own.on).toBe(today());
    expect(own.mark).toMatch(/^[0-9A-F]{4}$/);
    const day = 'offline.withdraw.till_day_fen';
    const after = { key: day, value: 2_000_000, effective_from: today() };
    const { commandId } = await step(one, { ...aLimit(0), branch: OUTLET, after });
    const line = (await changes(two)).changes.find((each) => each.id === commandId);
    const agree = { step: 'confirm', branch: OUTLET, change: commandId, shown: line?.hash, agreed: true, words: '' };
    expect((await step(two, agree)).verdict).toBe('posted');
    expect((await version(OUTLET)).mark).not.toBe(own.mark);
    expect(await version(COUNTY)).toEqual(own);
  });

  it('an account goes on the stop list by its number, and the number of another place is not found', async () => {
    const [row] = await hub.hub.db.query<{ id: string; no: string }>(
      "SELECT id, body->>'account_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account' ORDER BY id LIMIT 1",
      [OUTLET],
    );
    const found = await ask<HotFound>(one, `/settings/hot-find?find=${row?.no}`);
    expect(found).toMatchObject({ account: row?.id, last4: null, outlet: { code: OUTLET } });
    expect(found.customerName).toContain('*');
    const entry = {
      reason: 'fraud',
      last4: null,
      tag: null,
      account: found.account,
      from: found.asOf,
      lifted_at: null,
    };
    const { commandId } = await step(one, { ...aLimit(0), what: 'hot_entry', after: entry });
    const line = (await changes(two)).changes.find((each) => each.id === commandId);
    await step(two, { step: 'confirm', change: commandId, shown: line?.hash, agreed: true, words: '' });
    const list = await ask<PresentAnswer>(two, '/settings/present?what=hot_entry');
    expect(list.lines.map((each) => each.fields)).toEqual([entry]);
    const missing = await fetch(`${hub.url}/api/office/settings/hot-find?find=000000000000000`, {
      headers: { cookie: one },
    });
    expect(missing.status).toBe(404);
  });

  it('a value out of bounds is refused by the hub itself', async () => {
    expect((await step(one, aLimit(5_000_000))).code).toBe('SETTING_BOUNDS');
    expect((await step(one, aLimit(400_000))).code).toBe('SETTING_ORDER');
  });
});

describe('a unit', () => {
  it('takes its new name on the day, by the hub itself', async () => {
    const from = addDays(today(), 1);
    const [row] = await hub.hub.db.query<{ body: Record<string, unknown> }>(
      "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'org_unit' AND id = $1",
      [OUTLET],
    );
    const { commandId } = await step(one, {
      step: 'propose',
      branch: OUTLET,
      what: 'unit',
      after: { ...row?.body, name: '沈丘县老城中心支局' },
      effectiveFrom: from,
      words: '更名',
    });
    const found = (await changes(two)).changes.find((line) => line.id === commandId);
    expect(found).toMatchObject({ unit: { code: OUTLET }, what: 'unit', subject: OUTLET });
    await step(two, {
      step: 'confirm',
      branch: OUTLET,
      change: commandId,
      shown: found?.hash,
      agreed: true,
      words: '',
    });
    const name = async () =>
      (await ask<LimitsAnswer>(one, '/settings/limits')).units.find((unit) => unit.code === OUTLET)?.name;
    const { db, engine, post: send } = hub.hub;
    const deps = { db, now: engine.now, post: send };
    expect(await takeSettings({ ...deps, postingDate: today })).toBe(0);
    const before = await name();
    expect(before).not.toBe('沈丘县老城中心支局');
    expect(await takeSettings({ ...deps, postingDate: () => from })).toBe(1);
    expect(await name()).toBe('沈丘县老城中心支局');
    expect(await takeSettings({ ...deps, postingDate: () => from })).toBe(0);
  });
});

describe('a new outlet', () => {
  it('stands in its own branch and is told to its county, once two persons have agreed', async () => {
    const code = '41272809';
    const [like] = await hub.hub.db.query<{ body: Record<string, unknown> }>(
      "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'org_unit' AND id = $1",
      [OUTLET],
    );
    const after = { ...like?.body, code, name: '沈丘县新集支局', name_en: 'Xinji' };
    const propose = { ...aLimit(0), branch: code, what: 'unit', after, words: '新设' };
    const { commandId, verdict } = await step(one, propose);
    expect(verdict).toBe('posted');
    const found = (await changes(two)).changes.find((line) => line.id === commandId);
    expect(found).toMatchObject({ unit: { code }, before: null, mayConfirm: true });
    const agree = { step: 'confirm', branch: code, change: commandId, shown: found?.hash, agreed: true, words: '' };
    expect((await step(two, agree)).verdict).toBe('posted');
    await hub.hub.relay.drain();
    const units = await ask<PresentAnswer>(one, '/settings/present?what=unit');
    expect(units.lines.find((line) => line.id === code)).toMatchObject({ unit: { code }, fields: after });
    const copies = await hub.hub.db.query("SELECT 1 FROM hub.row WHERE kind = 'org_unit' AND id = $1", [code]);
    expect(copies.length).toBe(2);
    expect((await step(one, { ...propose, after: { ...after, parent: '4127' } })).code).toBe('FIELD_FORMAT');
    expect(await status(one, { ...propose, branch: '41272901' })).toBe(403);
  });
});

describe('who may not', () => {
  it('is refused at the door: another post, another unit, a figure of the law, a strange field', async () => {
    expect(
      (await fetch(`${hub.url}/api/office/settings/changes`, { headers: { cookie: await signOn(SUPERVISION) } }))
        .status,
    ).toBe(403);
    const it = await signOn(IT);
    expect(await status(it, aLimit(1))).toBe(403);
    expect(await status(one, { ...aLimit(1), branch: '41' })).toBe(403);
    const law = { key: 'cash.large_report_fen', value: 1, effective_from: today() };
    expect(await status(one, { ...aLimit(1), after: law })).toBe(403);
    expect(await status(one, { ...aLimit(1), after: { key: KEY, value: '1', effective_from: today() } })).toBe(400);
    expect(await status(one, { ...aLimit(1), after: { ...law, more: 1 } })).toBe(400);
    const unknown = { step: 'confirm', change: 'nothing', shown: '00'.repeat(32), agreed: true, words: '' };
    expect(await status(two, unknown)).toBe(404);
  });

  it('sees no verifier of a person, and cannot set one', async () => {
    const [row] = await hub.hub.db.query<{ body: Record<string, unknown> }>(
      "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'employee' ORDER BY id LIMIT 1",
      [OUTLET],
    );
    const { pin_salt: _salt, pin_hash: _hash, id_no_hash: _id, ...person } = row?.body ?? {};
    const it = await signOn(IT);
    expect(
      (await ask<ChangesAnswer>(it, '/settings/changes?state=all')).changes.map((each) => each.what),
    ).not.toContain('hot_entry');
    const hot = await fetch(`${hub.url}/api/office/settings/present?what=hot_entry`, { headers: { cookie: it } });
    expect(hot.status).toBe(403);
    const propose = {
      step: 'propose',
      branch: OUTLET,
      what: 'employee',
      after: { ...person, status: 'on_leave' },
      effectiveFrom: today(),
      words: '休假',
    };
    const { commandId } = await step(it, propose);
    const line = (await changes(two)).changes.find((each) => each.id === commandId);
    expect(Object.keys(line?.after ?? {}).sort()).toEqual(['employee_no', 'name', 'posts', 'status', 'unit']);
    await step(two, { step: 'confirm', branch: OUTLET, change: commandId, shown: line?.hash, agreed: true, words: '' });
    const [after] = await hub.hub.db.query<{ body: Record<string, unknown> }>(
      "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'employee' AND id = $2",
      [OUTLET, String(person['employee_no'])],
    );
    expect(after?.body).toEqual({ ...row?.body, status: 'on_leave' });
  });
});
