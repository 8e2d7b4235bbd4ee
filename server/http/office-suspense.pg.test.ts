import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseStepAnswer } from '../../shared/read-models/office-cases.ts';
import type { CaseDetail, CaseLine, CasesAnswer } from '../../shared/read-models/office.ts';
import { DAY_MS } from '../../shared/kernel/dates.ts';
import { runFeed } from '../feed/feed.ts';
import type { VoucherLine, VouchersAnswer } from '../../shared/read-models/office-vouchers.ts';
import { checkInvariants } from '../jobs/check.ts';
import { endInfoCases } from '../jobs/info-cases.ts';
import { startTestHub, type TestHub } from './testing/hub.ts';
import { atOffice, factOf, SECOND, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** Money in suspense on a real database, from the counter to where two people of the county put it. */

const OUTLET = '41272801';
const CHIEF = '41201900101';
const MANAGER = '41201900104';
const AT = Date.now() - 60_000;
let hub: TestHub;
let county: OfficePerson;
let second: OfficePerson;

const ledger = async (name: string): Promise<number> =>
  (
    await hub.hub.db.query<{ fen: number }>(
      'SELECT coalesce(sum(fen), 0)::bigint AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = $2',
      [OUTLET, name],
    )
  )[0]?.fen ?? 0;
const faults = async () => (await checkInvariants(hub.hub.db)).findings.filter((one) => !one.ok);
async function caseOf(code: string): Promise<CaseLine> {
  const { cases } = await county.get<CasesAnswer>(`/cases?status=open&code=${code}`);
  const found = cases.find((one) => one.outlet.code === OUTLET && one.owner === null);
  if (found === undefined) throw new Error(`no open ${code}`);
  return found;
}
const step = (person: OfficePerson, one: CaseLine, body: Record<string, unknown>) =>
  person.command<CaseStepAnswer>('/case', { branch: OUTLET, case: one.id, aml: false, ...body });
const detail = (one: CaseLine): Promise<CaseDetail> =>
  county.get(`/case?branch=${OUTLET}&id=${encodeURIComponent(one.id)}`);
const resolve = (action: string, toAccountNo: string | null = null) => ({
  step: 'resolve',
  action,
  words: '已查监控和凭证',
  toAccountNo,
  dueOn: null,
});
/** Claimed, proposed by one and agreed to by another. The answer to the second. */
async function end(one: CaseLine, action: string, toAccountNo: string | null = null): Promise<CaseStepAnswer> {
  await step(county, one, { step: 'claim' });
  const proposed = await step(county, one, resolve(action, toAccountNo));
  if (proposed.verdict !== 'posted') return proposed;
  const proposal = (await detail(one)).steps.find((each) => each.open)?.id;
  return step(second, one, { step: 'confirm', proposal, agreed: true, words: '' });
}
const overShort = (fen: number, number: string) =>
  factOf(hub.hub, {
    branch: OUTLET,
    maker: CHIEF,
    checker: MANAGER,
    name: 'till.over_short',
    payload: { till: '01', fen, cause: 'unknown', note: '复点两遍', voucher_no: `${OUTLET}20261126${number}` },
    at: AT,
  });

beforeAll(async () => {
  hub = await startTestHub();
  [county, second] = await Promise.all([atOffice(hub, SUPERVISION), atOffice(hub, SECOND)]);
}, 120_000);
afterAll(() => hub.stop());

describe('a customer’s cash in suspense', () => {
  it('is given back in cash at the counter once two of the county agreed, and the books close', async () => {
    const deposit = {
      account: null,
      account_no: '412728090000017',
      card: null,
      fen: 80_000,
      till: '01',
      denominations: [],
      voucher_no: `${OUTLET}20261126000031`,
      medium_seen: true,
      id_seen: false,
      id_last4: null,
      signature_hash: null,
      agent_name: null,
      agent_id_type: null,
      agent_id_no: null,
      duplicate_reason: null,
      household_reason: null,
    };
    await hub.hub.post(OUTLET, [
      factOf(hub.hub, { branch: OUTLET, name: 'counter.deposit', payload: deposit, at: AT }),
    ]);
    const one = await caseOf('UNKNOWN_ACCOUNT');
    await step(county, one, { step: 'claim' });
    expect(await step(county, one, resolve('refund_cash'))).toMatchObject({ code: 'FIELD_REQUIRED' });
    await step(county, one, { ...resolve('refund_cash'), toName: '王明' });
    const proposed = await detail(one);
    expect(proposed.cashRefund).toEqual({ payeeName: '王明', fen: 80_000, status: 'proposed' });
    const proposal = proposed.steps.find((each) => each.open)?.id;
    await step(second, one, { step: 'confirm', proposal, agreed: true, words: '' });
    expect(await detail(one)).toMatchObject({ status: 'claimed', cashRefund: { status: 'agreed' } });
    const refund = {
      entry: one.id.split('/')[0] ?? '',
      fen: 80_000,
      till: '01',
      denominations: [],
      voucher_no: `${OUTLET}20261126000032`,
      payee_name: '王明',
      payee_id_type: '01',
      payee_id_no: '412728196503120486',
      signature_hash: null,
    };
    const before = await ledger('CASH-TILL:01');
    const pay = () => {
      const fact = { branch: OUTLET, name: 'counter.suspense_refund', payload: refund, at: AT + 1000, checker: CHIEF };
      return hub.hub.post(OUTLET, [factOf(hub.hub, fact)]);
    };
    expect((await pay()).map((each) => each.verdict)).toEqual(['posted']);
    expect([await ledger('SUS-UNK'), await ledger('CASH-TILL:01')]).toEqual([0, before - 80_000]);
    expect((await pay()).map((each) => each.verdict)).toEqual(['rejected']);
    expect(await detail(one)).toMatchObject({
      status: 'closed',
      resolution: 'refund_cash',
      cashRefund: { status: 'paid' },
    });
    expect(await faults()).toEqual([]);
  });
});

describe('what a customer was paid too much', () => {
  it('is brought back to the counter: suspense, block and case end with it, and the books close', async () => {
    const { cases } = await county.get<CasesAnswer>('/cases?status=open&code=OVERDRAFT');
    const one = cases.find((each) => (each.suspenseFen ?? 0) > 100);
    if (one === undefined) throw new Error('the demo history has an overdraft');
    const branch = one.outlet.code;
    const seen = async (): Promise<CaseDetail> => county.get(`/case?branch=${branch}&id=${encodeURIComponent(one.id)}`);
    const owed = one.suspenseFen ?? 0;
    const bring = (fen: number, number: string, at: number) => {
      const payload = { case: one.id, fen, till: '01', denominations: [], payer_name: '王明' };
      const voucher_no = `${branch}20261126${number}`;
      const fact = { branch, name: 'counter.repay', payload: { ...payload, voucher_no }, at };
      return hub.hub.post(branch, [factOf(hub.hub, { ...fact, maker: `4120190${branch.slice(6)}02` })]);
    };
    await bring(100, '000041', AT);
    expect(await seen()).toMatchObject({ status: 'open', suspenseFen: owed - 100 });
    await bring(owed - 100, '000042', AT + 1000);
    const after = await seen();
    expect(after).toMatchObject({ status: 'closed', resolution: 'recover', suspenseFen: 0 });
    expect(after.steps.map((each) => [each.step, each.action, each.fen])).toEqual([
      ['done', 'recover', 100],
      ['done', 'recover', owed - 100],
    ]);
    expect(await faults()).toEqual([]);
  });
});

describe('voucher supervision', () => {
  it('looks at some vouchers of a date; each is noted once, and a finding is a case of its outlet', async () => {
    await runFeed(hub.hub.db);
    const [day] = await hub.hub.db.query<{ date: string }>(
      `SELECT body->>'business_date' AS date FROM hub.row WHERE kind = 'interaction' AND body->>'voucher_no' IS NOT NULL
       GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    );
    const read = (): Promise<VouchersAnswer> => county.get(`/vouchers?date=${day?.date ?? ''}`);
    const before = await read();
    expect(before.vouchers.length).toBeGreaterThan(2);
    expect(before.vouchers.length).toBeLessThan(before.all);
    expect(before.vouchers.every((one) => one.voucherNo !== null && one.check === null)).toBe(true);
    const [fine, wrong] = before.vouchers;
    if (fine === undefined || wrong === undefined) throw new Error('two vouchers');
    const note = (one: VoucherLine, finding: string | null, words: string, person = county) =>
      person.command<CaseStepAnswer>('/voucher', { branch: one.outlet.code, entry: one.id, finding, words });
    expect(await note(fine, null, '')).toMatchObject({ verdict: 'posted' });
    expect(await note(fine, null, '')).toMatchObject({ code: 'VOUCHER_CHECKED' });
    expect(await note(wrong, 'no_signature', '')).toMatchObject({ code: 'REASON_REQUIRED' });
    expect(await note(wrong, 'no_signature', '第二联没有签名')).toMatchObject({ verdict: 'posted' });
    const after = await read();
    expect(after.vouchers.filter((one) => one.check !== null).map((one) => one.check?.finding)).toEqual(
      expect.arrayContaining([null, 'no_signature']),
    );
    expect(after.vouchers.at(-1)?.check).not.toBeNull();
    const { cases } = await county.get<CasesAnswer>('/cases?status=open&code=VOUCHER_FINDING');
    expect(cases).toMatchObject([{ id: `${wrong.id}/VOUCHER_FINDING`, amountFen: wrong.amountFen }]);
    const refused = { commandId: randomUUID(), branch: fine.outlet.code, entry: fine.id, finding: null, words: '' };
    expect((await second.post('/voucher', refused)).status).toBe(403);
  });
});

describe('a case that only informs', () => {
  it('ends by itself three days after it was opened, once, and not before', async () => {
    const opened = AT - 3 * DAY_MS;
    const of = { code: 'LOST_AFTER_PAYMENT', severity: 'info', status: 'open', owner: null, interaction: null };
    const body = { ...of, suspense_ledger: null, suspense_fen: 0, opened_at: opened };
    await hub.hub.db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
       SELECT branch_id, kind, 'old/LOST_AFTER_PAYMENT', version, scope, body || $1::jsonb
       FROM hub.row WHERE kind = 'exception_case' AND branch_id = $2 ORDER BY id LIMIT 1`,
      [JSON.stringify(body), OUTLET],
    );
    const at = (now: number) =>
      endInfoCases({ db: hub.hub.db, now: () => now, post: (branch, commands) => hub.hub.post(branch, commands) });
    const status = async () =>
      (
        await hub.hub.db.query<{ status: string }>(
          "SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND id = 'old/LOST_AFTER_PAYMENT'",
          [OUTLET],
        )
      )[0]?.status;
    expect([await at(AT - 1), await status()]).toEqual([0, 'open']);
    expect([await at(AT), await status()]).toEqual([1, 'closed']);
    expect(await at(AT)).toBe(0);
  });
});

describe('a difference of a till', () => {
  it('over: nobody is liable for it; without an owner it is income, and the books close', async () => {
    await hub.hub.post(OUTLET, [overShort(5_000, '000021')]);
    expect(await ledger('CASH-OVER')).toBe(-5_000);
    const one = await caseOf('CASH_DIFFERENCE');
    expect(await end(one, 'liability')).toMatchObject({ verdict: 'rejected', code: 'ACTION_NOT_ALLOWED' });
    expect(await step(county, one, resolve('accept'))).toMatchObject({ code: 'SUSPENSE_OPEN' });
    expect(await end(one, 'write_off')).toMatchObject({ verdict: 'posted' });
    expect([await ledger('CASH-OVER'), await ledger('INCOME-OTHER'), await ledger('EXPENSE-LOSS')]).toEqual([
      0, -5_000, 0,
    ]);
    expect(await detail(one)).toMatchObject({ status: 'closed', suspenseFen: 0 });
    expect(await faults()).toEqual([]);
  });

  it('over: the customer who gave too much gets it on the account', async () => {
    await hub.hub.post(OUTLET, [overShort(10_000, '000022')]);
    const [account] = await hub.hub.db.query<{ no: string; fen: number }>(
      `SELECT body->>'account_no' AS no, (body->>'ledger_fen')::bigint AS fen FROM hub.row
       WHERE branch_id = $1 AND kind = 'account' AND body->>'kind' = 'demand' AND body->>'status' = 'active' ORDER BY id LIMIT 1`,
      [OUTLET],
    );
    const one = await caseOf('CASH_DIFFERENCE');
    expect(await end(one, 'refund', account?.no)).toMatchObject({ verdict: 'posted' });
    const [after] = await hub.hub.db.query<{ fen: number }>(
      "SELECT (body->>'ledger_fen')::bigint AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND body->>'account_no' = $2",
      [OUTLET, account?.no ?? ''],
    );
    expect([await ledger('CASH-OVER'), after?.fen]).toEqual([0, (account?.fen ?? 0) + 10_000]);
    expect(await faults()).toEqual([]);
  });

  it('short: it is a loss when nobody is liable, and never set off against what was over', async () => {
    await hub.hub.post(OUTLET, [overShort(-7_000, '000023'), overShort(7_000, '000024')]);
    expect([await ledger('CASH-SHORT'), await ledger('CASH-OVER')]).toEqual([7_000, -7_000]);
    for (let n = 0; n < 2; n++) await end(await caseOf('CASH_DIFFERENCE'), 'write_off');
    expect([await ledger('CASH-SHORT'), await ledger('CASH-OVER')]).toEqual([0, 0]);
    expect([await ledger('EXPENSE-LOSS'), await ledger('INCOME-OTHER')]).toEqual([7_000, -12_000]);
    expect(await faults()).toEqual([]);
  });
});
