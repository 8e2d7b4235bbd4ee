import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../sync/sim/random.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { runFeed } from '../feed/feed.ts';
import { checkInvariants } from '../jobs/check.ts';
import { depositDraft } from '../ws/testing/deposits.ts';
import { FuzzedTablet, type Tally } from '../ws/testing/fuzzed-tablet.ts';
import { greetTablet, journalOf, pushOf } from '../ws/testing/line.ts';
import { nextInput, type DoorWorld } from './testing/door-inputs.ts';
import { enrol, startTestHub, type TestHub } from './testing/hub.ts';

/**
 * Near-good inputs against every door of a whole hub on its real database. Whatever comes: no fault, no answer that was
 * not designed, nothing that was answered is lost or there twice, memory stays, and an honest tablet is served.
 */
const SLICE = process.env['YIZHAN_LONG_SLICE'] !== undefined;
const SYNC_INPUTS = SLICE ? 1_000 : 6_000;
const DOOR_INPUTS = SLICE ? 1_000 : 6_000;
const OUTLETS = ['41272801', '41272802', '41272803', '41272804', '41272805', '41272806'];
/** A tablet whose chain has forked is only held from then on, so a new one comes after these. */
const PER_TABLET = 60;
const HEAP_GROWTH_MAX = 96 * 1_048_576;

let hub: TestHub;
const tally: Tally = { inputs: 0, decoded: 0, answers: 0, closed: new Map(), promised: new Set() };
beforeAll(async () => {
  hub = await startTestHub({ YIZHAN_BEHIND_PROXY: '1' });
});
afterAll(() => hub.stop());

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
const errors = (): readonly string[] => hub.logged.filter((line) => line.includes('"level":"error"'));

async function honestTablet(branch: string): Promise<() => Promise<void>> {
  const { tablet, device } = await enrol(hub, branch);
  const journal = journalOf(tablet, device.deviceId, branch);
  return async () => {
    const seq = journal.add(depositDraft(100)).entries.length;
    const { line } = await greetTablet(hub.url, { tablet, device: device.deviceId, branch, journal });
    await line.send(await pushOf(tablet, journal, seq, seq));
    expect((await line.nextOf('outcome')).receivedSeq).toBe(seq);
    line.socket.close();
  };
}

async function fuzzSync(by: 'socket' | 'http', inputs: number, seed: number): Promise<void> {
  const random = new Random(seed);
  const upTo = tally.inputs + inputs;
  const honest = await honestTablet('41272801');
  let warm = 0;
  for (let n = 0; tally.inputs < upTo; n++) {
    const one = await FuzzedTablet.enrolled(hub, OUTLETS[n % OUTLETS.length] ?? '', { random, tally });
    for (const from = tally.inputs; tally.inputs < from + PER_TABLET;) await one.attack(by);
    expect(errors()).toEqual([]);
    await honest();
    if (n === 3) warm = heapUsed();
  }
  expect(heapUsed() - warm).toBeLessThan(HEAP_GROWTH_MAX);
}

describe('fuzz of the doors', () => {
  test(`${SYNC_INPUTS} damaged messages over sockets and plain HTTP`, async () => {
    await fuzzSync('socket', SYNC_INPUTS * 0.6, 20_261_125);
    await fuzzSync('http', SYNC_INPUTS * 0.4, 20_261_126);
    expect(tally.closed.get('fault') ?? 0).toBe(0);
    expect(tally.inputs).toBeGreaterThanOrEqual(SYNC_INPUTS);
    expect(tally.decoded / tally.inputs).toBeGreaterThan(1 / 3);
    expect(tally.answers).toBeGreaterThan(SYNC_INPUTS / 10);
  });

  test(`${DOOR_INPUTS} requests to enrolment, credentials and the office`, async () => {
    const random = new Random(20_261_127);
    const { tablet, device } = await enrol(hub, '41272801');
    const [account] = await hub.hub.db.query<{ id: string }>(
      "SELECT id FROM hub.row WHERE branch_id = '41272801' AND kind = 'account' ORDER BY id LIMIT 1",
    );
    const world: DoorWorld = { random, tablet, deviceId: device.deviceId, account: account?.id ?? '' };
    const cookies = [await signOn('41201990001'), await signOn('41201990003')];
    const statuses = new Map<number, number>();
    let decoded = 0;
    let warm = 0;
    for (let n = 0; n < DOOR_INPUTS; n++) {
      const input = await nextInput(world);
      if (input.decodes) decoded += 1;
      // An address of its own for each, as a proxy would say, so that not only the rate limit answers.
      const from = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
      const headers = { cookie: random.pick(cookies), 'content-type': 'application/json', 'x-forwarded-for': from };
      const response = await fetch(hub.url + input.path, { method: input.method, body: input.body, headers });
      const text = await response.text();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status, `${input.path} ${input.body ?? ''}: ${text}`).toBeLessThan(500);
      if (response.status >= 400) expect(JSON.parse(text)).toMatchObject({ code: expect.any(String) as unknown });
      if (n === 500) warm = heapUsed();
    }
    expect(errors()).toEqual([]);
    expect(decoded / DOOR_INPUTS).toBeGreaterThan(1 / 3);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(DOOR_INPUTS / 50);
    expect(heapUsed() - warm).toBeLessThan(HEAP_GROWTH_MAX);
  });

  test('after all of that everything answered is kept once, every invariant holds and the hub is ready', async () => {
    const kept = await hub.hub.db.query<{ key: string }>(
      `SELECT concat_ws(' ', branch_id, device_id, seq, encode(hash, 'hex')) AS key FROM hub.command_log WHERE device_id IS NOT NULL AND hash IS NOT NULL
       UNION SELECT concat_ws(' ', branch_id, device_id, seq, encode(hash, 'hex')) FROM hub.raw`,
    );
    const keys = new Set(kept.map((line) => line.key));
    expect([...tally.promised].filter((key) => !keys.has(key))).toEqual([]);
    expect(tally.promised.size).toBeGreaterThan(SYNC_INPUTS / 20);
    const doubled = await hub.hub.db.query(
      "SELECT branch_id, device_id, seq FROM hub.command_log WHERE device_id IS NOT NULL AND verdict <> 'held' GROUP BY 1, 2, 3 HAVING count(*) > 1",
    );
    expect(doubled).toEqual([]);
    await runFeed(hub.hub.db);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
    expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
  });
});

async function signOn(employeeNo: string): Promise<string> {
  const response = await fetch(`${hub.url}/api/office/sign-on`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ employeeNo, password: DEMO_PASSWORD }),
  });
  expect(response.status).toBe(200);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
