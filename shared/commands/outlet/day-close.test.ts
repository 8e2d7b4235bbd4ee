import { describe, expect, test } from 'vitest';
import { EMPTY_HASH } from '../../kernel/ids.ts';
import { outletDay, outletState } from '../../tables/outlet-day.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { aDeposit, at, CHIEF, MANAGER, OTHER_TABLET, Outlet, TABLET, TELLER } from '../outlet.ts';
import { closeDay } from './day-close.ts';
import { closeDevice } from './device-close.ts';

/** The chief holds the main till on the second tablet; the teller has till 01 on the first. */
function counter(side: 'hub' | 'terminal' = 'terminal'): Outlet {
  const outlet = new Outlet(side);
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.put(outletState, 'outlet', {
    open_date: '2026-11-10',
    last_closed: '2026-11-09',
    unsynced_closes: 0,
    tills_out: [
      { till: '01', device: TABLET },
      { till: '00', device: OTHER_TABLET },
    ],
    open_transfers: [],
  });
  return outlet;
}
const teller = { checker: CHIEF, at: at('17:00') };
const chief = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:20') };

/** Counted, balanced and in the vault. */
function handIn(outlet: Outlet, tillNo: string, of: object): void {
  const counted_fen = outlet.get(till, tillNo)?.cash_fen ?? 0;
  const count = { till: tillNo, counted_fen, denominations: [] };
  outlet.run('till.interim_balance', count, of);
  outlet.run('till.formal_balance', { ...count, vouchers: [] }, of);
  outlet.run('till.hand_in', count, of);
}
const aLine = (tillNo: string, device: string, over: object = {}) => ({
  till: tillNo,
  device,
  opening_fen: 2_000_000,
  cash_in_fen: 0,
  cash_out_fen: 0,
  transfer_in_fen: 0,
  transfer_out_fen: 0,
  over_fen: 0,
  short_fen: 0,
  in_count: 0,
  out_count: 0,
  closing_fen: 2_000_000,
  ...over,
});
const LINES = [
  aLine('00', OTHER_TABLET),
  aLine('01', TABLET, { cash_in_fen: 120_000, in_count: 1, closing_fen: 2_120_000 }),
];
const KINDS = [{ kind: 'counter.deposit', direction: 'in', count: 1, fen: 120_000 }];
const aDevice = (device: string, no: string, over: object = {}) => ({
  device,
  device_no: no,
  seq: 9,
  head: EMPTY_HASH,
  missing: false,
  proof: null,
  ...over,
});
const aPackage = (over: object = {}) => ({
  tills: LINES,
  kinds: KINDS,
  devices: [aDevice(TABLET, '01'), aDevice(OTHER_TABLET, '02')],
  vouchers: [],
  vault_fen: 4_120_000,
  over_limit_reason: null,
  open_requests: 0,
  ...over,
});
const aClosing = { device_no: '01', seq: 9, head: EMPTY_HASH, tills: [LINES[1]], kinds: KINDS };
const code = (outlet: Outlet, over: object = {}, of: object = chief) =>
  outlet.refusal(closeDay.name, aPackage(over), of)?.code ?? null;

/** One deposit of 1,200.00 on till 01; both tills in the vault, the teller's terminal closed. */
function evening(side: 'hub' | 'terminal' = 'terminal'): Outlet {
  const outlet = counter(side);
  outlet.run('counter.deposit', aDeposit(120_000));
  handIn(outlet, '01', teller);
  outlet.run(closeDevice.name, aClosing, teller);
  handIn(outlet, '00', chief);
  return outlet;
}

