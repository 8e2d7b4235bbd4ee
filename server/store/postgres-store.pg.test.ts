import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeedToken, RowChange } from '../../sync/index.ts';
import { deviceKeys, newDevice } from '../../sync/testing/device-kit.ts';
import { readPage } from '../../sync/testing/read-page.ts';
import { openDatabase, type Database } from './database.ts';
import { startEpoch } from './epoch.ts';
import { createOutbox } from './outbox.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase, testConfig } from './testing/database.ts';
import { takeAsked } from './testing/one-question.ts';
import { aLog, anInteraction, AT, DEVICE, depositPostings, EMPTY, scopesOnly } from './testing/writes.ts';

let db: Database;
let folder = '';
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, folder, close } = await openTestDatabase()));
afterAll(() => close());

const store = () => createPostgresStore(db, scopesOnly);
const OUTLET = '41272801';

const putRows = (branch: string, rows: readonly RowChange[]): Promise<FeedToken> =>
  store().inBranch(branch, (tx) => tx.commit({ ...EMPTY, rows }));
const configRow = (value: number): RowChange => ({
  table: 'config',
  id: 'limit@2026-01-01',
  body: { key: 'limit', value, effective_from: '2026-01-01' },
});

describe('a batch', () => {
  test('writes log, rows, postings, messages and kept entries together and reads them back as they were', async () => {
    const log = aLog(1, {
      split: { accountFen: 6_000, suspenseLedger: 'SUS-LIM', suspenseFen: 4_000 },
      verdict: 'suspense',
      numbers: { account: '412728010001236' },
    });
    const message = {
      id: '018f0000-0000-7000-8000-000000000001',
      cause: log.command,
      ordinal: 0,
      toBranch: '41272802',
      command: 'till.take',
      payloadVersion: 1,
      payload: ['a', 1, new Uint8Array([1, 2])],
    };
    const raw = {
      device: DEVICE,
      seq: 3,
      hash: new Uint8Array(32).fill(3),
      bytes: new Uint8Array([9, 0, 9]),
      previousHash: new Uint8Array(32),
      reason: 'gap' as const,
      receivedAt: AT,
    };
    const verifier: RowChange = {
      table: 'employee',
      id: '41202600001',
      body: {
        name: '李四\u0000',
        pin_hash: new Uint8Array([0, 255]),
        posts: [{ post: 'teller', from: '2026-01-01', to: null }],
      },
    };
    const token = await store().inBranch(OUTLET, (tx) =>
      tx.commit({
        ...EMPTY,
        log: [log],
        rows: [anInteraction(log), verifier],
        postings: depositPostings(log, 10_000, '7'),
        outbox: [message],
        raw: [raw],
      }),
    );
    expect(token.version).toBe(1);
    await store().inBranch(OUTLET, async (tx) => {
      expect(tx.token).toEqual(token);
      expect(await tx.outcomes(DEVICE, 1, 9)).toEqual([
        { device: DEVICE, seq: 1, hash: log.hash, verdict: 'suspense', code: null, split: log.split, version: 1 },
      ]);
      expect((await tx.known([log.command])).get(log.command)?.version).toBe(1);
      expect(await tx.held(DEVICE, 1, 9)).toEqual([raw]);
      const rows = await tx.rows([
        { table: 'employee', id: '41202600001' },
        { table: 'account', id: 'none' },
      ]);
      expect([...rows]).toEqual([['employee:41202600001', verifier.body]]);
    });
    const waiting = await createOutbox(db).waiting(OUTLET, 10);
    expect(waiting).toEqual([
      { ...message, fromBranch: OUTLET, businessDate: '2026-11-10', capturedAt: log.capturedAt },
    ]);
    await createOutbox(db).markDelivered(waiting, AT);
    expect(await createOutbox(db).waiting(OUTLET, 10)).toEqual([]);
  });

  test('that throws leaves nothing behind', async () => {
    const before = await store().token('41272803');
    await expect(
      store().inBranch('41272803', async (tx) => {
        await tx.commit({ ...EMPTY, log: [aLog(50)] });
        throw new Error('power cut');
      }),
    ).rejects.toThrow('power cut');
    expect(before).toBeNull();
    expect(await store().token('41272803')).toBeNull();
  });

  test('of forty at once in one branch is one after another, without a gap in the versions', async () => {
    const branch = '41272804';
    const seen = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        store().inBranch(branch, async (tx) => {
          const rows = await tx.rows([{ table: 'till', id: '01' }]);
          const cash = Number(rows.get('till:01')?.['cash_fen'] ?? 0);
          const token = await tx.commit({
            ...EMPTY,
            rows: [{ table: 'till', id: '01', body: { cash_fen: cash + i } }],
          });
          return token.version;
        }),
      ),
    );
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const end = await store().inBranch(branch, (tx) => tx.rows([{ table: 'till', id: '01' }]));
    expect(end.get('till:01')).toEqual({ cash_fen: 780 });
  });
});

