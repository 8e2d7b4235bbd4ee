import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { lease } from '../../tables/device.ts';
import { interaction } from '../../tables/interaction.ts';
import { movement } from '../../tables/movement.ts';
import { till } from '../../tables/till.ts';
import { accountDay, leaseUse, tillDay } from '../../tables/totals.ts';
import {
  ACCOUNT,
  at,
  aLoss,
  aWithdrawal,
  CHIEF,
  CUSTOMER,
  MANAGER,
  OTHER_TABLET,
  Outlet,
  TABLET,
  TELLER,
} from '../outlet.ts';
import { withdraw } from './withdraw.ts';

const HOUR = 3_600_000;
const code = (outlet: Outlet, fen: number, over = {}, of = {}) =>
  outlet.refusal(withdraw.name, aWithdrawal(fen, over), { checker: CHIEF, ...of })?.code ?? null;

describe('counter.withdraw at capture', () => {
  test('an offline withdrawal with holder, paper, medium, signature and chief teller is admitted', () => {
    expect(code(new Outlet('terminal'), 100_000)).toBeNull();
  });

  test('each missing piece of offline evidence has its own refusal', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 50_000, { holder_present: false })).toBe('AGENT_NOT_ALLOWED');
    expect(code(outlet, 50_000, { medium_seen: false })).toBe('MEDIUM_MISMATCH');
    expect(code(outlet, 50_000, { signature_hash: null })).toBe('FIELD_REQUIRED');
    expect(code(outlet, 50_000, { id_seen: false })).toBe('ID_REQUIRED');
    expect(code(outlet, 50_000, { id_last4: '0487' })).toBe('ID_MISMATCH');
  });

  test('a presented paper that expired before the business date is refused', () => {
    const outlet = new Outlet('terminal');
    outlet.change(customer, CUSTOMER, { id_valid_to: '2026-11-09' });
    expect(code(outlet, 50_000)).toBe('ID_EXPIRED');
    outlet.change(customer, CUSTOMER, { id_valid_to: '2026-11-10' });
    expect(code(outlet, 50_000)).toBeNull();
  });

  test('ladder: at a replica age of 30 h 100,000 fen is allowed and 100,001 is not', () => {
    const outlet = new Outlet('terminal');
    const of = { replicaAsOf: at('10:00') - 30 * HOUR };
    expect(code(outlet, 100_000, {}, of)).toBeNull();
    expect(outlet.refusal(withdraw.name, aWithdrawal(100_001), { checker: CHIEF, ...of })).toEqual({
      code: 'OFFLINE_LIMIT_TXN',
      detail: { limit: 'txn', limit_fen: 200_000, used_fen: 0, allowed_fen: 100_000, percent: 50, age_h: 30 },
    });
  });

  test('ladder: 24 h 00 m 00 s leaves all, one second more leaves half, 72 h half, one second more nothing', () => {
    const outlet = new Outlet('terminal');
    const aged = (ms: number) => ({ replicaAsOf: at('10:00') - ms });
    expect(code(outlet, 200_000, {}, aged(24 * HOUR))).toBeNull();
    expect(code(outlet, 200_000, {}, aged(24 * HOUR + 1000))).toBe('OFFLINE_LIMIT_TXN');
    expect(code(outlet, 100_000, {}, aged(72 * HOUR))).toBeNull();
    expect(code(outlet, 100, {}, aged(72 * HOUR + 1000))).toBe('REPLICA_STALE');
  });

  test('the lease is tested before the age of the replica and is valid up to its last instant', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 50_000, {}, { lease: null, replicaAsOf: 0 })).toBe('LEASE_EXPIRED');
    outlet.change(lease, 'L01', { expires_at: at('10:00') });
    expect(code(outlet, 50_000)).toBeNull();
    expect(code(outlet, 50_000, {}, { at: at('10:00') + 1 })).toBe('LEASE_EXPIRED');
  });

  test('limits per account and day, per account in 72 h, per till and of the device share are each equal-allowed', () => {
    const outlet = new Outlet('terminal');
    outlet.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
    outlet.put(accountDay, `${ACCOUNT}/2026-11-10/${TABLET.slice(0, 16)}`, {
      account: ACCOUNT,
      business_date: '2026-11-10',
      device: TABLET,
      offline_out_fen: 150_000,
    });
    expect(code(outlet, 150_000)).toBeNull();
    expect(code(outlet, 150_001)).toBe('OFFLINE_LIMIT_ACCOUNT');

    const lent = new Outlet('terminal');
    lent.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
    lent.put(leaseUse, `account:${ACCOUNT}`, {
      uses: [
        { at: at('10:00') - 72 * HOUR, fen: 999_999, command: 'x' },
        { at: at('10:00') - 72 * HOUR + 1, fen: 350_000, command: 'y' },
      ],
    });
    expect(code(lent, 150_000)).toBeNull();
    expect(code(lent, 150_001)).toBe('OFFLINE_LIMIT_ACCOUNT');

    const day = new Outlet('terminal');
    day.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
    day.put(tillDay, '01/2026-11-10', {
      till: '01',
      business_date: '2026-11-10',
      opening_fen: 0,
      cash_in_fen: 0,
      cash_out_fen: 0,
      transfer_in_fen: 0,
      transfer_out_fen: 0,
      over_fen: 0,
      short_fen: 0,
      offline_out_fen: 2_900_000,
      in_count: 0,
      out_count: 0,
      kinds: [],
    });
    expect(code(day, 100_000)).toBeNull();
    expect(code(day, 100_001)).toBe('OFFLINE_LIMIT_TILL');

    const share = new Outlet('terminal');
    share.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
    share.put(leaseUse, `device:${TABLET}`, { uses: [{ at: at('09:00'), fen: 3_233_333, command: 'x' }] });
    expect(code(share, 100_000)).toBeNull();
    expect(code(share, 100_001)).toBe('OFFLINE_LIMIT_OUTLET');
    // Paid before the clock was set back: it is in the past of this device all the same.
    share.put(leaseUse, `device:${TABLET}`, { uses: [{ at: at('23:00'), fen: 3_233_333, command: 'x' }] });
    expect(code(share, 100_001)).toBe('OFFLINE_LIMIT_OUTLET');
  });

  test('deposits captured here do not raise what may be paid offline, withdrawals captured here lower it', () => {
    const outlet = new Outlet('terminal');
    outlet.configure('offline.withdraw.txn_fen', 1_000_000);
    outlet.configure('offline.withdraw.account_day_fen', 1_000_000);
    outlet.configure('offline.withdraw.account_lease_fen', 1_000_000);
    outlet.change(account, ACCOUNT, { ledger_fen: 800_000, pending_in_fen: 500_000 });
    expect(code(outlet, 300_000)).toBeNull();
    expect(code(outlet, 300_001)).toBe('INSUFFICIENT_FUNDS');
    outlet.run(withdraw.name, aWithdrawal(200_000), { checker: CHIEF });
    expect(code(outlet, 100_000, { duplicate_reason: 'x' }, { at: at('11:00') })).toBeNull();
    expect(code(outlet, 100_001, {}, { at: at('11:00') })).toBe('INSUFFICIENT_FUNDS');
  });

  test('second person: offline from 100,000 fen the chief teller, online from 5,000,000, the manager from 20,000,000', () => {
    const outlet = new Outlet('terminal');
    expect(code(outlet, 99_999, {}, { checker: null })).toBeNull();
    expect(code(outlet, 100_000, {}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(code(outlet, 100_000, {}, { checker: TELLER })).toBe('AUTH_SELF');
    outlet.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    outlet.change(till, '01', { cash_fen: 90_000_000 });
    const online = { offline: false, basis: 'request', checker: null };
    const booked = { reservation_no: 'R1' };
    expect(code(outlet, 4_999_999, {}, online)).toBeNull();
    expect(code(outlet, 5_000_000, {}, online)).toBe('AUTH_REQUIRED');
    expect(code(outlet, 5_000_001, {}, online)).toBe('RESERVATION_REQUIRED');
    expect(code(outlet, 20_000_000, booked, { ...online, checker: CHIEF })).toBe('AUTH_ROLE');
    expect(code(outlet, 20_000_000, booked, { ...online, checker: MANAGER })).toBeNull();
  });

  test('a chief teller who makes an entry needs the manager', () => {
    const outlet = new Outlet('terminal');
    outlet.signOn(CHIEF, TABLET, '00');
    const of = { maker: CHIEF };
    const mine = { till: '00' };
    expect(code(outlet, 100_000, mine, { ...of, checker: null })).toBe('AUTH_REQUIRED');
    expect(code(outlet, 100_000, mine, { ...of, checker: MANAGER })).toBeNull();
  });

  test('states of account and person: lost, frozen, dormant, closed, high risk, visiting, blocked', () => {
    const outlet = (over: object) => {
      const one = new Outlet('terminal');
      one.change(account, ACCOUNT, over);
      return code(one, 50_000);
    };
    expect(outlet({ status: 'lost_oral', lost_at: at('09:00') })).toBe('ACCOUNT_STATUS');
    expect(outlet({ status: 'lost_oral', lost_at: at('10:00') - 120 * HOUR })).toBeNull();
    expect(outlet({ status: 'lost_oral', lost_at: at('10:00') - 120 * HOUR + 1 })).toBe('ACCOUNT_STATUS');
    expect(outlet({ frozen_at: at('10:00') })).toBe('ACCOUNT_STATUS');
    expect(outlet({ stop_pay_at: at('09:00') })).toBe('ACCOUNT_STATUS');
    expect(outlet({ status: 'dormant' })).toBe('ACCOUNT_STATUS');
    expect(outlet({ status: 'closed' })).toBe('ACCOUNT_STATUS');
    expect(outlet({ home_outlet: '41272802' })).toBe('OFFLINE_NOT_ALLOWED');
    expect(outlet({ offline_block: true })).toBe('HOT_LISTED');
    const risky = new Outlet('terminal');
    risky.change(customer, CUSTOMER, { risk_level: 'high' });
    expect(code(risky, 50_000)).toBe('RISK_HIGH_OFFLINE');
  });

  test('till cash, count sheet and amount', () => {
    const outlet = new Outlet('terminal');
    outlet.change(till, '01', { cash_fen: 50_000 });
    expect(code(outlet, 50_001)).toBe('TILL_CASH_SHORT');
    const sheet = [{ face_fen: 10_000, form: 'note', sheets: 4, bundles: 0, bricks: 0, unfit: 0 }];
    expect(code(outlet, 50_000, { denominations: sheet })).toBe('DENOM_MISMATCH');
    expect(code(outlet, 40_000, { denominations: sheet })).toBeNull();
    expect(code(outlet, 0)).toBe('AMOUNT_INVALID');
    expect(code(outlet, 10_000_000_000)).toBe('AMOUNT_INVALID');
  });

  test('the same amount again within 300 s on this device asks for a reason', () => {
    const outlet = new Outlet('terminal');
    outlet.run(withdraw.name, aWithdrawal(20_000), { at: at('10:00') });
    expect(code(outlet, 20_000, {}, { at: at('10:05') })).toBe('DUPLICATE_WARN');
    expect(code(outlet, 20_000, { duplicate_reason: '第二次取款' }, { at: at('10:05') })).toBeNull();
    expect(code(outlet, 20_000, {}, { at: at('10:05:01') })).toBeNull();
  });
});

