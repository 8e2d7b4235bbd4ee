import { describe, expect, test } from 'vitest';
import { dateToDay } from '../../shared/kernel/dates.ts';
import { parseResidentId } from '../../shared/rules/id-number.ts';
import { pinyinOf } from '../names.ts';
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
