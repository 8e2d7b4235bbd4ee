import { expect, test } from 'vitest';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { voucherCheck } from '../../tables/voucher-check.ts';
import { aDeposit, at, Outlet, TELLER, type EntryFacts } from '../outlet.ts';
import { superviseVoucher } from './supervise.ts';

const SUPERVISOR = '41201990001';
const office = (maker = SUPERVISOR): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at('18:00'),
});

function deposited() {
  const outlet = new Outlet();
  const { command } = outlet.run('counter.deposit', aDeposit(600_000), { at: at('10:00') });
  const entry = command.rowId;
  const wanted = (over: AnyRow = {}) => ({ entry, finding: null, words: '', ...over });
  const refused = (over: AnyRow = {}, maker = SUPERVISOR) =>
    outlet.refusal(superviseVoucher.name, wanted(over), office(maker))?.code ?? null;
  const check = (over: AnyRow = {}) => outlet.run(superviseVoucher.name, wanted(over), office());
  return { outlet, entry, refused, check };
}

test('a voucher in order is noted once and opens no case', () => {
  const { outlet, entry, refused, check } = deposited();
  expect(refused()).toBeNull();
  check();
  expect(outlet.get(voucherCheck, entry)).toMatchObject({ finding: null, by: SUPERVISOR });
  expect(outlet.codes()).toEqual([]);
  expect(refused()).toBe('VOUCHER_CHECKED');
});

test('a finding needs words and opens a case about the entry, which ends like any other', () => {
  const { outlet, entry, refused, check } = deposited();
  expect(refused({ finding: 'no_signature' })).toBe('REASON_REQUIRED');
  check({ finding: 'no_signature', words: '第二联没有客户签名' });
  const id = `${entry}/VOUCHER_FINDING`;
  expect(outlet.get(exceptionCase, id)).toMatchObject({ code: 'VOUCHER_FINDING', status: 'open', amount_fen: 600_000 });
  outlet.run('exception.claim', { case: id, aml: false }, office());
  const end = { case: id, aml: false, words: '客户已补签', to_account: null, due_on: null, to_name: null };
  const refusal = (action: string) => outlet.refusal('exception.resolve', { ...end, action }, office())?.code ?? null;
  expect([refusal('write_off'), refusal('accept')]).toEqual(['ACTION_NOT_ALLOWED', null]);
});

test('what nobody knows, and what one made oneself, is not checked', () => {
  const { refused } = deposited();
  expect(refused({ entry: 'nothing' })).toBe('ORIGINAL_UNKNOWN');
  expect(refused({}, TELLER)).toBe('CASE_OWN_ENTRY');
});
