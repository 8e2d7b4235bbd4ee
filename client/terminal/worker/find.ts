import type { Body } from '../../platform/dexie/row-codec.ts';
import type { ColumnValue } from '../../platform/dexie/replica-memory.ts';
import type { Changed } from '../../platform/dexie/replica-part.ts';
import type { SealedStore } from '../../platform/dexie/store.ts';
import { CustomerIndex, type Match, type SearchNumber, type SearchRow } from '../../platform/search/customer-index.ts';

/**
 * Finding customers and what belongs to them, from the columns in memory. Built when first asked and after a
 * new snapshot; single changed customers are added at once.
 */
const CHANGED_MAX = 2000;

export interface Finder {
  search(query: string, limit: number): readonly Match[];
  /** Customers whose identity number is exactly this. */
  withIdNo(idNo: string): readonly string[];
  accountsOf(customer: string): readonly string[];
  cardsOf(account: string): readonly string[];
}

interface Built {
  readonly index: CustomerIndex;
  readonly accounts: Map<string, Set<string>>;
  readonly cards: Map<string, Set<string>>;
}

const str = (value: ColumnValue | unknown): string => (typeof value === 'string' ? value : '');

/** Effective rows of a table as records of its columns. */
function* effective(store: SealedStore, table: string): Iterable<readonly [string, (field: string) => string]> {
  const { blocks, changed } = store.columns(table);
  for (const block of blocks)
    for (let i = 0; i < block.ids.length; i++) {
      const id = block.ids[i] ?? '';
      if (!changed.has(id)) yield [id, (field) => str(block.columns[field]?.[i])];
    }
  for (const [id, body] of changed) if (body !== null) yield [id, (field) => str(body[field])];
}

const searchRow = (id: string, of: (field: string) => string): SearchRow => ({
  id,
  name: of('name'),
  pinyin: of('pinyin'),
  phone: of('phone'),
  idNo: of('id_no'),
  customerNo: of('customer_no'),
});

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key) ?? new Set<string>();
  set.add(value);
  map.set(key, set);
}

function build(store: SealedStore): Built {
  const rows: SearchRow[] = [];
  for (const [id, of] of effective(store, 'customer')) rows.push(searchRow(id, of));
  const accounts = new Map<string, Set<string>>();
  const numbers: SearchNumber[] = [];
  for (const [id, of] of effective(store, 'account')) {
    addTo(accounts, of('customer'), id);
    numbers.push({ customer: of('customer'), number: of('account_no') });
  }
  const cards = new Map<string, Set<string>>();
  const tails: SearchNumber[] = [];
  for (const [id, of] of effective(store, 'card')) {
    addTo(cards, of('account'), id);
    tails.push({ customer: of('customer'), number: of('last4') });
  }
  return { index: new CustomerIndex(rows, numbers, tails), accounts, cards };
}

const isShape = (body: Body | null | undefined): body is Body => body !== null && body !== undefined;

export function createFinder(store: SealedStore): Finder {
  let built: Built | null = null;
  const note = (changed: Changed): void => {
    if (built === null) return;
    if (changed === 'all' || built.index.changedCount > CHANGED_MAX) {
      built = null;
      return;
    }
    for (const key of changed) {
      if (key.table !== 'customer' && key.table !== 'account' && key.table !== 'card') continue;
      const body = store.columns(key.table).changed.get(key.id);
      if (key.table === 'customer')
        built.index.change(key.id, isShape(body) ? searchRow(key.id, (field) => str(body[field])) : null);
      else if (
        isShape(body) &&
        key.table === 'account' &&
        !(built.accounts.get(str(body['customer']))?.has(key.id) ?? false)
      )
        built = null;
      else if (isShape(body) && key.table === 'card' && !(built.cards.get(str(body['account']))?.has(key.id) ?? false))
        built = null;
      if (built === null) return;
    }
  };
  store.listen(note);
  const ready = (): Built => (built ??= build(store));
  return {
    search: (query, limit) => ready().index.search(query, limit),
    withIdNo: (idNo) =>
      [...effective(store, 'customer')].filter(([, of]) => of('id_no').toUpperCase() === idNo).map(([id]) => id),
    accountsOf: (customer) => [...(ready().accounts.get(customer) ?? [])],
    cardsOf: (account) => [...(ready().cards.get(account) ?? [])],
  };
}
