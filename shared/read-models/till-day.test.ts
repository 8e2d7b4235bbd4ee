import { describe, expect, test } from 'vitest';
import { EMPTY_HASH } from '../kernel/ids.ts';
import { closeDay } from '../commands/outlet/day-close.ts';
import { deviceCloseId } from '../commands/day-figures.ts';
import { closeDevice } from '../commands/outlet/device-close.ts';
import { aDeposit, at, CHIEF, DAY, MANAGER, OTHER_TABLET, OUTLET, Outlet, TABLET, TELLER } from '../commands/outlet.ts';
import type { Rows } from '../commands/define.ts';
import type { RowOf, Table } from '../tables/define.ts';
import { cashTransfer } from '../tables/cash-transfer.ts';
import { device } from '../tables/device.ts';
import { deviceClose, outletDay, outletState } from '../tables/outlet-day.ts';
import { tillCount } from '../tables/till-count.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';
import { voucherStock } from '../tables/voucher.ts';
import { dayView } from './day-checklist.ts';
import {
  dayPackage,
  devicePackage,
  devicesOfDay,
  hasOldTill,
  openTransfers,
  tillStates,
  transferLines,
  type DayMarks,
  type TillDaySource,
} from './till-day.ts';

function counter(): Outlet {
  const outlet = new Outlet('terminal');
  outlet.signOn(CHIEF, OTHER_TABLET, '00');
  outlet.put(outletState, 'outlet', {
    open_date: DAY,
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
function all<T extends Table>(outlet: Outlet, table: T): Map<string, RowOf<T>> {
  const prefix = `${table.name}:`;
  return new Map(
    [...outlet.rows]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, row]) => [key.slice(prefix.length), row as RowOf<T>]),
  );
}
const sourceOf = (outlet: Outlet, over: Partial<TillDaySource> = {}): TillDaySource => ({
  date: DAY,
  now: at('17:00'),
  me: TELLER,
  device: TABLET,
  tillLimitFen: 20_000_000,
  tills: all(outlet, till),
  days: all(outlet, tillDay),
  counts: all(outlet, tillCount),
  transfers: all(outlet, cashTransfer),
  states: all(outlet, outletState),
  outletDays: all(outlet, outletDay),
  closes: all(outlet, deviceClose),
  devices: all(outlet, device),
  stocks: all(outlet, voucherStock),
  ...over,
});
const rowsOf = (outlet: Outlet): Rows => ({ get: (table, id) => outlet.get(table, id) });
const teller = { checker: CHIEF, at: at('17:00') };
const chief = { maker: CHIEF, device: OTHER_TABLET, checker: MANAGER, at: at('17:20') };
const count = (tillNo: string, counted_fen: number) => ({ till: tillNo, counted_fen, denominations: [] });
const stateOf = (outlet: Outlet, no = '01') => tillStates(sourceOf(outlet)).find((one) => one.till === no);

function handIn(outlet: Outlet, tillNo: string, of: object): void {
  const payload = count(tillNo, outlet.get(till, tillNo)?.cash_fen ?? 0);
  outlet.run('till.interim_balance', payload, of);
  outlet.run('till.formal_balance', { ...payload, vouchers: [] }, of);
  outlet.run('till.hand_in', payload, of);
}

