import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import type { AnyRow } from '../../tables/define.ts';
import { freezeTurns, stopWatch } from '../../tables/freeze-turns.ts';
import { interaction } from '../../tables/interaction.ts';
import {
  ACCOUNT,
  aDeposit,
  aLoss,
  at,
  aWithdrawal,
  CHIEF,
  MANAGER,
  OTHER_TABLET,
  Outlet,
  TELLER,
  type EntryFacts,
} from '../outlet.ts';
import { freeze, unfreeze } from './freeze.ts';
import { lostWritten } from './lost-written.ts';
import { confirmStop, liftStop, stopPay } from './stop-pay.ts';
import { unlost } from './unlost.ts';

/** Written loss, stop and freeze with their lifting: who may, what is stopped, and since when. */

const HOUR = 3_600_000;
const ONLINE = { offline: false, basis: 'request' } as const;
const aWritten = (over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  account_no: null,
  card: null,
  medium: 'passbook',
  id_seen: true,
  id_last4: '0486',
  form_no: 'G0001',
  pin_lost: false,
  fee_fen: 0,
  till: null,
  ...over,
});
const aLifting = { account: ACCOUNT, card: null, id_seen: true, id_last4: '0486', form_no: 'G0001' };
const PAPERS = {
  account: ACCOUNT,
  authority: '沈丘县人民法院',
  document_no: '(2026)豫1624执101号',
  officer_1: '4116240001',
  officer_2: '4116240002',
};
const aFreeze = (over: AnyRow = {}): AnyRow => ({ ...PAPERS, fen: null, until: '2027-11-10', ...over });
const aStop = { account: ACCOUNT, reason: '疑似被骗', until: null };

const paying = (outlet: Outlet, of: EntryFacts = {}) =>
  outlet.refusal('counter.withdraw', aWithdrawal(10_000), { checker: CHIEF, ...of })?.code ?? null;

/** Books after a payment at `paidAt` and `stop` at 09:00, in both orders of arrival. */
function both(stop: (outlet: Outlet, of: EntryFacts) => void, paidAt: string) {
  const pay = (outlet: Outlet) =>
    outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at(paidAt), receivedAt: at('11:00'), checker: CHIEF });
  return [true, false].map((stopFirst) => {
    const outlet = new Outlet();
    if (stopFirst) stop(outlet, { at: at('09:00'), receivedAt: at('09:00'), device: OTHER_TABLET });
    const paid = pay(outlet);
    if (!stopFirst) stop(outlet, { at: at('09:00'), receivedAt: at('11:05'), device: OTHER_TABLET });
    return {
      ledger: outlet.get(account, ACCOUNT)?.ledger_fen,
      lost: outlet.ledger('SUS-LOST'),
      frozen: outlet.ledger('SUS-FRZ'),
      codes: outlet.codes(),
      status: outlet.get(interaction, paid.command.rowId)?.status,
    };
  });
}

