import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { amlCase, exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import type { AnyRow } from '../../tables/define.ts';
import { claimCase, transferCase } from './claim.ts';
import { confirmCase } from './confirm.ts';
import { answerCase, enquireCase } from './enquire.ts';
import { resolveCase } from './resolve.ts';
import { domain } from '../domain.ts';
import {
  ACCOUNT,
  aDeposit,
  aLoss,
  aWithdrawal,
  at,
  DAY,
  OTHER_TABLET,
  Outlet,
  OUTLET,
  TABLET,
  TELLER,
  type EntryFacts,
} from '../outlet.ts';

const SUPERVISOR = '41201990001';
const SECOND = '41201990002';
const office = (maker: string, clock = '14:00'): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at(clock),
});
const run = (outlet: Outlet, name: string, payload: AnyRow, maker = SUPERVISOR) => {
  const refused = outlet.refusal(name, payload, office(maker));
  return refused === null ? outlet.run(name, payload, office(maker)) : refused.code;
};

/** X1: 150,000 to the account and 50,000 in SUS-OD, and its case. */
function overdrawn() {
  const outlet = new Outlet();
  outlet.change(account, ACCOUNT, { ledger_fen: 150_000 });
  const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('10:05') });
  const id = `${command.rowId}/OVERDRAFT`;
  return { outlet, entry: command.rowId, id, of: { case: id, aml: false } };
}
const resolve = (over: AnyRow) => ({
  aml: false,
  words: '已查明',
  to_account: null,
  due_on: null,
  to_name: null,
  ...over,
});

function proposed(action: string, over: AnyRow = {}) {
  const made = overdrawn();
  run(made.outlet, claimCase.name, made.of);
  const answer = run(made.outlet, resolveCase.name, resolve({ case: made.id, action, ...over }));
  const proposal = typeof answer === 'string' ? '' : answer.command.rowId;
  const confirm = (maker: string, more: AnyRow = {}) =>
    run(
      made.outlet,
      confirmCase.name,
      { ...made.of, proposal, agreed: true, words: '', level: 'county', ...more },
      maker,
    );
  return { ...made, answer, confirm };
}
const status = (outlet: Outlet, id: string) => outlet.get(exceptionCase, id)?.status;

describe('work on a case', () => {
  test('one person takes it, nobody takes it a second time, and it can be handed over with a reason', () => {
    const { outlet, of, id } = overdrawn();
    expect(run(outlet, claimCase.name, { case: 'nothing', aml: false })).toBe('CASE_UNKNOWN');
    run(outlet, claimCase.name, of);
    expect(outlet.get(exceptionCase, id)).toMatchObject({ owner: SUPERVISOR, status: 'claimed' });
    expect(run(outlet, claimCase.name, of, SECOND)).toBe('CASE_TAKEN');
    expect(run(outlet, transferCase.name, { ...of, to: SECOND, words: '' })).toBe('REASON_REQUIRED');
    run(outlet, transferCase.name, { ...of, to: SECOND, words: '交接班' });
    expect(outlet.get(exceptionCase, id)?.owner).toBe(SECOND);
    expect(run(outlet, resolveCase.name, resolve({ case: id, action: 'write_off' }))).toBe('CASE_NOT_YOURS');
  });

  test('who made or approved the entry neither claims its case nor agrees to its end', () => {
    const { outlet, of, confirm } = proposed('write_off');
    expect(run(overdrawn().outlet, claimCase.name, of, TELLER)).toBe('CASE_OWN_ENTRY');
    expect(confirm(TELLER)).toBe('CASE_OWN_ENTRY');
    expect(outlet.ledger('SUS-OD')).toBe(50_000);
  });

  test('the outlet is asked and answers; it is never asked about an AML case', () => {
    const { outlet, of, id } = overdrawn();
    expect(run(outlet, enquireCase.name, { case: id, aml: true, words: '请说明' })).toBe('CASE_HIDDEN');
    run(outlet, enquireCase.name, { ...of, words: '客户当时在场吗？' });
    const answered = outlet.run(answerCase.name, { case: id, words: '在场，已电话确认' }, { at: at('15:00') });
    expect(answered.verdict).toBe('posted');
    expect(status(outlet, id)).toBe('open');
  });
});