describe('the state of a till', () => {
  test('no figure of the book stands beside it before the count is recorded', () => {
    const outlet = counter();
    expect(stateOf(outlet)).toMatchObject({ status: 'held', mine: true, step: 'count', count: null });
    expect(JSON.stringify(stateOf(outlet))).not.toContain('2000000');
    const hundreds = { face_fen: 10_000, form: 'note', sheets: 98, bundles: 1, bricks: 0, unfit: 1 };
    outlet.run('till.interim_balance', { ...count('01', 1_990_000), denominations: [hundreds] }, teller);
    expect(stateOf(outlet)).toMatchObject({
      step: 'explain',
      count: { countedFen: 1_990_000, bookFen: 2_000_000, differenceFen: -10_000, firstDifferenceFen: -10_000 },
    });
    expect(stateOf(outlet)?.count?.lines[0]?.totalFen).toBe(1_990_000);
  });

  test('cash that moves after a count hides the figures again', () => {
    const outlet = counter();
    outlet.run('till.interim_balance', count('01', 2_000_000), teller);
    expect(stateOf(outlet)?.step).toBe('balance');
    outlet.run('counter.deposit', aDeposit(10_000));
    expect(stateOf(outlet)).toMatchObject({ step: 'count', count: null });
  });

  test('balanced, then in the vault; above the limit is said all day', () => {
    const outlet = counter();
    expect(tillStates(sourceOf(outlet, { tillLimitFen: 1_999_999 }))[1]?.overLimit).toBe(true);
    expect(stateOf(outlet)?.overLimit).toBe(false);
    outlet.run('till.interim_balance', count('01', 2_000_000), teller);
    outlet.run('till.formal_balance', { ...count('01', 2_000_000), vouchers: [] }, teller);
    expect(stateOf(outlet)).toMatchObject({ status: 'balanced', step: 'hand_in' });
    outlet.run('till.hand_in', count('01', 2_000_000), teller);
    expect(stateOf(outlet)).toMatchObject({ status: 'in_vault', step: 'none', mine: false });
  });
});

describe('open transfers', () => {
  const pass = { to_till: '00', from_till: '01', fen: 500_000, denominations: [], nonce: 'n' };

  test('the receiver answers, the sender waits and is warned after ten minutes', () => {
    const outlet = counter();
    outlet.run('till.cash_transfer', { ...pass, voucher_no: '4127280101261110000175' }, { at: at('16:50') });
    expect(openTransfers(sourceOf(outlet))[0]).toMatchObject({
      step: 'wait',
      inTransitFen: 500_000,
      unconfirmed: false,
    });
    expect(openTransfers(sourceOf(outlet, { now: at('17:00') + 1 }))[0]?.unconfirmed).toBe(true);
    const other = sourceOf(outlet, { me: CHIEF, device: OTHER_TABLET });
    expect(openTransfers(other)[0]?.step).toBe('answer');
  });

  test('refused cash is taken back by its sender, then nothing is open', () => {
    const outlet = counter();
    const sent = outlet.run('till.cash_transfer', { ...pass, voucher_no: '4127280101261110000175' }).command.rowId;
    const answer = { ...pass, transfer: sent, sent_on: DAY, answer: 'refused', proof: null };
    outlet.run('till.transfer_answer', answer, chief);
    expect(openTransfers(sourceOf(outlet))[0]?.step).toBe('take_back');
    outlet.run('till.transfer_confirm', {
      transfer: sent,
      from_till: '01',
      answer: 'refused',
      fen: 500_000,
      proof: null,
    });
    expect(openTransfers(sourceOf(outlet))).toEqual([]);
  });
});