describe(lostWritten.name, () => {
  test('does not lapse, takes deposits, and keeps the time of the oral report before it', () => {
    const outlet = new Outlet('terminal');
    outlet.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    outlet.run(lostWritten.name, aWritten(), { at: at('11:00') });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'lost_written', lost_at: at('09:00') });
    const later = { at: at('09:00') + 120 * HOUR, businessDate: '2026-11-15' } as const;
    outlet.signOn(TELLER, outlet.tablet('aa'.repeat(16)), '01', '2026-11-15');
    const fresh = { ...later, replicaAsOf: later.at, lease: 'L01' };
    expect(outlet.refusal('counter.deposit', aDeposit(100), fresh)).toBeNull();
    expect(outlet.refusal('counter.withdraw', aWithdrawal(100), fresh)?.code).toBe('ACCOUNT_STATUS');
  });

  test('needs the paper and the form; large with the chief teller, PIN lost as well with the manager', () => {
    const outlet = new Outlet('terminal');
    const asks = (over: AnyRow, checker?: string) =>
      outlet.refusal(lostWritten.name, aWritten(over), checker === undefined ? {} : { checker });
    expect(asks({ id_seen: false, id_last4: null })?.code).toBe('ID_REQUIRED');
    expect(asks({ form_no: ' ' })?.code).toBe('FIELD_REQUIRED');
    expect(asks({})).toBeNull();
    expect(asks({ pin_lost: true })).toEqual({ code: 'AUTH_REQUIRED', detail: { post: 'outlet_manager' } });
    outlet.change(account, ACCOUNT, { ledger_fen: 4_999_999 });
    expect(asks({})).toBeNull();
    outlet.change(account, ACCOUNT, { ledger_fen: 5_000_000 });
    expect(asks({})).toEqual({ code: 'AUTH_REQUIRED', detail: { post: 'chief_teller' } });
    expect(asks({}, CHIEF)).toBeNull();
    outlet.change(account, ACCOUNT, { home_outlet: '41272802' });
    expect(asks({}, CHIEF)?.code).toBe('LARGE_LOSS_HOME_OUTLET');
  });

  test('X2 in both orders of arrival: paid at 09:30 or 09:00:00 stands in SUS-LOST, at 08:59:59 it is posted', () => {
    const written = (outlet: Outlet, of: EntryFacts) => void outlet.run(lostWritten.name, aWritten(), of);
    for (const when of ['09:30', '09:00:00']) {
      const [first, second] = both(written, when);
      expect(first).toMatchObject({ ledger: 300_000, lost: 200_000, codes: ['CARD_LOST_ELSEWHERE'] });
      expect(second).toEqual(first);
    }
    const [first, second] = both(written, '08:59:59');
    expect(first).toMatchObject({ ledger: 100_000, lost: 0, codes: ['LOST_AFTER_PAYMENT'] });
    expect(second).toEqual(first);
  });
});

describe(unlost.name, () => {
  test('only the outlet that took a written report lifts it; an oral one is lifted anywhere', () => {
    const outlet = new Outlet();
    outlet.run(lostWritten.name, aWritten());
    const asks = () => outlet.refusal(unlost.name, aLifting, { ...ONLINE, checker: CHIEF })?.code ?? null;
    expect(asks()).toBeNull();
    outlet.change(account, ACCOUNT, { lost_at_outlet: '41272802' });
    expect(asks()).toBe('NOT_ACCEPTING_OUTLET');
    outlet.change(account, ACCOUNT, { status: 'lost_oral' });
    expect(asks()).toBeNull();
    outlet.change(account, ACCOUNT, { status: 'active' });
    expect(asks()).toBe('ACCOUNT_STATUS');
  });

  test('the account pays again, and what was paid while it stood is still after the loss', () => {
    const outlet = new Outlet();
    outlet.run(lostWritten.name, aWritten(), { at: at('09:00') });
    outlet.run(unlost.name, aLifting, { ...ONLINE, at: at('12:00'), checker: CHIEF });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'active', lost_until: at('12:00') });
    const paid = (when: string, fen: number) =>
      outlet.run('counter.withdraw', aWithdrawal(fen), { at: at(when), device: OTHER_TABLET }).verdict;
    expect(paid('11:59:59', 1_000)).toBe('suspense');
    expect(paid('12:00:00', 2_000)).toBe('posted');
    outlet.run('counter.lost_oral', aLoss(), { at: at('13:00'), receivedAt: at('13:00') });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ status: 'lost_oral', lost_at: at('13:00'), lost_until: null });
  });
});

