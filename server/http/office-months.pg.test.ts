import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import type { DrillsAnswer } from '../../shared/read-models/office-drills.ts';
import type { RatingsAnswer } from '../../shared/read-models/office-ratings.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, factOf, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** What an outlet's tablets sent up over a month, added up for its manager and its county: ratings and drills. */

const OUTLET = '41272801';
const [TELLER, OTHER, MANAGER, ANALYST] = ['41201900102', '41201900103', '41201900104', '41201992001'];
let hub: TestHub;
let county: OfficePerson;
const now = Date.now();
const month = shanghaiDate(now).slice(0, 7);

const rate = (entry: string, score: number, reason: string | null) =>
  factOf(hub.hub, { branch: OUTLET, name: 'counter.rate_service', payload: { entry, score, reason }, at: now });
const drill = (maker: string, done: number, endedAt: number) =>
  factOf(hub.hub, {
    branch: OUTLET,
    maker,
    name: 'training.record_drill',
    payload: { drill: 'counter_day', done, of: 6, started_at: endedAt - 60_000, ended_at: endedAt },
    at: now,
  });

beforeAll(async () => {
  hub = await startTestHub();
  county = await atOffice(hub, SUPERVISION);
  const served = await hub.hub.db.query<{ id: string; maker: string }>(
    `SELECT id, body->>'maker' AS maker FROM hub.row WHERE branch_id = $1 AND kind = 'interaction' AND body->>'channel' = 'counter'
     AND body->>'customer' IS NOT NULL AND body->>'kind' = 'counter.deposit' AND body->>'maker' = $2 ORDER BY id LIMIT 3`,
    [OUTLET, TELLER],
  );
  const [first, second, third] = served.map((one) => one.id);
  await hub.hub.post(OUTLET, [
    rate(first ?? '', 5, null),
    rate(second ?? '', 4, null),
    rate(third ?? '', 1, 'waited_long'),
    rate(third ?? '', 5, null),
    drill(TELLER, 4, now - 7_200_000),
    drill(TELLER, 6, now - 3_600_000),
    drill(OTHER, 5, now - 1_800_000),
  ]);
}, 120_000);
afterAll(() => hub.stop());

describe('service ratings of a month', () => {
  it('are counted clerk by clerk, each entry once, with the reasons', async () => {
    const answer = await county.get<RatingsAnswer>(`/ratings?month=${month}`);
    expect(answer.month).toBe(month);
    const own = answer.lines.filter((one) => one.outlet.code === OUTLET && one.clerk?.employeeNo === TELLER);
    expect(own).toMatchObject([{ clerk: { name: '李建国' }, scores: [1, 0, 0, 1, 1], reasons: [1, 0, 0, 0] }]);
    expect((await county.get<RatingsAnswer>('/ratings?month=2020-01')).lines).toEqual([]);
    expect((await county.ask('/ratings?month=2020-13')).status).toBe(400);
  });
  it('show outlets only to who does not see entries, and nothing to who sees no figures', async () => {
    const { lines } = await (await atOffice(hub, ANALYST)).get<RatingsAnswer>('/ratings');
    expect(lines.filter((one) => one.outlet.code === OUTLET)).toMatchObject([{ clerk: null, scores: [1, 0, 0, 1, 1] }]);
    expect((await (await atOffice(hub, AGENT)).ask('/ratings')).status).toBe(403);
  });
});

describe('drills of a month', () => {
  it('say of everybody who serves whether they have passed; who has not stands first', async () => {
    const { lines } = await county.get<DrillsAnswer>('/drills');
    const here = lines.filter((one) => one.outlet.code === OUTLET);
    expect(here.map((one) => [one.employeeNo, one.tries, one.best, one.passedAt])).toEqual([
      ['41201900101', 0, null, null],
      [OTHER, 1, { done: 5, of: 6 }, null],
      [TELLER, 2, { done: 6, of: 6 }, now - 3_600_000],
    ]);
    expect(new Set(lines.map((one) => one.outlet.code)).size).toBeGreaterThan(1);
  });
  it('of the own outlet the manager sees too, of no other; a call agent sees none', async () => {
    const { lines } = await (await atOffice(hub, MANAGER)).get<DrillsAnswer>('/drills');
    expect([...new Set(lines.map((one) => one.outlet.code))]).toEqual([OUTLET]);
    expect((await (await atOffice(hub, AGENT)).ask('/drills')).status).toBe(403);
    expect((await county.get<DrillsAnswer>('/drills?month=2020-01')).lines.every((one) => one.tries === 0)).toBe(true);
  });
});
