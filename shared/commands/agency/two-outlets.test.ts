import { describe, expect, test } from 'vitest';
import { agencyBill, agencyDay, biller } from '../../tables/biller.ts';
import type { AnyRow } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interaction } from '../../tables/interaction.ts';
import { agencyCollect } from '../counter/agency-collect.ts';
import { at, CHIEF, DAY, MANAGER, OUTLET } from '../outlet.ts';
import { OTHER, Province } from '../province.ts';
import { handOver } from './hand-over.ts';

/** A bill of 86.50 yuan that two outlets took with no line: both are cash, the second waits for the customer (domain 4.5 B, 4.8). */

const BILL = 'power/4127280012345/2026-11';
const KIND = agencyCollect.name;
const aBill = (over: AnyRow = {}): AnyRow => ({
  biller: 'power',
  payer_no: '4127280012345',
  period: '2026-11',
  payer_name: '王秀英',
  customer: null,
  fen: 8_650,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  ...over,
});
function twoOutlets(): Province {
  const province = new Province();
  const power = { name: '供电公司', name_en: 'Power', kind: 'power', status: 'open', cut_off_minute: 1020 } as const;
  for (const branch of [OUTLET, OTHER]) province.at(branch).put(biller, 'power', power);
  return province;
}
const collect = (province: Province, branch: string, clock: string, over: AnyRow = {}): string =>
  province.run(branch, KIND, aBill(over), { at: at(clock) }).command.rowId;
const giveBack = (province: Province, branch: string, original: string, clock: string) =>
  province.run(
    branch,
    'counter.reverse',
    {
      original,
      fen: 8_650,
      direction: 'out',
      till: '01',
      voucher_no: '4127280102261110000208',
      reason: 'wrong_account',
      signature_hash: null,
    },
    { at: at(clock), checker: CHIEF },
  );
const books = (province: Province, branch: string) =>
  ['CASH-TILL:01', 'AGENCY:power', 'SUS-APP', 'CLEARING-COUNTY'].map((ledger) => province.at(branch).ledger(ledger));

describe('a bill paid at two outlets', () => {
  test('both are posted; the second to arrive moves to SUS-APP with a case at its outlet', () => {
    const province = twoOutlets();
    const first = collect(province, OUTLET, '10:00');
    province.settle();
    const second = collect(province, OTHER, '09:40');
    province.settle({ twice: true });
    expect(books(province, OUTLET)).toEqual([8_650, -8_650, 0, 0]);
    expect(books(province, OTHER)).toEqual([8_650, 0, -8_650, 0]);
    const there = province.at(OTHER);
    expect(there.get(interaction, second)).toMatchObject({
      status: 'suspense',
      account_fen: 0,
      suspense_ledger: 'SUS-APP',
      suspense_fen: 8_650,
    });
    expect(there.get(exceptionCase, `${second}/BILL_PAID_ELSEWHERE`)).toMatchObject({
      status: 'open',
      severity: 'medium',
      suspense_fen: 8_650,
      outlet_record: 'biller=power;payer=4127280012345;period=2026-11',
      centre_record: `paid_by=${first};paid_at=${at('10:00')};paid_outlet=${OUTLET}`,
    });
    expect(there.get(agencyDay, `power/${DAY}`)).toMatchObject({ count: 0, fen: 0 });
    expect(province.at(OUTLET).codes()).toEqual([]);
    // A third time it is refused at either counter, and of the biller nothing is left to hand over.
    for (const branch of [OUTLET, OTHER])
      expect(province.at(branch).refusal(KIND, aBill(), { at: at('10:30') })?.code).toBe('BILL_PAID');
  });

  test('another bill, another period or another payer is nobody’s business', () => {
    const province = twoOutlets();
    collect(province, OUTLET, '10:00');
    collect(province, OTHER, '10:01', { period: '2026-12' });
    collect(province, OTHER, '10:02', { payer_no: '4127280012346' });
    province.settle({ newestFirst: true });
    expect(books(province, OTHER)).toEqual([17_300, -17_300, 0, 0]);
    expect(province.at(OTHER).codes()).toEqual([]);
  });

  test('handed over already: the county owes the outlet again what it got of it', () => {
    const province = twoOutlets();
    collect(province, OUTLET, '10:00');
    collect(province, OTHER, '10:10');
    collect(province, OTHER, '10:20', { period: '2026-10', fen: 5_000 });
    const handed = { biller: 'power', business_date: DAY, count: 2, fen: 13_650, voucher_no: '4127280102261110000182' };
    const asked = { at: at('17:30'), basis: 'request', offline: false, checker: MANAGER } as const;
    expect(province.run(OTHER, handOver.name, handed, { ...asked, maker: CHIEF }).verdict).toBe('posted');
    province.settle();
    expect(books(province, OTHER)).toEqual([13_650, 0, -8_650, -5_000]);
    expect(province.at(OTHER).get(agencyDay, `power/${DAY}`)).toMatchObject({
      count: 1,
      fen: 5_000,
      handed_fen: 5_000,
    });
  });

  test('the first is given back: the bill is open at both, and the second one’s case stays with people', () => {
    const province = twoOutlets();
    const first = collect(province, OUTLET, '10:00');
    const second = collect(province, OTHER, '10:10');
    province.settle();
    giveBack(province, OUTLET, first, '11:00');
    province.settle({ twice: true });
    for (const branch of [OUTLET, OTHER]) expect(province.at(branch).get(agencyBill, BILL)?.status).toBe('taken_back');
    expect(province.at(OTHER).get(interaction, second)?.status).toBe('suspense');
    const again = collect(province, OTHER, '11:30');
    province.settle();
    expect(province.at(OTHER).get(interaction, again)?.status).toBe('posted');
    expect(province.at(OUTLET).refusal(KIND, aBill(), { at: at('12:00') })).toBeNull();
  });

  test('the second is given back before the centre speaks, or after: the customer has the cash, nothing hangs', () => {
    for (const early of [true, false]) {
      const province = twoOutlets();
      collect(province, OUTLET, '10:00');
      const second = collect(province, OTHER, '10:10');
      if (!early) province.settle();
      expect(giveBack(province, OTHER, second, '10:20').verdict).toBe('posted');
      province.settle();
      expect(books(province, OTHER)).toEqual([0, 0, 0, 0]);
      expect(province.at(OTHER).get(interaction, second)?.status).toBe('reversed');
      expect(province.at(OTHER).get(exceptionCase, `${second}/BILL_PAID_ELSEWHERE`)?.status ?? 'closed').toBe('closed');
      expect(books(province, OUTLET)).toEqual([8_650, -8_650, 0, 0]);
    }
  });
});