describe('counter.withdraw on the hub', () => {
  test('X1: 200,000 paid offline meets 150,000: 150,000 from the account, 50,000 to SUS-OD, OVERDRAFT, blocked offline', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 150_000 });
    const judged = outlet.run(withdraw.name, aWithdrawal(200_000), { at: at('10:05'), checker: CHIEF });
    expect(judged.verdict).toBe('posted_with_exception');
    expect(judged.split).toEqual({ accountFen: 150_000, suspenseLedger: 'SUS-OD', suspenseFen: 50_000 });
    expect(judged.postings).toEqual([
      { ledger: 'CASH-TILL:01', account: null, fen: -200_000 },
      { ledger: 'DEPOSIT', account: ACCOUNT, fen: 150_000 },
      { ledger: 'SUS-OD', account: null, fen: 50_000 },
    ]);
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 0, offline_block: true });
    expect(outlet.codes()).toEqual(['OVERDRAFT']);
    expect(outlet.cases[0]?.body).toMatchObject({
      severity: 'high',
      suspense_ledger: 'SUS-OD',
      suspense_fen: 50_000,
      status: 'open',
    });
  });

  test('X2 loss first: a payment captured at 09:30 debits nothing, 200,000 to SUS-LOST, critical', () => {
    const outlet = new Outlet();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00'), device: OTHER_TABLET });
    const judged = outlet.run(withdraw.name, aWithdrawal(200_000), { at: at('09:30'), checker: CHIEF });
    expect(judged.verdict).toBe('suspense');
    expect(judged.split).toEqual({ accountFen: 0, suspenseLedger: 'SUS-LOST', suspenseFen: 200_000 });
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
    expect(outlet.cases[0]?.body).toMatchObject({ code: 'CARD_LOST_ELSEWHERE', severity: 'critical' });
  });

  test('X2 boundaries: 08:59:59 is debited with LOST_AFTER_PAYMENT, 09:00:00 counts as after', () => {
    for (const [clock, code_, ledger] of [
      ['08:59:59', 'LOST_AFTER_PAYMENT', 100_000],
      ['09:00:00', 'CARD_LOST_ELSEWHERE', 300_000],
    ] as const) {
      const outlet = new Outlet();
      outlet.run('counter.lost_oral', aLoss(), { at: at('09:00'), device: OTHER_TABLET });
      const judged = outlet.run(withdraw.name, aWithdrawal(200_000), {
        at: at(clock),
        checker: CHIEF,
        receivedAt: at('11:00'),
      });
      expect(outlet.codes()).toEqual([code_]);
      expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(ledger);
      expect(judged.verdict).toBe(code_ === 'LOST_AFTER_PAYMENT' ? 'posted' : 'suspense');
    }
  });

  test('a payment before the loss on a clock nobody anchored is kept for a person', () => {
    const outlet = new Outlet();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00'), device: OTHER_TABLET });
    expect(
      outlet.run(withdraw.name, aWithdrawal(200_000), { at: at('08:30'), anchored: false }).split?.suspenseLedger,
    ).toBe('SUS-LOST');
  });

  test('frozen, closed, unknown and the order of precedence', () => {
    const ledgerOf = (over: object, payload = {}) => {
      const outlet = new Outlet();
      outlet.change(account, ACCOUNT, over);
      const judged = outlet.run(withdraw.name, aWithdrawal(200_000, payload));
      return [judged.split?.suspenseLedger, outlet.codes()[0], judged.verdict];
    };
    expect(ledgerOf({ frozen_at: at('10:00') })).toEqual(['SUS-FRZ', 'ACCOUNT_FROZEN_ELSEWHERE', 'suspense']);
    expect(ledgerOf({ frozen_at: at('10:00') + 1 })).toEqual([undefined, undefined, 'posted']);
    expect(ledgerOf({ status: 'closed', ledger_fen: 0 })).toEqual(['SUS-OD', 'ACCOUNT_CLOSED_ELSEWHERE', 'suspense']);
    expect(ledgerOf({}, { account: '999', account_no: '412728010001244' })).toEqual([
      'SUS-UNK',
      'UNKNOWN_ACCOUNT',
      'suspense',
    ]);
    expect(ledgerOf({ status: 'lost_oral', lost_at: at('09:00'), frozen_at: at('09:00') })).toEqual([
      'SUS-LOST',
      'CARD_LOST_ELSEWHERE',
      'suspense',
    ]);
    expect(ledgerOf({ status: 'closed', frozen_at: at('09:00') })).toEqual([
      'SUS-FRZ',
      'ACCOUNT_FROZEN_ELSEWHERE',
      'suspense',
    ]);
  });

  test('up to twice a limit is posted and flagged, above it everything waits in SUS-LIM', () => {
    const over = (fen: number) => {
      const outlet = new Outlet();
      outlet.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
      const judged = outlet.run(withdraw.name, aWithdrawal(fen));
      return [
        judged.verdict,
        judged.split?.suspenseLedger ?? null,
        outlet.cases.map((one) => `${one.code}:${String(one.body['severity'])}`),
      ];
    };
    expect(over(200_000)).toEqual(['posted', null, []]);
    expect(over(200_001)).toEqual(['posted_with_exception', null, ['LIMIT_EXCEEDED:medium']]);
    expect(over(400_000)).toEqual(['posted_with_exception', null, ['LIMIT_EXCEEDED:medium']]);
    expect(over(400_001)).toEqual(['suspense', 'SUS-LIM', ['LIMIT_EXCEEDED:high']]);
  });

  test('twice is of the limit before the ladder: 400,000 at half the limits is still posted', () => {
    const outlet = new Outlet();
    outlet.change(account, ACCOUNT, { ledger_fen: 10_000_000 });
    expect(outlet.run(withdraw.name, aWithdrawal(400_000), { replicaAsOf: at('10:00') - 30 * HOUR }).verdict).toBe(
      'posted_with_exception',
    );
  });

  test('a missing or expired lease alone is posted and flagged LEASE_EXPIRED', () => {
    for (const of of [{ lease: null }, { at: at('08:00') + 72 * HOUR + 1, businessDate: '2026-11-13' }]) {
      const outlet = new Outlet();
      const judged = outlet.run(withdraw.name, aWithdrawal(100_000), {
        ...of,
        replicaAsOf: (of as { at?: number }).at ?? at('10:00'),
      });
      expect(judged.verdict).toBe('posted_with_exception');
      expect(outlet.codes()).toEqual(['LEASE_EXPIRED']);
    }
  });

  test('a failed clock is flagged on any entry and shows in its record', () => {
    const outlet = new Outlet();
    const judged = outlet.run(withdraw.name, aWithdrawal(100_000), { hub: { clockAnomaly: true } });
    expect(judged.verdict).toBe('posted_with_exception');
    expect(outlet.codes()).toEqual(['CLOCK_ANOMALY']);
    expect(outlet.get(interaction, judged.command.rowId)?.status).toBe('posted_with_exception');
  });

  test('an entry judged in an earlier life of the hub keeps its split', () => {
    const outlet = new Outlet();
    const recorded = {
      verdict: 'posted_with_exception',
      code: null,
      split: { accountFen: 120_000, suspenseLedger: 'SUS-OD', suspenseFen: 80_000 },
    };
    const judged = outlet.run(withdraw.name, aWithdrawal(200_000), { hub: { recorded } });
    expect([judged.verdict, judged.split]).toEqual(['posted_with_exception', recorded.split]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(180_000);
  });

  test('recorded as posted, but its loss report came first this time: it stands in SUS-LOST as it did in the end', () => {
    const outlet = new Outlet();
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00'), device: OTHER_TABLET });
    const recorded = { verdict: 'posted', code: null, split: null };
    const judged = outlet.run(withdraw.name, aWithdrawal(200_000), { at: at('09:30'), hub: { recorded } });
    expect([judged.verdict, judged.split?.suspenseLedger]).toEqual(['suspense', 'SUS-LOST']);
    expect(outlet.codes()).toEqual(['CARD_LOST_ELSEWHERE']);
  });

  test('rows of a posted withdrawal: line, record, till, sums', () => {
    const outlet = new Outlet();
    const { command } = outlet.run(withdraw.name, aWithdrawal(100_000), { checker: CHIEF });
    expect(outlet.get(movement, `${ACCOUNT}/0`)).toMatchObject({
      fen: -100_000,
      balance_fen: 200_000,
      line: 0,
      interaction: command.rowId,
    });
    expect(outlet.get(interaction, command.rowId)).toMatchObject({
      status: 'posted',
      direction: 'out',
      account_fen: 100_000,
      checker: CHIEF,
    });
    expect(outlet.get(till, '01')?.cash_fen).toBe(1_900_000);
    expect(outlet.get(tillDay, '01/2026-11-10')).toMatchObject({
      opening_fen: 2_000_000,
      cash_out_fen: 100_000,
      offline_out_fen: 100_000,
      out_count: 1,
    });
    expect(outlet.get(leaseUse, `device:${TABLET}`)?.uses).toHaveLength(1);
  });

  test('the twenty-first line takes the place of the first', () => {
    const outlet = new Outlet();
    for (let i = 1; i <= 21; i++) outlet.run(withdraw.name, aWithdrawal(100 + i), { offline: false });
    expect(outlet.get(movement, `${ACCOUNT}/0`)).toMatchObject({ line: 20, fen: -121 });
  });

  test('applying the same entry to the same rows gives the same rows', () => {
    const outlet = new Outlet();
    const command = outlet.entry(withdraw.name, aWithdrawal(200_000));
    expect(outlet.judge(command)).toEqual(outlet.judge(command));
  });

  test('property: legs sum to zero, the cash leg is the whole amount, no account goes below zero', () => {
    const money = fc.integer({ min: 1, max: 600_000 });
    const state = fc.constantFrom('active', 'closed', 'lost_oral', 'dormant' as const);
    fc.assert(
      fc.property(
        fc.array(money, { minLength: 1, maxLength: 6 }),
        money,
        state,
        fc.boolean(),
        (amounts, ledger, status, offline) => {
          const outlet = new Outlet();
          outlet.change(account, ACCOUNT, {
            ledger_fen: ledger,
            status,
            lost_at: status === 'lost_oral' ? at('09:00') : null,
          });
          for (const fen of amounts) {
            const judged = outlet.run(withdraw.name, aWithdrawal(fen), { offline });
            expect(judged.postings.reduce((sum, one) => sum + one.fen, 0)).toBe(0);
            expect(judged.postings.find((one) => one.ledger === 'CASH-TILL:01')?.fen).toBe(-fen);
          }
          expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('counter.withdraw as a request', () => {
  test('on its terminal nothing moves, but the money is bound', () => {
    const outlet = new Outlet('terminal');
    outlet.run(withdraw.name, aWithdrawal(250_000), { basis: 'request', offline: false });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ ledger_fen: 300_000, pending_out_fen: 250_000 });
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_000_000);
    expect(code(outlet, 60_000, {}, { at: at('11:00') })).toBe('INSUFFICIENT_FUNDS');
  });

  test('after its deadline in hub time it is refused', () => {
    const outlet = new Outlet();
    const command = {
      ...outlet.entry(withdraw.name, aWithdrawal(10_000), { basis: 'request', offline: false }),
      deadline: at('10:00:30'),
    };
    const late = outlet.admit(command, { receivedAt: at('10:00:31') });
    expect(late.ok ? null : late.error.code).toBe('REQUEST_EXPIRED');
    expect(outlet.admit(command, { receivedAt: at('10:00:30') }).ok).toBe(true);
  });
});
