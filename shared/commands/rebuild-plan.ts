import { assert } from '../kernel/assert.ts';
import { encodeCbor } from '../kernel/cbor.ts';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import { account } from '../tables/account.ts';
import type { AnyRow, RowOf } from '../tables/define.ts';
import { checkRecord, recordToCbor } from '../tables/fields.ts';
import { tablesByName } from '../tables/index.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';

/**
 * How an outlet is opened from the rows a tablet vouches for: which of them can be taken, in which parts they come
 * into the books, and of which accounts the tablets say different things.
 */

/** Rows of one `rebuild.open`. */
export const OPENING_ROWS = 128;

/** A row as a tablet vouches for it, in the form of the program that wrote it. */
export interface VouchedRow {
  readonly table: string;
  readonly id: string;
  readonly body: AnyRow;
}
/** The rows of one tablet, at one position of the lost life. */
export interface VouchedCopy {
  readonly deviceNo: string;
  readonly at: { readonly epoch: string; readonly version: number };
  /** When they were last known to be the hub's; null = never. */
  readonly dataAt: Instant | null;
  readonly rows: readonly VouchedRow[];
}
type Account = RowOf<typeof account>;

/** The newest first. Of one life the higher version is the newer; of two lives that which was level with its hub last. */
export const byAge = (a: VouchedCopy, b: VouchedCopy): number =>
  a.at.epoch === b.at.epoch ? b.at.version - a.at.version : (b.dataAt ?? 0) - (a.dataAt ?? 0);

export const accountsIn = ({ rows }: Pick<VouchedCopy, 'rows'>): ReadonlyMap<string, Account> =>
  new Map(rows.flatMap(({ table, id, body }) => (table === account.name ? [[id, body as Account]] : [])));

/** The sum of its balances, fen. */
export function totalOf(copy: Pick<VouchedCopy, 'rows'>): number {
  let sum = 0;
  for (const { ledger_fen } of accountsIn(copy).values()) sum += ledger_fen;
  return sum;
}

/** A row in the form of this program: fields that came since and may be empty are. null = it cannot be taken. */
function rowOf({ table, body }: VouchedRow): AnyRow | null {
  const fields = tablesByName.get(table)?.fields;
  if (fields === undefined) return null;
  const absent = Object.entries(fields).filter(([name, field]) => field.nullable && !Object.hasOwn(body, name));
  const row = { ...Object.fromEntries(absent.map(([name]) => [name, null])), ...body };
  return checkRecord(fields, row) === null ? row : null;
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

interface Part {
  readonly rows: readonly VouchedRow[];
  readonly isLast: boolean;
  readonly date: BusinessDate | null;
}

/** Tills come with their days, each under its own date, and at last as they say themselves. */
function partsOf(rows: readonly VouchedRow[]): readonly Part[] {
  const tills = rows.filter((row) => row.table === till.name);
  const days = rows.filter((row) => row.table === tillDay.name);
  const rest = rows.filter((row) => row.table !== till.name && row.table !== tillDay.name);
  const dates = [...new Set(days.map((day) => String(day.body['business_date'])))].toSorted();
  const ofDate = (date: BusinessDate): Part => ({
    rows: [...tills, ...days.filter((day) => day.body['business_date'] === date)],
    isLast: false,
    date,
  });
  return [
    ...chunks(rest, OPENING_ROWS).map((part): Part => ({ rows: part, isLast: false, date: null })),
    ...dates.map(ofDate),
    ...(tills.length === 0 ? [] : [{ rows: tills, isLast: true, date: null }]),
  ];
}

const toWire = ({ table: name, id, body }: VouchedRow) => {
  const table = tablesByName.get(name);
  assert(table !== undefined, 'a row that can be taken has a table');
  return { table: name, id, body: encodeCbor(recordToCbor(table.fields, body)) };
};

/** One `rebuild.open`. */
export interface OpeningPart {
  /** Date its postings stand under; null = the centre's open day. */
  readonly date: BusinessDate | null;
  readonly payload: AnyRow;
}

/** What brings these rows into the books, in order. Rows that cannot be taken are left out: `accountsApart` names them. */
export function openingParts(rows: readonly VouchedRow[]): readonly OpeningPart[] {
  const good = rows.flatMap((row): VouchedRow[] => {
    const body = rowOf(row);
    return body === null ? [] : [{ ...row, body }];
  });
  return partsOf(good).map(({ rows: part, isLast, date }, number) => ({
    date,
    payload: { part: number, is_last: isLast, rows: part.map(toWire) },
  }));
}

/** A case takes so many characters of what a tablet says. */
const SAYS_MAX = 200;
const APART_MAX = 500;

/** Accounts that another tablet knows otherwise than the chosen one, or of which nothing could be taken; at most 500. */
export function accountsApart<T extends VouchedCopy>(copies: readonly T[], chosen: T | null) {
  const own: ReadonlyMap<string, Account> = chosen === null ? new Map() : accountsIn(chosen);
  const apart = new Map<string, string>();
  for (const copy of copies) {
    if (copy === chosen) continue;
    for (const [id, row] of accountsIn(copy)) {
      const mine = own.get(id);
      if (mine !== undefined && mine.ledger_fen === row.ledger_fen && mine.status === row.status) continue;
      const said = `device=${copy.deviceNo};version=${String(copy.at.version)};fen=${String(row.ledger_fen)};status=${row.status}`;
      apart.set(id, `${said};taken=${mine === undefined ? '-' : String(mine.ledger_fen)}`);
    }
  }
  for (const row of chosen?.rows ?? [])
    if (row.table === account.name && rowOf(row) === null) apart.set(row.id, 'its row cannot be read');
  return [...apart].map(([id, says]) => ({ account: id, says: says.slice(0, SAYS_MAX) })).slice(0, APART_MAX);
}
