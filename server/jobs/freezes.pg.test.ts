import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { postCommands } from '../../sync/index.ts';
import { createEngine } from '../engine.ts';
import { hubCommand } from '../hub-command.ts';
import { openTestHub, type TestHub } from '../import/testing/hub.ts';
import { anOpening } from '../import/testing/opening.ts';
import { endFreezes } from './freezes.ts';
import type { HoldDeps } from './holds.ts';

/** 290.01 yuan frozen until 2026-11-11: a round of 23:59:59 leaves it, one of 00:00 in China frees it, once. */

const BRANCH = '41272801';
const FREE_AT = Date.parse('2026-11-12T00:00:00+08:00');
let test_: TestHub;
beforeAll(async () => {
  test_ = await openTestHub();
});
afterAll(() => test_.close());

/** By an engine that has read nothing before, as after a start: the rows below were set beside it. */
const roundAt = (now: number): Promise<number> => {
  const engine = createEngine({ db: test_.db, keys: test_.keys, now: () => now });
  const deps: HoldDeps = {
    db: test_.db,
    now: () => now,
    post: (branch, commands) => postCommands(engine, branch, commands),
  };
  return endFreezes(deps);
};

async function frozenFen(): Promise<readonly number[]> {
  const rows = await test_.db.query<{ fen: number }>(
    "SELECT (body->>'frozen_fen')::bigint AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' ORDER BY id",
    [BRANCH],
  );
  return rows.map((row) => row.fen);
}

async function open(account: string, accountNo: string): Promise<void> {
  const payload = anOpening(account, accountNo);
  const id = sourceCommandId('test', account);
  const at = Date.parse('2026-08-01T09:00:00+08:00');
  const command = hubCommand({ id, branch: BRANCH, command: 'import.open', payload, businessDate: '2026-08-01', at });
  const [outcome] = await postCommands(test_.hub, BRANCH, [command]);
  expect(outcome?.verdict).toBe('posted');
}

test('the part comes free after its last day and a later one waits for its own', async () => {
  await open('a', '412728010001236');
  await open('b', '412728010001244');
  const freeze = "UPDATE hub.row SET body = body || $1::jsonb WHERE branch_id = $2 AND kind = 'account' AND id = $3";
  await test_.db.query(freeze, [JSON.stringify({ frozen_fen: 29_001, frozen_until: FREE_AT }), BRANCH, 'a']);
  await test_.db.query(freeze, [JSON.stringify({ frozen_fen: 500, frozen_until: FREE_AT + 86_400_000 }), BRANCH, 'b']);
  expect(await roundAt(FREE_AT - 1)).toBe(0);
  expect(await frozenFen()).toEqual([29_001, 500]);
  expect(await roundAt(FREE_AT)).toBe(1);
  expect(await frozenFen()).toEqual([0, 500]);
  expect(await roundAt(FREE_AT)).toBe(0);
});
