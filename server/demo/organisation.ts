import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Command } from '../../sync/index.ts';
import { pinVerifier, randomBytes } from '../auth/password.ts';
import { hubCommand } from '../hub-command.ts';
import { CITY, COUNTY, OUTLETS, PROVINCE, type DemoUnit } from './places.ts';
import { EMPLOYEES, type DemoEmployee } from './staff.ts';

/** Units, products, employees and tills of the demo province, each as the command that makes it. */

const SOURCE = 'demo';
export interface When {
  readonly businessDate: BusinessDate;
  readonly at: Instant;
}
export type Draft = {
  readonly branch: string;
  readonly command: string;
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

export const toCommand = ({ branch, command, key, payload }: Draft, when: When): Command =>
  hubCommand({ id: sourceCommandId(SOURCE, `${command}/${branch}/${key}`), branch, command, payload, ...when });

const PENSION_DAYS = [10, 11, 12, 13, 14, 15].map((day) => ({ day }));

function unitDraft(unit: DemoUnit, more: { rural: boolean; network: string }): Draft {
  const payload = {
    code: unit.code,
    name: unit.name,
    name_en: unit.nameEn,
    level: unit.level,
    kind: unit.level === 'outlet' ? 'owned' : 'management',
    parent: unit.level === 'province' ? null : unit.code.slice(0, -2),
    region_code: unit.code.slice(0, 6).padEnd(6, '0'),
    rural: more.rural,
    phone: null,
    network_profile: more.network,
    till_limit_fen: 20_000_000,
    vault_limit_fen: 50_000_000,
    pension_days: unit.level === 'outlet' ? PENSION_DAYS : [],
    status: 'open',
  };
  return { branch: unit.code, command: 'org.set_unit', key: unit.code, payload };
}

export const unitDrafts = (): readonly Draft[] => [
  ...[PROVINCE, CITY, COUNTY].map((unit) => unitDraft(unit, { rural: unit === COUNTY, network: 'fibre' })),
  ...OUTLETS.map((outlet) => unitDraft(outlet, outlet)),
];

type Product = readonly [
  code: string,
  name: string,
  nameEn: string,
  category: string,
  months: number | null,
  ratePpm: number,
  minFen: number,
];
/** Starting rates of domain 3.14. */
const PRODUCTS: readonly Product[] = [
  ['demand', '活期储蓄', 'Demand savings', 'demand', null, 500, 100],
  ['lump_3m', '整存整取三个月', 'Lump sum, 3 months', 'term', 3, 6_500, 5_000],
  ['lump_6m', '整存整取六个月', 'Lump sum, 6 months', 'term', 6, 8_600, 5_000],
  ['lump_1y', '整存整取一年', 'Lump sum, 1 year', 'term', 12, 9_800, 5_000],
  ['lump_2y', '整存整取二年', 'Lump sum, 2 years', 'term', 24, 10_500, 5_000],
  ['lump_3y', '整存整取三年', 'Lump sum, 3 years', 'term', 36, 12_500, 5_000],
  ['lump_5y', '整存整取五年', 'Lump sum, 5 years', 'term', 60, 13_000, 5_000],
  ['instalment_1y', '零存整取一年', 'Instalment, 1 year', 'term', 12, 6_500, 500],
  ['notice_1d', '一天通知存款', 'One-day notice deposit', 'notice', null, 500, 5_000_000],
  ['notice_7d', '七天通知存款', 'Seven-day notice deposit', 'notice', null, 3_000, 5_000_000],
];

export const productDrafts = (validFrom: BusinessDate): readonly Draft[] =>
  PRODUCTS.map(([product, name, name_en, category, term_months, rate_ppm, min_fen]) => ({
    branch: PROVINCE.code,
    command: 'org.set_product',
    key: product,
    payload: {
      product,
      name,
      name_en,
      category,
      term_months,
      rate_ppm,
      min_fen,
      valid_from: validFrom,
      valid_to: null,
    },
  }));

/** Billers of the demo county: code, names, kind, minute of the day of the cut-off. */
const BILLERS = [
  ['power-412728', '沈丘县供电公司', 'Shenqiu Power', 'power', 1020],
  ['phone-cm', '中国移动沈丘', 'China Mobile Shenqiu', 'phone', 1380],
  ['water-412728', '沈丘县自来水公司', 'Shenqiu Water', 'water', 1020],
  ['medical-412728', '城乡居民医保', 'Residents’ medical scheme', 'medical', 1020],
  ['pension-412728', '城乡居民养老保险', 'Residents’ pension scheme', 'pension', 1020],
] as const;

export const billerDrafts = (): readonly Draft[] =>
  BILLERS.map(([biller, name, name_en, kind, cut_off_minute]) => ({
    branch: PROVINCE.code,
    command: 'org.set_biller',
    key: biller,
    payload: { biller, name, name_en, kind, status: 'open', cut_off_minute },
  }));

/** Days off on weekdays and weekends worked in their stead, by the State Council's notice for 2026. */
const DAYS_OFF_2026 = [
  ['2026-01-01', '2026-01-02'],
  ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23'],
  ['2026-04-06'],
  ['2026-05-01', '2026-05-04', '2026-05-05'],
  ['2026-06-19'],
  ['2026-09-25'],
  ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
].flat();
const WORKED_2026 = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];

export const calendarDrafts = (): readonly Draft[] => [
  {
    branch: PROVINCE.code,
    command: 'org.set_calendar',
    key: '2026',
    payload: {
      year: 2026,
      days: [
        ...DAYS_OFF_2026.map((date) => ({ date, working: false })),
        ...WORKED_2026.map((date) => ({ date, working: true })),
      ],
    },
  },
];

async function employeeDraft(person: DemoEmployee, from: BusinessDate): Promise<Draft> {
  const pin_salt = randomBytes(16);
  const payload = {
    employee_no: person.employeeNo,
    name: person.name,
    unit: person.unit,
    posts: person.posts.map((post) => ({ post, from, to: null })),
    status: 'active',
    pin_salt,
    pin_hash: await pinVerifier(person.pin, pin_salt),
    id_no_hash: null,
  };
  return { branch: person.unit, command: 'org.set_employee', key: person.employeeNo, payload };
}

export const employeeDrafts = (from: BusinessDate): Promise<readonly Draft[]> =>
  Promise.all(EMPLOYEES.map((person) => employeeDraft(person, from)));

/** The main till of the chief teller and four tills of the counter. */
const TILLS: readonly (readonly [till: string, cashFen: number])[] = [
  ['00', 15_000_000],
  ['01', 5_000_000],
  ['02', 5_000_000],
  ['03', 3_000_000],
  ['04', 3_000_000],
];

export const tillDrafts = (outlet: string): readonly Draft[] =>
  TILLS.map(([till, cash_fen]) => ({
    branch: outlet,
    command: 'import.till_opening',
    key: till,
    payload: { till, cash_fen },
  }));
