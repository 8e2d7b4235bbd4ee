import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillersAnswer } from '../../shared/read-models/office-billers.ts';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { checkInvariants } from '../jobs/check.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, factOf, SECOND, SUPERVISION, THIRD, type OfficePerson } from './testing/office.ts';

/** What outlets collected for the water company of the demo, handed over, and paid by two of the county. */

const COUNTY = '412728';
const OUTLET = '41272801';
const WATER = 'water-412728';
const [TELLER, CHIEF, MANAGER] = ['41201900102', '41201900101', '41201900104'];
/** Yesterday at six in the evening, China: past the cut-off. */
const AT = Date.parse(`${shanghaiDate(Date.now() - 86_400_000)}T18:00:00+08:00`);
let hub: TestHub;
let [manager, other]: OfficePerson[] = [];

const billers = async (of: OfficePerson | undefined): Promise<BillersAnswer> => {
  if (of === undefined) throw new Error('signed on');
  return of.get<BillersAnswer>('/billers');
};
const water = (answer: BillersAnswer) => answer.billers.find((one) => one.biller === WATER);
const step = (of: OfficePerson | undefined, body: Record<string, unknown>) =>
  of?.command<CaseStepAnswer>('/biller', { branch: COUNTY, ...body });
const ledgers = async (branch: string): Promise<Record<string, number>> => {
  const rows = await hub.hub.db.query<{ ledger: string; fen: number }>(
    `SELECT ledger, sum(fen)::bigint AS fen FROM hub.posting WHERE branch_id = $1
     AND (ledger LIKE 'AGENCY:%' OR ledger LIKE 'CLEARING-%') GROUP BY 1 HAVING sum(fen) <> 0 ORDER BY 1`,
    [branch],
  );
  return Object.fromEntries(rows.map(({ ledger, fen }) => [ledger, fen]));
};

beforeAll(async () => {
  hub = await startTestHub();
  [manager, other] = [await atOffice(hub, SECOND), await atOffice(hub, THIRD)];
  const bill = {
    biller: WATER,
    payer_no: '4127280099001',
    period: '2026-11',
    payer_name: null,
    customer: null,
    fen: 4_230,
    till: '01',
    denominations: [],
    voucher_no: `${OUTLET}20261126000901`,
  };
  const of = { branch: OUTLET, maker: TELLER };
  await hub.hub.post(OUTLET, [
    factOf(hub.hub, { ...of, name: 'counter.agency_collect', payload: bill, at: AT - 3_600_000 }),
  ]);
}, 120_000);
afterAll(() => hub.stop());

describe('what is owed to a biller', () => {
  it('begins with what an outlet has not handed over', async () => {
    const answer = await billers(manager);
    expect(water(answer)).toBeUndefined();
    expect(answer.collected).toMatchObject([
      { outlet: { code: OUTLET }, biller: WATER, name: '沈丘县自来水公司', count: 1, fen: 4_230 },
    ]);
  });

  it('is what was handed over, the county owing the outlet the same', async () => {
    const payload = {
      biller: WATER,
      business_date: hub.hub.engine.postingDate(),
      count: 1,
      fen: 4_230,
      voucher_no: `${OUTLET}20261126000902`,
    };
    const of = { branch: OUTLET, maker: CHIEF, checker: MANAGER };
    await hub.hub.post(OUTLET, [factOf(hub.hub, { ...of, name: 'agency.hand_over', payload, at: AT })]);
    await hub.hub.relay.drain();
    const answer = await billers(manager);
    expect(answer.collected).toEqual([]);
    expect(water(answer)).toMatchObject({ county: { code: COUNTY }, handedFen: 4_230, paidFen: 0, payments: [] });
    expect(await ledgers(COUNTY)).toEqual({ [`AGENCY:${WATER}`]: -4_230, [`CLEARING-OUTLET:${OUTLET}`]: 4_230 });
    expect(await ledgers(OUTLET)).toMatchObject({ 'CLEARING-COUNTY': -4_230 });
  });

  it('is paid by two managers of the county, whole, and only the posts that may', async () => {
    const pay = { step: 'pay', biller: WATER, fen: 4_230, reference: 'B-2026-1130' };
    expect(
      (await (await atOffice(hub, SUPERVISION)).post('/biller', { ...pay, commandId: randomUUID(), branch: COUNTY }))
        .status,
    ).toBe(403);
    expect((await (await atOffice(hub, AGENT)).ask('/billers')).status).toBe(403);
    expect(await step(manager, { ...pay, fen: 4_229 })).toMatchObject({
      code: 'PAYMENT_MOVED',
      detail: { fen: 4_230 },
    });
    expect(await step(manager, pay)).toMatchObject({ verdict: 'posted', code: null });
    const [waiting] = water(await billers(other))?.payments ?? [];
    expect(waiting).toMatchObject({ status: 'proposed', fen: 4_230, reference: 'B-2026-1130', by: { name: '沈国栋' } });
    const confirm = { step: 'confirm', payment: waiting?.id ?? '', agreed: true, words: '' };
    expect(await step(manager, confirm)).toMatchObject({ verdict: 'rejected', code: 'AUTH_SELF' });
    expect(await step(other, confirm)).toMatchObject({ verdict: 'posted', code: null });
    expect(water(await billers(manager))).toMatchObject({
      handedFen: 4_230,
      paidFen: 4_230,
      payments: [{ status: 'paid', checker: { name: '方立群' } }],
    });
    expect(await ledgers(COUNTY)).toEqual({ [`CLEARING-OUTLET:${OUTLET}`]: 4_230, 'CLEARING-REMIT': -4_230 });
    expect((await checkInvariants(hub.hub.db)).findings.filter((one) => !one.ok)).toEqual([]);
  });
});
