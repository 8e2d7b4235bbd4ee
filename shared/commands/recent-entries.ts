import { recent } from '../tables/totals.ts';
import type { Book } from './book.ts';

/** The duplicate window forgets an entry. */
export function forgetRecent(book: Book, key: string, command: string): void {
  const entries = book.get(recent, key)?.entries ?? [];
  if (entries.some((one) => one.command === command))
    book.put(recent, key, { entries: entries.filter((one) => one.command !== command) });
}
