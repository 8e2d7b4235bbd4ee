import { expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { ACCOUNT, aDeposit, aLoss, at, aWithdrawal, Outlet, TELLER, type EntryFacts } from '../outlet.ts';
import { claimCase } from './claim.ts';
import { closeInfoCase } from './close-info.ts';

const SUPERVISOR = '41201990001';
const SECOND = '41201990002';
const office = (maker: string): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at('14:00'),
});

/** A payment made before the loss report that the hub had first: posted, and a case that only informs. */
function informed(fen = 200_000) {
  const outlet = new Outlet();
  outlet.change(account, ACCOUNT, { ledger_fen: 9_000_000 });
  for (const key of ['txn', 'account_day', 'account_lease', 'till_day'] as const)
    outlet.configure(`offline.withdraw.${key}_fen`, 9_000_000);
  outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
  const { command } = outlet.run('counter.withdraw', aWithdrawal(fen), { at: at('08:59:59') });
  const id = `${command.rowId}/LOST_AFTER_PAYMENT`;
  const close = (maker: string, over: object = {}) => {
    const payload = { case: id, words: '已阅', ...over };
    const refused = outlet.refusal(closeInfoCase.name, payload, office(maker));
    if (refused === null) outlet.run(closeInfoCase.name, payload, office(maker));
    return refused?.code ?? null;
  };
  return { outlet, id, entry: command.rowId, close };
}

test('a case that informs is closed by one person with a word, and once', () => {
  const { outlet, id, close } = informed();
  expect(outlet.get(exceptionCase, id)).toMatchObject({ severity: 'info', status: 'open' });
  expect(close(SUPERVISOR, { words: ' ' })).toBe('REASON_REQUIRED');
  expect(close(TELLER)).toBe('CASE_OWN_ENTRY');
  expect(close(SUPERVISOR)).toBeNull();
  expect(outlet.get(exceptionCase, id)).toMatchObject({ status: 'closed', resolution: 'accept' });
  expect(close(SUPERVISOR)).toBe('CASE_CLOSED');
});

test('¥5,000.00 is closed with others, one fen more is not', () => {
  expect(informed(500_000).close(SUPERVISOR)).toBeNull();
  expect(informed(500_001).close(SUPERVISOR)).toBe('CASE_ALONE_LIMIT');
});

test('neither is one that somebody else has taken, nor one that is more than information', () => {
  const { outlet, id, close } = informed();
  outlet.run(claimCase.name, { case: id, aml: false }, office(SECOND));
  expect(close(SUPERVISOR)).toBe('CASE_TAKEN');
  expect(close(SECOND)).toBeNull();
  const large = new Outlet();
  large.change(account, ACCOUNT, { ledger_fen: 0 });
  for (const [fen, clock] of [
    [4_999_999, '10:00'],
    [1, '10:30'],
  ] as const)
    large.run('counter.deposit', aDeposit(fen), { at: at(clock) });
  const report = large.cases.find((one) => one.code === 'LARGE_CASH');
  expect(large.refusal(closeInfoCase.name, { case: report?.id, words: '已阅' }, office(SUPERVISOR))?.code).toBe(
    'ACTION_NOT_ALLOWED',
  );
  const other = new Outlet();
  other.change(account, ACCOUNT, { ledger_fen: 150_000 });
  const { command } = other.run('counter.withdraw', aWithdrawal(200_000), { at: at('10:05') });
  const payload = { case: `${command.rowId}/OVERDRAFT`, words: '已阅' };
  expect(other.refusal(closeInfoCase.name, payload, office(SUPERVISOR))?.code).toBe('ACTION_NOT_ALLOWED');
});