test('whoever asks one connection two things at once is found, and asking the pool is no fault', async () => {
  await db.transaction((sql) => Promise.all([sql.query('SELECT 1'), sql.query('SELECT 2')]));
  expect(takeAsked()).toEqual([expect.stringContaining('postgres-store.pg.test')]);
  await Promise.all([db.query('SELECT 1'), db.query('SELECT 2'), db.transaction((sql) => sql.query('SELECT 3'))]);
  expect(takeAsked()).toEqual([]);
});

describe('numbers', () => {
  test('are drawn once each, with their check digits', async () => {
    const drawn = await Promise.all([1, 2, 3].map(() => store().inBranch('41272805', (tx) => tx.draw('account', 2))));
    const all = drawn.flat().sort();
    expect(new Set(all).size).toBe(6);
    expect(all[0]).toMatch(/^41272805\d{7}$/);
    const customers = await store().inBranch('41272805', (tx) => tx.draw('customer', 1));
    expect(customers[0]).toMatch(/^\d{12}$/);
  });

  test('of a hub put back from a backup start above what its lost life reserved outside', async () => {
    const archive = join(folder, 'archive');
    const draw = (): Promise<readonly string[]> =>
      createPostgresStore({ ...db, archiveFolder: archive }, scopesOnly).inBranch('41272806', (tx) =>
        tx.draw('account', 1),
      );
    const first = await draw();
    await db.query("DELETE FROM hub.number_pool WHERE scope = '41272806'");
    await db.query("DELETE FROM hub.number_block WHERE branch_id = '41272806'");
    const second = await draw();
    expect(first[0]?.slice(8, 14)).toBe('000001');
    expect(second[0]?.slice(8, 14)).toBe('000101');
  });
});

describe('reference rows', () => {
  test('come from the nearest unit that has them, and follow its changes at once', async () => {
    const read = async (): Promise<unknown> =>
      (await store().inBranch('42010101', (tx) => tx.rows([{ table: 'config', id: 'limit@2026-01-01' }]))).get(
        'config:limit@2026-01-01',
      )?.['value'];
    await putRows('42', [configRow(1)]);
    expect(await read()).toBe(1);
    await putRows('420101', [configRow(2)]);
    expect(await read()).toBe(2);
    await putRows('420101', [configRow(3)]);
    expect(await read()).toBe(3);
    await putRows('42010101', [configRow(4)]);
    expect(await read()).toBe(4);
    expect(await store().lineage('42010101')).toEqual(['42010101', '420101', '42']);
  });
});

