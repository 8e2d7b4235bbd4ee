import { describe, expect, test } from 'vitest';
import { tillBook } from '../../rules/till-equation.ts';
import { tillCount } from '../../tables/till-count.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { voucherStock } from '../../tables/voucher.ts';
import { aDeposit, anAccount, aWithdrawal, at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TELLER } from '../outlet.ts';
import { account } from '../../tables/account.ts';
import { formalBalance } from './formal-balance.ts';
import { handInTill } from './hand-in.ts';
import { interimBalance } from './interim-balance.ts';
import { overShort } from './over-short.ts';
import { reopenTill } from './reopen.ts';

const line = (face_fen: number, sheets: number, form = 'note') => ({
  face_fen,
  form,
  sheets,
  bundles: 0,
  bricks: 0,
  unfit: 0,
});
/** The count sheet of example T1, with so many hundreds. */
const t1Sheet = (hundreds: number) => [
  line(10_000, hundreds),
  line(5_000, 18),
  line(2_000, 28),
  line(1_000, 40),
  line(500, 30),
  line(100, 40),
  line(50, 18, 'coin'),
  line(10, 10, 'coin'),
];

/** The day of example T1 on till 01: opening 20,000.00, +84,560.00 −91,200.00, transfers +10,000.00 −15,000.00. */
function t1(side: 'hub' | 'terminal' = 'hub'): Outlet {
  const outlet = new Outlet(side);
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.put(account, '7001', anAccount({ ledger_fen: 50_000_000 }));
  const online = { offline: false, checker: CHIEF };
  outlet.run('counter.deposit', aDeposit(4_000_000), { ...online, at: at('09:00') });
  outlet.run('counter.deposit', aDeposit(4_456_000), { ...online, at: at('09:30') });
  const chief = { maker: CHIEF, device: OTHER_TABLET };
  const pass = { nonce: 'n', voucher_no: '4127280101261110000175', denominations: [] };
  const lent = outlet.run('till.cash_transfer', { from_till: '00', to_till: '01', fen: 1_000_000, ...pass }, chief);
  const took = { from_till: '00', to_till: '01', fen: 1_000_000, sent_on: '2026-11-10', nonce: 'n' };
  outlet.run('till.transfer_answer', {
    ...took,
    transfer: lent.command.rowId,
    answer: 'accepted',
    denominations: [],
    proof: null,
  });
  outlet.run('counter.withdraw', aWithdrawal(4_600_000), { ...online, at: at('11:00') });
  outlet.run('counter.withdraw', aWithdrawal(4_520_000), { ...online, at: at('11:30') });
  const back = outlet.run('till.cash_transfer', { from_till: '01', to_till: '00', fen: 1_500_000, ...pass });
  outlet.run(
    'till.transfer_answer',
    {
      ...took,
      from_till: '01',
      to_till: '00',
      fen: 1_500_000,
      transfer: back.command.rowId,
      answer: 'accepted',
      denominations: [],
      proof: null,
    },
    chief,
  );
  return outlet;
}
const interim = (hundreds: number, counted: number) => ({
  till: '01',
  counted_fen: counted,
  denominations: t1Sheet(hundreds),
});
const formal = (hundreds: number, counted: number, vouchers: object[] = []) => ({
  ...interim(hundreds, counted),
  vouchers,
});
const short = (fen: number) => ({
  till: '01',
  fen,
  cause: 'unknown',
  note: '复点仍少',
  voucher_no: '4127280101261110000191',
});
const formalCode = (outlet: Outlet, payload: object) =>
  outlet.refusal(formalBalance.name, payload as never, { checker: CHIEF })?.code ?? null;

