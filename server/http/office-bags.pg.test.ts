import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { BagLine, BagsAnswer } from '../../shared/read-models/office-bags.ts';
import type { CaseDetail, CasesAnswer } from '../../shared/read-models/office.ts';
import { checkInvariants } from '../jobs/check.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, factOf, SECOND, SUPERVISION, THIRD, type OfficePerson } from './testing/office.ts';

/** Bags between an outlet and its county, counted at the office door. */

const OUTLET = '41272801';
const CHIEF = '41201900101';
const MANAGER = '41201900104';
const AT = Date.now() - 60_000;
let hub: TestHub;
let county: OfficePerson;

const bag = (fen: number, seal_no: string, voucher: string) => ({
  till: '00',
  fen,
  denominations: [],
  escorts: [{ employee: '41201900102' }, { employee: '41201900103' }],
  seal_no,
  voucher_no: `${OUTLET}20261126${voucher}`,
});
const waiting = async (state = 'waiting'): Promise<readonly BagLine[]> =>
  (await county.get<BagsAnswer>(`/bags?state=${state}`)).bags;
const count = (one: BagLine | undefined, fen: number) =>
  county.command<CaseStepAnswer>('/bag', { branch: OUTLET, bag: one?.id ?? '', fen });
const ledger = async (name: string): Promise<number> =>
  (
    await hub.hub.db.query<{ fen: number }>(
      'SELECT coalesce(sum(fen), 0)::bigint AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = $2',
      [OUTLET, name],
    )
  )[0]?.fen ?? 0;

beforeAll(async () => {
  hub = await startTestHub();
  county = await atOffice(hub, SUPERVISION);
  const of = { branch: OUTLET, maker: CHIEF, checker: MANAGER };
  await hub.hub.post(OUTLET, [
    factOf(hub.hub, { ...of, name: 'till.vault_in', payload: bag(800_000, 'AB-123456', '000011'), at: AT }),
    factOf(hub.hub, { ...of, name: 'till.vault_out', payload: bag(500_000, 'CD-654321', '000012'), at: AT + 1000 }),
  ]);
}, 120_000);
afterAll(() => hub.stop());

describe('bags at the county', () => {
  it('wait with their seal, their escorts and what the outlet says, oldest first', async () => {
    const bags = await waiting();
    expect(bags).toMatchObject([
      { kind: 'to_county', sealNo: 'AB-123456', outletFen: 800_000, outletAt: AT, countyFen: null, countyAt: null },
      { kind: 'from_county', sealNo: 'CD-654321', outletFen: 500_000, outletAt: AT + 1000, countyFen: null },
    ]);
    expect(bags[0]?.outletBy).toEqual({ employeeNo: CHIEF, name: '王秀英' });
    expect(bags[0]?.escorts.map((one) => one.name)).toEqual(['李建国', '张海燕']);
    expect(await ledger('SUS-TRF')).toBe(300_000);
  });

  it('counted as written, a bag leaves transit; counted short, the rest stays with a case', async () => {
    const [to, from] = await waiting();
    expect(await count(to, 800_000)).toMatchObject({ verdict: 'posted', code: null });
    expect([await ledger('SUS-TRF'), await ledger('CLEARING-COUNTY')]).toEqual([-500_000, 800_000]);
    expect(await count(to, 800_000)).toMatchObject({ verdict: 'rejected', code: 'TRANSFER_ANSWERED' });
    expect(await count(from, 490_000)).toMatchObject({ verdict: 'posted_with_exception' });
    expect([await ledger('SUS-TRF'), await ledger('CLEARING-COUNTY')]).toEqual([-10_000, 310_000]);
    const { cases } = await county.get<CasesAnswer>('/cases?code=TRANSFER_ONE_SIDED');
    expect(cases).toMatchObject([{ amountFen: 10_000, suspenseLedger: 'SUS-TRF', status: 'open' }]);
    expect(await waiting()).toEqual([]);
    const all = await waiting('all');
    // The one counted last stands first.
    expect(all.map((one) => [one.kind, one.countyFen, one.countyBy?.employeeNo])).toEqual([
      ['from_county', 490_000, SUPERVISION],
      ['to_county', 800_000, SUPERVISION],
    ]);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('what was counted differently is ended by two who did not count it, and transit is empty', async () => {
    const { cases } = await county.get<CasesAnswer>('/cases?code=TRANSFER_ONE_SIDED');
    const one = cases[0];
    if (one === undefined) throw new Error('a one-sided transfer');
    const [second, third] = await Promise.all([atOffice(hub, SECOND), atOffice(hub, THIRD)]);
    const step = (person: OfficePerson, body: Record<string, unknown>) =>
      person.command<CaseStepAnswer>('/case', { branch: OUTLET, case: one.id, aml: false, ...body });
    const seen = () => second.get<CaseDetail>(`/case?branch=${OUTLET}&id=${encodeURIComponent(one.id)}`);
    expect((await seen()).suspended).toMatchObject({ direction: 'in', suspenseFen: 10_000, withCounty: true });
    expect(await step(county, { step: 'claim' })).toMatchObject({ code: 'CASE_OWN_ENTRY' });
    await step(second, { step: 'claim' });
    const decide = { step: 'resolve', words: '已查两边监控', toAccountNo: null, dueOn: null };
    expect(await step(second, { ...decide, action: 'accept' })).toMatchObject({ code: 'SUSPENSE_OPEN' });
    await step(second, { ...decide, action: 'to_difference' });
    const proposal = (await seen()).steps.find((each) => each.open)?.id;
    expect(await step(third, { step: 'confirm', proposal, agreed: true, words: '' })).toMatchObject({
      verdict: 'posted',
    });
    expect(await seen()).toMatchObject({ status: 'closed', resolution: 'to_difference', suspenseFen: 0 });
    expect([await ledger('SUS-TRF'), await ledger('CASH-OVER'), await ledger('CLEARING-COUNTY')]).toEqual([
      0, -10_000, 310_000,
    ]);
    const over = (await second.get<CasesAnswer>('/cases?code=CASH_DIFFERENCE')).cases.filter(
      (each) => each.suspenseFen === 10_000,
    );
    expect(over).toMatchObject([{ suspenseLedger: 'CASH-OVER', status: 'open' }]);
    expect((await checkInvariants(hub.hub.db)).findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('refuses a bag nobody sent, another county, a post that does not count, and an amount that is none', async () => {
    const body = { commandId: randomUUID(), branch: OUTLET, bag: 'nothing', fen: 1 };
    expect((await county.post('/bag', body)).body).toMatchObject({ verdict: 'rejected', code: 'TRANSFER_UNKNOWN' });
    expect((await county.post('/bag', { ...body, branch: '35010201' })).status).toBe(403);
    for (const fen of [0, -5, 1.5, 10_000_000_000])
      expect((await county.post('/bag', { ...body, fen })).status).toBe(400);
    const agent = await atOffice(hub, AGENT);
    expect((await agent.post('/bag', body)).status).toBe(403);
    await expect(agent.get('/bags')).rejects.toThrow('403');
  });
});