describe('the change feed', () => {
  const branch = '43010101';
  test('hands out whole versions in order and says when more waits', async () => {
    const start = await putRows(branch, [{ table: 'till', id: '01', body: { cash_fen: 1 } }]);
    for (const id of ['02', '03'])
      await putRows(
        branch,
        ['a', 'b', 'c'].map((part) => ({ table: 'till', id: `${id}${part}`, body: { cash_fen: 2 } })),
      );
    await putRows(branch, [
      { table: 'till', id: '02a', body: null },
      { table: 'aml_case', id: 'x', body: { code: 'LARGE_CASH' } },
    ]);
    const first = await store().changesAfter(start, 2);
    expect(first?.rows.map((row) => row.id)).toEqual(['02b', '02c']);
    expect(first?.more).toBe(true);
    const second = await store().changesAfter(first?.to ?? start, 2);
    expect(second?.rows.map((row) => row.id)).toEqual(['03a', '03b', '03c']);
    const third = await store().changesAfter(second?.to ?? start, 2);
    expect(third?.rows).toEqual([{ table: 'till', id: '02a', body: null }]);
    expect(third).toMatchObject({ more: false, to: { version: 4 } });
  });

  test('of a unit above outlets carries its reference rows only', async () => {
    const start = await putRows('4301', [configRow(1)]);
    await putRows('4301', [configRow(2), { table: 'employee', id: '43202600001', body: { name: '王' } }]);
    expect((await store().changesAfter(start, 10))?.rows.map((row) => row.table)).toEqual(['config']);
  });

  test('answers another past with null', async () => {
    const head = await putRows(branch, [{ table: 'till', id: '09', body: { cash_fen: 1 } }]);
    expect(await store().changesAfter({ ...head, commitId: '018f0000-0000-7000-8000-000000000009' }, 10)).toBeNull();
    expect(await store().changesAfter({ ...head, version: head.version + 1 }, 10)).toBeNull();
    await store().inBranch(branch, (tx) =>
      tx.commit({ ...EMPTY, device: newDevice(deviceKeys('recovering'), branch) }),
    );
    await db.transaction((sql) => startEpoch(sql, true));
    expect(await store().changesAfter(head, 10)).toBeNull();
    expect(await store().inBranch(branch, async (tx) => tx.recovering)).toBe(true);
  });
});

test('a snapshot goes on where it broke off, table by table, while the branch moves on', async () => {
  const branch = '44010101';
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ table: 'customer', id, body: { name: id } }));
  await putRows(branch, [...rows, { table: 'account', id: 'z', body: { customer: 'a' } }]);
  const first = await readPage(store(), { branch, position: null, rowsMax: 2 });
  expect(first).toMatchObject({ table: 'account', rowsTotal: 6, rows: [{ table: 'account', id: 'z' }] });
  await putRows(branch, [{ table: 'customer', id: 'd', body: { name: 'new' } }]);
  const ids: string[] = [];
  for (let next = first.next; next !== null;) {
    const page = await readPage(store(), { branch, position: next, rowsMax: 2 });
    expect(page.token).toEqual(first.token);
    ids.push(...page.rows.map((row) => row.id));
    next = page.next;
  }
  expect(ids).toEqual(['a', 'b', 'c', 'e']);
  expect((await store().changesAfter(first.token, 10))?.rows).toEqual([
    { table: 'customer', id: 'd', body: { name: 'new' } },
  ]);
});

test('a position that cannot be read, or is of another past, begins at the first page of the present', async () => {
  const branch = '44010104';
  const head = await putRows(branch, [{ table: 'customer', id: 'a', body: { name: 'a' } }]);
  const first = await readPage(store(), { branch, position: null, rowsMax: 2 });
  expect(first).toMatchObject({ token: head, rows: [{ id: 'a' }] });
  const at = (token: object | null): string =>
    Buffer.from(JSON.stringify({ token, kind: 'customer', id: 'a', rowsTotal: 1 })).toString('base64url');
  const strange = [
    'no position',
    at(null),
    at({ ...head, version: 'x' }),
    at({ ...head, version: head.version + 1 }),
    at({ ...head, epoch: 'another life' }),
    at({ ...head, commitId: 'another past' }),
    at({ ...head, branch: '44010105' }),
  ];
  for (const position of strange) expect(await readPage(store(), { branch, position, rowsMax: 2 })).toEqual(first);
  expect((await readPage(store(), { branch, position: at(head), rowsMax: 2 })).rows).toEqual([]);
});

test('a hub killed with -9 in the middle of ingest has lost nothing that it had acknowledged', async () => {
  const data = join(folder, 'killed');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./testing/ingest.ts', import.meta.url)), data],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 60) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  const after = await openDatabase({ ...testConfig(folder), dataFolder: data });
  const [found] = await after.query<{ entries: number; postings: number; version: number }>(
    `SELECT (SELECT count(*) FROM hub.command_log) AS entries, (SELECT count(*) FROM hub.posting) AS postings, (SELECT version FROM hub.branch) AS version`,
  );
  await after.close();
  expect(acknowledged).toBeGreaterThanOrEqual(60);
  expect(found?.entries).toBeGreaterThanOrEqual(acknowledged);
  expect(found?.entries).toBeLessThanOrEqual(acknowledged + 1);
  expect(found?.postings).toBe((found?.entries ?? 0) * 2);
  expect(found?.version).toBe(found?.entries);
});