describe('outlet.day_close', () => {
  test('waits for every line of the checklist in turn, and names what is open', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    expect(outlet.refusal(closeDay.name, aPackage(), chief)).toEqual({ code: 'TILL_OPEN', detail: { till: '01' } });
    handIn(outlet, '01', teller);
    expect(outlet.refusal(closeDay.name, aPackage(), chief)).toEqual({ code: 'TILL_OPEN', detail: { till: '00' } });
    handIn(outlet, '00', chief);
    const way = { transfer: 'a.1', from_till: '01', to_till: '00', fen: 100, sent_on: '2026-11-10' };
    outlet.change(outletState, 'outlet', { open_transfers: [way] });
    expect(code(outlet)).toBe('TRANSFER_OPEN');
    outlet.change(outletState, 'outlet', { open_transfers: [] });
    expect(outlet.refusal(closeDay.name, aPackage(), chief)).toEqual({
      code: 'DEVICE_NOT_CLOSED',
      detail: { device_no: '01' },
    });
    outlet.run(closeDevice.name, aClosing, teller);
    expect(code(outlet, { vouchers: [{ till: '01', voucher_type: 'passbook', count: 1 }] })).toBe('VOUCHER_COUNT');
    expect(code(outlet, { vault_fen: 1 })).toBe('FIELD_FORMAT');
    expect(code(outlet, { open_requests: 2 })).toBe('PENDING_EXCEPTION_LOCAL');
    outlet.configure('outlet.vault_limit_fen', 4_119_999);
    expect(code(outlet)).toBe('OVER_LIMIT_VAULT');
    expect(code(outlet, { over_limit_reason: '押款车明早到' })).toBeNull();
    outlet.configure('outlet.vault_limit_fen', 4_120_000);
    expect(code(outlet)).toBeNull();
    outlet.change(outletState, 'outlet', { unsynced_closes: 10 });
    expect(code(outlet)).toBe('CLOSES_UNSYNCED');
  });

  test('the main till is balanced even when nobody used it', () => {
    const outlet = evening();
    outlet.change(till, '00', { balanced_on: '2026-11-09', last_held_on: '2026-11-09' });
    expect(outlet.refusal(closeDay.name, aPackage(), chief)).toEqual({ code: 'TILL_OPEN', detail: { till: '00' } });
  });

  test('the chief teller closes and the manager confirms', () => {
    const outlet = evening();
    expect(code(outlet, {}, { ...chief, checker: null })).toBe('AUTH_REQUIRED');
    expect(code(outlet, {}, { ...chief, checker: TELLER })).toBe('AUTH_ROLE');
    expect(code(outlet, {}, teller)).toBe('ROLE_DENIED');
  });

  test('closes the date for business here, and opens the next by the calendar; a second close of it is refused', () => {
    const outlet = evening();
    outlet.run(closeDay.name, aPackage(), chief);
    expect(outlet.get(outletDay, '2026-11-10')).toMatchObject({
      status: 'closed',
      closed_by: CHIEF,
      confirmed_by: MANAGER,
      next_date: '2026-11-11',
      vault_fen: 4_120_000,
      kinds: KINDS,
    });
    expect(outlet.get(outletState, 'outlet')).toMatchObject({
      open_date: null,
      last_closed: '2026-11-10',
      unsynced_closes: 1,
    });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('BUSINESS_DATE_CLOSED');
    expect(code(outlet)).toBe('BUSINESS_DATE_CLOSED');
  });

  test('a day left behind is closed under its own date however late it is', () => {
    const outlet = evening();
    const late = { ...chief, at: at('09:00', '2026-11-14') };
    expect(outlet.refusal('counter.deposit', aDeposit(10_000), { at: at('09:00', '2026-11-14') })?.code).toBe(
      'BUSINESS_DATE_CLOSED',
    );
    expect(code(outlet, {}, late)).toBeNull();
  });

  test('on the hub it counts as synced, and equal sums raise nothing', () => {
    const outlet = evening('hub');
    expect(outlet.run(closeDay.name, aPackage(), chief).verdict).toBe('posted');
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ last_closed: '2026-11-10', unsynced_closes: 0 });
    expect(outlet.codes()).toEqual([]);
  });

  test('the hub compares every column it has the whole day of: TILL_MISMATCH', () => {
    const outlet = evening('hub');
    const wrong = [LINES[0], aLine('01', TABLET, { cash_in_fen: 110_000, in_count: 1, closing_fen: 2_110_000 })];
    expect(outlet.run(closeDay.name, aPackage({ tills: wrong }), chief).verdict).toBe('posted_with_exception');
    expect(outlet.cases.at(-1)?.body).toMatchObject({ code: 'TILL_MISMATCH', amount_fen: 10_000 });
  });

  test('an idle till is compared with the cash in it, unless somebody has had it since: the package came late', () => {
    const idle = aLine('02', OTHER_TABLET, { opening_fen: 700_000, closing_fen: 700_000 });
    const late = aPackage({ tills: [...LINES, idle], vault_fen: 4_820_000 });
    const when = (lastHeldOn: string): readonly string[] => {
      const outlet = evening('hub');
      outlet.signOn(TELLER, TABLET, '02', lastHeldOn);
      outlet.change(till, '02', { status: 'in_vault', holder: null, cash_fen: 650_000 });
      outlet.run(closeDay.name, late, chief);
      return outlet.codes();
    };
    expect(when('2026-11-09')).toEqual(['TILL_MISMATCH']);
    expect(when('2026-11-11')).toEqual([]);
  });

  test('a package that comes later than the next day does not move the date back', () => {
    const outlet = evening('hub');
    outlet.change(outletState, 'outlet', { last_closed: '2026-11-11', open_date: '2026-11-12' });
    outlet.run(closeDay.name, aPackage(), chief);
    expect(outlet.get(outletDay, '2026-11-10')?.status).toBe('closed');
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ last_closed: '2026-11-11', open_date: '2026-11-12' });
  });
});

