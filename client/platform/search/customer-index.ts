import {
  DIGITS,
  keyOfText,
  LETTERS,
  lowerBound,
  nameKey,
  nameRange,
  prefixRange,
  ROWS_MAX,
  sortedKeys,
  type Alphabet,
} from './keys.ts';

/**
 * Search over all customers of the branch by name, pinyin, initials, phone, ID, card tail, account and
 * customer number. Built in the worker from the columns; a row changed later stands in a short list beside
 * the sorted keys until the next build.
 */
export interface SearchRow {
  readonly id: string;
  readonly name: string;
  readonly pinyin: string;
  readonly phone: string;
  readonly idNo: string;
  readonly customerNo: string;
}
/** A number that leads to a customer: an account number or the last four digits of a card. */
export interface SearchNumber {
  readonly customer: string;
  readonly number: string;
}
export type Matched = 'name' | 'pinyin' | 'initials' | 'phone' | 'id' | 'card' | 'account' | 'customer_no';
export interface Match {
  readonly id: string;
  readonly matched: Matched;
}

const reversed = (text: string): string => [...text].reverse().join('');
const joined = (pinyin: string): string => pinyin.toLowerCase().replace(/[^a-z]/g, '');
const initialsOf = (pinyin: string): string =>
  pinyin
    .toLowerCase()
    .split(/[\s']+/)
    .map((part) => part.charAt(0))
    .join('');

/** One sorted column. `text` gives what a candidate must really begin with: keys hold only the first characters. */
interface Column {
  readonly keys: Float64Array;
  readonly alphabet: Alphabet | null;
  readonly text: (row: number) => string;
  readonly owner: (row: number) => string;
}

function buildColumn(
  alphabet: Alphabet,
  count: number,
  text: (row: number) => string,
  owner: (row: number) => string,
): Column {
  const keys: number[] = [];
  for (let row = 0; row < count; row++) {
    const key = keyOfText(alphabet, text(row), row);
    if (key !== null) keys.push(key);
  }
  return { keys: sortedKeys(keys), alphabet, text, owner };
}

interface Columns {
  readonly name: Column;
  readonly pinyin: Column;
  readonly initials: Column;
  readonly phone: Column;
  readonly phoneEnd: Column;
  readonly idStart: Column;
  readonly idEnd: Column;
  readonly customerNo: Column;
  readonly account: Column;
  readonly accountEnd: Column;
  readonly card: Column;
}

/** Account numbers of one outlet share their first eight digits: what follows is told apart by its own column. */
const ACCOUNT_OUTLET = 8;

function buildColumns(
  rows: readonly SearchRow[],
  accounts: readonly SearchNumber[],
  cards: readonly SearchNumber[],
): Columns {
  const row = (at: number): SearchRow => rows[at] as SearchRow;
  const owner = (at: number): string => row(at).id;
  const account = (at: number): SearchNumber => accounts[at] as SearchNumber;
  const card = (at: number): SearchNumber => cards[at] as SearchNumber;
  const letters = rows.map((one) => joined(one.pinyin));
  const initials = rows.map((one) => initialsOf(one.pinyin));
  const of = (alphabet: Alphabet, text: (at: number) => string): Column =>
    buildColumn(alphabet, rows.length, text, owner);
  return {
    name: {
      keys: sortedKeys(rows.map((one, at) => nameKey(one.name, at))),
      alphabet: null,
      text: (at) => row(at).name,
      owner,
    },
    pinyin: of(LETTERS, (at) => letters[at] ?? ''),
    initials: of(LETTERS, (at) => initials[at] ?? ''),
    phone: of(DIGITS, (at) => row(at).phone.slice(1)),
    phoneEnd: of(DIGITS, (at) => reversed(row(at).phone)),
    idStart: of(DIGITS, (at) => row(at).idNo),
    idEnd: of(DIGITS, (at) => reversed(row(at).idNo)),
    customerNo: of(DIGITS, (at) => row(at).customerNo),
    account: buildColumn(
      DIGITS,
      accounts.length,
      (at) => account(at).number.slice(ACCOUNT_OUTLET),
      (at) => account(at).customer,
    ),
    accountEnd: buildColumn(
      DIGITS,
      accounts.length,
      (at) => reversed(account(at).number),
      (at) => account(at).customer,
    ),
    card: buildColumn(
      DIGITS,
      cards.length,
      (at) => card(at).number,
      (at) => card(at).customer,
    ),
  };
}

interface Probe {
  readonly column: keyof Columns;
  readonly matched: Matched;
  readonly prefix: string;
}

/** Which columns a query can mean, most telling first. */
function probesFor(query: string): readonly Probe[] {
  if (/^[\dXx]+$/.test(query)) return digitProbes(query.toUpperCase());
  if (/^[a-z]+$/i.test(query)) {
    const text = query.toLowerCase();
    return [
      { column: 'initials', matched: 'initials', prefix: text },
      { column: 'pinyin', matched: 'pinyin', prefix: text },
    ];
  }
  return [{ column: 'name', matched: 'name', prefix: query }];
}

function digitProbes(query: string): readonly Probe[] {
  const probes: Probe[] = [];
  const add = (column: keyof Columns, matched: Matched, prefix: string): void => {
    probes.push({ column, matched, prefix });
  };
  if (query.length === 4) add('card', 'card', query);
  if (query.length >= 3 && query.length <= 6) add('idEnd', 'id', reversed(query));
  if (query.startsWith('1') || query.startsWith('0')) add('phone', 'phone', query.slice(1));
  if (query.length === 4) add('phoneEnd', 'phone', reversed(query));
  if (query.length > ACCOUNT_OUTLET && query.length <= 15) add('account', 'account', query.slice(ACCOUNT_OUTLET));
  if (query.length >= 4 && query.length <= 7) add('accountEnd', 'account', reversed(query));
  add('customerNo', 'customer_no', query);
  if (query.length >= 6) add('idStart', 'id', query);
  return probes;
}

export class CustomerIndex {
  private readonly columns: Columns;
  /** Rows changed since the build, by id; null = gone. The sorted columns' rows of these ids are skipped. */
  private readonly changed = new Map<string, SearchRow | null>();
  private extra: Columns | null = null;
  readonly size: number;

  /** @throws RangeError beyond 131,072 rows of one kind: the branch must be split first. */
  constructor(rows: readonly SearchRow[], accounts: readonly SearchNumber[], cards: readonly SearchNumber[]) {
    if (Math.max(rows.length, accounts.length, cards.length) > ROWS_MAX)
      throw new RangeError(`more than ${ROWS_MAX} rows in one branch`);
    this.columns = buildColumns(rows, accounts, cards);
    this.size = rows.length;
  }

  /** How many rows stand beside the sorted keys; the caller rebuilds when it grows too long. */
  get changedCount(): number {
    return this.changed.size;
  }

  change(id: string, row: SearchRow | null): void {
    this.changed.set(id, row);
    this.extra = null;
  }

  /** At most `limit` customers, best match first, each once. */
  search(query: string, limit: number): readonly Match[] {
    const text = query.trim().normalize('NFC');
    if (text === '') return [];
    const found = new Map<string, Matched>();
    const probes = probesFor(text);
    for (const probe of probes) {
      this.scan(this.extraColumns(), probe, found, limit, null);
      this.scan(this.columns, probe, found, limit, this.changed);
      if (found.size >= limit) break;
    }
    return [...found].slice(0, limit).map(([id, matched]) => ({ id, matched }));
  }

  private extraColumns(): Columns {
    if (this.extra === null) {
      const rows = [...this.changed.values()].filter((row) => row !== null);
      this.extra = buildColumns(rows, [], []);
    }
    return this.extra;
  }

  private scan(
    columns: Columns,
    probe: Probe,
    found: Map<string, Matched>,
    limit: number,
    skip: ReadonlyMap<string, SearchRow | null> | null,
  ): void {
    const column = columns[probe.column];
    const range = column.alphabet === null ? nameRange(probe.prefix) : prefixRange(column.alphabet, probe.prefix);
    if (range === null) return;
    const numbers = probe.column === 'account' || probe.column === 'accountEnd' || probe.column === 'card';
    for (let at = lowerBound(column.keys, range.from); at < column.keys.length && found.size < limit; at++) {
      const key = column.keys[at] ?? Infinity;
      if (key >= range.to) break;
      const row = key % ROWS_MAX;
      const owner = column.owner(row);
      const hidden = skip !== null && (numbers ? skip.get(owner) === null : skip.has(owner));
      if (!hidden && !found.has(owner) && column.text(row).startsWith(probe.prefix)) found.set(owner, probe.matched);
    }
  }
}
