import { hasIncompatiblePosts, type HeldPost } from '../../shared/commands/org/set-employee.ts';
import { treeFault, UNIT_CODE_LENGTH, type UnitLevel } from '../../shared/commands/org/set-unit.ts';
import { isConfigKey } from '../../shared/rules/config-bounds.ts';
import { POSTS } from '../../shared/tables/employee.ts';
import { readCsv, type CsvRow } from './csv.ts';
import { cellsOf, type Cells } from './readers.ts';

/**
 * The files of a first set-up, each line as the payload of the command that makes it. Reading looks at one line at a
 * time; what lines say about each other is checked in `plan.ts`.
 */
export type SetupFile = 'units' | 'employees' | 'posts' | 'products' | 'rates' | 'limits' | 'calendar' | 'tills';

export const COLUMNS: Readonly<Record<SetupFile, readonly string[]>> = {
  units: [
    'code',
    'name',
    'name_en',
    'kind',
    'rural',
    'network',
    'phone',
    'till_limit_yuan',
    'vault_limit_yuan',
    'pension_days',
  ],
  employees: ['employee_no', 'name', 'unit'],
  posts: ['employee_no', 'post', 'from', 'to'],
  products: ['product', 'name', 'name_en', 'category', 'term_months', 'rate_percent', 'min_yuan', 'from', 'to'],
  rates: ['product', 'rate_percent', 'from'],
  limits: ['unit', 'key', 'value', 'from'],
  calendar: ['date', 'kind'],
  tills: ['outlet', 'till', 'cash_yuan'],
};
export const SETUP_FILES = Object.keys(COLUMNS) as readonly SetupFile[];

export interface SetupFault {
  /** `units.csv`. */
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** One thing to be made: the command, where, its payload and the line it comes from. */
export interface Wanted {
  readonly file: SetupFile;
  readonly line: number;
  readonly branch: string;
  readonly command: string;
  /** Which one of its kind, in its branch. */
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const LEVEL_OF = new Map<number, UnitLevel>(
  Object.entries(UNIT_CODE_LENGTH).map(([level, length]) => [length, level as UnitLevel]),
);
const UNIT_KINDS = ['management', 'owned', 'agency', 'wealth_centre', 'call_centre'];
const NETWORKS = ['2g', '3g', '4g', 'satellite', 'adsl', 'fibre'];
const CATEGORIES = ['demand', 'term', 'notice', 'card', 'remittance', 'online', 'sms_notice', 'wealth', 'fund'];
const MORE_CATEGORIES = ['insurance_agency', 'bond', 'agency_pay', 'merchant', 'loan'];
const STAFF_POSTS = POSTS.filter((post) => post !== 'customer');
const UNIT_LENGTHS = [2, 4, 6, 8];

type Made = Omit<Wanted, 'file' | 'line'>;
type Say = (what: string) => void;

function unit(cells: Cells, say: Say): Made {
  const code = cells.digits('code', ...UNIT_LENGTHS);
  const level = LEVEL_OF.get(code.length) ?? 'outlet';
  const parent = code.length > 2 ? code.slice(0, -2) : null;
  if (code !== '' && treeFault({ code, level, parent }) !== null) say('code: does not fit its level');
  const pension_days = cells.list('pension_days').map((day) => ({ day: Number(day) }));
  if (pension_days.some(({ day }) => !Number.isInteger(day) || day < 1 || day > 31))
    say('pension_days: days from 1 to 31, such as 10;11;12');
  const payload = {
    code,
    name: cells.text('name', 60),
    name_en: cells.optional('name_en', (name) => cells.text(name, 60)) ?? '',
    level,
    kind: cells.oneOf('kind', UNIT_KINDS),
    parent,
    region_code: code.slice(0, 6).padEnd(6, '0'),
    rural: cells.flag('rural'),
    phone: cells.optional('phone', (name) => cells.text(name, 20)),
    network_profile: cells.oneOf('network', NETWORKS),
    till_limit_fen: cells.yuan('till_limit_yuan'),
    vault_limit_fen: cells.yuan('vault_limit_yuan'),
    pension_days,
    status: 'open',
  };
  return { branch: code, command: 'org.set_unit', key: code, payload };
}

function person(cells: Cells): Made {
  const [employee_no, at] = [cells.digits('employee_no', 11), cells.digits('unit', ...UNIT_LENGTHS)];
  const payload = { employee_no, name: cells.text('name', 50), unit: at, posts: [], status: 'active' };
  return { branch: at, command: 'org.set_employee', key: employee_no, payload };
}

function productLine(cells: Cells): Made {
  const product = cells.text('product', 40);
  const payload = {
    product,
    name: cells.text('name', 60),
    name_en: cells.optional('name_en', (name) => cells.text(name, 60)) ?? '',
    category: cells.oneOf('category', [...CATEGORIES, ...MORE_CATEGORIES]),
    term_months: cells.optional('term_months', (name) => cells.whole(name, 0, 600)),
    rate_ppm: cells.percent('rate_percent'),
    min_fen: cells.yuan('min_yuan'),
    valid_from: cells.date('from'),
    valid_to: cells.optional('to', (name) => cells.date(name)),
  };
  return { branch: '', command: 'org.set_product', key: product, payload };
}

function rateLine(cells: Cells): Made {
  const [product, from] = [cells.text('product', 40), cells.date('from')];
  const payload = { product, rate_ppm: cells.percent('rate_percent'), from };
  return { branch: '', command: 'org.set_rate', key: `${product}@${from}`, payload };
}

function limitLine(cells: Cells, say: Say): Made {
  const [branch, key] = [cells.digits('unit', ...UNIT_LENGTHS), cells.text('key', 64)];
  if (!isConfigKey(key)) say(`key: there is no limit "${key}"; the template lists them`);
  const value = key.endsWith('_fen') ? cells.yuan('value') : cells.whole('value', 0, 1_000_000_000);
  const effective_from = cells.date('from');
  const payload = { key, value, effective_from };
  return { branch, command: 'org.set_config', key: `${key}@${effective_from}`, payload };
}

function tillLine(cells: Cells): Made {
  const [branch, till] = [cells.digits('outlet', 8), cells.digits('till', 2)];
  return { branch, command: 'import.till_opening', key: till, payload: { till, cash_fen: cells.yuan('cash_yuan') } };
}

const READERS: Readonly<Record<Exclude<SetupFile, 'posts' | 'calendar'>, (cells: Cells, say: Say) => Made>> = {
  units: unit,
  employees: person,
  products: productLine,
  rates: rateLine,
  limits: limitLine,
  tills: tillLine,
};

interface Post extends HeldPost {
  readonly employee: string;
  readonly line: number;
}
interface Day {
  readonly date: string;
  readonly working: boolean;
  readonly line: number;
}

/** What the folder says: payloads that read well, and every fault with its file and line. */
export interface SetupRead {
  readonly wanted: readonly Wanted[];
  readonly faults: readonly SetupFault[];
}

class Reading {
  readonly faults: SetupFault[] = [];
  readonly wanted: Wanted[] = [];
  private readonly posts: Post[] = [];
  private readonly days: Day[] = [];