describe('how a case ends', () => {
  test('with money in suspense it cannot be accepted as it is', () => {
    const { answer } = proposed('accept');
    expect(answer).toBe('SUSPENSE_OPEN');
  });

  test('a loss of ¥500.00 is proposed by one and agreed to by another; the suspense is empty and the block lifted', () => {
    const { outlet, id, entry, confirm } = proposed('write_off');
    expect(status(outlet, id)).toBe('proposed');
    expect(outlet.get(account, ACCOUNT)?.offline_block).toBe(true);
    expect(confirm(SUPERVISOR)).toBe('AUTH_SELF');
    confirm(SECOND);
    expect(outlet.get(exceptionCase, id)).toMatchObject({ status: 'closed', resolution: 'write_off', suspense_fen: 0 });
    expect(outlet.get(interaction, entry)).toMatchObject({
      status: 'written_off',
      suspense_fen: 0,
      account_fen: 150_000,
    });
    expect([outlet.ledger('SUS-OD'), outlet.ledger('EXPENSE-LOSS')]).toEqual([0, 50_000]);
    expect(outlet.get(account, ACCOUNT)?.offline_block).toBe(false);
    expect(confirm(SECOND)).toBe('CASE_CLOSED');
  });

  test.each([
    [100_000, 'county', null],
    [100_001, 'county', 'AUTH_LEVEL'],
    [100_001, 'city', null],
    [1_000_000, 'city', null],
    [1_000_001, 'city', 'AUTH_LEVEL'],
    [1_000_001, 'province', null],
  ])('a loss of %d fen agreed to at the %s: %s', (fen, level, code) => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 0 });
    outlet.configure('offline.withdraw.txn_fen', 9_000_000);
    outlet.configure('offline.withdraw.account_day_fen', 9_000_000);
    outlet.configure('offline.withdraw.account_lease_fen', 9_000_000);
    outlet.configure('offline.withdraw.till_day_fen', 9_000_000);
    const { command } = outlet.run('counter.withdraw', aWithdrawal(fen), { at: at('10:05') });
    const [ledger = ''] = [outlet.get(interaction, command.rowId)?.suspense_ledger ?? ''];
    const of = { case: `${command.rowId}/${ledger === 'SUS-OD' ? 'OVERDRAFT' : 'LIMIT_EXCEEDED'}`, aml: false };
    run(outlet, claimCase.name, of);
    const made = run(outlet, resolveCase.name, resolve({ case: of.case, action: 'write_off' }));
    const proposal = typeof made === 'string' ? made : made.command.rowId;
    const answer = run(outlet, confirmCase.name, { ...of, proposal, agreed: true, words: '', level }, SECOND);
    expect(typeof answer === 'string' ? answer : null).toBe(code);
    expect(outlet.ledger('EXPENSE-LOSS')).toBe(code === null ? fen : 0);
  });

  test('the second person sends a proposal back with a reason, and the owner may propose again', () => {
    const { outlet, id, confirm } = proposed('liability');
    expect(confirm(SECOND, { agreed: false })).toBe('REASON_REQUIRED');
    confirm(SECOND, { agreed: false, words: '先向客户追款' });
    expect(status(outlet, id)).toBe('claimed');
    expect(confirm(SECOND)).toBe('PROPOSAL_UNKNOWN');
    run(outlet, resolveCase.name, resolve({ case: id, action: 'recover', due_on: '2026-11-20' }));
    expect(outlet.get(exceptionCase, id)).toMatchObject({
      status: 'claimed',
      due_at: Date.parse('2026-11-20T23:59:59.999+08:00'),
    });
    expect(outlet.ledger('SUS-OD')).toBe(50_000);
  });

  test('who is liable owes it; what moves money is never carried out by one person', () => {
    const { outlet, confirm } = proposed('liability');
    expect(outlet.ledger('RECEIVABLE-STAFF')).toBe(0);
    confirm(SECOND);
    expect([outlet.ledger('SUS-OD'), outlet.ledger('RECEIVABLE-STAFF')]).toEqual([0, 50_000]);
  });

  test('X2: money at risk after a loss goes back to nobody until decided; a deposit to a closed account is refunded to another', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { status: 'closed' });
    const row = outlet.get(account, ACCOUNT);
    if (row !== null)
      outlet.put(account, 'a-other', { ...row, account_no: '412728000000026', status: 'active', ledger_fen: 0 });
    const { command } = outlet.run('counter.deposit', aDeposit(80_000), { at: at('10:05') });
    const of = { case: `${command.rowId}/ACCOUNT_CLOSED_ELSEWHERE`, aml: false };
    expect(outlet.ledger('SUS-CLOSED')).toBe(-80_000);
    run(outlet, claimCase.name, of);
    const refund = (to: string) =>
      run(outlet, resolveCase.name, resolve({ case: of.case, action: 'refund', to_account: to }));
    expect(refund(ACCOUNT)).toBe('ACCOUNT_STATUS');
    expect(refund('nobody')).toBe('ACCOUNT_NOT_FOUND');
    const made = refund('a-other');
    const proposal = typeof made === 'string' ? made : made.command.rowId;
    run(outlet, confirmCase.name, { ...of, proposal, agreed: true, words: '', level: 'county' }, SECOND);
    expect([outlet.ledger('SUS-CLOSED'), outlet.get(account, 'a-other')?.ledger_fen]).toEqual([0, 80_000]);
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ status: 'refunded', suspense_fen: 0 });
  });

  test('X4: of two entries of one payment the double is taken back against the till’s difference', () => {
    const outlet = new Outlet();
    outlet.run('counter.deposit', aDeposit(100_000), { at: at('10:00') });
    const second = outlet.run(
      'counter.deposit',
      aDeposit(100_000, { duplicate_reason: '再存一笔', voucher_no: '4127280103261110000174' }),
      { at: at('10:04:59'), device: OTHER_TABLET },
    );
    const before = outlet.get(account, ACCOUNT)?.ledger_fen ?? 0;
    const of = { case: `${second.command.rowId}/DUPLICATE_SUSPECTED`, aml: false };
    run(outlet, claimCase.name, of);
    const made = run(outlet, resolveCase.name, resolve({ case: of.case, action: 'reverse_duplicate' }));
    const proposal = typeof made === 'string' ? made : made.command.rowId;
    run(outlet, confirmCase.name, { ...of, proposal, agreed: true, words: '', level: 'county' }, SECOND);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(before - 100_000);
    expect(outlet.ledger('CASH-SHORT')).toBe(-100_000);
    expect(outlet.get(interaction, second.command.rowId)?.status).toBe('reversed');
  });

  test('without money at stake up to ¥5,000.00 one person ends it; above it a second agrees', () => {
    for (const [fen, after] of [
      [500_000, 'closed'],
      [500_001, 'proposed'],
    ] as const) {
      const outlet = new Outlet();
      const payload = aDeposit(fen);
      outlet.run('counter.deposit', payload, { at: at('10:00') });
      const { command } = outlet.run(
        'counter.deposit',
        { ...payload, voucher_no: '4127280103261110000174', duplicate_reason: '再存一笔' },
        { at: at('10:01'), device: OTHER_TABLET },
      );
      const of = { case: `${command.rowId}/DUPLICATE_SUSPECTED`, aml: false };
      run(outlet, claimCase.name, of);
      run(outlet, resolveCase.name, resolve({ case: of.case, action: 'accept' }));
      expect(status(outlet, of.case)).toBe(after);
    }
  });

  test('a kind of case takes only the outcomes that fit it; passed to AML it leaves the outlet’s sight', () => {
    const { outlet, id, of } = overdrawn();
    run(outlet, claimCase.name, of);
    expect(run(outlet, resolveCase.name, resolve({ case: id, action: 'reverse_duplicate' }))).toBe(
      'ACTION_NOT_ALLOWED',
    );
    const large = new Outlet();
    const { command } = large.run('counter.deposit', aDeposit(5_000_000, { id_seen: true, id_last4: '0486' }), {
      at: at('10:00'),
      offline: false,
    });
    const cash = { case: `${command.rowId}/LARGE_CASH`, aml: false };
    expect(large.codes()).toContain('LARGE_CASH');
    run(large, claimCase.name, cash);
    run(large, resolveCase.name, resolve({ case: cash.case, action: 'to_aml' }));
    expect(status(large, cash.case)).toBe('closed');
    expect(large.get(amlCase, cash.case)).toMatchObject({ status: 'open', owner: null });
  });

  test('after a loss report the case of a payout ends as any other', () => {
    const outlet = new Outlet();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('09:30') });
    const of = { case: `${command.rowId}/CARD_LOST_ELSEWHERE`, aml: false };
    run(outlet, claimCase.name, of);
    const made = run(outlet, resolveCase.name, resolve({ case: of.case, action: 'liability' }));
    const proposal = typeof made === 'string' ? made : made.command.rowId;
    run(outlet, confirmCase.name, { ...of, proposal, agreed: true, words: '', level: 'county' }, SECOND);
    expect([outlet.ledger('SUS-LOST'), outlet.ledger('RECEIVABLE-STAFF')]).toEqual([0, 200_000]);
  });
});

