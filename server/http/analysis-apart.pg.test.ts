import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnalysisAnswer, OutletsAnswer } from '../../shared/read-models/office.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { openLine, type CuttableLine } from '../feed/testing/cuttable-line.ts';
import type { Database } from '../store/database.ts';
import { openTestDatabase } from '../store/testing/database.ts';
import { enrol, postJson, startTestHub, type TestHub } from './testing/hub.ts';

/** A serving hub whose figures are kept by another PostgreSQL, and what happens when that one is out of reach. */
const SUPERVISION = '41201990001';
let figures: Database;
let close: () => Promise<void>;
let line: CuttableLine;
let hub: TestHub;
let cookie = '';

beforeAll(async () => {
  ({ db: figures, close } = await openTestDatabase());
  await figures.query('CREATE DATABASE figures');
  line = await openLine(figures.embedded?.url('figures') ?? '');
  hub = await startTestHub({ ANALYSIS_DATABASE_URL: line.url });
  const response = await fetch(`${hub.url}/api/office/sign-on`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ employeeNo: SUPERVISION, password: DEMO_PASSWORD }),
  });
  cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
});
afterAll(async () => {
  await hub.stop();
  await line.cut();
  await close();
});

const ask = (path: string): Promise<Response> => fetch(`${hub.url}/api/office${path}`, { headers: { cookie } });
const notes = async (): Promise<string> => {
  const response = await fetch(`${hub.url}/readyz`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { notes: string[] }).notes.join('\n');
};
const lag = async (): Promise<number> =>
  Number(/^yizhan_feed_lag_seconds (\S+)$/m.exec(await (await fetch(`${hub.url}/metrics`)).text())?.[1]);
const isLevel = async (): Promise<boolean> => {
  const response = await ask('/analysis');
  return response.status === 200 && ((await response.json()) as AnalysisAnswer).asOf > Date.now() - 60_000;
};

test('the charts of the office come from the other database; the schema in the hub stays empty', async () => {
  await expect.poll(isLevel, { timeout: 60_000 }).toBe(true);
  const answer = (await (await ask('/analysis')).json()) as AnalysisAnswer;
  expect(answer.days.at(-1)?.balanceFen ?? 0).toBeGreaterThan(0);
  expect(await hub.hub.db.query('SELECT 1 FROM analysis.posting_day LIMIT 1')).toEqual([]);
  expect(await notes()).not.toMatch(/分析库/);
});

test('while it is out of reach counters go on, the office says so, and readyz tells; one line in the log, not thousands', async () => {
  await line.cut();
  await enrol(hub, '41272804');
  await expect
    .poll(notes, { timeout: 20_000 })
    .toMatch(/分析库未更新，柜面业务照常 \/ the analysis database is not being fed/);
  const { device } = await enrol(hub, '41272805');
  expect(device.deviceNo).toMatch(/^\d\d$/);
  const down = await ask('/analysis');
  expect([down.status, ((await down.json()) as { code: string }).code]).toEqual([503, 'ANALYSIS_DOWN']);
  const outlets = (await (await ask('/outlets')).json()) as OutletsAnswer;
  expect(outlets.outlets.length).toBeGreaterThan(3);
  expect(outlets.total).toBeNull();
  await expect.poll(lag, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(hub.logged.filter((text) => text.includes('"door":"feed"'))).toHaveLength(1);
});

test('when it is back the figures catch up by themselves', async () => {
  await line.mend();
  await expect.poll(notes, { timeout: 30_000 }).not.toMatch(/分析库/);
  await expect.poll(isLevel, { timeout: 10_000 }).toBe(true);
  await expect.poll(lag, { timeout: 10_000 }).toBeLessThan(2);
  expect((await postJson(`${hub.url}/api/enrol`, {})).status).toBe(400);
});
