import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { DeviceDetail } from '../../shared/read-models/office-devices.ts';
import type { LendingAnswer, OutletLending } from '../../shared/read-models/office-lending.ts';
import { greetTablet } from '../ws/testing/line.ts';
import { enrol, startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, SECOND, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** Offline quotas through the office door: what is lent, what is used, and a terminal that is lent nothing any more. */

const OUTLET = '41272804';
const HOUR = 3_600_000;
const MANAGER_OF_OTHER = '41201900204';
let hub: TestHub;
let ops: OfficePerson;
let supervision: OfficePerson;

beforeAll(async () => {
  hub = await startTestHub();
  [ops, supervision] = await Promise.all([atOffice(hub, SECOND), atOffice(hub, SUPERVISION)]);
}, 120_000);
afterAll(() => hub.stop());

async function tablet() {
  const { tablet: keys, device } = await enrol(hub, OUTLET);
  const online = async () =>
    (await greetTablet(hub.url, { tablet: keys, device: device.deviceId, branch: OUTLET })).line;
  return { id: device.deviceId, online };
}
async function outlet(): Promise<OutletLending> {
  const { outlets } = await supervision.get<LendingAnswer>('/lending');
  const found = outlets.find((one) => one.outlet.code === OUTLET);
  if (found === undefined) throw new Error('the outlet is listed');
  return found;
}
const lent = async (id: string) => (await outlet()).devices.find((one) => one.device === id);
const step = (name: string, device: string) =>
  ops.command<CaseStepAnswer>('/device', { step: name, branch: OUTLET, device, words: '平板送修' });

describe('offline quotas', () => {
  let near: Awaited<ReturnType<typeof tablet>>;
  let far: Awaited<ReturnType<typeof tablet>>;

  it('show the limit, the share of each terminal, and what it has used of it in the last 72 hours', async () => {
    near = await tablet();
    far = await tablet();
    const first = await near.online();
    const second = await far.online();
    second.socket.close();
    await second.closed;
    const now = Date.now();
    await hub.hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body) VALUES ($1, 'lease_use', $2, 1, 'outlet', $3::jsonb)`,
      [
        OUTLET,
        `device:${near.id}`,
        JSON.stringify({
          uses: [
            { at: now - 73 * HOUR, fen: 900_000, command: 'a' },
            { at: now - 71 * HOUR, fen: 120_000, command: 'b' },
            { at: now - HOUR, fen: 80_000, command: 'c' },
          ],
        }),
      ],
    );
    const found = await outlet();
    expect(found).toMatchObject({ limitFen: 10_000_000, lentFen: 10_000_000, usedFen: 200_000, hours: 72 });
    expect(found.vaultLimitFen).toBe(50_000_000);
    expect(found.tills.map((one) => [one.till, one.cashLimitFen, one.paidOfflineLimitFen])[0]).toEqual([
      '00',
      20_000_000,
      3_000_000,
    ]);
    expect(await lent(near.id)).toMatchObject({
      usedFen: 200_000,
      stop: null,
      lease: { isValid: true, shareFen: 5_000_000 },
    });
    expect((await lent(far.id))?.lease?.shareFen).toBe(5_000_000);
    first.socket.close();
    await first.closed;
  });

  it('a terminal out of reach keeps what it has: zero counts from its next contact, at the latest when the lease expires', async () => {
    expect(await step('stop_lending', far.id)).toMatchObject({ verdict: 'posted' });
    const held = await lent(far.id);
    expect(held?.lease).toMatchObject({ shareFen: 5_000_000, isValid: true });
    expect(held?.stop).toMatchObject({ inForce: false, countsFrom: held?.lease?.expiresAt, words: '平板送修' });
    expect(held?.stop?.byName).toBe('沈国栋');
    const line = await far.online();
    expect(await lent(far.id)).toMatchObject({ lease: { shareFen: 0 }, stop: { inForce: true } });
    line.socket.close();
    await line.closed;
  });

  it('a terminal that is online has its zero lease at once, and its share again when it is lent to again', async () => {
    const line = await near.online();
    expect(await step('stop_lending', near.id)).toMatchObject({ verdict: 'posted' });
    expect(await lent(near.id)).toMatchObject({ lease: { shareFen: 0 }, stop: { inForce: true } });
    expect((await outlet()).lentFen).toBe(0);
    expect(await step('stop_lending', near.id)).toMatchObject({ verdict: 'rejected', code: 'NOTHING_TO_CHANGE' });
    expect(await step('lend_again', near.id)).toMatchObject({ verdict: 'posted' });
    expect(await lent(near.id)).toMatchObject({ lease: { shareFen: 5_000_000 }, stop: null });
    line.socket.close();
    await line.closed;
  });

  it('the terminal page says it; amounts and the decision are for those whose post has them', async () => {
    const path = `/device?branch=${OUTLET}&id=${far.id}`;
    expect(await supervision.get<DeviceDetail>(path)).toMatchObject({
      isStopped: true,
      lending: { lease: { shareFen: 0 } },
    });
    const body = {
      commandId: crypto.randomUUID(),
      step: 'lend_again',
      branch: OUTLET,
      device: far.id,
      words: '修好了',
    };
    expect((await supervision.post('/device', body)).status).toBe(403);
    const it_ = await atOffice(hub, '41201990004');
    expect(await it_.get<DeviceDetail>(path)).toMatchObject({ isStopped: true, lending: null });
    await expect(it_.get('/lending')).rejects.toThrow('403');
    await expect((await atOffice(hub, AGENT)).get('/lending')).rejects.toThrow('403');
    const manager = await atOffice(hub, MANAGER_OF_OTHER);
    expect((await manager.get<LendingAnswer>('/lending')).outlets.map((one) => one.outlet.code)).toEqual(['41272802']);
  });
});
