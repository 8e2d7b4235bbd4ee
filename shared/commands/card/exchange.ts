import { customer } from '../../tables/customer.ts';
import { code, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkIdentity, checkOwnTill, inOrder } from '../money-checks.ts';
import { cardOf, checkBlank, issueInPlace, newCardReads } from './new-card.ts';

/** 换卡 (domain 3.6, 4.5 C, 11.20): a damaged or expired card, or another kind, is handed back and cut. */

const payload = {
  account: id(),
  card: id(),
  reason: code('damaged', 'expired', 'upgrade'),
  /** The old one was taken back and cut. */
  old_cut: flag(),
  blank_no: digits(1, 15),
  till: digits(2),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
};
type ExchangeInput = Input<typeof payload>;

export const CARD_EXCHANGE = 'card.exchange';
const EXCHANGED: ReadonlySet<string> = new Set(['active', 'expired']);

function checkOld({
  payload: p,
  rows,
}: ExchangeInput): Refusal<'ACCOUNT_NOT_FOUND' | 'CARD_STATE' | 'FIELD_REQUIRED'> | null {
  const held = cardOf(rows, p);
  if (held === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const { status } = held.used;
  if (!EXCHANGED.has(status)) return { code: 'CARD_STATE', detail: { status, from: status, event: 'exchange' } };
  return p.old_cut ? null : { code: 'FIELD_REQUIRED', detail: { field: 'old_cut' } };
}

export const exchangeCard = defineCommand({
  name: CARD_EXCHANGE,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C3',
  rejections: [
    'NO_TILL',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'CARD_STATE',
    'FIELD_REQUIRED',
    'VOUCHER_OUT',
    'CARD_BLANK_UNKNOWN',
  ],
  reads: ({ payload: p, rows }) => newCardReads(rows, p),
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const held = cardOf(rows, p);
    const person = held === null ? null : rows.get(customer, held.row.customer);
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkOld(input),
      () => checkBlank(rows, facts, p),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && cardOf(rows, p) !== null) issueInPlace(book, facts, p);
    const what = { kind: CARD_EXCHANGE, account: p.account, card: p.card, voucherNo: p.voucher_no };
    recordEvent(book, facts, { ...what, summary: `${p.reason};blank=${p.blank_no}` });
    return eventDone(book);
  },
});
