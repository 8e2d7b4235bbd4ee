import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { interaction } from '../../tables/interaction.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { till } from '../../tables/till.ts';
import { leaseUse, tillDay } from '../../tables/totals.ts';
import { ACCOUNT, aDeposit, at, aWithdrawal, CHIEF, CUSTOMER, DAY, Outlet, TABLET } from '../outlet.ts';

/** Cash paid while a request had no answer (design D3.2, D1.5): a fact, judged as if paid offline. */

const HOUR = 3_600_000;
const ONLINE = { basis: 'request', offline: false } as const;

/** A request of 2,000 yuan without an answer, and what an advice in its place is captured with. */
function unanswered(side: 'hub' | 'terminal', ledger = 10_000_000) {
  const outlet = new Outlet(side);
  outlet.change(account, ACCOUNT, { ledger_fen: ledger });
  const request = outlet.entry('counter.withdraw', aWithdrawal(200_000), ONLINE);
  if (side === 'terminal') outlet.apply(request);
  return { outlet, inItsPlace: { replaces: request.rowId, offline: false, checker: CHIEF, at: at('10:01') } as const };
}

describe('a payout in the place of a request, on the hub', () => {
  const judged = (fen: number, of = {}, ledger = 10_000_000) => {
    const { outlet, inItsPlace } = unanswered('hub', ledger);
    const { verdict, split } = outlet.run('counter.withdraw', aWithdrawal(fen), { ...inItsPlace, ...of });
    return [verdict, split?.suspenseLedger ?? null, outlet.cases.map((one) => `${one.code}:${one.body['severity']}`)];
  };

  test('said to be online it meets the offline limits: 200,000 fen passes, 200,001 is flagged, 400,001 waits in SUS-LIM', () => {
    expect(judged(200_000)).toEqual(['posted', null, []]);
    expect(judged(200_001)).toEqual(['posted_with_exception', null, ['LIMIT_EXCEEDED:medium']]);
    expect(judged(400_000)).toEqual(['posted_with_exception', null, ['LIMIT_EXCEEDED:medium']]);
    expect(judged(400_001)).toEqual(['suspense', 'SUS-LIM', ['LIMIT_EXCEEDED:high']]);
  });

  test('without a lease it is posted and flagged; the account pays what it has and the rest is SUS-OD', () => {
    expect(judged(100_000, { lease: null })).toEqual(['posted_with_exception', null, ['LEASE_EXPIRED:medium']]);
    expect(judged(200_000, {}, 150_000)).toEqual(['posted_with_exception', 'SUS-OD', ['OVERDRAFT:high']]);
  });

  test('it counts in the offline sums and frees them when it is reversed', () => {
    const { outlet, inItsPlace } = unanswered('hub');
    const paid = outlet.run('counter.withdraw', aWithdrawal(200_000), inItsPlace);
    expect(outlet.get(leaseUse, `device:${TABLET}`)?.uses).toMatchObject([{ fen: 200_000 }]);
    expect(outlet.get(interaction, paid.command.rowId)?.offline).toBe(true);
    const back = { original: paid.command.rowId, fen: 200_000, direction: 'in', till: '01', reason: 'wrong_amount' };
    outlet.run('counter.reverse', { ...back, voucher_no: '4127280102261110000174', signature_hash: null });
    expect(outlet.get(leaseUse, `device:${TABLET}`)?.uses).toEqual([]);
  });
});

