import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, flag, id, opt, text } from '../../tables/fields.ts';
import { lossForm } from '../../tables/loss-form.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkForm, checkReissueWait, isLargeReissue, REISSUE_CONFIG } from '../loss-papers.ts';
import { checkIdentity, checkOwnTill, inOrder } from '../money-checks.ts';
import { configReads } from '../payout-limits.ts';
import { cardOf, checkBlank, issueInPlace, newCardReads } from './new-card.ts';

/**
 * 补卡 (domain 3.6, 4.5 C): a new card for one that was reported lost in writing, by the rules of a reissued passbook.
 * Its account is active again; the new card waits for its PIN.
 */

const payload = {
  account: id(),
  /** The lost card. */
  card: id(),
  form_no: text(30),
  /** Number of the blank: the next in hand. */
  blank_no: digits(1, 15),
  till: digits(2),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** 联网核查 passed. */
  id_checked: flag(),
};
type ReplaceInput = Input<typeof payload>;

export const CARD_REPLACE = 'card.replace';

type Codes = 'ACCOUNT_NOT_FOUND' | 'CARD_STATE' | 'NOT_ACCEPTING_OUTLET' | 'FORM_MISMATCH';

/** Lost in writing here, and this card is what the form names. */
function checkReport({ payload: p, rows, facts }: ReplaceInput): Refusal<Codes> | null {
  const held = cardOf(rows, p);
  if (held === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const { used } = held;
  if (used.status !== 'lost_written')
    return { code: 'CARD_STATE', detail: { status: used.status, from: used.status, event: 'replace' } };
  if (used.lost_at_outlet !== facts.branch)
    return { code: 'NOT_ACCEPTING_OUTLET', detail: { outlet: used.lost_at_outlet ?? '' } };
  return checkForm(rows, p, p.card);
}

export const replaceCard = defineCommand({
  name: CARD_REPLACE,
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
    'FIELD_REQUIRED',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'CARD_STATE',
    'NOT_ACCEPTING_OUTLET',
    'FORM_MISMATCH',
    'TOO_EARLY',
    'VOUCHER_OUT',
    'CARD_BLANK_UNKNOWN',
  ],
  reads: ({ payload: p, rows }) => [
    ...newCardReads(rows, p),
    keyOf(lossForm, p.account),
    ...configReads(REISSUE_CONFIG),
  ],
  checker: (input) =>
    dual(isLargeReissue(input.rows, input.facts, input.payload.account) ? 'outlet_manager' : 'chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(account, p.account);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => (p.form_no.trim() === '' ? { code: 'FIELD_REQUIRED' as const, detail: { field: 'form_no' } } : null),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkReport(input),
      () => checkReissueWait(rows, facts, p),
      () => checkBlank(rows, facts, p),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && row !== null) {
      if (row.status === 'lost_written')
        book.put(account, p.account, { ...row, status: 'active', lost_until: facts.capturedAt });
      issueInPlace(book, facts, p);
    }
    const what = { kind: CARD_REPLACE, account: p.account, card: p.card, voucherNo: p.voucher_no };
    recordEvent(book, facts, { ...what, summary: `form=${p.form_no};blank=${p.blank_no}`.slice(0, 40) });
    return eventDone(book);
  },
});