describe('counter.stop_pay and its lifting', () => {
  test('a teller may not; it stops at once and asks for a reason', () => {
    const outlet = new Outlet('terminal');
    expect(outlet.refusal(stopPay.name, aStop)?.code).toBe('ROLE_DENIED');
    outlet.signOn(CHIEF, outlet.tablet('aa'.repeat(16)), '02');
    expect(outlet.refusal(stopPay.name, { ...aStop, reason: '' }, { maker: CHIEF })?.code).toBe('REASON_REQUIRED');
    outlet.run(stopPay.name, aStop, { maker: CHIEF, at: at('10:00') });
    expect(paying(outlet)).toBe('ACCOUNT_STATUS');
    expect(paying(outlet, { at: at('10:00') - 1 })).toBeNull();
  });

  test('payments at or after it go to SUS-FRZ in both orders of arrival', () => {
    const stop = (outlet: Outlet, of: EntryFacts) => void outlet.run(stopPay.name, aStop, { ...of, maker: CHIEF });
    const [first, second] = both(stop, '09:00:00');
    expect(first).toMatchObject({ ledger: 300_000, frozen: 200_000, codes: ['ACCOUNT_FROZEN_ELSEWHERE'] });
    expect(second).toEqual(first);
    const [earlier, same] = both(stop, '08:59:59');
    expect(earlier).toMatchObject({ ledger: 100_000, frozen: 0, codes: [], status: 'posted' });
    expect(same).toEqual(earlier);
  });

  test('a loss that comes to light later takes what the stop has set aside', () => {
    const outlet = new Outlet();
    const late = { device: OTHER_TABLET, receivedAt: at('12:00') };
    outlet.run('counter.withdraw', aWithdrawal(200_000), { at: at('09:30'), receivedAt: at('11:00') });
    outlet.run(stopPay.name, aStop, { ...late, at: at('09:00'), maker: CHIEF });
    expect([outlet.ledger('SUS-FRZ'), outlet.ledger('SUS-LOST')]).toEqual([200_000, 0]);
    outlet.run('counter.lost_oral', aLoss(), { ...late, at: at('09:15') });
    expect([outlet.ledger('SUS-FRZ'), outlet.ledger('SUS-LOST')]).toEqual([0, 200_000]);
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(300_000);
  });

  test('lifted by two it pays again from that instant on', () => {
    const outlet = new Outlet();
    outlet.run(stopPay.name, aStop, { at: at('09:00'), maker: CHIEF });
    outlet.run(liftStop.name, { account: ACCOUNT, reason: '已核实' }, { ...ONLINE, at: at('12:00'), maker: CHIEF });
    expect(paying(outlet, { at: at('11:59:59') })).toBe('ACCOUNT_STATUS');
    expect(paying(outlet, { at: at('12:00') })).toBeNull();
  });
});

