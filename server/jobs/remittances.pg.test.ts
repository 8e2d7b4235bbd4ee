import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { postCommands } from '../../sync/index.ts';
import { createEngine } from '../engine.ts';
import { hubCommand } from '../hub-command.ts';
import { openTestHub, type TestHub } from '../import/testing/hub.ts';
import { anOpening } from '../import/testing/opening.ts';
import type { HoldDeps } from './holds.ts';
import { expireRemittances } from './remittances.ts';

/** Taken in on 2026-11-10 and to be paid for 60 days: 2027-01-09 is the last one, and on 2027-01-10 it goes back, once. */

const BRANCH = '41272801';
const NO = '990412728000018';
let test_: TestHub;
beforeAll(async () => {
  test_ = await openTestHub();
});
afterAll(() => test_.close());

/** By an engine that has read nothing before, as after a start: the row below was set beside it. */
const roundOn = (date: string): Promise<number> => {
  const now = Date.parse(`${date}T03:00:00+08:00`);
  const engine = createEngine({ db: test_.db, keys: test_.keys, now: () => now });
  const deps: HoldDeps = {
    db: test_.db,
    now: () => now,
    post: (branch, commands) => postCommands(engine, branch, commands),
  };
  return expireRemittances(deps);
};
const statusNow = async (): Promise<unknown> =>
  (
    await test_.db.query<{ status: string }>(
      "SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND kind = 'remittance' AND id = $2",
      [BRANCH, NO],
    )
  )[0]?.status;

test('what nobody came for in sixty days is owed to its sender again', async () => {
  const opened = hubCommand({
    id: sourceCommandId('test', 'a'),
    branch: BRANCH,
    command: 'import.open',
    payload: anOpening('a', '412728010001236'),
    businessDate: '2026-08-01',
    at: Date.parse('2026-08-01T09:00:00+08:00'),
  });
  expect((await postCommands(test_.hub, BRANCH, [opened]))[0]?.verdict).toBe('posted');
  const row = {
    fen: 300_000,
    fee_fen: 3_000,
    mode: 'id',
    status: 'arrived',
    sender_name: '张三',
    payee_name: '李四',
    payee_address: '河南省沈丘县老城镇前街 8 号',
    postcode: null,
    account_no: null,
    from_outlet: BRANCH,
    to_outlet: BRANCH,
    sent_on: '2026-11-10',
    captured_at: Date.parse('2026-11-10T10:00:00+08:00'),
    entry: 'x.1',
    paid_by: null,
    paid_on: null,
  };
  await test_.db.query(
    `INSERT INTO hub.row (branch_id, kind, id, version, scope, body) VALUES ($1, 'remittance', $2, 1, 'outlet', $3::jsonb)`,
    [BRANCH, NO, JSON.stringify(row)],
  );
  expect(await roundOn('2027-01-09')).toBe(0);
  expect(await statusNow()).toBe('arrived');
  expect(await roundOn('2027-01-10')).toBe(1);
  expect(await statusNow()).toBe('returned');
  expect(await roundOn('2027-01-11')).toBe(0);
});
