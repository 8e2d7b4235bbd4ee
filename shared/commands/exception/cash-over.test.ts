import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { ACCOUNT, aDeposit, at, CHIEF, MANAGER, OTHER_TABLET, Outlet, type EntryFacts } from '../outlet.ts';

/** 长款 and 短款 after the count: how the case of a difference ends, and where its money goes (domain 4.5 A, 4.8). */

const SUPERVISOR = '41201990001';
const SECOND = '41201990002';
const office = (maker: string): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at('18:00'),
});

/** Till 01 counted `fen` over (negative: short), written down by the chief teller with the manager's consent. */
function difference(fen: number) {
  const outlet = new Outlet();
  const book = 2_000_000;
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.run('till.interim_balance', { till: '01', counted_fen: book + fen, denominations: [] }, { at: at('17:00') });
  const { command } = outlet.run(
    'till.over_short',
    { till: '01', fen, cause: 'unknown', note: '复点两遍', voucher_no: '4127280101261110000191' },
    { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:10') },
  );
  const of = { case: `${command.rowId}/CASH_DIFFERENCE`, aml: false };
  const run = (name: string, payload: AnyRow, maker = SUPERVISOR) => {
    const refused = outlet.refusal(name, { ...of, ...payload }, office(maker));
    return refused === null ? outlet.run(name, { ...of, ...payload }, office(maker)) : refused.code;
  };
  run('exception.claim', {});
  const propose = (action: string, to: string | null = null) =>
    run('exception.resolve', { action, words: '已查监控', to_account: to, due_on: null, to_name: null });
  const agree = (proposal: ReturnType<typeof propose>, level = 'county') =>
    run(
      'exception.confirm',
      { proposal: typeof proposal === 'string' ? '' : proposal.command.rowId, agreed: true, words: '', level },
      SECOND,
    );
  return { outlet, entry: command.rowId, of, propose, agree };
}

describe('cash that was over', () => {
  test('goes to the account of the customer who gave too much', () => {
    const { outlet, entry, of, propose, agree } = difference(10_000);
    const before = outlet.get(account, ACCOUNT)?.ledger_fen ?? 0;
    expect(outlet.ledger('CASH-OVER')).toBe(-10_000);
    agree(propose('refund', ACCOUNT));
    expect([outlet.ledger('CASH-OVER'), outlet.get(account, ACCOUNT)?.ledger_fen]).toEqual([0, before + 10_000]);
    expect(outlet.get(exceptionCase, of.case)).toMatchObject({ status: 'closed', suspense_fen: 0 });
    expect(outlet.get(interaction, entry)).toMatchObject({ suspense_fen: 0, suspense_ledger: null });
    expect(outlet.ledger('CASH-TILL:01')).toBe(10_000);
  });

  test('becomes other income when nobody misses it, with a second person of the level of a write-off', () => {
    const { outlet, entry, propose, agree } = difference(100_001);
    const proposal = propose('write_off');
    expect(outlet.ledger('INCOME-OTHER')).toBe(0);
    expect(agree(proposal)).toBe('AUTH_LEVEL');
    agree(proposal, 'city');
    expect([outlet.ledger('CASH-OVER'), outlet.ledger('INCOME-OTHER'), outlet.ledger('EXPENSE-LOSS')]).toEqual([
      0, -100_001, 0,
    ]);
    expect(outlet.get(interaction, entry)?.status).toBe('written_off');
  });

  test.each(['liability', 'recover', 'accept'])('is nobody’s debt and does not stay where it is: %s', (action) => {
    const { propose } = difference(10_000);
    expect(propose(action)).toBe(action === 'accept' ? 'SUSPENSE_OPEN' : 'ACTION_NOT_ALLOWED');
  });
});

describe('cash that was short', () => {
  test.each([
    ['liability', 'RECEIVABLE-STAFF'],
    ['write_off', 'EXPENSE-LOSS'],
  ])('%s puts it into %s', (action, ledger) => {
    const { outlet, propose, agree } = difference(-10_000);
    agree(propose(action));
    expect([outlet.ledger('CASH-SHORT'), outlet.ledger(ledger)]).toEqual([0, 10_000]);
  });

  test('is taken from the account that was credited too much, as far as it has it', () => {
    const { outlet, propose, agree } = difference(-10_000);
    outlet.change(account, ACCOUNT, { ledger_fen: 9_999 });
    expect(propose('correct', ACCOUNT)).toBe('INSUFFICIENT_FUNDS');
    outlet.change(account, ACCOUNT, { ledger_fen: 10_000 });
    agree(propose('correct', ACCOUNT));
    expect([outlet.ledger('CASH-SHORT'), outlet.get(account, ACCOUNT)?.ledger_fen]).toEqual([0, 0]);
  });

  test('is not refunded', () => {
    expect(difference(-10_000).propose('refund', ACCOUNT)).toBe('ACTION_NOT_ALLOWED');
  });
});

test('a customer’s deposit that waits in suspense never becomes income', () => {
  const outlet = new Outlet();
  outlet.change(account, ACCOUNT, { status: 'closed' });
  const { command } = outlet.run('counter.deposit', aDeposit(80_000), { at: at('10:05') });
  const of = { case: `${command.rowId}/ACCOUNT_CLOSED_ELSEWHERE`, aml: false };
  outlet.run('exception.claim', of, office(SUPERVISOR));
  const refused = outlet.refusal(
    'exception.resolve',
    { ...of, action: 'write_off', words: '无人认领', to_account: null, due_on: null, to_name: null },
    office(SUPERVISOR),
  );
  expect(refused?.code).toBe('ACTION_NOT_ALLOWED');
});
