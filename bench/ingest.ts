import { webcrypto } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../shared/kernel/bytes.ts';
import { createEngine } from '../server/engine.ts';
import { loadHubKeys } from '../server/auth/keys.ts';
import { runFeed } from '../server/feed/feed.ts';
import { checkInvariants } from '../server/jobs/check.ts';
import { openDatabase, type Database } from '../server/store/database.ts';
import { deviceIdOf } from '../shared/kernel/ids.ts';
import { headBytes, ingestPush, newDeviceRecord, type HubEngine, type PushRequest } from '../sync/index.ts';
import { TestJournal } from '../sync/testing/device-kit.ts';
import type { BenchRow } from './main.ts';
import { accountRows, deposit } from './support/deposits.ts';

/**
 * Ingest under full rules: signed pushes of deposits from several outlets at once, judged and made durable, against
 * COPY of the rows that came of it into empty tables with the same indexes, on the same server, in the same run.
 */
const OUTLETS = ['41272801', '41272802', '41272803', '41272804'] as const;
const ACCOUNTS = 400;
const ENTRIES = 4_000;
const BATCH = 200;
const AT = Date.UTC(2026, 10, 9, 1);

interface Outlet {
  readonly branch: string;
  readonly pushes: readonly PushRequest[];
}

/** An outlet with accounts and one tablet whose whole journal is written and signed in batches beforehand. */
async function makeOutlet(hub: HubEngine, branch: string): Promise<Outlet> {
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const signingKey: Bytes = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey));
  const keys = { id: deviceIdOf(signingKey), signingKey, deliveryKey: signingKey };
  const numbers = await hub.store.inBranch(branch, (tx) => tx.draw('account', ACCOUNTS));
  const device = newDeviceRecord({ ...keys, branch, deviceNo: '01' });
  await hub.store.inBranch(branch, (tx) =>
    tx.commit({ device, log: [], rows: accountRows(branch, numbers), postings: [], outbox: [], inbox: [], raw: [] }),
  );
  const journal = new TestJournal(keys, branch, AT);
  for (let seq = 1; seq <= ENTRIES; seq++) journal.add(deposit(numbers, seq));
  const pushes: PushRequest[] = [];
  for (let from = 1; from <= ENTRIES; from += BATCH) {
    const push = journal.push(from, from + BATCH - 1);
    const head = journal.entries[from + BATCH - 2]?.hash ?? journal.head;
    const signature = new Uint8Array(
      await webcrypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        pair.privateKey,
        headBytes(keys.id, from + BATCH - 1, head),
      ),
    );
    pushes.push({ ...push, signature });
  }
  return { branch, pushes };
}

async function pushAll(hub: HubEngine, outlet: Outlet): Promise<void> {
  for (const push of outlet.pushes) {
    const result = await ingestPush(hub, push);
    const posted = result.kind === 'taken' ? result.receipts.filter((receipt) => receipt.verdict === 'posted') : [];
    if (posted.length !== BATCH)
      throw new Error(`a push of ${outlet.branch} was not posted whole: ${JSON.stringify(result).slice(0, 300)}`);
  }
}

const TABLES = ['branch_commit', 'command_log', 'row', 'posting'] as const;

/** Seconds that COPY takes for the same rows, in one transaction. */
async function copySeconds(db: Database): Promise<number> {
  for (const table of TABLES) {
    await db.script(`CREATE TABLE public.copy_${table} (LIKE hub.${table} INCLUDING ALL)`);
    await db.script(`COPY hub.${table} TO '/tmp/yizhan-bench-${process.pid}-${table}'`);
  }
  const startedAt = performance.now();
  await db.transaction(async (sql) => {
    for (const table of TABLES)
      await sql.script(`COPY public.copy_${table} FROM '/tmp/yizhan-bench-${process.pid}-${table}'`);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const table of TABLES) await rm(`/tmp/yizhan-bench-${process.pid}-${table}`, { force: true });
  return seconds;
}

async function measure(db: Database, folder: string): Promise<BenchRow[]> {
  const hub = createEngine({ db, keys: await loadHubKeys(folder), now: () => AT + 86_400_000 });
  const outlets = await Promise.all(OUTLETS.map((branch) => makeOutlet(hub, branch)));
  const commands = OUTLETS.length * ENTRIES;
  const startedAt = performance.now();
  await Promise.all(outlets.map((outlet) => pushAll(hub, outlet)));
  const seconds = (performance.now() - startedAt) / 1000;
  const feedAt = performance.now();
  await runFeed(db);
  const feedSeconds = (performance.now() - feedAt) / 1000;
  const report = await checkInvariants(db);
  const bad = report.findings
    .filter((finding) => !finding.ok && finding.name !== 'suspense_has_a_case')
    .map((finding) => finding.name);
  if (bad.length > 0) throw new Error(`the books do not hold after the benchmark: ${bad.join(', ')}`);
  const copy = await copySeconds(db);
  const rate = Math.round(commands / seconds);
  const share = Number(((copy / seconds) * 100).toFixed(1));
  return [
    {
      what: `signed deposits of ${OUTLETS.length} outlets, batches of ${BATCH}, judged and durable`,
      value: rate,
      unit: 'commands/s',
      budget: 5_000,
      ok: rate >= 5_000,
      against: null,
    },
    {
      what: 'share of the speed of COPY',
      value: share,
      unit: '%',
      budget: 25,
      ok: share >= 25,
      against: `COPY of the same rows into empty tables with the same indexes, ${copy.toFixed(2)} s`,
    },
    {
      what: 'feed of all of it into the analysis schema',
      value: Math.round(commands / feedSeconds),
      unit: 'commands/s',
      budget: null,
      ok: null,
      against: null,
    },
  ];
}

export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join('/tmp', 'yizhan-bench-'));
  await chmod(folder, 0o755);
  const db = await openDatabase({ dataFolder: folder, databaseUrl: null, archiveFolder: null, exclusive: true });
  try {
    return await measure(db, folder);
  } finally {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  }
}
