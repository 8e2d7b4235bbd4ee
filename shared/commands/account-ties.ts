import { accountTies } from '../tables/account-closing.ts';
import { card } from '../tables/card.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import type { Book } from './book.ts';
import type { Change, Refusal, Rows } from './define.ts';

/** What hangs on an account: its cards and standing orders. It is closed only when neither is in use any more. */

const tiesOf = (rows: Rows, account: string) => rows.get(accountTies, account) ?? { cards: [], orders: [] };

const put = (id: string, row: ReturnType<typeof tiesOf>): Change => ({ op: 'put', table: accountTies.name, id, row });

/** The account's ties with this card among them, once. */
function withCard(rows: Rows, account: string, cardId: string) {
  const ties = tiesOf(rows, account);
  const others = ties.cards.filter((one) => one.card !== cardId);
  return { ...ties, cards: [...others, { card: cardId }] };
}

/** Notes a card of an account, once. */
export const tieCard = (rows: Rows, account: string, cardId: string): Change =>
  put(account, withCard(rows, account, cardId));

/** The same among other changes of a command. */
export const noteCard = (book: Book, account: string, cardId: string): void =>
  book.put(accountTies, account, withCard(book, account, cardId));

/** Notes a standing order of an account, once. */
export function tieOrder(rows: Rows, account: string, order: string): Change {
  const ties = tiesOf(rows, account);
  const others = ties.orders.filter((one) => one.order !== order);
  return put(account, { ...ties, orders: [...others, { order }] });
}

export const tieReads = (rows: Rows, account: string): RowKey[] => [
  keyOf(accountTies, account),
  ...tiesOf(rows, account).cards.map((one) => keyOf(card, one.card)),
];

/** Card states that hold the account no longer. */
const GIVEN_UP: ReadonlySet<string> = new Set(['replaced', 'cancelled', 'expired']);

export function checkTies(rows: Rows, account: string): Refusal<'HAS_CARD' | 'HAS_AUTOPAY'> | null {
  const { cards, orders } = tiesOf(rows, account);
  const used = cards.map((one) => rows.get(card, one.card)).find((one) => one !== null && !GIVEN_UP.has(one.status));
  if (used) return { code: 'HAS_CARD', detail: { tail: used.last4 } };
  return orders.length === 0 ? null : { code: 'HAS_AUTOPAY', detail: { count: orders.length } };
}
