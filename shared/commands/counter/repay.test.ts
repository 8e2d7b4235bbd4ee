import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { ACCOUNT, at, aWithdrawal, Outlet, type EntryFacts } from '../outlet.ts';
import { repay } from './repay.ts';

/** X1: 200,000 paid offline, 150,000 on the account, 50,000 in SUS-OD; the customer brings it back (domain 4.8, recover). */

function overdrawn() {
  const outlet = new Outlet();
  outlet.change(account, ACCOUNT, { ledger_fen: 150_000 });
  const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('10:05') });
  const entry = command.rowId;
  const id = `${entry}/OVERDRAFT`;
  const wanted = (fen: number, over: AnyRow = {}) => ({
    case: id,
    fen,
    till: '01',
    denominations: [],
    voucher_no: '4127280102261110000182',
    payer_name: '王明',
    ...over,
  });
  const pay = (fen: number, facts: EntryFacts = {}) =>
    outlet.run(repay.name, wanted(fen), { at: at('15:00'), ...facts });
  return { outlet, entry, id, wanted, pay };
}

describe(repay.name, () => {
  test('the whole of it empties SUS-OD, ends the case and frees the account, with nobody of the county', () => {
    const { outlet, entry, id, pay } = overdrawn();
    expect([outlet.ledger('SUS-OD'), outlet.get(account, ACCOUNT)?.offline_block]).toEqual([50_000, true]);
    const before = outlet.ledger('CASH-TILL:01');
    expect(pay(50_000).verdict).toBe('posted');
    expect([outlet.ledger('SUS-OD'), outlet.ledger('CASH-TILL:01')]).toEqual([0, before + 50_000]);
    expect(outlet.get(exceptionCase, id)).toMatchObject({ status: 'closed', resolution: 'recover', suspense_fen: 0 });
    expect(outlet.get(interaction, entry)).toMatchObject({ status: 'refunded', suspense_fen: 0, account_fen: 150_000 });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ offline_block: false, ledger_fen: 0 });
  });

  test('a part leaves the rest owed; the payout is then no more taken back whole', () => {
    const { outlet, entry, id, wanted, pay } = overdrawn();
    pay(20_000);
    expect(outlet.ledger('SUS-OD')).toBe(30_000);
    expect(outlet.get(exceptionCase, id)).toMatchObject({ status: 'open', suspense_fen: 30_000 });
    expect(outlet.get(account, ACCOUNT)?.offline_block).toBe(true);
    expect(outlet.refusal(repay.name, wanted(30_001), { at: at('15:10') })).toEqual({
      code: 'REPAY_TOO_MUCH',
      detail: { limit_fen: 30_000 },
    });
    const back = { original: entry, fen: 200_000, direction: 'in', till: '01', reason: 'other', signature_hash: null };
    const reversal = { ...back, voucher_no: '4127280102261110000190' };
    expect(outlet.refusal('counter.reverse', reversal, { at: at('15:20') })?.code).toBe('NOT_REVERSIBLE');
    pay(30_000, { at: at('15:30') });
    expect([outlet.ledger('SUS-OD'), outlet.get(exceptionCase, id)?.status]).toEqual([0, 'closed']);
  });

  test('paid on two tablets: what is more than was owed waits for the customer with a case', () => {
    const { outlet, wanted, pay } = overdrawn();
    pay(50_000);
    const twice = pay(50_000, { at: at('15:01') });
    expect(twice.verdict).toBe('suspense');
    expect([outlet.ledger('SUS-OD'), outlet.ledger('SUS-UNK')]).toEqual([0, -50_000]);
    expect(outlet.cases.at(-1)?.body).toMatchObject({ code: 'RETURNED_CASH', suspense_fen: 50_000 });
    expect(outlet.refusal(repay.name, wanted(1), { at: at('15:02') })?.code).toBe('CASE_CLOSED');
    expect(outlet.refusal(repay.name, wanted(1, { case: 'nothing' }), { at: at('15:02') })?.code).toBe('CASE_UNKNOWN');
  });

  test('with no network the cash is in the till at once; the centre says later what it paid', () => {
    const tablet = new Outlet('terminal');
    tablet.put(exceptionCase, 'x/OVERDRAFT', {
      ...(overdrawn().outlet.cases.at(-1)?.body as never as AnyRow),
    } as never);
    const before = tablet.ledger('CASH-TILL:01');
    const payload = {
      case: 'x/OVERDRAFT',
      fen: 50_000,
      till: '01',
      denominations: [],
      voucher_no: '4127280102261110000182',
      payer_name: '王明',
    };
    expect(tablet.refusal(repay.name, payload, { offline: true })).toBeNull();
    const made = tablet.run(repay.name, payload, { offline: true });
    expect(tablet.ledger('CASH-TILL:01')).toBe(before + 50_000);
    expect(tablet.get(interaction, made.command.rowId)).toMatchObject({ status: 'captured', direction: 'in' });
  });
});
