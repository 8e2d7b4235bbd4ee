import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { readoptBytes, type EnrolResponse } from '../../shared/read-models/doors.ts';
import { PROTOCOL_VERSION, readVouch } from '../../sync/index.ts';
import type { OpeningLine, OpeningsAnswer } from '../../shared/read-models/office-openings.ts';
import { createVerifier } from '../auth/keys.ts';
import { hashPassword } from '../auth/password.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { enrol, postJson, startTestHub, type Tablet, type TestHub } from '../http/testing/hub.ts';
import { atOffice, type OfficePerson } from '../http/testing/office.ts';
import { checkInvariants } from '../jobs/check.ts';
import { openOutlet } from '../jobs/open-outlet.ts';
import { setUp } from '../setup/setup.ts';
import { writeDemoCounty } from '../setup/testing/demo-county.ts';
import { depositTo } from '../ws/testing/deposits.ts';
import { EngineTablet } from '../ws/testing/engine-tablet.ts';
import { openPool } from './pool.ts';
import { beginRebuild, rebuildingOutlets } from './rebuild.ts';
import { createVouchKeeper } from './vouches.ts';
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

  describe('opening balances', () => {
    const MANAGERS = ['41202690001', '41202690002'] as const;
    const people: OfficePerson[] = [];
    const openings = async (): Promise<OpeningsAnswer> =>
      people[0]?.get<OpeningsAnswer>('/openings') as Promise<OpeningsAnswer>;
    const lineOf = async (outlet: string): Promise<OpeningLine> => {
      const line = (await openings()).outlets.find((one) => one.outlet.code === outlet);
      if (line === undefined) throw new Error(`${outlet} waits`);
      return line;
    };
    /** Opening any outlet fails after its rows are in the books. */
    const breakOff = (): Promise<void> =>
      again.hub.db.script(`CREATE FUNCTION hub.break_off() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no room on the disk'; END $$;
        CREATE TRIGGER break_off BEFORE UPDATE OF base_version ON hub.branch FOR EACH ROW EXECUTE FUNCTION hub.break_off()`);
    /** What people decide about stands as they saw it: the tablet speaks again, and nothing changes. */
    const speaksInVain = async (): Promise<void> => {
      const { deviceId } = counters[0]?.device ?? { deviceId: '' };
      const before = await vouched(deviceId);
      const [first] = before;
      const said = first === undefined ? null : readVouch(first.body);
      if (first === undefined || said === null) throw new Error('it vouched');
      const later = { ...said, at: { ...said.at, version: said.at.version + 1 } };
      const keeper = createVouchKeeper(again.hub.db);
      expect(await keeper.keep(later, { signed: first.body, signature: first.signature }, Date.now())).toBeNull();
      expect(await vouched(deviceId)).toEqual(before);
    };
    const step = (who: number, body: Record<string, unknown>) =>
      people[who]?.command<{ verdict: string; code: string | null }>('/opening', body);

    beforeAll(async () => {
      for (const employeeNo of MANAGERS) {
        const passwordHash = await hashPassword(DEMO_PASSWORD);
        await again.hub.directory.setPassword({ employeeNo, branch: '412728', passwordHash, at: Date.now() });
        people.push(await atOffice(again, employeeNo));
      }
    });

    test('the newest rows are proposed; what another tablet says otherwise stands beside them, and what the journals would add', async () => {
      const home = await lineOf(HOME);
      const [first, second] = counters;
      expect(home.copies.map(({ deviceNo, isProposed, apart }) => [deviceNo, isProposed, apart])).toEqual([
        [first?.device.deviceNo, true, 0],
        [second?.device.deviceNo, false, 1],
      ]);
      expect(home.copies[0]?.version).toBeGreaterThan(home.copies[1]?.version ?? 0);
      expect(home.apart).toMatchObject([{ deviceNo: second?.device.deviceNo }]);
      expect((home.apart[0]?.proposedFen ?? 0) - (home.apart[0]?.fen ?? 0)).toBe(10_00);
      expect(home.waiting.map(({ count, inFen }) => [count, inFen])).toEqual([
        [3, 117_00],
        [2, 53_00],
      ]);
      expect(home.copies[0]?.totalFen).toBe(sumOf(HOME));
      expect(home.decision).toBeNull();
    });

    test('one person cannot do it alone, nor agree to what was not seen', async () => {
      const { copies } = await lineOf(HOME);
      const seen = { branch: HOME, pagesHash: copies[0]?.pagesHash ?? '', words: '与县局对账单核对' };
      const unseen = { ...seen, pagesHash: 'ab'.repeat(32), step: 'propose' };
      await expect(step(0, unseen)).rejects.toThrow(/409.*VOUCH_CHANGED/);
      expect(await step(0, { ...seen, words: '', step: 'propose' })).toMatchObject({ code: 'REASON_REQUIRED' });
      expect(await step(1, { ...seen, step: 'confirm', agreed: true })).toMatchObject({ code: 'PROPOSAL_UNKNOWN' });
      expect(await step(0, { ...seen, step: 'propose' })).toMatchObject({ verdict: 'posted' });
      await speaksInVain();
      expect(await step(0, { ...seen, step: 'confirm', agreed: true })).toMatchObject({ code: 'AUTH_SELF' });
      const other = { ...seen, pagesHash: copies[1]?.pagesHash ?? '', step: 'confirm', agreed: true };
      expect(await step(1, other)).toMatchObject({ code: 'PROPOSAL_UNKNOWN' });
      expect(await again.hub.db.query("SELECT 1 FROM hub.row WHERE kind = 'account'")).toEqual([]);
    });

    test('[RB4] [RB5] agreed to, the rows are in the books, each entry counts once, and every sum is what the lost hub and the journals come to', async () => {
      const { decision } = await lineOf(HOME);
      const seen = { branch: HOME, pagesHash: decision?.pagesHash ?? '', words: '', step: 'confirm', agreed: true };
      await breakOff();
      expect(await step(1, seen)).toMatchObject({ verdict: 'posted' });
      // It broke off with the rows in the books and the journals not judged: said on the page, and tried again.
      const { failure, decision: agreed } = await lineOf(HOME);
      expect([agreed?.status, failure?.tries]).toEqual(['approved', 1]);
      expect((failure?.nextAt ?? 0) - (failure?.failedAt ?? 0)).toBe(5_000);
      await speaksInVain();
      await again.hub.db.script('DROP TRIGGER break_off ON hub.branch');
      await expect.poll(() => rebuildingOutlets(again.hub.db), { timeout: 60_000 }).toEqual([SERVING]);
      const wanted = new Map(ledgersOf(HOME));
      const [a, b] = accounts.get(HOME) ?? [];
      wanted.set(a?.id ?? '', (wanted.get(a?.id ?? '') ?? 0) + 7_00);
      wanted.set(b?.id ?? '', (wanted.get(b?.id ?? '') ?? 0) + 3_00);
      const rows = await again.hub.db.query<{ id: string; fen: number }>(
        "SELECT id, (body->>'ledger_fen')::bigint AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account'",
        [HOME],
      );
      expect(new Map(rows.map(({ id, fen }) => [id, fen]))).toEqual(wanted);
      const log = await again.hub.db.query<{ code: string | null; n: number }>(
        "SELECT code, count(*) AS n FROM hub.command_log WHERE branch_id = $1 AND door = 'terminal' GROUP BY 1 ORDER BY 1",
        [HOME],
      );
      expect(log).toEqual([
        { code: 'IN_COPY', n: 3 },
        { code: null, n: 2 },
      ]);
      const [trial] = await again.hub.db.query<{ fen: number; rebuilt: number }>(
        `SELECT sum(fen)::bigint AS fen, sum(fen) FILTER (WHERE ledger = 'EQUITY-REBUILD' AND command_id IN (
           SELECT command_id FROM hub.posting WHERE branch_id = $1 AND ledger = 'DEPOSIT'))::bigint AS rebuilt FROM hub.posting WHERE branch_id = $1`,
        [HOME],
      );
      expect(trial).toEqual({ fen: 0, rebuilt: sumOf(HOME) });
      const cases = await again.hub.db.query<{ account: string | null }>(
        "SELECT body->>'account' AS account FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body->>'code' = 'REBUILD_OPENING' ORDER BY 1",
        [HOME],
      );
      expect(cases).toEqual([{ account: b?.id ?? '' }, { account: null }]);
      const [drawn] = await again.hub.engine.store.inBranch(HOME, (tx) => tx.draw('account', 1));
      const used = [...lost.values()].map((body) => (JSON.parse(body) as { account_no: string }).account_no);
      expect(used.filter((no) => no.startsWith(HOME)).every((no) => no < (drawn ?? ''))).toBe(true);
      expect(await step(0, { ...seen, step: 'propose', words: '再核' })).toMatchObject({ code: 'OPENING_DECIDED' });
    });

    test('an outlet that nobody approved pays nothing and shows no balance; the open one goes on', async () => {
      expect(await rebuildingOutlets(again.hub.db)).toEqual([SERVING]);
      expect(
        await again.hub.db.query("SELECT 1 FROM hub.row WHERE branch_id = $1 AND kind = 'account'", [SERVING]),
      ).toEqual([]);
      for (const counter of counters) await counter.engine.moveTo(again.url);
      const at = counterAt(SERVING);
      await at.engine.until('greeted', () => at.engine.status().rebuilding);
      expect(await at.engine.ask()).toEqual({ ok: false, error: 'rebuilding' });
      const [first, second] = counters;
      if (first === undefined || second === undefined) throw new Error('two counters');
      for (const { engine } of [first, second]) {
        await engine.settled();
        await engine.until('the new life', () => engine.store.tokenOf(HOME)?.epoch !== epochs.get(HOME));
        expect(engine.status()).toMatchObject({ rebuilding: false, unsettled: 0 });
      }
      await deposit(second, 0, 1_00);
      await second.engine.settled();
      const id = accounts.get(HOME)?.[0]?.id ?? '';
      const row = await first.engine.store.rows([{ table: 'account', id }]);
      await first.engine.until('told', () => first.engine.status().phase === 'live');
      expect(row.get(`account:${id}`)?.['ledger_fen']).toBeGreaterThanOrEqual((ledgersOf(HOME).get(id) ?? 0) + 7_00);
      await expect.poll(() => again.hub.reads.recovering()).toEqual([]);
    });

    test('what broke off is run again without a second effect, and nothing in the books is wrong', async () => {
      const before = await again.hub.db.query(
        'SELECT count(*) AS n, sum(fen)::bigint AS fen FROM hub.posting WHERE branch_id = $1',
        [HOME],
      );
      await again.hub.db.query("UPDATE hub.branch SET state = 'rebuilding' WHERE branch_id = $1", [HOME]);
      await openOutlet({ ...again.hub, now: Date.now }, HOME);
      expect(await rebuildingOutlets(again.hub.db)).toEqual([SERVING]);
      const after = await again.hub.db.query(
        'SELECT count(*) AS n, sum(fen)::bigint AS fen FROM hub.posting WHERE branch_id = $1',
        [HOME],
      );
      expect(after).toEqual(before);
      await expect.poll(() => wrong(), { timeout: 30_000, interval: 1_000 }).toEqual([]);
    });
  });
});

const wrong = async () => (await checkInvariants(again.hub.db)).findings.filter((finding) => !finding.ok);
const ledgersOf = (outlet: string): ReadonlyMap<string, number> =>
  new Map(
    [...lost].flatMap(([key, body]) =>
      key.startsWith(outlet)
        ? [[key.split(' ')[2] ?? '', (JSON.parse(body) as { ledger_fen: number }).ledger_fen]]
        : [],
    ),
  );
const sumOf = (outlet: string): number => [...ledgersOf(outlet).values()].reduce((sum, fen) => sum + fen, 0);