  say(file: SetupFile, line: number, what: string): void {
    this.faults.push({ file: `${file}.csv`, line, what });
  }

  private row(file: SetupFile, row: CsvRow): void {
    const say = (what: string): void => this.say(file, row.line, what);
    const cells = cellsOf(row, say);
    if (file === 'posts') {
      const held = { post: cells.oneOf('post', STAFF_POSTS), from: cells.date('from') };
      const to = cells.optional('to', (name) => cells.date(name));
      this.posts.push({ ...held, to, employee: cells.digits('employee_no', 11), line: row.line } as Post);
    } else if (file === 'calendar')
      this.days.push({
        date: cells.date('date'),
        working: cells.oneOf('kind', ['off', 'work']) === 'work',
        line: row.line,
      });
    else this.wanted.push({ file, line: row.line, ...READERS[file](cells, say) });
  }

  file(file: SetupFile, text: string): void {
    const { rows, faults } = readCsv(text, COLUMNS[file]);
    for (const fault of faults) this.say(file, fault.line, fault.what);
    for (const row of rows) this.row(file, row);
  }

  /** Posts go to their person, days to their year. */
  gather(): SetupRead {
    const known = new Set(this.wanted.filter((one) => one.file === 'employees').map((one) => one.key));
    for (const post of this.posts)
      if (!known.has(post.employee))
        this.say('posts', post.line, `employee_no: ${post.employee} is not in employees.csv`);
    const years = new Map<string, Day[]>();
    for (const day of this.days) {
      const year = years.get(day.date.slice(0, 4)) ?? [];
      if (year.some((one) => one.date === day.date)) this.say('calendar', day.line, `date: ${day.date} stands twice`);
      years.set(day.date.slice(0, 4), [...year, day]);
    }
    const calendars = [...years].map(([year, days]): Wanted => ({
      file: 'calendar',
      line: days[0]?.line ?? 1,
      branch: '',
      command: 'org.set_calendar',
      key: year,
      payload: {
        year: Number(year),
        days: days.map(({ date, working }) => ({ date, working })).sort((a, b) => (a.date < b.date ? -1 : 1)),
      },
    }));
    const wanted = this.wanted.map((one) => (one.file === 'employees' ? this.withPosts(one) : one));
    return { wanted: [...wanted, ...calendars], faults: this.faults };
  }

  private withPosts(one: Wanted): Wanted {
    const posts = this.posts
      .filter((post) => post.employee === one.key)
      .map(({ post, from, to }): HeldPost => ({ post, from, to }));
    if (posts.length === 0) this.say('employees', one.line, `${one.key} has no post in posts.csv`);
    if (hasIncompatiblePosts(posts))
      this.say('employees', one.line, `${one.key}: a system administrator holds no other post at the same time`);
    return { ...one, payload: { ...one.payload, posts } };
  }
}

/** @param texts the files that are there. */
export function readSetup(texts: Readonly<Partial<Record<SetupFile, string>>>): SetupRead {
  const reading = new Reading();
  for (const file of SETUP_FILES) {
    const text = texts[file];
    if (text !== undefined) reading.file(file, text);
  }
  return reading.gather();
}
