import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import { customerDay } from '../../tables/totals.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, CUSTOMER, DAY, Outlet } from '../outlet.ts';
import { abandonRequest } from './abandon.ts';

const online = { basis: 'request', offline: false } as const;
const abandon = { reason: 'no_answer' };

describe('request.abandon', () => {
  test('a posted request is mirrored whole, till leg included', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), online);
    expect(outlet.get(till, '01')?.cash_fen).toBe(1_800_000);
    const judged = outlet.run(abandonRequest.name, abandon, { replaces: command.rowId, at: at('10:01') });
    expect(judged.verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_000_000);
    expect(outlet.get(interaction, command.rowId)?.status).toBe('reversed');
  });

  test('a second abandon does nothing', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), online);
    outlet.run(abandonRequest.name, abandon, { replaces: command.rowId });
    expect(outlet.run(abandonRequest.name, abandon, { replaces: command.rowId }).rows).toEqual([]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
  });

  test('a request that arrives after its abandon is refused', () => {
    const outlet = new Outlet();
    const late = outlet.entry('counter.withdraw', aWithdrawal(200_000), online);
    outlet.run(abandonRequest.name, abandon, { replaces: late.rowId });
    expect(outlet.admit(late)).toEqual({ ok: false, error: { code: 'REQUEST_REPLACED', detail: {} } });
  });

  test('it never overtakes: in a journal without a hole its request comes first', () => {
    expect(abandonRequest.priority).toBe(false);
  });

  test('an entry whose cash has moved cannot be given up like a request', () => {
    const outlet = new Outlet('terminal');
    const { command } = outlet.run('counter.deposit', aDeposit(200_000), { offline: true });
    expect(outlet.refusal(abandonRequest.name, abandon, { replaces: command.rowId })?.code).toBe('ORIGINAL_UNKNOWN');
  });

  test('on its terminal the money bound by the request is free again', () => {
    const outlet = new Outlet('terminal');
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), online);
    outlet.run(abandonRequest.name, abandon, { replaces: command.rowId });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_out_fen: 0 });
  });

  test('a reversal given up after it was posted: the original stands again, its day is counted, it can be reversed anew', () => {
    const outlet = new Outlet();
    const { command } = outlet.run('counter.deposit', aDeposit(200_000), { offline: false });
    const reversal = {
      original: command.rowId,
      fen: 200_000,
      direction: 'out',
      till: '01',
      voucher_no: '4127280102261110000182',
      reason: 'wrong_amount',
      signature_hash: null,
    };
    const asked = outlet.run('counter.reverse', reversal, { ...online, at: at('10:10') });
    outlet.run('counter.withdraw', aWithdrawal(150_000), { ...online, at: at('10:20') });
    outlet.run(abandonRequest.name, abandon, { replaces: asked.command.rowId, at: at('10:30') });
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(350_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_050_000);
    expect(outlet.get(customerDay, `${CUSTOMER}/${DAY}`)).toMatchObject({
      cash_in_fen: 200_000,
      cash_out_fen: 150_000,
    });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({ status: 'posted', reversed_by: null });
    expect(outlet.run('counter.reverse', reversal, { at: at('10:40'), offline: false }).verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(150_000);
  });

  test('it names the request it gives up', () => {
    expect(new Outlet('terminal').refusal(abandonRequest.name, abandon)?.code).toBe('ORIGINAL_UNKNOWN');
  });
});

describe('an advice that replaces a request', () => {
  test('takes its place: one payment stands, whether the request was posted or not', () => {
    for (const posted of [true, false]) {
      const outlet = new Outlet();
      const request = outlet.entry('counter.withdraw', aWithdrawal(150_000), online);
      if (posted) outlet.apply(request);
      const judged = outlet.run('counter.withdraw', aWithdrawal(150_000), { replaces: request.rowId, at: at('10:01') });
      expect(judged.verdict).toBe('posted');
      expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(150_000);
      expect(outlet.get(till, '01')?.cash_fen).toBe(1_850_000);
    }
  });

  test('a second one is a cash fact of its own, flagged', () => {
    const outlet = new Outlet();
    const request = outlet.entry('counter.withdraw', aWithdrawal(100_000), online);
    outlet.run('counter.withdraw', aWithdrawal(100_000), { replaces: request.rowId, at: at('10:01') });
    const second = outlet.run('counter.withdraw', aWithdrawal(100_000), { replaces: request.rowId, at: at('10:30') });
    expect(second.verdict).toBe('posted_with_exception');
    expect(outlet.codes()).toEqual(['DUPLICATE_SUSPECTED']);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(100_000);
  });

  test('the money its own request binds does not stand in its way: the customer has that cash already', () => {
    const outlet = new Outlet('terminal');
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), online);
    const replacing = { replaces: command.rowId, offline: false, at: at('10:01'), checker: CHIEF } as const;
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), replacing)).toBeNull();
    outlet.run('counter.withdraw', aWithdrawal(200_000), replacing);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 100_000, pending_out_fen: 0 });
    expect(
      outlet.get(interaction, outlet.run('counter.withdraw', aWithdrawal(100), replacing).command.rowId)?.offline,
    ).toBe(true);
  });

  test('a request that was posted after all gives back account, till and duplicate window first', () => {
    const outlet = new Outlet('hub');
    const { command } = outlet.run('counter.withdraw', aWithdrawal(200_000), online);
    outlet.change(till, '01', { cash_fen: 0 });
    expect(
      outlet.refusal('counter.withdraw', aWithdrawal(200_000), {
        replaces: command.rowId,
        offline: false,
        at: at('10:01'),
        checker: CHIEF,
      }),
    ).toBeNull();
  });
});
