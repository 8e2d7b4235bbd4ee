import { account } from '../../tables/account.ts';
import { accountTies } from '../../tables/account-closing.ts';
import { card, cardSecret } from '../../tables/card.ts';
import { cardBlank } from '../../tables/card-blank.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../../tables/define.ts';
import { noteCard } from '../account-ties.ts';
import type { Book } from '../book.ts';
import type { Facts, Refusal, Rows } from '../define.ts';
import { checkVoucher } from '../money-checks.ts';
import { rangesOf } from '../voucher-stock.ts';
import { pieceReads, takeNumber } from '../vouchers.ts';

/**
 * A new card in place of another (domain 3.6, 4.5 C): the next blank of the till, known to the centre from the factory's
 * list, becomes a card of the same account, issued and not active; the old one is replaced for good.
 */

export interface NewCard {
  readonly account: string;
  /** The card it takes the place of. */
  readonly card: string;
  readonly blank_no: string;
  readonly till: string;
}

type Card = RowOf<typeof card>;

const pieceOf = (of: NewCard) => ({ voucher_type: 'card_blank' as const, number: of.blank_no, till: of.till });

export function newCardReads(rows: Rows, of: NewCard): RowKey[] {
  const row = rows.get(account, of.account);
  return [
    keyOf(account, of.account),
    keyOf(card, of.card),
    keyOf(cardBlank, of.blank_no),
    keyOf(accountTies, of.account),
    ...pieceReads(pieceOf(of)),
    ...(row === null ? [] : [keyOf(customer, row.customer)]),
  ];
}

/** The next blank in hand; at the centre also one the factory's list names and nobody has. */
export function checkBlank(
  rows: Rows,
  facts: Facts,
  of: NewCard,
): Refusal<'VOUCHER_OUT' | 'CARD_BLANK_UNKNOWN'> | null {
  const inTurn = checkVoucher(rangesOf(rows, 'card_blank', of.till), of.blank_no);
  if (inTurn !== null || facts.hub === null) return inTurn;
  const blank = rows.get(cardBlank, of.blank_no);
  return blank !== null && blank.card === null ? null : { code: 'CARD_BLANK_UNKNOWN', detail: { number: of.blank_no } };
}

/** The card and its account, as far as they belong together. */
export function cardOf(rows: Rows, of: NewCard): { row: RowOf<typeof account>; used: Card } | null {
  const [row, used] = [rows.get(account, of.account), rows.get(card, of.card)];
  return row === null || used === null || used.account !== of.account ? null : { row, used };
}

/** After this instant nothing is paid on the old card, whenever it was captured. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER;

/** Hub only. The new card takes the old one's type; its number is the blank's. */
export function issueInPlace(book: Book, facts: Facts, of: NewCard): void {
  const [used, blank] = [book.get(card, of.card), book.get(cardBlank, of.blank_no)];
  if (used === null || blank === null) return;
  const { bin, last4, tag, pan_token, pan_masked, pan_enc, subtype } = blank;
  book.put(card, facts.rowId, {
    account: of.account,
    customer: used.customer,
    type: used.type,
    issued_on: facts.businessDate,
    status: 'issued',
    bin,
    last4,
    tag,
    lost_at: null,
    lost_until: null,
    lost_at_outlet: null,
  });
  book.put(cardSecret, facts.rowId, { pan_token, pan_masked, pan_enc, subtype });
  book.put(cardBlank, of.blank_no, { ...blank, card: facts.rowId });
  book.put(card, of.card, {
    ...used,
    status: 'replaced',
    lost_at: used.lost_at ?? facts.capturedAt,
    lost_until: FOR_GOOD,
  });
  noteCard(book, of.account, facts.rowId);
  takeNumber(book, facts, { ...pieceOf(of), status: 'issued', reason: of.account });
}