describe('a payout in the place of a request, at capture', () => {
  const refusal = (fen: number, over = {}, of = {}, prepare: (outlet: Outlet) => void = () => undefined) => {
    const { outlet, inItsPlace } = unanswered('terminal');
    prepare(outlet);
    return outlet.refusal('counter.withdraw', aWithdrawal(fen, over), { ...inItsPlace, ...of })?.code ?? null;
  };

  test('no limit, lease, ladder or shortage refuses it, on line or off', () => {
    for (const offline of [true, false]) {
      expect(refusal(500_000, {}, { offline })).toBeNull();
      expect(refusal(200_000, {}, { offline, lease: null })).toBeNull();
      expect(refusal(200_000, {}, { offline, replicaAsOf: at('10:00') - 100 * HOUR })).toBeNull();
      expect(refusal(200_000, {}, { offline }, (o) => o.change(account, ACCOUNT, { ledger_fen: 0 }))).toBeNull();
    }
  });

  test('nor does what became of the account, the person or the evidence since', () => {
    expect(refusal(200_000, {}, {}, (o) => o.change(account, ACCOUNT, { status: 'closed' }))).toBeNull();
    expect(refusal(200_000, {}, {}, (o) => o.change(account, ACCOUNT, { status: 'lost_oral', lost_at: 0 }))).toBeNull();
    expect(refusal(200_000, {}, {}, (o) => o.change(customer, CUSTOMER, { status: 'deceased' }))).toBeNull();
    expect(refusal(200_000, { signature_hash: null, holder_present: false, id_seen: false })).toBeNull();
  });

  test('till, count, amount, till cash and the second person are checked all the same', () => {
    expect(refusal(200_000, { till: '02' })).toBe('NO_TILL');
    expect(refusal(0)).toBe('AMOUNT_INVALID');
    const line = { form: 'note', sheets: 1, bundles: 0, bricks: 0, unfit: 0 };
    expect(refusal(200_000, { denominations: [{ ...line, face_fen: 10_000 }] })).toBe('DENOM_MISMATCH');
    expect(refusal(200_000, { denominations: [{ ...line, face_fen: 300 }] })).toBe('FIELD_FORMAT');
    expect(refusal(200_000, {}, {}, (o) => o.change(till, '01', { cash_fen: 199_999 }))).toBe('TILL_CASH_SHORT');
    expect(refusal(100_000, {}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(refusal(99_999, {}, { checker: null })).toBeNull();
  });

  test('what names no request of this tablet is an offline payout like any other, whatever it says of the line', () => {
    expect(refusal(200_001, {}, { replaces: `${TABLET.slice(0, 16)}.999` })).toBe('OFFLINE_LIMIT_TXN');
    const { outlet } = unanswered('terminal');
    const paid = outlet.run('counter.withdraw', aWithdrawal(100_000), { at: at('09:00') });
    const again = { replaces: paid.command.rowId, offline: false, checker: CHIEF };
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_001), again)?.code).toBe('OFFLINE_LIMIT_TXN');
  });
});

describe('a reversal in the place of a request to reverse', () => {
  const reversal = (original: string) => ({
    original,
    fen: 200_000,
    direction: 'out',
    till: '01',
    voucher_no: '4127280102261110000174',
    reason: 'wrong_amount',
    signature_hash: null,
  });

  test('one reversal stands and no cash is left over, whether the request was posted or not', () => {
    for (const posted of [true, false]) {
      const outlet = new Outlet();
      const taken = outlet.run('counter.deposit', aDeposit(200_000)).command.rowId;
      const request = outlet.entry('counter.reverse', reversal(taken), { ...ONLINE, checker: CHIEF });
      if (posted) outlet.apply(request);
      const of = { replaces: request.rowId, checker: CHIEF, at: at('10:01') };
      const judged = outlet.run('counter.reverse', reversal(taken), of);
      expect([judged.verdict, outlet.get(till, '01')?.cash_fen]).toEqual(['posted', 2_000_000]);
      expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
      expect(outlet.get(interaction, taken)).toMatchObject({ status: 'reversed', reversed_by: judged.command.rowId });
      expect(outlet.codes()).toEqual([]);
    }
  });

  test('the money its own request binds does not refuse it at capture', () => {
    const outlet = new Outlet('terminal');
    outlet.change(account, ACCOUNT, { ledger_fen: 0 });
    const taken = outlet.run('counter.deposit', aDeposit(200_000)).command.rowId;
    const request = outlet.run('counter.reverse', reversal(taken), { ...ONLINE, checker: CHIEF }).command.rowId;
    const of = { checker: CHIEF, at: at('10:01') };
    expect(outlet.refusal('counter.reverse', reversal(taken), of)?.code).toBe('REVERSAL_FUNDS');
    expect(outlet.refusal('counter.reverse', reversal(taken), { ...of, replaces: request })).toBeNull();
  });
});