describe('the end of the day', () => {
  const at2 = { date: DAY, branch: OUTLET, device: OTHER_TABLET };
  const marks = (over: Partial<DayMarks> = {}): DayMarks => ({
    own: { seq: 7, head: EMPTY_HASH },
    missing: [],
    scanned: new Map(),
    earlier: [],
    openRequests: 0,
    overLimitReason: null,
    ...over,
  });
  const packed = (outlet: Outlet, over: Partial<DayMarks> = {}) =>
    dayPackage(sourceOf(outlet, { me: CHIEF, device: OTHER_TABLET }), marks(over));
  const open = (outlet: Outlet, over: Partial<DayMarks> = {}) =>
    dayView(rowsOf(outlet), at2, packed(outlet, over))
      .lines.filter((one) => one.open !== null)
      .map((one) => [one.line, one.open?.code]);

  test('every open line is named with its reason, and the figures are the command`s own', () => {
    const outlet = counter();
    outlet.run('counter.deposit', aDeposit(120_000));
    expect(open(outlet, { openRequests: 1 })).toEqual([
      ['tills', 'TILL_OPEN'],
      ['devices', 'DEVICE_NOT_CLOSED'],
      ['requests', 'PENDING_EXCEPTION_LOCAL'],
    ]);
    handIn(outlet, '01', teller);
    outlet.run(closeDevice.name, { ...devicePackage(sourceOf(outlet), ['01'], { seq: 9, head: EMPTY_HASH }) }, teller);
    handIn(outlet, '00', chief);
    expect(open(outlet)).toEqual([]);
    const day = packed(outlet);
    expect(day.vault_fen).toBe(4_120_000);
    expect(day.kinds).toEqual([{ kind: 'counter.deposit', direction: 'in', count: 1, fen: 120_000 }]);
    expect(day.tills.map((line) => [line.till, line.device === TABLET, line.closing_fen])).toEqual([
      ['00', false, 2_000_000],
      ['01', true, 2_120_000],
    ]);
    expect(day.devices.map((one) => [one.device_no, one.seq])).toEqual([
      ['01', 9],
      ['02', 7],
    ]);
    expect(outlet.refusal(closeDay.name, { ...day }, chief)).toBeNull();
  });

  test('a terminal that is missing is named, and the rest may close', () => {
    const outlet = counter();
    handIn(outlet, '00', chief);
    const view = dayView(rowsOf(outlet), at2, packed(outlet, { missing: [TABLET] }));
    expect(view).toMatchObject({ ready: true, missing: ['01'] });
    expect(outlet.refusal(closeDay.name, { ...packed(outlet, { missing: [TABLET] }) }, chief)).toBeNull();
  });

  test('a terminal with a till of an earlier date is among the next date`s, whatever it says of that one itself', () => {
    const outlet = counter();
    outlet.change(till, '01', { last_held_on: '2026-11-09' });
    const of = (over: Partial<TillDaySource> = {}) => sourceOf(outlet, { device: OTHER_TABLET, ...over });
    const { tills, states } = of();
    expect([...devicesOfDay({ device: OTHER_TABLET, tills, states }, [], [TABLET])]).toEqual([OTHER_TABLET, TABLET]);
    expect(hasOldTill(of(), TABLET)).toBe(true);
    expect(hasOldTill(of(), OTHER_TABLET)).toBe(false);
    outlet.run(closeDevice.name, { device_no: '01', seq: 9, head: EMPTY_HASH, tills: [], kinds: [] }, teller);
    const marked = packed(outlet, { missing: [TABLET] });
    expect(marked.devices.map((one) => [one.device_no, one.missing])).toEqual([
      ['01', true],
      ['02', false],
    ]);
    outlet.change(till, '01', { last_held_on: DAY });
    expect(packed(outlet, { missing: [TABLET] }).devices[0]?.missing).toBe(false);
  });

  test('cash on its way from a terminal that has handed its till in names it too', () => {
    const outlet = counter();
    const way = {
      transfer: `${TABLET.slice(0, 16)}.7`,
      from_till: '01',
      to_till: '00',
      fen: 100,
      sent_on: '2026-11-09',
    };
    outlet.change(till, '01', { status: 'in_vault', device: null, holder: null });
    outlet.change(outletState, 'outlet', { tills_out: [], open_transfers: [way] });
    const { tills, states } = sourceOf(outlet);
    const of = { device: OTHER_TABLET, tills, states };
    expect([...devicesOfDay(of, [], [TABLET, OTHER_TABLET])]).toEqual([OTHER_TABLET, TABLET]);
    outlet.change(outletState, 'outlet', { open_transfers: [] });
    expect([...devicesOfDay({ ...of, states: sourceOf(outlet).states }, [], [TABLET])]).toEqual([OTHER_TABLET]);
  });

  test('days without a road: a till the other terminal had the day before counts as its code left it', () => {
    const here = counter();
    here.change(till, '01', { status: 'in_vault', holder: null, device: null, last_held_on: '2026-11-07' });
    here.change(outletState, 'outlet', { tills_out: [{ till: '00', device: OTHER_TABLET }] });
    handIn(here, '00', chief);
    const [line] = devicePackage(sourceOf(here), ['01'], { seq: 9, head: EMPTY_HASH }).tills;
    if (line === undefined) throw new Error('no till 01');
    const left = (date: string, fen: number) => ({
      date,
      device: TABLET,
      tills: [{ ...line, device: TABLET, closing_fen: fen }],
    });
    const earlier = [left('2026-11-08', 1_700_000), left('2026-11-09', 1_620_000)];
    const day = packed(here, { earlier });
    expect(day.tills.find((one) => one.till === '01')).toMatchObject({
      device: TABLET,
      opening_fen: 1_620_000,
      cash_in_fen: 0,
      closing_fen: 1_620_000,
    });
    expect(day.vault_fen).toBe(day.tills.reduce((sum, one) => sum + one.closing_fen, 0));
    expect(here.refusal(closeDay.name, { ...packed(here, { earlier, missing: [TABLET] }) }, chief)).toBeNull();
    const closing = () => packed(here, { earlier }).tills.find((one) => one.till === '01')?.closing_fen;
    // The road closed in the middle of that day: its rows are half of it.
    here.change(till, '01', { last_held_on: '2026-11-09' });
    expect(closing()).toBe(1_620_000);
    // Rows of a later day, or of the close itself, are all there is to know: they count.
    here.change(till, '01', { last_held_on: '2026-11-10' });
    expect(closing()).toBe(line.closing_fen);
    here.change(till, '01', { last_held_on: '2026-11-09' });
    expect(closing()).toBe(1_620_000);
    const { tills: own, kinds } = devicePackage(sourceOf(here), ['01'], { seq: 9, head: EMPTY_HASH });
    const close = { business_date: '2026-11-09', device: TABLET, device_no: '01', seq: 9, head: EMPTY_HASH };
    const id = deviceCloseId('2026-11-09', TABLET);
    here.put(deviceClose, id, { ...close, closed_by: TELLER, closed_at: at('17:00'), tills: own, kinds });
    expect(closing()).toBe(line.closing_fen);
  });

  test('a terminal whose closing was scanned counts by its own figures, also with cash that came from it', () => {
    const [here, there] = [counter(), counter()];
    // The road was closed before the teller took her till: the chief's tablet knows nothing of it.
    here.change(till, '01', { status: 'in_vault', holder: null, device: null, last_held_on: '2026-11-09' });
    here.change(outletState, 'outlet', { tills_out: [{ till: '00', device: OTHER_TABLET }] });
    there.run('counter.deposit', aDeposit(120_000));
    const pass = { to_till: '00', from_till: '01', fen: 500_000, denominations: [], nonce: '604417' };
    const sent = there.run('till.cash_transfer', { ...pass, voucher_no: '4127280101261110000183' }).command.rowId;
    const proof = new Uint8Array(64);
    here.run('till.transfer_answer', { ...pass, transfer: sent, sent_on: DAY, answer: 'accepted', proof }, chief);
    expect(transferLines(sourceOf(here, { me: CHIEF, device: OTHER_TABLET }))).toMatchObject([
      { transfer: sent, fen: 500_000, sentFen: 0, mine: 'to', step: 'wait', answer: 'accepted' },
    ]);
    handIn(there, '01', teller);
    handIn(here, '00', chief);
    expect(open(here)).toEqual([
      ['transfers', 'TRANSFER_OPEN'],
      ['devices', 'DEVICE_NOT_CLOSED'],
    ]);
    const closing = { ...devicePackage(sourceOf(there), ['01'], { seq: 9, head: EMPTY_HASH }), proof };
    const scanned = new Map([[TABLET, closing]]);
    expect(open(here, { scanned })).toEqual([]);
    const day = packed(here, { scanned });
    expect(day.tills.map((line) => [line.till, line.closing_fen])).toEqual([
      ['00', 2_500_000],
      ['01', 1_620_000],
    ]);
    expect(day.vault_fen).toBe(4_120_000);
    expect(day.kinds).toEqual([{ kind: 'counter.deposit', direction: 'in', count: 1, fen: 120_000 }]);
    expect(day.devices.map((one) => [one.device_no, one.seq, one.missing, one.proof !== null])).toEqual([
      ['01', 9, false, true],
      ['02', 7, false, false],
    ]);
    expect(here.refusal(closeDay.name, { ...day }, chief)).toBeNull();
  });
});