describe('a journal two persons decide about', () => {
  const GAP_SEQ = 5;
  function held(reason: 'gap' | 'unsigned') {
    const outlet = new Outlet();
    const rowId = `${TABLET.slice(0, 16)}.${GAP_SEQ}`;
    const [raised] = domain.incident({
      reason,
      command: '00000000-0000-8000-8000-000000000001',
      rowId,
      branch: OUTLET,
      device: TABLET,
      seq: GAP_SEQ,
      businessDate: DAY,
      receivedAt: at('11:00'),
      records: null,
    });
    if (raised === undefined) throw new Error('a case');
    outlet.rows.set(`${raised.table}:${raised.id}`, raised.body);
    const of = { case: raised.id, aml: false };
    run(outlet, claimCase.name, of);
    const propose = (action: string) => run(outlet, resolveCase.name, resolve({ case: of.case, action }));
    const confirm = (proposal: ReturnType<typeof propose>, maker: string, level = 'county') =>
      run(
        outlet,
        confirmCase.name,
        { ...of, proposal: typeof proposal === 'string' ? '' : proposal.command.rowId, agreed: true, words: '', level },
        maker,
      );
    return { outlet, of, propose, confirm };
  }
  const ordersOf = (answer: ReturnType<typeof run>) => (typeof answer === 'string' ? answer : answer.orders);

  test('what is missing is declared lost by two of the county; nothing happens before the second agrees', () => {
    const { outlet, of, propose, confirm } = held('gap');
    const proposal = propose('declare_lost');
    expect(ordersOf(proposal)).toEqual([]);
    expect(status(outlet, of.case)).toBe('proposed');
    expect(confirm(proposal, SUPERVISOR)).toBe('AUTH_SELF');
    expect(confirm(proposal, SECOND, 'outlet')).toBe('AUTH_LEVEL');
    expect(ordersOf(confirm(proposal, SECOND))).toEqual([{ kind: 'declare_lost', device: TABLET, before: GAP_SEQ }]);
    expect(status(outlet, of.case)).toBe('closed');
  });

  test('held entries are adopted as they stood when it was proposed', () => {
    const { propose, confirm } = held('unsigned');
    const proposal = propose('adopt');
    expect(ordersOf(confirm(proposal, SECOND))).toEqual([
      { kind: 'adopt', device: TABLET, receivedUntil: at('14:00') },
    ]);
  });

  test('a gap has nothing to adopt, a payout nothing to declare lost', () => {
    expect(held('gap').propose('adopt')).toBe('ACTION_NOT_ALLOWED');
    expect(proposed('declare_lost').answer).toBe('ACTION_NOT_ALLOWED');
  });
});
