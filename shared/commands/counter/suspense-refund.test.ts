import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { cashRefund } from '../../tables/cash-refund.ts';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import { suspenseRefund } from './suspense-refund.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, Outlet, type EntryFacts } from '../outlet.ts';

/** A customer's ¥800.00 that went to suspense because the account was closed, given back in cash (domain 4.5 I). */

const SUPERVISOR = '41201990001';
const SECOND = '41201990002';
const office = (maker: string): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at('14:00'),
});
const COUNTER: EntryFacts = { basis: 'request', offline: false, checker: CHIEF, at: at('15:00') };

function suspended() {
  const outlet = new Outlet();
  outlet.change(account, ACCOUNT, { status: 'closed' });
  const { command } = outlet.run('counter.deposit', aDeposit(80_000), { at: at('10:05') });
  const entry = command.rowId;
  const of = { case: `${entry}/ACCOUNT_CLOSED_ELSEWHERE`, aml: false };
  const run = (name: string, payload: AnyRow, maker = SUPERVISOR) => {
    const refused = outlet.refusal(name, { ...of, ...payload }, office(maker));
    return refused === null ? outlet.run(name, { ...of, ...payload }, office(maker)) : refused.code;
  };
  run('exception.claim', {});
  const propose = (to_name: string | null, action = 'refund_cash', to_account: string | null = null) =>
    run('exception.resolve', { action, words: '账户已销，本人要现金', to_account, due_on: null, to_name });
  const confirm = (proposal: ReturnType<typeof propose>, agreed = true) =>
    run(
      'exception.confirm',
      { proposal: typeof proposal === 'string' ? '' : proposal.command.rowId, agreed, words: '同意', level: 'county' },
      SECOND,
    );
  const wanted = (over: AnyRow = {}) => ({
    entry,
    fen: 80_000,
    till: '01',
    denominations: [],
    voucher_no: '4127280102261110000182',
    payee_name: '王明',
    payee_id_type: '01',
    payee_id_no: '11010519491231002X',
    signature_hash: null,
    ...over,
  });
  const pay = (over: AnyRow = {}, facts: EntryFacts = {}) => {
    const refused = outlet.refusal(suspenseRefund.name, wanted(over), { ...COUNTER, ...facts });
    return refused === null ? outlet.run(suspenseRefund.name, wanted(over), { ...COUNTER, ...facts }) : refused.code;
  };
  return { outlet, entry, of, propose, confirm, pay };
}

describe('a cash refund out of suspense', () => {
  test('is paid once at the counter after two of the county agreed; then the suspense is empty and the case closed', () => {
    const { outlet, entry, of, propose, confirm, pay } = suspended();
    const before = outlet.get(till, '01')?.cash_fen ?? 0;
    expect(pay()).toBe('REFUND_NOT_AGREED');
    expect(propose(null)).toBe('FIELD_REQUIRED');
    const proposal = propose('王明');
    expect(pay()).toBe('REFUND_NOT_AGREED');
    confirm(proposal);
    expect(outlet.get(cashRefund, entry)).toMatchObject({ status: 'agreed', fen: 80_000, ledger: 'SUS-CLOSED' });
    expect(outlet.ledger('SUS-CLOSED')).toBe(-80_000);
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'claimed', suspense_fen: 80_000 });

    const paid = pay();
    expect(typeof paid === 'string' ? paid : paid.verdict).toBe('posted');
    expect([outlet.ledger('SUS-CLOSED'), outlet.get(till, '01')?.cash_fen]).toEqual([0, before - 80_000]);
    expect(outlet.get(interaction, entry)).toMatchObject({
      status: 'refunded',
      suspense_fen: 0,
      suspense_ledger: null,
    });
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'closed', resolution: 'refund_cash' });
    expect(pay()).toBe('ALREADY_PAID');
    expect(outlet.ledger('SUS-CLOSED')).toBe(0);
  });

  test('is paid on the paper of the person it was agreed for, with a second person, from a till that has it', () => {
    const { propose, confirm, pay } = suspended();
    confirm(propose('王明'));
    expect(pay({ payee_name: '王小明' })).toBe('NAME_MISMATCH');
    expect(pay({ payee_id_no: '' })).toBe('ID_REQUIRED');
    expect(pay({ payee_id_no: '110105194912310021' })).toBe('FIELD_FORMAT');
    expect(pay({ fen: 79_999 })).toBe('FIELD_FORMAT');
    expect(pay({}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(pay({ till: '07' })).toBe('NO_TILL');
  });

  test('sent back by the second person it is not paid; put on an account instead it is not paid either', () => {
    const { outlet, entry, propose, confirm, pay } = suspended();
    confirm(propose('王明'), false);
    expect(outlet.get(cashRefund, entry)?.status).toBe('withdrawn');
    expect(pay()).toBe('REFUND_NOT_AGREED');
    confirm(propose('王明'));
    const row = outlet.get(account, ACCOUNT);
    if (row !== null)
      outlet.put(account, 'a-other', { ...row, account_no: '412728000000026', status: 'active', ledger_fen: 0 });
    confirm(propose(null, 'refund', 'a-other'));
    expect(outlet.get(account, 'a-other')?.ledger_fen).toBe(80_000);
    expect(outlet.get(cashRefund, entry)?.status).toBe('withdrawn');
    expect(pay()).toBe('REFUND_NOT_AGREED');
    expect(outlet.ledger('SUS-CLOSED')).toBe(0);
  });

  test('given up after the centre had posted it, the money lies in suspense again and can be paid later', () => {
    const { outlet, entry, of, propose, confirm, pay } = suspended();
    const before = outlet.get(till, '01')?.cash_fen ?? 0;
    confirm(propose('王明'));
    const paid = pay();
    const replaces = typeof paid === 'string' ? '' : paid.command.rowId;
    outlet.run('request.abandon', { reason: 'no_answer' }, { replaces, at: at('15:05') });
    expect([outlet.ledger('SUS-CLOSED'), outlet.get(till, '01')?.cash_fen]).toEqual([-80_000, before]);
    expect(outlet.get(interaction, entry)).toMatchObject({ status: 'suspense', suspense_fen: 80_000 });
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'claimed', suspense_fen: 80_000 });
    const again = pay({ voucher_no: '4127280102261110000190' }, { at: at('15:10') });
    expect(typeof again === 'string' ? again : again.verdict).toBe('posted');
    expect(outlet.ledger('SUS-CLOSED')).toBe(0);
  });

  test('is never a way out of a shortage or of an overdraft', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 0 });
    const { command } = outlet.run('counter.withdraw', aWithdrawal(50_000), { at: at('10:05') });
    const of = { case: `${command.rowId}/OVERDRAFT`, aml: false };
    outlet.run('exception.claim', of, office(SUPERVISOR));
    const answer = outlet.refusal(
      'exception.resolve',
      { ...of, action: 'refund_cash', words: '退现金', to_account: null, due_on: null, to_name: '王明' },
      office(SUPERVISOR),
    );
    expect(answer?.code).toBe('ACTION_NOT_ALLOWED');
  });
});