describe('example T1', () => {
  test('the book is 8,360.00, the count sheet comes to it, and the till balances', () => {
    const outlet = t1();
    const day = outlet.get(tillDay, '01/2026-11-10');
    expect(day).toMatchObject({
      opening_fen: 2_000_000,
      cash_in_fen: 8_456_000,
      cash_out_fen: 9_120_000,
      transfer_in_fen: 1_000_000,
      transfer_out_fen: 1_500_000,
    });
    expect(day === null ? 0 : tillBook(day)).toBe(836_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(836_000);
    outlet.run(interimBalance.name, interim(63, 836_000), { at: at('17:00') });
    expect(outlet.get(tillCount, '01/2026-11-10')).toMatchObject({
      counts: 1,
      last_fen: 836_000,
      last_book_fen: 836_000,
    });
    expect(formalCode(outlet, formal(63, 836_000))).toBeNull();
    expect(outlet.run(formalBalance.name, formal(63, 836_000), { checker: CHIEF, at: at('17:05') }).verdict).toBe(
      'posted',
    );
    expect(outlet.get(till, '01')?.balanced_on).toBe('2026-11-10');
    expect(outlet.codes()).not.toContain('TILL_MISMATCH');
  });

  test('with 62 hundreds it is short 100.00, which is recorded before the till balances', () => {
    const outlet = t1();
    outlet.run(interimBalance.name, interim(62, 826_000), { at: at('17:00') });
    expect(outlet.refusal(formalBalance.name, formal(62, 826_000), { checker: CHIEF })).toEqual({
      code: 'UNRESOLVED_DIFFERENCE',
      detail: { difference_fen: -10_000 },
    });
    const by = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:10') };
    expect(outlet.refusal(overShort.name, short(10_000), by)?.code).toBe('SIGN');
    expect(outlet.refusal(overShort.name, short(-10_001), by)?.code).toBe('SIGN');
    expect(outlet.refusal(overShort.name, short(-10_000), { ...by, checker: TELLER })?.code).toBe('AUTH_ROLE');
    expect(outlet.refusal(overShort.name, short(-10_000), by)).toBeNull();
    expect(outlet.run(overShort.name, short(-10_000), by).verdict).toBe('posted_with_exception');
    expect(outlet.ledger('CASH-SHORT')).toBe(10_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(826_000);
    expect(outlet.get(tillDay, '01/2026-11-10')).toMatchObject({ over_fen: 0, short_fen: 10_000 });
    expect(outlet.cases.at(-1)?.body).toMatchObject({ code: 'CASH_DIFFERENCE', amount_fen: 10_000, status: 'open' });
    expect(formalCode(outlet, formal(62, 826_000))).toBeNull();
    expect(outlet.get(tillCount, '01/2026-11-10')).toMatchObject({ first_fen: 826_000, first_book_fen: 836_000 });
  });
});

describe('till.interim_balance', () => {
  test('is counted blind: any count is recorded, the first one stays', () => {
    const outlet = new Outlet();
    const count = (counted_fen: number) => ({ till: '01', counted_fen, denominations: [] });
    expect(outlet.refusal(interimBalance.name, count(1))).toBeNull();
    outlet.run(interimBalance.name, count(1_990_000), { at: at('12:00') });
    outlet.run(interimBalance.name, count(2_000_000), { at: at('12:10') });
    expect(outlet.get(tillCount, '01/2026-11-10')).toMatchObject({
      counts: 2,
      first_fen: 1_990_000,
      first_book_fen: 2_000_000,
      last_fen: 2_000_000,
    });
    expect(outlet.refusal(interimBalance.name, interim(63, 836_100))?.code).toBe('DENOM_MISMATCH');
    expect(outlet.refusal(interimBalance.name, { ...count(1), till: '07' })?.code).toBe('NO_TILL');
  });
});

describe('till.formal_balance', () => {
  const count = { till: '01', counted_fen: 2_000_000, denominations: [] };

  test('needs a recorded count, with nothing moved since and no other figure', () => {
    const outlet = new Outlet();
    expect(formalCode(outlet, { ...count, vouchers: [] })).toBe('COUNT_FIRST');
    outlet.run(interimBalance.name, count);
    expect(formalCode(outlet, { ...count, counted_fen: 1_990_000, vouchers: [] })).toBe('COUNT_FIRST');
    outlet.run('counter.deposit', aDeposit(10_000));
    expect(formalCode(outlet, { ...count, vouchers: [] })).toBe('COUNT_FIRST');
    outlet.run(interimBalance.name, { ...count, counted_fen: 2_010_000 });
    expect(formalCode(outlet, { ...count, counted_fen: 2_010_000, vouchers: [] })).toBeNull();
    expect(outlet.refusal(formalBalance.name, { ...count, counted_fen: 2_010_000, vouchers: [] })?.code).toBe(
      'AUTH_REQUIRED',
    );
  });

  test('counts the vouchers of the till', () => {
    const outlet = new Outlet();
    const ranges = [{ from_no: '0000000001', to_no: '0000000020' }];
    outlet.put(voucherStock, 'passbook/01', { voucher_type: 'passbook', holder: '01', ranges });
    outlet.run(interimBalance.name, count);
    expect(formalCode(outlet, { ...count, vouchers: [] })).toBe('VOUCHER_COUNT');
    expect(formalCode(outlet, { ...count, vouchers: [{ voucher_type: 'passbook', count: 19 }] })).toBe('VOUCHER_COUNT');
    expect(formalCode(outlet, { ...count, vouchers: [{ voucher_type: 'passbook', count: 20 }] })).toBeNull();
    outlet.run(formalBalance.name, { ...count, vouchers: [] }, { checker: CHIEF });
    expect(outlet.codes()).toEqual(['VOUCHER_GAP']);
  });

  test('the hub compares again: another book is TILL_MISMATCH', () => {
    const outlet = new Outlet();
    outlet.run(formalBalance.name, { ...count, counted_fen: 1_990_000, vouchers: [] }, { checker: CHIEF });
    expect(outlet.cases[0]?.body).toMatchObject({ code: 'TILL_MISMATCH', amount_fen: 10_000 });
  });

  test('closes the till for business until the chief teller reopens it, then the till is handed in', () => {
    const outlet = new Outlet();
    outlet.run(interimBalance.name, count);
    outlet.run(formalBalance.name, { ...count, vouchers: [] }, { checker: CHIEF });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('TILL_BALANCED');
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    const by = { maker: CHIEF, device: OTHER_TABLET };
    expect(outlet.refusal(reopenTill.name, { till: '01', reason: '' }, by)?.code).toBe('REASON_REQUIRED');
    expect(outlet.refusal(reopenTill.name, { till: '00', reason: '补一笔' }, by)?.code).toBe('NOT_FORMALLY_BALANCED');
    expect(outlet.refusal(reopenTill.name, { till: '01', reason: '补一笔' })?.code).toBe('ROLE_DENIED');
    outlet.run(reopenTill.name, { till: '01', reason: '补一笔' }, by);
    expect(outlet.get(tillCount, '01/2026-11-10')).toMatchObject({ reopened: 1, formal_fen: null });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))).toBeNull();
    expect(outlet.refusal(handInTill.name, count, { checker: CHIEF })?.code).toBe('NOT_FORMALLY_BALANCED');
    outlet.run(formalBalance.name, { ...count, vouchers: [] }, { checker: CHIEF });
    expect(outlet.refusal(handInTill.name, count, { checker: CHIEF })).toBeNull();
  });

  test('a transfer the balanced till has not answered is one-sided from then on', () => {
    const outlet = new Outlet();
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    const pass = { nonce: 'n', voucher_no: '4127280101261110000175', denominations: [] };
    const chief = { maker: CHIEF, device: OTHER_TABLET };
    outlet.run('till.cash_transfer', { from_till: '00', to_till: '01', fen: 1_000_000, ...pass }, chief);
    expect(outlet.codes()).toEqual([]);
    outlet.run(formalBalance.name, { ...count, vouchers: [] }, { checker: CHIEF });
    expect(outlet.codes()).toEqual(['TRANSFER_ONE_SIDED']);
  });
});

describe('till.over_short', () => {
  test('over goes to its own ledger and is never set off against short', () => {
    const outlet = new Outlet();
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    const by = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER };
    expect(outlet.refusal(overShort.name, short(5_000), by)?.code).toBe('COUNT_FIRST');
    outlet.run(interimBalance.name, { till: '01', counted_fen: 2_005_000, denominations: [] });
    outlet.run(overShort.name, short(5_000), by);
    outlet.run(interimBalance.name, { till: '01', counted_fen: 2_002_000, denominations: [] });
    outlet.run(overShort.name, short(-3_000), by);
    expect([outlet.ledger('CASH-OVER'), outlet.ledger('CASH-SHORT')]).toEqual([-5_000, 3_000]);
    expect(outlet.get(tillDay, '01/2026-11-10')).toMatchObject({ over_fen: 5_000, short_fen: 3_000 });
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_002_000);
  });
});
