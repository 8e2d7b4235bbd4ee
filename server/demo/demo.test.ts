import { describe, expect, test } from 'vitest';
import { dateToDay } from '../../shared/kernel/dates.ts';
import { readPayload } from '../../shared/commands/domain.ts';
import { parseResidentId } from '../../shared/rules/id-number.ts';
import { isVoucherNo } from '../../shared/rules/voucher.ts';
import type { Command } from '../../sync/index.ts';
import { pinyinOf } from '../names.ts';
import { HISTORY_DAYS, outletHistory } from './history.ts';
import { createPeople } from './people.ts';
import { OUTLETS } from './places.ts';
import { createRandom } from './random.ts';
import { EMPLOYEES } from './staff.ts';

const TODAY = '2026-11-25';
const todayDay = dateToDay(TODAY) ?? 0;

function people(seed: number, count: number) {
  const maker = createPeople(createRandom(seed), todayDay);
  return Array.from({ length: count }, (_, i) => {
    const outlet = OUTLETS[i % OUTLETS.length];
    if (outlet === undefined) throw new Error('there are outlets');
    return maker(outlet);
  });
}

describe('demo people', () => {
  const made = people(7, 20_000);

  test('the same seed makes the same people', () => {
    expect(people(7, 50)).toEqual(made.slice(0, 50));
    expect(people(8, 50)).not.toEqual(made.slice(0, 50));
  });

  test('every identity number is valid and nobody shares one, or a telephone', () => {
    expect(made.filter((one) => !parseResidentId(one.idNo, TODAY).ok)).toEqual([]);
    expect(new Set(made.map((one) => one.idNo)).size).toBe(20_000);
    const phones = made.flatMap((one) => one.phone ?? []);
    expect(phones.filter((phone) => !/^1[3-9]\d{9}$/.test(phone))).toEqual([]);
    expect(new Set(phones).size).toBe(phones.length);
  });

  test('surnames that are read in their own way are among them, and every name can be searched by pinyin', () => {
    const named = (surname: string) => made.find((one) => one.name.startsWith(surname));
    expect(['单', '曾', '仇', '解', '查', '尉迟'].filter((surname) => named(surname) === undefined)).toEqual([]);
    expect(pinyinOf(named('尉迟')?.name ?? '').startsWith('yu chi ')).toBe(true);
    expect(made.slice(0, 500).filter((one) => !/^[a-z]+( [a-z]+)+$/.test(pinyinOf(one.name)))).toEqual([]);
  });
});

test('the plan is 8 outlets of one county with 20,000 customers', () => {
  expect(OUTLETS.map((outlet) => outlet.code)).toEqual([
    '41272801',
    '41272802',
    '41272803',
    '41272804',
    '41272805',
    '41272806',
    '41272807',
    '41272808',
  ]);
  expect(OUTLETS.reduce((sum, outlet) => sum + outlet.customers, 0)).toBe(20_000);
});

test('each outlet has a chief teller, two tellers and a manager, all with numbers and PINs of their own', () => {
  for (const outlet of OUTLETS) {
    const posts = EMPLOYEES.filter((one) => one.unit === outlet.code).flatMap((one) => one.posts);
    expect(posts).toEqual(['chief_teller', 'teller', 'teller', 'outlet_manager']);
  }
  expect(EMPLOYEES.filter((one) => !/^41\d{9}$/.test(one.employeeNo) || !/^\d{6}$/.test(one.pin))).toEqual([]);
  expect(new Set(EMPLOYEES.map((one) => one.employeeNo)).size).toBe(EMPLOYEES.length);
});

describe('the days before the first start', () => {
  const accounts = Array.from({ length: 300 }, (_, i) => ({
    account: `a${i}`,
    accountNo: `41272801${String(i).padStart(7, '0')}`,
    balanceFen: 1_000 + i * 4_000,
  }));
  const days = (place: number, seed = 5): readonly Command[] => {
    const outlet = OUTLETS[place];
    if (outlet === undefined) throw new Error('there are outlets');
    return outletHistory({ outlet, place, accounts, today: TODAY, customers: 300, random: createRandom(seed) });
  };
  const payload = (command: Command): Readonly<Record<string, unknown>> =>
    readPayload(command.name, command.payloadVersion, command.payload) ?? {};
  const name = (command: Command): string => command.name;

  test('the same seed and day give the same commands', () => {
    expect(days(0)).toEqual(days(0));
    expect(days(0).map((one) => one.id)).not.toEqual(days(1).map((one) => one.id));
  });

  test('they cover ten days, oldest first, and none of them is today', () => {
    const dates = days(0).map((one) => one.businessDate);
    expect(dates).toEqual([...dates].sort());
    expect(new Set(dates).size).toBe(HISTORY_DAYS);
    expect([dates[0], dates.at(-1)]).toEqual(['2026-11-15', '2026-11-24']);
    const times = days(0).map((one) => one.capturedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('no till of the visitor moves, every voucher is a valid one and is used once', () => {
    const cash = OUTLETS.flatMap((_, place) => days(place)).filter((one) => name(one) !== 'counter.lost_oral');
    expect(new Set(cash.map((one) => payload(one)['till']))).toEqual(new Set(['03', '04']));
    const vouchers = cash.map((one) => String(payload(one)['voucher_no']));
    expect(vouchers.filter((one) => !isVoucherNo(one))).toEqual([]);
    expect(new Set(vouchers).size).toBe(vouchers.length);
  });

  test('a withdrawal is paid with the road open and out of what the account holds', () => {
    expect(days(0).filter((one) => name(one) === 'counter.withdraw' && one.offline)).toEqual([]);
    const held = new Map(accounts.map((one) => [one.account, one.balanceFen]));
    const moved = new Map<string, readonly [account: string, fen: number]>();
    let lowest = 0;
    for (const one of days(0)) {
      const original = moved.get(String(payload(one)['original']));
      const fen = Number(payload(one)['fen']) * (name(one) === 'counter.deposit' ? 1 : -1);
      const [of, change] =
        original === undefined ? [String(payload(one)['account']), fen] : [original[0], -original[1]];
      moved.set(one.id, [of, change]);
      const now = (held.get(of) ?? 0) + change;
      held.set(of, now);
      lowest = Math.min(lowest, now);
    }
    expect(moved.size).toBeGreaterThan(20);
    expect(lowest).toBe(0);
  });
});
