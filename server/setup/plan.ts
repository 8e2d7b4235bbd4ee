import { configFault, isConfigKey } from '../../shared/rules/config-bounds.ts';
import { CONFIG_DEFAULTS, type ConfigKey } from '../../shared/rules/config-defaults.ts';
import { findCommand } from '../../shared/commands/domain.ts';
import { checkRecord } from '../../shared/tables/fields.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import type { SetupFault, SetupRead, Wanted } from './files.ts';

/**
 * What a first set-up will do, decided before anything is written: lines agree with each other and with what the hub
 * has. What stands there already in the same form is left alone, so that the folder can be given again; what stands
 * there in another form is a fault, for two persons change it on the office page and no file does.
 */

/** What the hub has, by branch, table and id. */
export interface Present {
  row(branch: string, table: string, id: string): AnyRow | null;
}
export interface SetupPlan {
  readonly make: readonly Wanted[];
  /** Lines whose thing is there already. */
  readonly same: number;
  readonly faults: readonly SetupFault[];
}

/** Units first, from above; then what holds in them. */
const ORDER: Readonly<Record<Wanted['file'], number>> = {
  units: 0,
  products: 1,
  rates: 2,
  calendar: 3,
  limits: 4,
  employees: 5,
  posts: 5,
  tills: 6,
};

const fault = (one: Wanted, what: string): SetupFault => ({ file: `${one.file}.csv`, line: one.line, what });

/** Products, rates and holidays are the province's: of the one province the units lie in. */
function placed(wanted: readonly Wanted[]): { readonly wanted: readonly Wanted[]; readonly faults: SetupFault[] } {
  const provinces = new Set(wanted.filter((one) => one.branch !== '').map((one) => one.branch.slice(0, 2)));
  const [province = ''] = provinces;
  const homeless = wanted.filter((one) => one.branch === '');
  const several = provinces.size > 1 || (homeless.length > 0 && province === '');
  const faults =
    several && homeless[0] !== undefined
      ? [fault(homeless[0], 'the folder must name units of exactly one province, so that it is known whose this is')]
      : [];
  return { wanted: wanted.map((one) => (one.branch === '' ? { ...one, branch: province } : one)), faults };
}

class Planning {
  readonly faults: SetupFault[] = [];
  private readonly wanted: readonly Wanted[];
  private readonly present: Present;

  constructor(wanted: readonly Wanted[], present: Present) {
    this.wanted = wanted;
    this.present = present;
  }

  private say(one: Wanted, what: string): void {
    this.faults.push(fault(one, what));
  }

  private inFile(file: Wanted['file'], match: (one: Wanted) => boolean): boolean {
    return this.wanted.some((one) => one.file === file && match(one));
  }

  private hasUnit(code: string): boolean {
    return this.inFile('units', (one) => one.key === code) || this.present.row(code, 'org_unit', code) !== null;
  }

  private twice(one: Wanted): void {
    const first = this.wanted.find((other) => other.file === one.file && other.key === one.key && sameHome(one, other));
    if (first !== undefined && first.line < one.line)
      this.say(one, `${one.key} stands in line ${String(first.line)} already`);
  }

  private places(one: Wanted): void {
    const parent = one.payload['parent'];
    if (one.file === 'units') {
      if (typeof parent === 'string' && !this.hasUnit(parent))
        this.say(one, `code: the unit above, ${parent}, is missing`);
    } else if (one.branch !== '' && !this.hasUnit(one.branch)) this.say(one, `the unit ${one.branch} is missing`);
    if (one.file === 'employees' && !one.key.startsWith(one.branch.slice(0, 2)))
      this.say(one, `employee_no: begins with the province’s ${one.branch.slice(0, 2)}`);
    const product = String(one.payload['product']);
    const sold = this.inFile('products', (other) => other.key === product);
    if (one.file === 'rates' && !sold && this.present.row(one.branch, 'product', product) === null)
      this.say(one, `product: there is no ${product}`);
  }

  /** The value of a key in a unit on a day, as it will be. */
  private valueOn(branch: string, key: ConfigKey, on: string): number {
    for (let code = branch; code.length >= 2; code = code.slice(0, -2)) {
      const line = this.wanted
        .filter((one) => one.file === 'limits' && one.branch === code && one.payload['key'] === key)
        .filter((one) => String(one.payload['effective_from']) <= on)
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .at(-1);
      const row = this.present.row(code, 'config', key);
      const value =
        line?.payload['value'] ?? (row !== null && String(row['effective_from']) <= on ? row['value'] : null);
      if (typeof value === 'number') return value;
    }
    return CONFIG_DEFAULTS[key];
  }

