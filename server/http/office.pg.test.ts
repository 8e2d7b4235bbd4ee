import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/kernel/assert.ts';
import type { CalendarAnswer } from '../../shared/read-models/office-calendar.ts';
import type { AccountsAnswer, LossAnswer, LossRequest } from '../../shared/read-models/office-loss.ts';
import type {
  AnalysisAnswer,
  CaseDetail,
  CasesAnswer,
  InteractionsAnswer,
  OutletsAnswer,
} from '../../shared/read-models/office.ts';
import type { Config } from '../config.ts';
import { makeDemo } from '../demo/start.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { runFeed } from '../feed/feed.ts';
import { startHub, type Hub } from '../hub.ts';
import { createLog } from '../log.ts';
import { openTestFolder } from '../store/testing/database.ts';
import { factOf } from './testing/office.ts';

/** The office door of a whole hub on its embedded PostgreSQL, with entries that were really posted. */

const OUTLET = '41272801';
const OTHER = '41272802';
const SUPERVISION = '41201990001';
const AGENT = '41201990003';
const IT_ADMIN = '41201990004';
const AML = '41201990005';
const MANAGER_OF_OTHER = '41201900204';

let hub: Hub;
let remove: () => Promise<void>;
let account: {
  readonly id: string;
  readonly no: string;
  readonly fen: number;
  readonly id_no: string;
  readonly name: string;
  readonly phone: string;
};

const address = (path: string): string => `http://127.0.0.1:${hub.port}/api/office${path}`;
const jsonPost = (path: string, body: unknown, cookie = ''): Promise<Response> =>
  fetch(address(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });

