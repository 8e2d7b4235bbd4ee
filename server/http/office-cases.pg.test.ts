import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { CaseDetail, CasesAnswer, CaseLine } from '../../shared/read-models/office.ts';
import { DEMO_PASSWORD } from '../demo/staff.ts';
import { checkInvariants } from '../jobs/check.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';

/** Cases of a real history worked on through the office door, until the books say that they are settled. */

const SUPERVISION = '41201990001';
const SECOND = '41201990002';
const AGENT = '41201990003';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const post = (path: string, body: unknown, cookie = ''): Promise<Response> =>
  fetch(`${hub.url}/api/office${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
async function signOn(employeeNo: string): Promise<string> {
  const response = await post('/sign-on', { employeeNo, password: DEMO_PASSWORD });
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}
async function ask<T>(cookie: string, path: string): Promise<T> {
  const response = await fetch(`${hub.url}/api/office${path}`, { headers: { cookie } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
const managerOf = (outlet: string): string => `4120190${outlet.slice(6)}04`;

describe('work on a case at the office', () => {
  let mine = '';
  let second = '';
  let one: CaseLine;
  const detail = (): Promise<CaseDetail> =>
    ask(mine, `/case?branch=${one.outlet.code}&id=${encodeURIComponent(one.id)}`);
  async function step(cookie: string, body: Record<string, unknown>): Promise<CaseStepAnswer> {
    const response = await post(
      '/case',
      { commandId: randomUUID(), branch: one.outlet.code, case: one.id, aml: false, ...body },
      cookie,
    );
    expect(response.status).toBe(200);
    return (await response.json()) as CaseStepAnswer;
  }
  const resolve = (action: string) => ({
    step: 'resolve',
    action,
    words: '客户已离开本地',
    toAccountNo: null,
    dueOn: null,
  });

  it('is taken, asked about, answered by the outlet, decided by one and agreed to by another', async () => {
    [mine, second] = await Promise.all([signOn(SUPERVISION), signOn(SECOND)]);
    const { cases } = await ask<CasesAnswer>(mine, '/cases?status=open&code=OVERDRAFT');
    const found = cases.find((each) => (each.suspenseFen ?? 0) > 0);
    if (found === undefined) throw new Error('the demo history has an overdraft');
    one = found;

    expect((await step(mine, resolve('write_off'))).code).toBe('CASE_NOT_YOURS');
    expect((await step(mine, { step: 'claim' })).verdict).toBe('posted');
    expect((await step(second, { step: 'claim' })).code).toBe('CASE_TAKEN');
    await step(mine, { step: 'enquire', words: '客户当时在场吗？' });
    const manager = await signOn(managerOf(one.outlet.code));
    await step(manager, { step: 'answer', words: '在场，凭证有签名' });
    expect((await step(mine, resolve('accept'))).code).toBe('SUSPENSE_OPEN');
    expect((await step(mine, resolve('write_off'))).verdict).toBe('posted');

    const waiting = await detail();
    expect(waiting.status).toBe('proposed');
    expect(waiting.steps.map((each) => each.step)).toEqual(['claim', 'enquiry', 'answer', 'proposal']);
    expect(waiting.workers.map((each) => each.employeeNo)).toContain(SECOND);
    const proposal = waiting.steps.at(-1)?.id;
    const confirm = { step: 'confirm', proposal, agreed: true, words: '' };
    expect((await step(mine, confirm)).code).toBe('AUTH_SELF');
    expect((await step(second, confirm)).verdict).toBe('posted');

    const closed = await detail();
    expect(closed).toMatchObject({ status: 'closed', resolution: 'write_off', suspenseFen: 0 });
    expect(closed.steps.at(-1)).toMatchObject({ step: 'agreed', by: SECOND });
    expect(closed.interaction).toMatchObject({ status: 'written_off', suspenseFen: 0 });
  });

  it('a repeated press is the same command, and the books close', async () => {
    const { cases } = await ask<CasesAnswer>(mine, '/cases?status=open');
    const next = cases.find((each) => each.owner === null);
    if (next === undefined) throw new Error('the demo history has another open case');
    one = next;
    const commandId = randomUUID();
    expect((await step(mine, { step: 'claim', commandId })).verdict).toBe('posted');
    expect((await step(mine, { step: 'claim', commandId })).verdict).toBe('posted');
    expect((await detail()).steps).toHaveLength(1);
    const report = await checkInvariants(hub.hub.db);
    expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  });

  it('who may not work on cases, or not on this one, is refused', async () => {
    const agent = await signOn(AGENT);
    const body = { commandId: randomUUID(), branch: one.outlet.code, case: one.id, aml: false };
    expect((await post('/case', { ...body, step: 'claim' }, agent)).status).toBe(403);
    const manager = await signOn(managerOf(one.outlet.code));
    expect((await post('/case', { ...body, step: 'claim' }, manager)).status).toBe(403);
    const elsewhere = one.outlet.code === '41272808' ? '41272801' : '41272808';
    const other = await signOn(managerOf(elsewhere));
    expect((await post('/case', { ...body, step: 'answer', words: '不知道' }, other)).status).toBe(403);
    expect((await post('/case', { ...body, case: 'nothing', step: 'claim' }, mine)).status).toBe(404);
    expect(
      (
        await post(
          '/case',
          { ...body, step: 'resolve', action: 'steal', words: '', toAccountNo: null, dueOn: null },
          mine,
        )
      ).status,
    ).toBe(400);
  });
});