describe('a tablet used on several calendar days without a close', () => {
  const signOn = (outlet: Outlet, businessDate: string, when: number, notWorked: string[] = []) =>
    outlet.refusal(
      'session.sign_on',
      {
        employee_no: TELLER,
        first_of_day: true,
        witness: CHIEF,
        credential_until: at('10:00', '2026-11-30'),
        not_worked: notWorked.map((date) => ({ date })),
        closed_elsewhere: null,
      },
      { businessDate, at: when },
    )?.code ?? null;

  test('works on under the open date for one day, then closes it first and opens the next in turn', () => {
    const outlet = counter();
    const third = (clock: string) => at(clock, '2026-11-13');
    expect(outlet.refusal('counter.deposit', aDeposit(120_000), { at: at('10:00', '2026-11-11') })).toBeNull();
    outlet.run('counter.deposit', aDeposit(120_000), { at: at('10:00', '2026-11-11') });
    expect(outlet.refusal('counter.deposit', aDeposit(10_000), { at: third('09:00') })?.code).toBe(
      'BUSINESS_DATE_CLOSED',
    );
    expect(signOn(outlet, '2026-11-13', third('09:00'))).toBe('DAY_NOT_CLOSED');
    expect(signOn(outlet, '2026-11-10', third('09:00'))).toBeNull();
    handIn(outlet, '01', { ...teller, at: third('09:10') });
    outlet.run(closeDevice.name, aClosing, { ...teller, at: third('09:20') });
    handIn(outlet, '00', { ...chief, at: third('09:30') });
    expect(code(outlet, {}, { ...chief, at: third('09:40') })).toBeNull();
    outlet.run(closeDay.name, aPackage(), { ...chief, at: third('09:40') });
    expect(signOn(outlet, '2026-11-13', third('09:50'))).toBe('DAY_OUT_OF_TURN');
    expect(signOn(outlet, '2026-11-11', third('09:50'))).toBeNull();
    expect(signOn(outlet, '2026-11-13', third('09:50'), ['2026-11-11', '2026-11-12'])).toBeNull();
  });

  test('an outlet that has never opened or closed a day closes its first one as it is', () => {
    const outlet = new Outlet('terminal');
    outlet.signOn(CHIEF, OTHER_TABLET, '00');
    outlet.run('counter.deposit', aDeposit(120_000));
    handIn(outlet, '01', teller);
    handIn(outlet, '00', chief);
    outlet.run(closeDevice.name, aClosing, teller);
    expect(code(outlet)).toBeNull();
    outlet.run(closeDay.name, aPackage(), chief);
    expect(outlet.get(outletState, 'outlet')).toMatchObject({ open_date: null, last_closed: '2026-11-10' });
  });
});

