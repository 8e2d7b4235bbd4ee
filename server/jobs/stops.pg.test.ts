import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { postCommands } from '../../sync/index.ts';
import { createEngine } from '../engine.ts';
import { hubCommand } from '../hub-command.ts';
import { openTestHub, type TestHub } from '../import/testing/hub.ts';
import { anOpening } from '../import/testing/opening.ts';
import { findOverdueStops } from './stops.ts';

/** A stop at 09:00 of one day: the round of 09:00 the next day leaves it, a millisecond later it is a case, once. */

const BRANCH = '41272801';
const STOPPED = Date.parse('2026-11-11T09:00:00+08:00');
let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.close());

const roundAt = (now: number): Promise<number> => {
  const engine = createEngine({ db: hub.db, keys: hub.keys, now: () => now });
  return findOverdueStops({ db: hub.db, now: () => now, post: (branch, list) => postCommands(engine, branch, list) });
};
const cases = () =>
  hub.db.query("SELECT id, body->>'code' AS code FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case'", [
    BRANCH,
  ]);

test('an unconfirmed stop in force is a case after 24 hours; one that ran out is none', async () => {
  for (const [account, number, until] of [
    ['a', '412728010001236', null],
    ['b', '412728010001244', STOPPED + 1000],
  ] as const) {
    const payload = anOpening(account, number);
    const id = sourceCommandId('test', account);
    const at = Date.parse('2026-08-01T09:00:00+08:00');
    const opened = hubCommand({ id, branch: BRANCH, command: 'import.open', payload, businessDate: '2026-08-01', at });
    expect((await postCommands(hub.hub, BRANCH, [opened]))[0]?.verdict).toBe('posted');
    await hub.db.query(
      "UPDATE hub.row SET body = body || $1::jsonb WHERE branch_id = $2 AND kind = 'account' AND id = $3",
      [JSON.stringify({ stop_pay_at: STOPPED, stop_pay_until: until }), BRANCH, account],
    );
    const watch = {
      stopped_at: STOPPED,
      reason: '疑似被骗',
      maker: '41201900101',
      confirmed_by: null,
      confirmed_at: null,
    };
    await hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body) VALUES ($1, 'stop_watch', $2, 0, 'outlet', $3)`,
      [BRANCH, account, JSON.stringify(watch)],
    );
  }
  expect(await roundAt(STOPPED + DAY_MS)).toBe(0);
  expect(await roundAt(STOPPED + DAY_MS + 1)).toBe(1);
  expect(await cases()).toEqual([{ id: `a/stop${STOPPED}/STOP_UNCONFIRMED`, code: 'STOP_UNCONFIRMED' }]);
  expect(await roundAt(STOPPED + 2 * DAY_MS)).toBe(0);
});
