import { describe, expect, test } from 'vitest';
import type { AnyRow } from '../../shared/tables/define.ts';
import { readSetup, type SetupFile } from './files.ts';
import { planSetup, type Present } from './plan.ts';
import { templateTexts } from './template.ts';

const NOTHING: Present = { row: () => null };
const standing = (rows: Readonly<Record<string, AnyRow>>): Present => ({
  row: (branch, table, id) => rows[`${branch} ${table} ${id}`] ?? null,
});
const plan = (change: Partial<Record<SetupFile, (text: string) => string>> = {}, present = NOTHING) => {
  const texts = Object.entries(templateTexts()).map(([file, text]) => [
    file,
    change[file as SetupFile]?.(text) ?? text,
  ]);
  return planSetup(readSetup(Object.fromEntries(texts) as Record<SetupFile, string>), present);
};
const faults = (...args: Parameters<typeof plan>): readonly string[] =>
  plan(...args).faults.map(({ file, line, what }) => `${file}:${String(line)}: ${what}`);
const swap = (from: string, to: string) => (text: string) => text.replace(from, to);

describe('a first set-up is decided before anything is written', () => {
  test('the template sets up as it stands: units from above, then what holds in them', () => {
    const { make, same, faults: none } = plan();
    expect(none).toEqual([]);
    expect(same).toBe(0);
    expect(make.map((one) => `${one.command} ${one.branch} ${one.key}`).slice(0, 7)).toEqual([
      'org.set_unit 41 41',
      'org.set_unit 4127 4127',
      'org.set_unit 412729 412729',
      'org.set_unit 41272901 41272901',
      'org.set_product 41 demand',
      'org.set_product 41 lump_1y',
      'org.set_rate 41 lump_1y@2027-01-01',
    ]);
    expect(make.find((one) => one.key === '41202600001')?.payload).toEqual({
      employee_no: '41202600001',
      name: '李示例',
      unit: '41272901',
      posts: [{ post: 'chief_teller', from: '2026-12-01', to: null }],
      status: 'active',
    });
    expect(make.find((one) => one.key === 'offline.withdraw.txn_fen@2026-12-01')?.payload['value']).toBe(200_000);
    expect(make.filter((one) => one.file === 'tills').map((one) => one.payload['cash_fen'])).toEqual([
      15_000_000, 5_000_000,
    ]);
  });

  test('every fault is told with its file and line, all at once', () => {
    expect(
      faults({
        units: swap('4127,周口市', '4128,周口市'),
        employees: swap('41202600002,王示例,41272901', '41202600002,王示例,41272909'),
        posts: swap('41202600003,outlet_manager', '41202600003,manager'),
        products: swap('0.98', '98 %'),
        rates: swap('lump_1y', 'lump_9y'),
        calendar: swap('2027-01-03', '2027-01-01'),
      }),
    ).toEqual([
      'calendar.csv:3: date: 2027-01-01 stands twice',
      'employees.csv:3: the unit 41272909 is missing',
      expect.stringContaining('posts.csv:4: post: one of teller, chief_teller') as string,
      'products.csv:3: rate_percent: per cent a year, such as 0.95, not "98 %"',
      'rates.csv:2: product: there is no lump_9y',
      'units.csv:4: code: the unit above, 4127, is missing',
    ]);
  });

  test('limits keep their bounds and their order, with each other as they will be', () => {
    const txn = 'offline.withdraw.txn_fen,2000';
    expect(faults({ limits: swap(txn, 'offline.withdraw.txn_fen,50000') })[0]).toBe(
      'limits.csv:2: value: offline.withdraw.txn_fen lies between 0 and 49999.99',
    );
    const both = (text: string) => swap('account_day_fen,3000', 'account_day_fen,1500')(text);
    expect(faults({ limits: both })).toEqual([
      'limits.csv:2: value: it would pass offline.withdraw.account_day_fen, which is 1500',
      'limits.csv:3: value: it would pass offline.withdraw.txn_fen, which is 2000',
    ]);
    expect(faults({ limits: swap('till.limit_fen', 'till.limits_fen') })[0]).toContain(
      'there is no limit "till.limits_fen"',
    );
  });

  test('a person without a post, a post without a person, and an administrator with a business post are faults', () => {
    const without = (text: string) => text.replace('41202600002,teller', '41202600009,teller');
    expect(faults({ posts: without })).toEqual([
      'employees.csv:3: 41202600002 has no post in posts.csv',
      'posts.csv:3: employee_no: 41202600009 is not in employees.csv',
    ]);
    const both = (text: string) => `${text}41202600002,it_admin,2026-12-01,\r\n`;
    expect(faults({ posts: both })).toEqual([
      'employees.csv:3: 41202600002: a system administrator holds no other post at the same time',
    ]);
  });

  test('what is there in the same form is left alone, whatever the order of its fields; in another form it is a fault', () => {
    const unit = plan().make.find((one) => one.key === '41272901')?.payload ?? {};
    const turned = Object.fromEntries(Object.entries(unit).reverse());
    const again = plan({}, standing({ '41272901 org_unit 41272901': turned }));
    expect([again.same, again.faults]).toEqual([1, []]);
    expect(again.make.some((one) => one.key === '41272901')).toBe(false);
    expect(faults({}, standing({ '41272901 org_unit 41272901': { ...unit, name: '改名支局' } }))).toEqual([
      'units.csv:5: 41272901 is there with other values; two persons change it on the office page',
    ]);
  });

  test('a till that is there is never opened again, whatever it holds now', () => {
    const again = plan({}, standing({ '41272901 till 00': { cash_fen: 3 } }));
    expect(again.make.filter((one) => one.file === 'tills').map((one) => one.key)).toEqual(['01']);
  });
});