describe('counter.freeze and counter.unfreeze', () => {
  const asks = (outlet: Outlet, over: AnyRow = {}) =>
    outlet.refusal(freeze.name, aFreeze(over), { ...ONLINE, maker: CHIEF, checker: MANAGER })?.code ?? null;
  function atCounter(side: 'hub' | 'terminal' = 'hub'): Outlet {
    const outlet = new Outlet(side);
    outlet.signOn(CHIEF, outlet.tablet('aa'.repeat(16)), '02');
    return outlet;
  }

  test('needs the document, two different officers, and ends within twelve months', () => {
    const outlet = atCounter();
    expect(asks(outlet)).toBeNull();
    expect(asks(outlet, { document_no: '' })).toBe('DOC_REQUIRED');
    expect(asks(outlet, { officer_2: PAPERS.officer_1 })).toBe('OFFICERS');
    expect(asks(outlet, { until: '2027-11-11' })).toBe('LONGER_THAN_12M');
    outlet.run(freeze.name, aFreeze(), { ...ONLINE, maker: CHIEF });
    expect(asks(outlet)).toBe('ALREADY_FROZEN');
  });

  test('all of it stops payment from that instant to the end of its last day; a part lowers what is available', () => {
    const outlet = atCounter();
    outlet.run(freeze.name, aFreeze({ until: '2026-11-11' }), { ...ONLINE, maker: CHIEF });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      frozen_at: at('10:00'),
      frozen_until: at('00:00', '2026-11-12'),
    });
    expect(paying(outlet)).toBe('ACCOUNT_STATUS');
    const part = atCounter();
    part.run(freeze.name, aFreeze({ fen: 290_001 }), { ...ONLINE, maker: CHIEF });
    expect(paying(part)).toBe('INSUFFICIENT_FUNDS');
    part.run(unfreeze.name, PAPERS, { ...ONLINE, maker: CHIEF });
    expect(paying(part)).toBeNull();
  });

  test('domain 11.19: lifting returns to the state before; an oral loss past 120 h is active', () => {
    const status = (after: number) => {
      const outlet = atCounter();
      outlet.run('counter.lost_oral', aLoss(), { at: at('10:00') });
      outlet.run(freeze.name, aFreeze(), { ...ONLINE, maker: CHIEF, at: at('11:00') });
      outlet.run(unfreeze.name, PAPERS, { ...ONLINE, maker: CHIEF, at: at('10:00') + after });
      return outlet.get(account, ACCOUNT)?.status;
    };
    expect(status(120 * HOUR - 1)).toBe('lost_oral');
    expect(status(120 * HOUR)).toBe('active');
  });

  const COURT_B = { ...PAPERS, authority: '郸城县人民法院', document_no: '(2026)豫1625执7号' };
  const DAY_2 = '2026-11-11';

  test('a second authority waits its turn and begins at the instant the first lifts its own (轮候)', () => {
    const outlet = atCounter();
    outlet.run(freeze.name, aFreeze(), { ...ONLINE, maker: CHIEF, at: at('10:00') });
    const second = outlet.run(
      freeze.name,
      { ...COURT_B, fen: 290_001, until: '2027-05-10' },
      { ...ONLINE, maker: CHIEF, at: at('11:00') },
    );
    expect(second.verdict).toBe('posted');
    expect(outlet.get(interaction, second.command.rowId)?.summary).toContain('轮候1');
    expect(outlet.get(account, ACCOUNT)).toMatchObject({ frozen_at: at('10:00'), frozen_fen: 0 });
    // The same document is not taken twice, and only who froze lifts.
    expect(
      outlet.refusal(
        freeze.name,
        { ...COURT_B, fen: 290_001, until: '2027-05-10' },
        { ...ONLINE, maker: CHIEF, checker: MANAGER },
      )?.code,
    ).toBe('ALREADY_FROZEN');
    const lifts = (papers: AnyRow) =>
      outlet.refusal(unfreeze.name, papers, { ...ONLINE, maker: CHIEF, checker: MANAGER })?.code ?? null;
    expect(lifts({ ...PAPERS, authority: '税务局' })).toBe('NOT_THIS_AUTHORITY');
    outlet.run(unfreeze.name, PAPERS, { ...ONLINE, maker: CHIEF, at: at('12:00') });
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      frozen_fen: 290_001,
      frozen_until: at('00:00', '2027-05-11'),
    });
    expect(paying(outlet, { at: at('12:00') })).toBe('INSUFFICIENT_FUNDS');
    expect(outlet.get(freezeTurns, ACCOUNT)).toMatchObject({ authority: '郸城县人民法院', waiting: [] });
    outlet.run(unfreeze.name, COURT_B, { ...ONLINE, maker: CHIEF, at: at('13:00') });
    expect(paying(outlet, { at: at('13:00') })).toBeNull();
  });

  test('the next begins when the first has had its last day, and judges again what was paid in between', () => {
    const outlet = atCounter();
    outlet.run(freeze.name, aFreeze({ until: '2026-11-10' }), { ...ONLINE, maker: CHIEF, at: at('10:00') });
    outlet.run(
      freeze.name,
      { ...COURT_B, fen: null, until: '2027-05-10' },
      { ...ONLINE, maker: CHIEF, at: at('11:00') },
    );
    // Paid a minute after midnight, before the round of the hub.
    outlet.run('counter.withdraw', aWithdrawal(200_000), {
      at: at('00:01', DAY_2),
      receivedAt: at('00:01', DAY_2),
      checker: CHIEF,
    });
    outlet.run(
      'system.end_freeze',
      { account: ACCOUNT },
      { door: 'hub', maker: null, at: at('00:02', DAY_2), receivedAt: at('00:02', DAY_2) },
    );
    expect(outlet.get(account, ACCOUNT)).toMatchObject({
      frozen_at: at('10:00'),
      frozen_until: at('00:00', '2027-05-11'),
      ledger_fen: 300_000,
    });
    expect(outlet.ledger('SUS-FRZ')).toBe(200_000);
  });

  test('an order whose own days are over never begins; one may be taken out of the queue; a freeze is prolonged', () => {
    const outlet = atCounter();
    const run = (payload: AnyRow, name: string = freeze.name, clock = '10:00') =>
      outlet.run(name, payload, { ...ONLINE, maker: CHIEF, at: at(clock) });
    run(aFreeze({ until: '2026-12-10' }));
    run({ ...COURT_B, fen: null, until: '2026-11-10' });
    run({ ...PAPERS, authority: '税务局', document_no: 'S1', fen: 100, until: '2027-01-10' });
    run({ ...PAPERS, authority: '税务局', document_no: 'S2' }, unfreeze.name);
    expect(outlet.get(freezeTurns, ACCOUNT)?.waiting.map((one) => one.authority)).toEqual(['郸城县人民法院']);
    run(aFreeze({ document_no: '(2026)豫1624执102号', until: '2027-11-10' }));
    expect(outlet.get(account, ACCOUNT)?.frozen_until).toBe(at('00:00', '2027-11-11'));
    outlet.signOn(CHIEF, outlet.tablet('aa'.repeat(16)), '02', DAY_2);
    outlet.run(unfreeze.name, PAPERS, { ...ONLINE, maker: CHIEF, at: at('09:00', DAY_2), businessDate: DAY_2 });
    expect(outlet.get(freezeTurns, ACCOUNT)).toMatchObject({ authority: null, waiting: [] });
    expect(outlet.get(account, ACCOUNT)?.frozen_until).toBe(at('09:00', DAY_2));
  });
});