  private limit(one: Wanted): void {
    const { key, value, effective_from: on } = one.payload as { key: string; value: number; effective_from: string };
    if (!isConfigKey(key)) return;
    const wrong = configFault(key, value, (other) => this.valueOn(one.branch, other, on));
    if (wrong?.code === 'SETTING_BOUNDS')
      this.say(one, `value: ${key} lies between ${shown(key, wrong.detail.min)} and ${shown(key, wrong.detail.max)}`);
    else if (wrong !== null)
      this.say(
        one,
        `value: it would pass ${wrong.detail.other}, which is ${shown(wrong.detail.other, wrong.detail.value)}`,
      );
  }

  private form(one: Wanted): void {
    const definition = findCommand(one.command);
    const secret = one.file === 'employees' ? { pin_salt: null, pin_hash: null, id_no_hash: null } : {};
    const wrong = definition === undefined ? null : checkRecord(definition.payload, { ...one.payload, ...secret });
    if (wrong !== null) this.say(one, `${wrong.field}: ${wrong.what}`);
    const [from, to] = [one.payload['valid_from'], one.payload['valid_to']];
    if (typeof from === 'string' && typeof to === 'string' && to < from) this.say(one, 'to: lies before from');
  }

  /** Is it there already? 'other' = in another form. */
  private standing(one: Wanted): 'absent' | 'same' | 'other' {
    const row = (table: string, id: string): AnyRow | null => this.present.row(one.branch, table, id);
    if (one.file === 'tills') return row('till', one.key) === null ? 'absent' : 'same';
    if (one.file === 'calendar') {
      const all = (row('working_calendar', 'cn')?.['days'] ?? []) as readonly { readonly date: string }[];
      const own = all.filter((day) => day.date.startsWith(`${one.key}-`));
      return own.length === 0 ? 'absent' : equal(own, one.payload['days']) ? 'same' : 'other';
    }
    if (one.file === 'rates') {
      const product = String(one.payload['product']);
      const rates = (row('product_rate', product)?.['rates'] ?? []) as readonly { from: string; rate_ppm: number }[];
      const listed = rates.find((rate) => rate.from === one.payload['from']);
      return listed === undefined ? 'absent' : listed.rate_ppm === one.payload['rate_ppm'] ? 'same' : 'other';
    }
    if (one.file === 'limits') {
      const found = row('config', one.key);
      return found === null ? 'absent' : found['value'] === one.payload['value'] ? 'same' : 'other';
    }
    const table = { units: 'org_unit', employees: 'employee', products: 'product', posts: 'employee' }[one.file];
    const found = row(table, one.key);
    if (found === null) return 'absent';
    const { product: _product, ...fields } = one.payload;
    return Object.entries(fields).every(([name, value]) => equal(found[name], value)) ? 'same' : 'other';
  }

  plan(): SetupPlan {
    const make: Wanted[] = [];
    let same = 0;
    for (const one of this.wanted) {
      this.twice(one);
      this.places(one);
      this.form(one);
      if (one.file === 'limits') this.limit(one);
      const standing = this.standing(one);
      if (standing === 'absent') make.push(one);
      else if (standing === 'same') same += 1;
      else this.say(one, `${one.key} is there with other values; two persons change it on the office page`);
    }
    make.sort((a, b) => ORDER[a.file] - ORDER[b.file] || a.branch.length - b.branch.length || (a.key < b.key ? -1 : 1));
    return { make, same, faults: this.faults };
  }
}

const sameHome = (a: Wanted, b: Wanted): boolean => a.file === 'employees' || a.branch === b.branch;
const shown = (key: ConfigKey, value: number): string => (key.endsWith('_fen') ? String(value / 100) : String(value));
/** Rows come back from the database with their fields in another order. */
const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);

const byPlace = (a: SetupFault, b: SetupFault): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

/** Everything checked against everything; with one fault nothing is to be written. */
export function planSetup(read: SetupRead, present: Present): SetupPlan {
  const { wanted, faults } = placed(read.wanted);
  const planned = new Planning(wanted, present).plan();
  return { ...planned, faults: [...read.faults, ...faults, ...planned.faults].sort(byPlace) };
}

/** Branches and tables a plan looks at. */
export const branchesOf = (read: SetupRead): readonly string[] => {
  const own = read.wanted.map((one) => one.branch).filter((code) => code !== '');
  return [...new Set(own.flatMap((code) => [2, 4, 6, 8].map((length) => code.slice(0, length))))];
};