describe('the date was closed while the request had no answer (缺终端)', () => {
  const CLOSED = {
    open_date: null,
    last_closed: DAY,
    unsynced_closes: 0,
    tills_out: [{ till: '01', device: TABLET }],
    open_transfers: [],
  };
  const late = { at: at('18:00') };

  test('an ordinary payout is refused before any cash moves; one that is out already is recorded', () => {
    const { outlet, inItsPlace } = unanswered('terminal');
    outlet.put(outletState, 'outlet', CLOSED);
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), { ...late, checker: CHIEF })?.code).toBe(
      'BUSINESS_DATE_CLOSED',
    );
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), { ...inItsPlace, ...late })).toBeNull();
    const otherKind = { ...inItsPlace, ...late, replaces: `${TABLET.slice(0, 16)}.999` };
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), otherKind)?.code).toBe('BUSINESS_DATE_CLOSED');
  });

  test('nor does a date that fell three days behind the calendar refuse it', () => {
    const { outlet, inItsPlace } = unanswered('terminal');
    const behind = { at: at('09:00', '2026-11-13') };
    expect(outlet.refusal('counter.withdraw', aWithdrawal(100), { ...behind })?.code).toBe('BUSINESS_DATE_CLOSED');
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), { ...inItsPlace, ...behind })).toBeNull();
  });

  test('it posts under the date its till is of, 2026-11-10, and the till`s sheet of that date has it', () => {
    const { outlet, inItsPlace } = unanswered('hub');
    outlet.put(outletState, 'outlet', CLOSED);
    const arrived = { receivedAt: at('09:30', '2026-11-12'), hub: { postingDate: '2026-11-12' } };
    const paid = outlet.run('counter.withdraw', aWithdrawal(200_000), { ...inItsPlace, ...late, ...arrived });
    expect([paid.verdict, paid.code]).toEqual(['posted', null]);
    expect(outlet.get(interaction, paid.command.rowId)).toMatchObject({ business_date: DAY, amount_fen: 200_000 });
    expect(outlet.get(tillDay, `01/${DAY}`)).toMatchObject({ cash_out_fen: 200_000, out_count: 1 });
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ last_closed: DAY });
    expect(outlet.ledger('CASH-TILL:01')).toBe(-200_000);
    expect(outlet.codes()).toEqual([]);
  });

  test('a reversal whose cash is back, and giving the request up, are recorded too', () => {
    const outlet = new Outlet('terminal');
    const taken = outlet.run('counter.deposit', aDeposit(200_000)).command.rowId;
    const undo = { original: taken, fen: 200_000, direction: 'out', till: '01', reason: 'wrong_amount' };
    const reversal = { ...undo, voucher_no: '4127280102261110000174', signature_hash: null };
    const request = outlet.run('counter.reverse', reversal, { ...ONLINE, checker: CHIEF }).command.rowId;
    outlet.put(outletState, 'outlet', CLOSED);
    const of = { ...late, checker: CHIEF };
    expect(outlet.refusal('counter.reverse', reversal, of)?.code).toBe('BUSINESS_DATE_CLOSED');
    expect(outlet.refusal('counter.reverse', reversal, { ...of, replaces: request })).toBeNull();
    expect(outlet.refusal('request.abandon', { reason: 'no_answer' }, { ...of, replaces: request })).toBeNull();
  });
});
