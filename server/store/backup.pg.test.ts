import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVerifier, loadHubKeys } from '../auth/keys.ts';
import { REBUILT_TABLES, runFeed } from '../feed/feed.ts';
import { enrol, startTestHub, type TestHub } from '../http/testing/hub.ts';
import { checkInvariants } from '../jobs/check.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { greetTablet, journalOf, pushOf } from '../ws/testing/line.ts';
import { makeBackup, type BackupReport } from './backup.ts';
import { MANIFEST, type BackupKeys, type Manifest } from './backup-manifest.ts';
import { openDatabase, openForRestore, type DatabaseConfig } from './database.ts';
import { openPool, type Pool } from './pool.ts';
import { restoreBackup } from './restore.ts';
import { openTestFolder, testConfig } from './testing/database.ts';

/** A hub with a demo county and one tablet, copied beside its work and put back into empty databases. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTLET = '41272801';

let hub: TestHub;
let folder = '';
let remove = async (): Promise<void> => undefined;
let keys: BackupKeys;
let device = '';
let send: (fen: number) => Promise<number>;
let copied: BackupReport;
/** Rows of every table of the hub when the copy was made, as one hash each. */
let before: Readonly<Record<string, string>>;

async function tableHashes(db: Pool, schema: 'hub' | 'analysis'): Promise<Record<string, string>> {
  const tables = await db.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
    [schema],
  );
  const out: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await db.query<{ hash: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS hash FROM ${schema}.${name} AS t`,
    );
    out[name] = rows[0]?.hash ?? '';
  }
  return out;
}

async function connectTablet(): Promise<(fen: number) => Promise<number>> {
  const one = await enrol(hub, OUTLET);
  device = one.device.deviceId;
  const journal = journalOf(one.tablet, device, OUTLET);
  const { line } = await greetTablet(hub.url, { tablet: one.tablet, device, branch: OUTLET });
  return async (fen) => {
    journal.add(depositDraft(fen));
    const seq = journal.entries.length;
    await line.send(await pushOf(one.tablet, journal, seq, seq));
    return (await line.nextOf('outcome')).receivedSeq;
  };
}

const backup = (name: string): Promise<BackupReport> =>
  makeBackup(
    { db: hub.hub.db, keys, rebuilt: REBUILT_TABLES, now: Date.now, say: () => undefined },
    join(folder, name),
  );

beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  hub = await startTestHub();
  keys = { ...hub.hub.keys, ...createVerifier() };
  send = await connectTablet();
  for (const fen of [100_00, 200_00, 300_00]) await send(fen);
  before = await tableHashes(hub.hub.db, 'hub');
  copied = await backup('first');
}, 240_000);
afterAll(async () => {
  await hub.stop();
  await remove();
});

/** A database of its own in the hub's server, as somebody else's PostgreSQL. */
async function externalDatabase(name: string): Promise<DatabaseConfig> {
  await hub.hub.db.script(`CREATE DATABASE ${name}`);
  const url = hub.hub.db.embedded?.url(name) ?? '';
  return testConfig(join(folder, name), { databaseUrl: url });
}

async function restoreInto(config: DatabaseConfig, from: string, by: BackupKeys = keys) {
  const place = await openForRestore(config);
  try {
    return await restoreBackup(
      { ...place, keys: by, archiveFolder: null, now: Date.now, say: () => undefined },
      join(folder, from),
    );
  } finally {
    await place.close();
  }
}

const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(folder, name, MANIFEST), 'utf8')) as Manifest;

describe('a backup', () => {
  test('holds every table of the hub with its rows, and where each journal stood', () => {
    const manifest = manifestOf('first');
    const held = (schema: string) => manifest.tables.filter((one) => one.schema === schema);
    expect(held('hub').map(({ name }) => name)).toEqual(Object.keys(before));
    // The calendar of holidays comes with the schema; every other figure is built again.
    expect(held('analysis').map(({ name }) => name)).toEqual(['calendar']);
    for (const table of held('hub')) expect(`${table.rows} `).toBe(/^\d+ /.exec(before[table.name] ?? '')?.[0]);
    expect(manifest.devices.find((one) => one.device === device)).toMatchObject({ branch: OUTLET, seq: 3 });
    expect(copied.rows).toBe(manifest.tables.reduce((all, one) => all + one.rows, 0));
    expect(copied.rows).toBeGreaterThan(2_000);
  });

  test('[BK2] a journal is archived up to the lowest seq of the backups still offered', async () => {
    const archived = async () =>
      (
        await hub.hub.db.query<{ seq: number }>('SELECT archived_seq AS seq FROM hub.device WHERE device_id = $1', [
          device,
        ])
      )[0]?.seq;
    expect(await archived()).toBe(3);
    expect(await send(400_00)).toBe(4);
    expect((await backup('second')).offered).toBe(2);
    expect(await archived()).toBe(3);
    rmSync(join(folder, 'second', MANIFEST));
    mkdirSync(join(folder, 'kept'));
    cpSync(join(folder, 'first'), join(folder, 'kept', 'first'), { recursive: true });
    rmSync(join(folder, 'first'), { recursive: true });
    expect(await send(500_00)).toBe(5);
    expect((await backup('third')).offered).toBe(1);
    expect(await archived()).toBe(5);
    cpSync(join(folder, 'kept', 'first'), join(folder, 'first'), { recursive: true });
    const ready = (await (await fetch(`${hub.url}/readyz`)).json()) as { notes: string[] };
    expect(ready.notes).toContainEqual(expect.stringMatching(/^最近备份：\d{4}-\d\d-\d\d \/ last backup$/));
  });

  test('made while commands are posted, it is of one moment: every invariant holds in what comes back', async () => {
    let going = true;
    const posting = (async () => {
      let posted = 0;
      while (going) {
        await send(1_00);
        posted += 1;
      }
      return posted;
    })();
    await backup('busy').finally(() => (going = false));
    expect(await posting).toBeGreaterThan(0);
    const config = await externalDatabase('busy');
    await restoreInto(config, 'busy');
    const db = await openDatabase({ ...config, exclusive: false });
    await runFeed(db);
    const report = await checkInvariants(db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
    await db.close();
  });

  test('is not made into a folder that holds something', async () => {
    await expect(backup('first')).rejects.toThrow(/first is not empty: give each backup a folder of its own/);
  });
});

describe('a restore', () => {
  test('[BK1] gives an external database every row back, in a new life of the hub that waits for its tablets', async () => {
    const config = await externalDatabase('restored');
    const report = await restoreInto(config, 'first');
    expect(report.recovering).toEqual([OUTLET]);
    const db = await openDatabase({ ...config, exclusive: true });
    const after = await tableHashes(db, 'hub');
    const differ = Object.keys(before).filter((name) => after[name] !== before[name]);
    // The epoch and the state of branches, that epoch, and the note of this backup.
    expect(differ.sort()).toEqual(['backup', 'branch', 'setting']);
    const lives = await db.query<{ epoch: string; n: number }>(
      'SELECT epoch, count(*) AS n FROM hub.branch GROUP BY epoch',
    );
    expect(lives).toEqual([{ epoch: report.epoch, n: Number(before['branch']?.split(' ')[0]) }]);
    expect(report.epoch).not.toBe(manifestOf('first').epoch);
    await db.close();
  });

  test('figures that were ahead of the copy are built again from it', async () => {
    await hub.hub.db.script('CREATE DATABASE figures');
    const apart = openPool(hub.hub.db.embedded?.url('figures') ?? '', 2);
    const { migrate } = await import('./migrate.ts');
    await migrate(apart, 'analysis');
    await runFeed(hub.hub.db, apart);
    const [ahead] = await apart.query<{ n: number }>('SELECT count(*) AS n FROM analysis.interaction');
    const db = await openDatabase({ ...(await externalDatabase('refed')), exclusive: false });
    await db.close();
    await restoreInto(testConfig(folder, { databaseUrl: db.url }), 'first');
    const restored = openPool(db.url, 4);
    const fed = await runFeed(restored, apart);
    expect(fed.rebuilt).toContain(OUTLET);
    const [now] = await apart.query<{ n: number }>('SELECT count(*) AS n FROM analysis.interaction');
    expect(now?.n).toBeLessThan(ahead?.n ?? 0);
    await runFeed(restored);
    expect(await tableHashes(apart, 'analysis')).toEqual(await tableHashes(restored, 'analysis'));
    await restored.end();
    await apart.end();
  });

  test('a database that is not empty is refused and stays as it was', async () => {
    const config = await externalDatabase('used');
    await restoreInto(config, 'first');
    await expect(restoreInto(config, 'first')).rejects.toThrow(
      /^The database at .*\/used is not empty \(hub\.\w+ has rows\): restore only into an empty one, nothing was changed\.$/,
    );
    const still = openPool(config.databaseUrl ?? '', 1);
    expect((await tableHashes(still, 'hub'))['posting']).toBe(before['posting']);
    await still.end();
  });

  test('a database that a hub is using is refused', async () => {
    const config = await externalDatabase('served');
    const db = await openDatabase({ ...config, exclusive: true });
    await expect(restoreInto(config, 'first')).rejects.toThrow(/^A hub is using the database at .*: stop it first/);
    await db.close();
  });

  const damaged: readonly (readonly [string, (at: string) => void, RegExp])[] = [
    ['cut off', (at) => truncateSync(join(at, 'hub.row.copy.gz'), 1_000), /hub\.row\.copy\.gz in .* has 1000 bytes/],
    [
      'altered',
      (at) => {
        const path = join(at, 'hub.posting.copy.gz');
        const bytes = readFileSync(path);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      /hub\.posting\.copy\.gz in .* does not have the SHA-256 of its manifest/,
    ],
    ['without a file', (at) => rmSync(join(at, 'hub.device.copy.gz')), /hub\.device\.copy\.gz is missing in/],
    [
      'never finished',
      (at) => rmSync(join(at, MANIFEST)),
      /holds no whole backup \(manifest\.json or manifest\.sig is/,
    ],
    [
      'with an altered manifest',
      (at) => {
        const path = join(at, MANIFEST);
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"seq": 3\b/, '"seq": 2'));
      },
      /manifest\.json in .* is not as the hub signed it/,
    ],
    [
      'with no manifest but noise',
      (at) => writeFileSync(join(at, MANIFEST), '{'),
      /manifest\.json in .* cannot be read/,
    ],
  ];
  test.each(damaged)('a backup %s is refused before the database is touched', async (what, harm, sentence) => {
    const name = `bad-${what.replaceAll(' ', '-')}`;
    cpSync(join(folder, 'first'), join(folder, name), { recursive: true });
    harm(join(folder, name));
    const config = testConfig(folder, { databaseUrl: hub.hub.db.embedded?.url('postgres') ?? '' });
    await expect(restoreInto(config, name)).rejects.toThrow(sentence);
    const untouched = openPool(config.databaseUrl ?? '', 1);
    expect(await untouched.query("SELECT to_regclass('hub.row')::text AS at")).toEqual([{ at: null }]);
    await untouched.end();
  });

  test('a backup of another hub is refused', async () => {
    const others = { ...(await loadHubKeys(join(folder, 'others'))), ...createVerifier() };
    const config = testConfig(folder, { databaseUrl: hub.hub.db.embedded?.url('postgres') ?? '' });
    await expect(restoreInto(config, 'first', others)).rejects.toThrow(/was made by a hub with other keys/);
  });
});

describe('the command line', () => {
  const run = (data: string, ...args: string[]) => {
    const env = { PATH: process.env['PATH'], YIZHAN_DATA: data };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'server/cli.ts', ...args], {
      cwd: ROOT,
      env,
      encoding: 'utf8',
    });
    return { status, out: stdout.trim(), err: stderr.trim() };
  };

  test('copies beside the running hub and restores into the embedded database of another machine', async () => {
    const made = run(hub.config.dataFolder, 'backup', join(folder, 'cli'));
    expect(made).toMatchObject({ status: 0, err: 'copied; reading it back' });
    expect(made.out).toMatch(/^\d+ tables, \d+ rows, [\d.]+ MB in .*cli, read back and whole\.\nKeep hub-keys\.json/);
    const there = join(folder, 'there');
    expect(run(there, 'restore', join(folder, 'cli'))).toMatchObject({
      status: 1,
      err: `There is no hub-keys.json in ${there}: put the key file of this hub there; a backup does not hold it.`,
    });
    mkdirSync(there, { recursive: true });
    cpSync(join(hub.config.dataFolder, 'hub-keys.json'), join(there, 'hub-keys.json'));
    const back = run(there, 'restore', join(folder, 'cli'));
    expect(back).toMatchObject({ status: 0 });
    expect(back.out).toContain(
      `1 outlets are recovering until their tablets have sent again: ${OUTLET}. Start the hub.`,
    );
    expect(run(there, 'check').out).toContain('Everything holds.');
    expect(run(there, 'restore', join(folder, 'cli'))).toMatchObject({ status: 1, out: '' });
    expect(run(there, 'backup')).toMatchObject({
      status: 2,
      err: 'backup needs a folder: backup DIR. See npm run hub -- help.',
    });
  });
});