describe('a stop is confirmed by the manager', () => {
  const confirming = (outlet: Outlet, who = MANAGER) =>
    outlet.refusal(confirmStop.name, { account: ACCOUNT, stopped_at: at('09:00') }, { maker: who })?.code ?? null;
  function stopped(maker: string): Outlet {
    const outlet = new Outlet();
    outlet.signOn(MANAGER, outlet.tablet('aa'.repeat(16)), '03');
    outlet.run(stopPay.name, aStop, { maker, at: at('09:00') });
    return outlet;
  }

  test('once, by the manager; a manager’s own stop needs nobody else', () => {
    const outlet = stopped(CHIEF);
    expect(outlet.get(stopWatch, ACCOUNT)).toMatchObject({ stopped_at: at('09:00'), maker: CHIEF, confirmed_at: null });
    expect(confirming(outlet)).toBeNull();
    outlet.run(confirmStop.name, { account: ACCOUNT, stopped_at: at('09:00') }, { maker: MANAGER, at: at('10:00') });
    expect(outlet.get(stopWatch, ACCOUNT)).toMatchObject({ confirmed_by: MANAGER, confirmed_at: at('10:00') });
    expect(confirming(outlet)).toBe('NOTHING_TO_CHANGE');
    expect(confirming(stopped(MANAGER))).toBe('NOTHING_TO_CHANGE');
    expect(paying(outlet, { at: at('10:00') })).toBe('ACCOUNT_STATUS');
  });
});

describe('a freeze of all that a freeze of a part has taken the place of', () => {
  /** All of it from 09:00, lifted at 10:00; a part from 10:30. A payout of 09:30 and one of 10:15 arrive at noon. */
  function partly(next: AnyRow) {
    const outlet = new Outlet();
    const by = { device: OTHER_TABLET, checker: MANAGER, maker: CHIEF, ...ONLINE };
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    outlet.run(freeze.name, aFreeze(), { ...by, at: at('09:00') });
    outlet.run(unfreeze.name, PAPERS, { ...by, at: at('10:00') });
    outlet.run(freeze.name, aFreeze(next), { ...by, at: at('10:30') });
    const paid = (clock: string, fen: number) =>
      outlet.run('counter.withdraw', aWithdrawal(fen), { at: at(clock), receivedAt: at('12:00'), checker: CHIEF });
    return { outlet, paid };
  }

  test.each([
    ['a part', { fen: 10_000, authority: '沈丘县公安局', document_no: '(2026)7号' }],
    ['all of it again', { authority: '沈丘县公安局', document_no: '(2026)7号' }],
  ])('what was paid while all was frozen stands in SUS-FRZ, though %s is frozen since', (_what, next) => {
    const { outlet, paid } = partly(next);
    expect(paid('09:30', 20_000).verdict).toBe('suspense');
    expect(outlet.ledger('SUS-FRZ')).toBe(20_000);
    expect(paid('10:15', 30_000).verdict).toBe('posted');
    expect(outlet.get(account, ACCOUNT)?.ledger_fen).toBe(270_000);
    expect(paid('08:59:59', 40_000).verdict).toBe('posted');
  });
});
