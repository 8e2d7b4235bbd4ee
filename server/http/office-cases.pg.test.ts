import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgeingAnswer } from '../../shared/read-models/office-ageing.ts';
import type { CaseStepAnswer, CloseInfoAnswer } from '../../shared/read-models/office-cases.ts';
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

  it('are found by account, its last four, name, voucher, owner or id; by nothing else, and by IT never through a person', async () => {
    const [of] = await hub.hub.db.query<{ id: string; no: string; name: string; voucher: string }>(
      `SELECT c.id, a.body->>'account_no' AS no, p.body->>'name' AS name, i.body->>'voucher_no' AS voucher FROM hub.row c
       JOIN hub.row a ON a.branch_id = c.branch_id AND a.kind = 'account' AND a.id = c.body->>'account'
       JOIN hub.row p ON p.branch_id = c.branch_id AND p.kind = 'customer' AND p.id = c.body->>'customer'
       JOIN hub.row i ON i.branch_id = c.branch_id AND i.kind = 'interaction' AND i.id = c.body->>'interaction'
       WHERE c.kind = 'exception_case' AND i.body->>'voucher_no' IS NOT NULL ORDER BY c.id LIMIT 1`,
    );
    if (of === undefined) throw new Error('the demo history has a case about a payment');
    const find = async (text: string, more = '') =>
      (await ask<CasesAnswer>(mine, `/cases?status=all${more}&find=${encodeURIComponent(text)}`)).cases.map(
        (c) => c.id,
      );
    for (const text of [of.no, of.no.slice(-4), of.name, of.voucher, of.id.slice(2, 12).toUpperCase()])
      expect(await find(text)).toContain(of.id);
    for (const text of [of.no.slice(0, 14), '%', '_', `${of.name}x`]) expect(await find(text)).not.toContain(of.id);
    const owned = await find('', '&owner=mine');
    expect(owned.length).toBeGreaterThan(0);
    expect((await find('', '&owner=nobody')).filter((id) => owned.includes(id))).toEqual([]);
    expect((await find('', '&late=over')).length).toBeLessThan((await find('')).length);
    const it_ = await signOn('41201990004');
    expect((await ask<CasesAnswer>(it_, `/cases?status=all&find=${of.no}`)).cases).toEqual([]);
  });

  it('are counted by age, kind and outlet as far as the reader may see them', async () => {
    const report = await ask<AgeingAnswer>(mine, '/cases/ageing');
    const { cases } = await ask<CasesAnswer>(mine, '/cases?status=open');
    expect(report.total.count).toBe(cases.length);
    expect(report.total.suspenseFen).toBe(cases.reduce((sum, each) => sum + (each.suspenseFen ?? 0), 0));
    expect(report.byOutlet.reduce((sum, line) => sum + line.count, 0)).toBe(cases.length);
    expect(report.total.byAge.reduce((sum, n) => sum + n, 0)).toBe(cases.length);
    const it_ = await ask<AgeingAnswer>(await signOn('41201990004'), '/cases/ageing');
    expect(it_.byCode.map((line) => line.code)).not.toContain('OVERDRAFT');
    expect(it_.total.suspenseFen).toBe(0);
  });

  it('that only inform are closed together; what is more than that stays open and says why', async () => {
    await hub.hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
       SELECT branch_id, kind, split_part(id, '/', 1) || n || '/LOST_AFTER_PAYMENT', version, scope,
         body || jsonb_build_object('code', 'LOST_AFTER_PAYMENT', 'severity', 'info', 'status', 'open', 'owner', null,
           'amount_fen', CASE n WHEN 3 THEN 500001 ELSE 200000 END, 'suspense_fen', 0, 'interaction', null)
       FROM hub.row, generate_series(1, 3) n WHERE kind = 'exception_case' AND branch_id = $1 AND id = $2`,
      [one.outlet.code, one.id],
    );
    const { cases } = await ask<CasesAnswer>(mine, '/cases?severity=info&code=LOST_AFTER_PAYMENT&find=');
    const here = cases.filter((each) => each.outlet.code === one.outlet.code);
    const informs = here.filter((each) => each.amountFen === 200_000);
    const large = here.filter((each) => each.amountFen === 500_001);
    expect([informs.length, large.length]).toEqual([2, 1]);
    const asked = [...informs, ...large, one].map((each) => ({
      commandId: randomUUID(),
      branch: each.outlet.code,
      case: each.id,
    }));
    const close = async (cookie: string) => post('/cases/close', { words: '已阅', cases: asked }, cookie);
    expect((await close(await signOn(AGENT))).status).toBe(403);
    const answer = (await (await close(mine)).json()) as CloseInfoAnswer;
    expect(answer.outcomes.map((each) => each.code)).toEqual([null, null, 'CASE_ALONE_LIMIT', 'ACTION_NOT_ALLOWED']);
    expect(answer.outcomes[2]?.detail).toEqual({ limit_fen: 500_000 });
    const again = (await (await close(mine)).json()) as CloseInfoAnswer;
    expect(again.outcomes.map((each) => each.verdict)).toEqual(['posted', 'posted', 'rejected', 'rejected']);
    const left = await ask<CasesAnswer>(mine, '/cases?code=LOST_AFTER_PAYMENT');
    expect(left.cases.filter((each) => informs.some((other) => other.id === each.id))).toEqual([]);
    expect((await post('/cases/close', { words: '已阅', cases: [] }, mine)).status).toBe(400);
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