describe('a terminal that cannot be read (缺终端)', () => {
  const missing = { devices: [aDevice(TABLET, '01', { missing: true }), aDevice(OTHER_TABLET, '02')] };
  const caseKey = `2026-11-10/${TABLET.slice(0, 16)}/DAY_CLOSE_LATE`;

  test('the outlet closes without it, its till stays out, and the centre is told of that terminal alone', () => {
    const terminal = counter();
    handIn(terminal, '00', chief);
    const lines = { tills: [LINES[0], aLine('01', TABLET)], vault_fen: 4_000_000, kinds: [] };
    expect(code(terminal, lines)).toBe('TILL_OPEN');
    expect(code(terminal, { ...lines, ...missing })).toBeNull();

    const hub = counter('hub');
    handIn(hub, '00', chief);
    hub.run(closeDay.name, aPackage({ ...lines, ...missing }), chief);
    expect(hub.codes()).toEqual(['DAY_CLOSE_LATE']);
    expect(hub.get(exceptionCase, caseKey)?.status).toBe('open');
    expect(hub.get(outletDay, '2026-11-10')?.devices.map((one) => one.missing)).toEqual([true, false]);
  });

  test('when it comes its day posts under its own date, is compared, and the case ends', () => {
    const hub = counter('hub');
    handIn(hub, '00', chief);
    const lines = { tills: [LINES[0], aLine('01', TABLET)], vault_fen: 4_000_000, kinds: [] };
    hub.run(closeDay.name, aPackage({ ...lines, ...missing }), chief);
    hub.run('counter.deposit', aDeposit(120_000), { receivedAt: at('10:00', '2026-11-13') });
    handIn(hub, '01', teller);
    expect(hub.run(closeDevice.name, aClosing, teller).verdict).toBe('posted');
    expect(hub.get(exceptionCase, caseKey)?.status).toBe('closed');
    expect(hub.get(outletDay, '2026-11-10')?.devices.map((one) => one.missing)).toEqual([false, false]);
    expect(hub.get(outletState, 'outlet')?.tills_out).toEqual([]);
  });

  test('its clerk may still bring the till back after the date is closed, and do no business', () => {
    const late = counter();
    late.change(outletState, 'outlet', { last_closed: '2026-11-10', open_date: null });
    expect(late.refusal('counter.deposit', aDeposit(10_000))?.code).toBe('BUSINESS_DATE_CLOSED');
    const count = { till: '01', counted_fen: 2_000_000, denominations: [] };
    expect(late.refusal('till.interim_balance', count)).toBeNull();
    handIn(late, '01', teller);
    const closing = { ...aClosing, tills: [aLine('01', TABLET)], kinds: [] };
    expect(late.refusal(closeDevice.name, closing)).toBeNull();
    expect(late.refusal('session.sign_off', { open_drafts: 0 })).toBeNull();
  });

  test('the date after it closes too, and no second case is raised for a terminal that did not work on it', () => {
    const next = { ...chief, businessDate: '2026-11-11', at: at('17:20', '2026-11-11') };
    const lines = { tills: [LINES[0], aLine('01', TABLET)], vault_fen: 4_000_000, kinds: [] };
    const nextDay = (side: 'hub' | 'terminal'): Outlet => {
      const outlet = counter(side);
      handIn(outlet, '00', chief);
      outlet.run(closeDay.name, aPackage({ ...lines, ...missing }), chief);
      const on = {
        employee_no: CHIEF,
        first_of_day: true,
        witness: MANAGER,
        credential_until: at('10:00', '2026-11-30'),
      };
      outlet.run('session.sign_on', { ...on, not_worked: [], closed_elsewhere: null }, next);
      const taken = { till_no: '00', counted_fen: 2_000_000, denominations: [], override_reason: '只有一人' };
      outlet.run('till.take', taken, next);
      handIn(outlet, '00', next);
      return outlet;
    };
    const terminal = nextDay('terminal');
    expect(
      terminal.refusal(closeDay.name, aPackage({ ...lines, devices: [aDevice(OTHER_TABLET, '02')] }), next),
    ).toEqual({
      code: 'TILL_OPEN',
      detail: { till: '01' },
    });
    expect(code(terminal, { ...lines, ...missing }, next)).toBeNull();

    const hub = nextDay('hub');
    hub.run(closeDay.name, aPackage({ ...lines, ...missing }), next);
    expect(hub.codes()).toEqual(['DAY_CLOSE_LATE']);
    expect(hub.get(outletDay, '2026-11-11')?.devices.map((one) => one.missing)).toEqual([false, false]);
    expect(hub.get(outletState, 'outlet')).toMatchObject({ last_closed: '2026-11-11', open_date: null });

    hub.run('counter.deposit', aDeposit(120_000), { receivedAt: at('10:00', '2026-11-12') });
    handIn(hub, '01', teller);
    hub.run(closeDevice.name, aClosing, teller);
    expect(hub.get(exceptionCase, caseKey)?.status).toBe('closed');
    expect(hub.get(outletState, 'outlet')?.tills_out).toEqual([]);
    expect(hub.codes()).toEqual(['DAY_CLOSE_LATE']);
  });

  test('a scanned closing code stands for its entry', () => {
    const terminal = counter();
    handIn(terminal, '00', chief);
    const scanned = { devices: [aDevice(TABLET, '01', { proof: new Uint8Array(64) }), aDevice(OTHER_TABLET, '02')] };
    expect(code(terminal, scanned)).toBeNull();
  });
});

describe('outlet.device_close', () => {
  test('the till must be in the vault, and the figures the terminal`s own', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    expect(outlet.refusal(closeDevice.name, aClosing)?.code).toBe('TILL_OPEN');
    handIn(outlet, '01', teller);
    expect(outlet.refusal(closeDevice.name, aClosing)).toBeNull();
    expect(outlet.refusal(closeDevice.name, { ...aClosing, tills: [aLine('01', TABLET)] })?.code).toBe('FIELD_FORMAT');
    outlet.change(tellerSession, TELLER, { status: 'locked' });
    expect(outlet.refusal(closeDevice.name, aClosing)).toBeNull();
  });
});
