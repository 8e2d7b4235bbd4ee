import { DAY_MS } from '../../kernel/dates.ts';
import { lostAt, type LossState } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { flag, id, opt, text } from '../../tables/fields.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook, type Book } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { countyReads } from '../county.ts';
import { tellCounty } from '../hot-card.ts';
import { checkIdentity, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Lifts a loss report: the medium was found (domain 4.5 B, 11.7). Online, the holder with the paper. Only a written
 * report must be lifted at the outlet that took it. What was captured while it stood still counts as after the loss.
 */

const payload = {
  account: id(),
  card: opt(id()),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** Number of the form of the report, or of the application to lift it. */
  form_no: text(30),
};
type UnlostInput = Input<typeof payload>;
interface Lost extends LossState {
  readonly lost_at_outlet: string | null;
}

const isLost = (row: Lost): boolean => row.status === 'lost_oral' || row.status === 'lost_written';

/** The account, and the card when one is named, as far as they are reported lost. */
function lostOf({ payload: p, rows }: UnlostInput): readonly Lost[] {
  const states: readonly (Lost | null)[] = [
    rows.get(account, p.account),
    p.card === null ? null : rows.get(card, p.card),
  ];
  return states.filter((one) => one !== null).filter(isLost);
}

function checkLost(
  input: UnlostInput,
): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'NOT_ACCEPTING_OUTLET'> | null {
  const row = input.rows.get(account, input.payload.account);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const lost = lostOf(input);
  if (lost.length === 0) return { code: 'ACCOUNT_STATUS', detail: { status: row.status } };
  const elsewhere = lost.find((one) => one.status === 'lost_written' && one.lost_at_outlet !== input.facts.branch);
  return elsewhere === undefined
    ? null
    : { code: 'NOT_ACCEPTING_OUTLET', detail: { outlet: elsewhere.lost_at_outlet ?? '' } };
}

/** Active again. A report that has lapsed keeps the time it lapsed at. */
function lifted(row: Lost, { facts, rows }: UnlostInput) {
  const days = valueOf(rows, 'lost.oral_days', facts);
  const lapse = (row.lost_at ?? facts.capturedAt) + days * DAY_MS;
  return {
    status: 'active',
    lost_until: lostAt(row, facts.capturedAt, days) ? facts.capturedAt : Math.min(lapse, facts.capturedAt),
  } as const;
}

/** The card works again, here and on the county's stop list. */
function liftCard(book: Book, input: UnlostInput, of: { id: string; used: RowOf<typeof card> }): void {
  const { facts } = input;
  const found = lifted(of.used, input);
  book.put(card, of.id, { ...of.used, ...found });
  tellCounty(book, facts, { card: of.used, from: of.used.lost_at ?? facts.capturedAt, until: found.lost_until });
}

export const unlost = defineCommand({
  name: 'counter.unlost',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  receipt: 'C4',
  rejections: [
    'FIELD_REQUIRED',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'NOT_ACCEPTING_OUTLET',
  ],
  reads: ({ payload: p, rows, facts }) => {
    const row = rows.get(account, p.account);
    return [
      keyOf(account, p.account),
      ...(p.card === null ? [] : [keyOf(card, p.card), ...countyReads(facts)]),
      ...(row === null ? [] : [keyOf(customer, row.customer)]),
      ...configReads(['lost.oral_days']),
    ];
  },
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(account, p.account);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => (p.form_no.trim() === '' ? { code: 'FIELD_REQUIRED' as const, detail: { field: 'form_no' } } : null),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkLost(input),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    const used = p.card === null ? null : rows.get(card, p.card);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && row !== null && isLost(row))
      book.put(account, p.account, { ...row, ...lifted(row, input) });
    if (facts.hub !== null && p.card !== null && used !== null && isLost(used))
      liftCard(book, input, { id: p.card, used });
    recordEvent(book, facts, { kind: 'counter.unlost', account: p.account, card: p.card, summary: p.form_no });
    return eventDone(book);
  },
});
