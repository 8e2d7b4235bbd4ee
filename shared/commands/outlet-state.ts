import type { RowOf } from '../tables/define.ts';
import { outletState } from '../tables/outlet-day.ts';
import type { Book } from './book.ts';
import type { Rows } from './define.ts';

/** The one row that says where an outlet stands between days: open date, tills out, transfers on their way. */
export const OUTLET_STATE = 'outlet';

export type OutletState = RowOf<typeof outletState>;

const NEW_OUTLET: OutletState = {
  open_date: null,
  last_closed: null,
  unsynced_closes: 0,
  tills_out: [],
  open_transfers: [],
};

/** Of an outlet that has never opened a day: nothing open, nothing closed. */
export const stateOf = (rows: Rows): OutletState => rows.get(outletState, OUTLET_STATE) ?? NEW_OUTLET;

export function putState(book: Book, over: Partial<OutletState>): void {
  book.put(outletState, OUTLET_STATE, { ...stateOf(book), ...over });
}

/** A till leaves the vault, or comes back to it. */
export function noteTillOut(book: Book, till: string, device: string | null): void {
  const others = stateOf(book).tills_out.filter((one) => one.till !== till);
  putState(book, { tills_out: device === null ? others : [...others, { till, device }] });
}