async function signOn(employeeNo: string): Promise<string> {
  const response = await jsonPost('/sign-on', { employeeNo, password: DEMO_PASSWORD });
  expect(response.status).toBe(200);
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  return cookie.split(';')[0] ?? '';
}
async function ask<T>(cookie: string, path: string): Promise<T> {
  const response = await fetch(address(path), { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
const statusOf = async (cookie: string, path: string): Promise<number> =>
  (await fetch(address(path), { headers: { cookie } })).status;

const cash = (fen: number, voucher: string) => ({
  account: account.id,
  account_no: account.no,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: `${OUTLET}20261126${voucher}`,
  medium_seen: true,
  id_seen: true,
  id_last4: '0486',
  signature_hash: null,
  duplicate_reason: null,
  household_reason: null,
});

beforeAll(async () => {
  const test = await openTestFolder();
  remove = test.remove;
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    tls: null,
    behindProxy: false,
    dataFolder: `${test.folder}/data`,
    archiveFolder: null,
    databaseUrl: null,
    analysisDatabaseUrl: null,
    demo: true,
    demoPercent: 1,
  };
  hub = await startHub(
    config,
    createLog(() => undefined, Date.now),
    test.folder,
  );
  await makeDemo(hub, () => undefined, false);
  const found = await hub.db.query<typeof account>(
    `SELECT a.id, a.body->>'account_no' AS no, (a.body->>'ledger_fen')::bigint AS fen, p.body->>'id_no' AS id_no, p.body->>'name' AS name, p.body->>'phone' AS phone
     FROM hub.row a JOIN hub.row p ON p.branch_id = a.branch_id AND p.kind = 'customer' AND p.id = a.body->>'customer'
     WHERE a.branch_id = $1 AND a.kind = 'account' AND a.body->>'kind' = 'demand' AND a.body->>'status' = 'active' AND p.body->>'phone' IS NOT NULL
       AND (a.body->>'ledger_fen')::bigint BETWEEN 10000 AND 4000000 ORDER BY a.id LIMIT 1`,
    [OUTLET],
  );
  assert(found[0] !== undefined, 'the demo has such an account');
  account = found[0];
  const at = Date.now() - 60_000;
  const deposit = { ...cash(100_000, '000001'), agent_name: null, agent_id_type: null, agent_id_no: null };
  const payout = {
    ...cash(account.fen + 150_000, '000002'),
    holder_present: true,
    pin_result: 'not_used',
    reservation_no: null,
    purpose: null,
  };
  const paid = factOf(hub, { branch: OUTLET, name: 'counter.withdraw', payload: payout, at: at + 1000 });
  const reprint = (paper: number) =>
    factOf(hub, {
      branch: OUTLET,
      name: 'counter.reprint',
      payload: { entry: paid.rowId, paper },
      at: at + 2000 + paper,
    });
  await hub.post(OUTLET, [
    factOf(hub, { branch: OUTLET, name: 'counter.deposit', payload: deposit, at }),
    paid,
    reprint(2),
    reprint(3),
  ]);
  await runFeed(hub.db);
}, 180_000);

afterAll(async () => {
  await hub.stop();
  await remove();
});

describe('what the fuzz of the doors has found', () => {
  it('a date that is in no calendar, and a zero character in a question, are refused and no fault', async () => {
    const cookie = await signOn(SUPERVISION);
    for (const date of ['2026-02-29', '2026-11-31', '0000-01-01', '0001-01-05'])
      for (const path of [`/outlets?date=${date}`, `/interactions?from=${date}`, `/analysis?to=${date}`])
        expect([path, await statusOf(cookie, path)]).toEqual([path, 400]);
    expect(await statusOf(cookie, '/interactions?channel=%00')).toBe(400);
    expect(await statusOf(await signOn(AGENT), '/accounts?find=abc%00d')).toBe(400);
    expect(await statusOf(cookie, '/analysis?to=9999-12-31')).toBe(200);
  });
});

describe('signing on', () => {
  it('answers nobody before sign-on, and refuses every page', async () => {
    expect(await (await fetch(address('/me'))).json()).toBeNull();
    for (const path of ['/outlets', '/cases', '/devices', '/interactions', '/analysis', '/accounts?find=0017'])
      expect(await statusOf('', path)).toBe(401);
    expect((await jsonPost('/loss', {})).status).toBe(401);
  });
  it('gives an unknown number and a wrong password the same answer', async () => {
    const wrong = await jsonPost('/sign-on', { employeeNo: SUPERVISION, password: 'wrong' });
    const unknown = await jsonPost('/sign-on', { employeeNo: '99999999999', password: 'wrong' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });
  it('ends with sign-off', async () => {
    const cookie = await signOn(SUPERVISION);
    expect(await statusOf(cookie, '/outlets')).toBe(200);
    await jsonPost('/sign-off', {}, cookie);
    expect(await statusOf(cookie, '/outlets')).toBe(401);
  });
  it('refuses a body that is not JSON, so that no foreign form can post', async () => {
    const response = await fetch(address('/sign-on'), {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).toBe(415);
  });
});

describe('figures of the day', () => {
  it('count what was posted, and their list adds up to them', async () => {
    const cookie = await signOn(SUPERVISION);
    const { outlets, total, businessDate } = await ask<OutletsAnswer>(cookie, '/outlets');
    expect(outlets).toHaveLength(8);
    const line = outlets.find((one) => one.unit.code === OUTLET);
    expect(line?.day).toEqual({
      interactions: 2,
      depositCount: 1,
      depositFen: 100_000,
      withdrawCount: 1,
      withdrawFen: account.fen + 150_000,
      suspenseFen: 50_000,
    });
    expect(line?.openCases).toBeGreaterThanOrEqual(1);
    expect(total?.depositFen).toBe(100_000);
    const list = await ask<InteractionsAnswer>(
      cookie,
      `/interactions?unit=${OUTLET}&from=${businessDate}&to=${businessDate}`,
    );
    expect([list.count, list.inFen, list.outFen, list.suspenseFen]).toEqual([
      2,
      100_000,
      account.fen + 150_000,
      50_000,
    ]);
    expect(list.interactions.map((one) => [one.kind, one.reprints])).toEqual([
      ['counter.withdraw', 2],
      ['counter.deposit', 0],
    ]);
    const suspended = await ask<InteractionsAnswer>(cookie, '/interactions?show=suspense');
    expect(suspended.interactions.map((one) => [one.suspenseLedger, one.suspenseFen])).toEqual([['SUS-OD', 50_000]]);
  });
  it('reach the analysis page with their coverage; a day that is not over is provisional', async () => {
    const cookie = await signOn(SUPERVISION);
    const { days, asOf } = await ask<AnalysisAnswer>(cookie, '/analysis?days=7');
    expect(days).toHaveLength(7);
    const today = days.at(-1);
    expect(today).toMatchObject({
      channels: { counter: 2 },
      depositFen: 100_000,
      withdrawFen: account.fen + 150_000,
      coverage: { arrived: 0, expected: 1 },
    });
    const deposits = await hub.db.query<{ fen: number }>(
      "SELECT -sum(fen)::bigint AS fen FROM hub.posting WHERE ledger = 'DEPOSIT'",
    );
    expect(today?.balanceFen).toBe(deposits[0]?.fen);
    expect(asOf).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('branch-days', () => {
  it('are open on their day; a dispute marks the day', async () => {
    const cookie = await signOn(SUPERVISION);
    const dayOf = async () => {
      const { outlets, today, month } = await ask<CalendarAnswer>(cookie, '/calendar');
      expect([outlets.length, month]).toEqual([8, today.slice(0, 7)]);
      return outlets.find((one) => one.outlet.code === OUTLET)?.days.find((one) => one.date === today);
    };
    expect(await dayOf()).toMatchObject({ state: 'open', entries: 2, disputes: 0, closed: false });
    await hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
       SELECT branch_id, kind, replace(id, 'OVERDRAFT', 'SEQ_CONFLICT'), version, scope, body || '{"code": "SEQ_CONFLICT"}'
       FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND id LIKE '%/OVERDRAFT'`,
      [OUTLET],
    );
    expect(await dayOf()).toMatchObject({ state: 'disputed', entries: 2, disputes: 1 });
    await hub.db.query("DELETE FROM hub.row WHERE branch_id = $1 AND id LIKE '%/SEQ_CONFLICT'", [OUTLET]);
    expect(await statusOf(cookie, '/calendar?month=2026-13')).toBe(400);
  });
});

describe('a case', () => {
  it('shows both records, where the money went, its postings and its time limit', async () => {
    const cookie = await signOn(SUPERVISION);
    const { cases } = await ask<CasesAnswer>(cookie, '/cases?code=OVERDRAFT');
    expect(cases).toHaveLength(1);
    const id = cases[0]?.id ?? '';
    const one = await ask<CaseDetail>(cookie, `/case?branch=${OUTLET}&id=${encodeURIComponent(id)}`);
    expect(one.interaction?.reprints).toBe(2);
    expect(one).toMatchObject({
      severity: 'high',
      status: 'open',
      suspenseLedger: 'SUS-OD',
      suspenseFen: 50_000,
      verdict: 'posted_with_exception',
      accountTail: account.no.slice(-4),
      customerName: account.name,
    });
    expect(one.centreRecord).toContainEqual({ name: 'available', value: String(account.fen + 100_000) });
    expect(one.outletRecord).toContainEqual({ name: 'offline', value: '0' });
    expect(one.dueAt).toBeGreaterThan(one.openedAt);
    const sums = one.postings.map((posting) => [posting.ledger, posting.fen]);
    expect(sums).toContainEqual(['SUS-OD', 50_000]);
    expect(sums).toContainEqual(['CASH-TILL:01', -(account.fen + 150_000)]);
    expect(one.postings.reduce((sum, posting) => sum + posting.fen, 0)).toBe(0);
    expect(one.axis.filter((line) => line.isThis).map((line) => line.balanceFen)).toEqual([0]);
  });
  it('is not found from another outlet, nor by someone without the right', async () => {
    const { cases } = await ask<CasesAnswer>(await signOn(SUPERVISION), '/cases?code=OVERDRAFT');
    const path = `/case?branch=${OUTLET}&id=${encodeURIComponent(cases[0]?.id ?? '')}`;
    const manager = await signOn(MANAGER_OF_OTHER);
    expect(await statusOf(manager, path)).toBe(404);
    expect((await ask<CasesAnswer>(manager, '/cases')).cases).toEqual([]);
    expect(await statusOf(manager, `/interactions?unit=${OUTLET}`)).toBe(403);
    expect((await ask<OutletsAnswer>(manager, '/outlets')).outlets.map((one) => one.unit.code)).toEqual([OTHER]);
    expect((await ask<CalendarAnswer>(manager, '/calendar')).outlets.map((one) => one.outlet.code)).toEqual([OTHER]);
    const it_ = await signOn(IT_ADMIN);
    expect(await statusOf(it_, path)).toBe(404);
    expect(await statusOf(it_, '/interactions')).toBe(403);
    expect((await ask<OutletsAnswer>(it_, '/outlets')).total).toBeNull();
    const agent = await signOn(AGENT);
    for (const path of ['/cases', '/calendar']) expect(await statusOf(agent, path)).toBe(403);
  });
  it('hides AML cases from everyone but the AML post', async () => {
    await hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
       SELECT branch_id, 'aml_case', replace(id, 'OVERDRAFT', 'STRUCTURING_SUSPECTED'), version, 'never', body || '{"code": "STRUCTURING_SUSPECTED"}'
       FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND id LIKE '%/OVERDRAFT'`,
      [OUTLET],
    );
    const codes = async (cookie: string, more = ''): Promise<readonly string[]> =>
      (await ask<CasesAnswer>(cookie, `/cases?status=all${more}`)).cases.map((one) => one.code);
    const [aml, supervision] = [await signOn(AML), await signOn(SUPERVISION)];
    expect(await codes(aml)).toContain('STRUCTURING_SUSPECTED');
    expect(await codes(supervision)).not.toContain('STRUCTURING_SUSPECTED');
    const reported = await codes(aml, '&only=aml');
    expect(reported).toContain('STRUCTURING_SUSPECTED');
    expect(reported.filter((code) => code !== 'STRUCTURING_SUSPECTED' && code !== 'LARGE_CASH')).toEqual([]);
    expect(await statusOf(supervision, '/cases?only=aml')).toBe(403);
  });
});

describe('an oral loss report by telephone', () => {
  const request = (more: Partial<LossRequest>): LossRequest => ({
    commandId: randomUUID(),
    branch: OUTLET,
    account: account.id,
    card: null,
    idNo: account.id_no,
    name: account.name,
    phone: account.phone,
    address: null,
    recentFen: null,
    ...more,
  });
  it('finds the account by number with the name masked, and never by name alone', async () => {
    const cookie = await signOn(AGENT);
    const { accounts } = await ask<AccountsAnswer>(cookie, `/accounts?find=${account.no}`);
    expect(accounts).toMatchObject([
      { account: account.id, branch: OUTLET, status: 'active', accountTail: account.no.slice(-4) },
    ]);
    expect(accounts[0]?.customerName).toContain('*');
    expect(
      (await ask<AccountsAnswer>(cookie, `/accounts?find=${encodeURIComponent(account.name.padEnd(4, ' '))}`)).accounts,
    ).toEqual([]);
    expect(
      (await ask<AccountsAnswer>(cookie, `/accounts?find=${account.id_no}`)).accounts.map((one) => one.account),
    ).toContain(account.id);
  });
  it('refuses a caller who knows too little, without a trace in the books', async () => {
    const cookie = await signOn(AGENT);
    const answer = (await (await jsonPost('/loss', request({ phone: '13900000000' }), cookie)).json()) as LossAnswer;
    expect(answer).toMatchObject({ verdict: 'rejected', code: 'IDENTITY_NOT_ENOUGH' });
    expect((await ask<AccountsAnswer>(cookie, `/accounts?find=${account.no}`)).accounts[0]?.status).toBe('active');
  });
  it('takes effect once, however often the same report is sent', async () => {
    const cookie = await signOn(AGENT);
    const report = request({});
    const first = (await (await jsonPost('/loss', report, cookie)).json()) as LossAnswer;
    const second = (await (await jsonPost('/loss', report, cookie)).json()) as LossAnswer;
    expect(first).toMatchObject({ verdict: 'posted', code: null, repeated: false });
    expect(second).toMatchObject({ verdict: 'posted', repeated: true });
    expect((await ask<AccountsAnswer>(cookie, `/accounts?find=${account.no}`)).accounts[0]).toMatchObject({
      status: 'lost_oral',
    });
    const rows = await hub.db.query<{ n: number }>(
      "SELECT count(*) AS n FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.lost_oral'",
      [OUTLET],
    );
    expect(rows[0]?.n).toBe(1);
  });
  it('of an account that is closed names its state', async () => {
    const [closed] = await hub.db.query<Pick<LossRequest, 'branch' | 'account' | 'idNo' | 'name' | 'address'>>(
      `WITH one AS (SELECT branch_id, id FROM hub.row WHERE kind = 'account' AND branch_id = $1 AND id <> $2
         AND body->>'status' = 'active' AND body->>'kind' = 'demand' ORDER BY id DESC LIMIT 1),
       a AS (UPDATE hub.row r SET body = body || '{"status": "closed"}' FROM one WHERE r.kind = 'account'
         AND r.branch_id = one.branch_id AND r.id = one.id RETURNING r.*)
       SELECT a.branch_id AS branch, a.id AS account, p.body->>'id_no' AS "idNo", p.body->>'name' AS name, p.body->>'address' AS address
       FROM a JOIN hub.row p ON p.branch_id = a.branch_id AND p.kind = 'customer' AND p.id = a.body->>'customer'`,
      [OUTLET, account.id],
    );
    if (closed === undefined) throw new Error('the demo outlet has another account');
    const answer = (await (await jsonPost('/loss', request(closed), await signOn(AGENT))).json()) as LossAnswer;
    expect(answer).toMatchObject({ verdict: 'rejected', code: 'ACCOUNT_STATUS', detail: { status: 'closed' } });
  });
  it('is refused to posts that may not report losses', async () => {
    expect((await jsonPost('/loss', request({}), await signOn(SUPERVISION))).status).toBe(403);
  });
});
