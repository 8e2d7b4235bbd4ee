import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { readoptBytes, type EnrolResponse } from '../../shared/read-models/doors.ts';
import { PROTOCOL_VERSION, readVouch } from '../../sync/index.ts';
import { createVerifier } from '../auth/keys.ts';
import { enrol, postJson, startTestHub, type Tablet, type TestHub } from '../http/testing/hub.ts';
import { setUp } from '../setup/setup.ts';
import { writeDemoCounty } from '../setup/testing/demo-county.ts';
import { depositTo } from '../ws/testing/deposits.ts';
import { EngineTablet } from '../ws/testing/engine-tablet.ts';
import { openPool } from './pool.ts';
import { beginRebuild, rebuildingOutlets } from './rebuild.ts';
import { openTestFolder } from './testing/database.ts';

/**
 * Three tablets at two outlets, work posted and work pending; then the database is gone and there is no backup. The hub
 * begins again from its key file.
 */
const HOME = '41272801';
const SERVING = '41272802';
const TODAY = shanghaiDate(Date.now());

interface Counter {
  readonly tablet: Tablet;
  readonly device: EnrolResponse;
  readonly outlet: string;
  readonly engine: EngineTablet;
}
interface Account {
  readonly id: string;
  readonly no: string;
}

let folder = '';
let remove = async (): Promise<void> => undefined;
let hub: TestHub;
let again: TestHub;
let counters: readonly Counter[];
let accounts: ReadonlyMap<string, readonly Account[]>;
/** Rows of the lost hub that its outlets' tablets had. */
let lost: ReadonlyMap<string, string>;
let epochs: ReadonlyMap<string, string>;

async function openCounter(outlet: string): Promise<Counter> {
  const { tablet, device } = await enrol(hub, outlet);
  const engine = new EngineTablet(hub.url, { tablet, device }, PROTOCOL_VERSION);
  await engine.start();
  await engine.whole();
  return { tablet, device, outlet, engine };
}

async function deposit({ outlet, engine }: Counter, n: number, fen: number): Promise<void> {
  const to = accounts.get(outlet)?.[n];
  const draft = depositTo({ account: to?.id ?? '', account_no: to?.no ?? '' }, fen);
  const { command, payloadVersion = 1, payload, maker } = draft;
  await engine.capture({ command, payloadVersion, payload, maker: maker ?? '', businessDate: TODAY });
}

function counterAt(outlet: string): Counter {
  const found = counters.find((one) => one.outlet === outlet);
  if (found === undefined) throw new Error(`a counter at ${outlet}`);
  return found;
}

const accountsOf = (outlet: string): Promise<readonly Account[]> =>
  hub.hub.db.query(
    `SELECT id, body->>'account_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account'
     AND body->>'status' = 'active' AND body->>'kind' = 'demand' ORDER BY id LIMIT 5`,
    [outlet],
  );

/** Both tablets of HOME see 100 and 50; the second goes dark; 10 more is posted by the first; then nobody reaches the hub. */
async function work(): Promise<void> {
  const [first, second, third] = counters;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three counters');
  await deposit(first, 0, 100_00);
  await first.engine.settled();
  await deposit(second, 0, 50_00);
  await second.engine.settled();
  await deposit(third, 0, 70_00);
  await third.engine.settled();
  second.engine.cut();
  await deposit(first, 1, 10_00);
  await first.engine.settled();
  for (const { engine } of counters) engine.cut();
  await deposit(first, 0, 7_00);
  await deposit(second, 1, 3_00);
  await deposit(third, 1, 2_00);
}

async function rebuilt(): Promise<TestHub> {
  await hub.hub.db.script('CREATE DATABASE rebuilt');
  const url = hub.hub.db.embedded?.url('rebuilt') ?? '';
  const settings = {
    DATABASE_URL: url,
    YIZHAN_DATA: hub.config.dataFolder,
    YIZHAN_DEMO: '0',
    YIZHAN_BEHIND_PROXY: '1',
  };
  const next = await startTestHub(settings);
  expect(await beginRebuild(next.hub.db, Date.now())).toBeNull();
  await writeDemoCounty(join(folder, 'county'), [HOME, SERVING]);
  const report = await setUp({ db: next.hub.db, hub: next.hub.engine, dir: join(folder, 'county') });
  expect(report.faults).toEqual([]);
  expect(await beginRebuild(next.hub.db, Date.now())).toBeNull();
  return next;
}

/** The tablet shows its certificate and goes on with the new hub. */
async function comeBack({ device, tablet, engine }: Counter): Promise<void> {
  const { certificate, certificateSignature } = device;
  const signature = bytesToBase64(await tablet.delivery.sign(readoptBytes(base64ToBytes(certificate))));
  const answer = await postJson(`${again.url}/api/readopt`, { certificate, certificateSignature, signature });
  expect(answer).toMatchObject({ status: 200, body: { deviceId: device.deviceId, deviceNo: device.deviceNo } });
  await engine.moveTo(again.url);
  await engine.until('delivered', () => engine.status().waiting === 0 && engine.status().phase === 'live');
}

const vouched = (device: string) =>
  again.hub.db.query<{
    page: number;
    is_last: boolean;
    body: Uint8Array<ArrayBuffer>;
    signature: Uint8Array<ArrayBuffer>;
  }>('SELECT page, is_last, body, signature FROM hub.vouch WHERE device_id = $1 ORDER BY page', [device]);

beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  hub = await startTestHub({ YIZHAN_BEHIND_PROXY: '1' });
  accounts = new Map([
    [HOME, await accountsOf(HOME)],
    [SERVING, await accountsOf(SERVING)],
  ]);
  counters = [await openCounter(HOME), await openCounter(HOME), await openCounter(SERVING)];
  await work();
  const rows = await hub.hub.db.query<{ key: string; body: string }>(
    `SELECT branch_id || ' ' || kind || ' ' || id AS key, body::text AS body FROM hub.row
     WHERE branch_id = ANY($1::text[]) AND kind = 'account' AND body IS NOT NULL`,
    [[HOME, SERVING]],
  );
  epochs = new Map([HOME, SERVING].map((one) => [one, counterAt(one).engine.store.tokenOf(one)?.epoch ?? '']));
  lost = new Map(rows.map(({ key, body }) => [key, body]));
  again = await rebuilt();
}, 400_000);
afterAll(async () => {
  for (const { engine } of counters) await engine.stop();
  await again.stop();
  await hub.stop();
  await remove();
});

describe('a hub without a backup', () => {
  test('begins only in an empty database', async () => {
    const db = openPool(hub.hub.db.url, 1);
    expect(await beginRebuild(db, Date.now())).toBe('not_empty');
    expect(await db.query("SELECT 1 FROM hub.setting WHERE name = 'rebuild'")).toEqual([]);
    await db.end();
  });

  test('holds its outlets, and no other branch; numbers go on above all that were given out', async () => {
    expect(await rebuildingOutlets(again.hub.db)).toEqual([HOME, SERVING]);
    expect(await again.hub.reads.rebuilding()).toEqual([HOME, SERVING]);
    const [drawn] = await again.hub.engine.store.inBranch('412728', (tx) => tx.draw('customer', 1));
    const highest = await hub.hub.db.query<{ no: string }>(
      "SELECT max(body->>'customer_no') AS no FROM hub.row WHERE kind = 'customer' AND body->>'customer_no' ~ '^[0-9]+$'",
    );
    expect(Number(drawn)).toBeGreaterThan(Number(highest[0]?.no));
  });

  test('[RB1] [RB2] knows its tablets by their certificates and holds their whole journals; nothing is posted, no balance is shown, none is paid online', async () => {
    for (const counter of counters) await comeBack(counter);
    const held = await again.hub.db.query(
      'SELECT branch_id AS branch, device_id AS device, count(*) AS n, count(recorded) AS said FROM hub.raw GROUP BY 1, 2 ORDER BY 1, 2',
    );
    const expected = counters.map(({ outlet, device, engine }) => {
      const n = engine.store.allRecords().length;
      // The last entry of each was never answered.
      return { branch: outlet, device: device.deviceId, n, said: n - 1 };
    });
    const byKey = (a: { branch: string; device: string }, b: typeof a) =>
      a.branch + a.device < b.branch + b.device ? -1 : 1;
    expect(held).toEqual(expected.toSorted(byKey));
    expect(await again.hub.db.query("SELECT 1 FROM hub.command_log WHERE door = 'terminal'")).toEqual([]);
    expect(await again.hub.db.query("SELECT 1 FROM hub.row WHERE kind = 'account'")).toEqual([]);
    for (const { engine, outlet } of counters) {
      expect(engine.status()).toMatchObject({ rebuilding: true, recovering: true, online: true, waiting: 0 });
      expect(engine.store.tokenOf(outlet)?.epoch).toBe(epochs.get(outlet));
    }
    const ready = await fetch(`${again.url}/readyz`);
    expect(JSON.stringify(await ready.json())).toContain('rebuilding, journals are held and no balance is approved');
  });

  test('[RB2] refuses what needs its word, with what to do next', async () => {
    const [first] = counters;
    await expect(first?.engine.ask()).resolves.toEqual({ ok: false, error: 'rebuilding' });
  });

  test('[RB3] tablets vouch for their rows with their signature; of one outlet each says at which version', async () => {
    const verifier = createVerifier();
    for (const { outlet, device, tablet, engine } of counters) {
      await expect.poll(async () => (await vouched(device.deviceId)).at(-1)?.is_last, { timeout: 60_000 }).toBe(true);
      const pages = await vouched(device.deviceId);
      const rows = new Map<string, Readonly<Record<string, unknown>>>();
      for (const { body, signature } of pages) {
        expect(await verifier.verify(tablet.signing.publicKey, signature, body)).toBe(true);
        const page = readVouch(body);
        expect(page?.at).toEqual(engine.store.tokenOf(outlet));
        for (const row of page?.rows ?? []) if (row.body !== null) rows.set(`${row.table} ${row.id}`, row.body);
      }
      const balances = [...lost].filter(([key]) => key.startsWith(outlet));
      expect(balances.length).toBeGreaterThan(5);
      const isDark = device === counters[1]?.device;
      const apart = balances.filter(([key, body]) => {
        const mine = rows.get(key.slice(outlet.length + 1));
        return mine?.['ledger_fen'] !== (JSON.parse(body) as { ledger_fen: number }).ledger_fen;
      });
      // The tablet that went dark lacks the last deposit.
      expect(apart.map(([key]) => key)).toEqual(isDark ? [`${HOME} account ${accounts.get(HOME)?.[1]?.id ?? ''}`] : []);
    }
  });
});
