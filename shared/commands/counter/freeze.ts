import { addMonths, isDate, type Instant } from '../../kernel/dates.ts';
import type { Fen } from '../../kernel/money.ts';
import { lostAt } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { date, fen, id, opt, text } from '../../tables/fields.ts';
import { freezeTurns } from '../../tables/freeze-turns.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook, type Book } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { beginFreeze, endOfDay, isFrozen, nextTurn, turnsOf } from '../freezes.ts';
import { isClosed } from '../judge.ts';
import { inOrder } from '../money-checks.ts';
import { stopReads } from '../payout-stop.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Freeze by an authority and its lifting (domain 4.5 B, 11.19). Online, with the document and two officers, for at most
 * twelve months. All of an account is frozen from the capture time on, and what was paid since is judged again; or a
 * part of it, which only lowers what is available. A layer beside the status: lifting it returns to the state before.
 * A second authority waits its turn; only the authority that froze lifts.
 */

/** How the record of an order in the queue begins. */
export const WAITS = '轮候';

const document = {
  account: id(),
  authority: text(60),
  document_no: text(40),
  officer_1: text(30),
  officer_2: text(30),
};
const freezePayload = {
  ...document,
  /** Part to freeze in fen; null = all of it. */
  fen: opt(fen()),
  /** Last day of the freeze. */
  until: date(),
};
type FreezeInput = Input<typeof freezePayload>;
type Papers = { readonly [K in keyof typeof document]: string };
type Account = RowOf<typeof account>;

/** What an authority must show: a document, and two different officers. */
function checkPapers(p: Papers): Refusal<'DOC_REQUIRED' | 'OFFICERS'> | null {
  if (p.authority.trim() === '' || p.document_no.trim() === '') return { code: 'DOC_REQUIRED', detail: {} };
  const [first, second] = [p.officer_1.trim(), p.officer_2.trim()];
  return first === '' || second === '' || first === second ? { code: 'OFFICERS', detail: {} } : null;
}

function checkOpen(row: Account | null): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return isClosed(row) ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

const isPart = (part: Fen | null): part is Fen => part !== null;

function checkTerms({ payload: p, facts }: FreezeInput): Refusal<'AMOUNT_INVALID' | 'LONGER_THAN_12M'> | null {
  if (isPart(p.fen) && p.fen <= 0) return { code: 'AMOUNT_INVALID', detail: { fen: p.fen } };
  const last = isDate(facts.businessDate) ? addMonths(facts.businessDate, 12) : p.until;
  return p.until > last || p.until < facts.businessDate ? { code: 'LONGER_THAN_12M', detail: { until: last } } : null;
}

/** The authority's own freeze is in force: its next document prolongs it, up to twelve months more. */
const isOwn = ({ payload: p, rows }: FreezeInput): boolean => turnsOf(rows, p.account).authority === p.authority.trim();

/** The same order twice, or one that would end no later than what is in force. */
function checkTwice(input: FreezeInput): Refusal<'ALREADY_FROZEN'> | null {
  const { payload: p, rows, facts } = input;
  const row = rows.get(account, p.account);
  if (row === null || !isFrozen(row, facts.capturedAt)) return null;
  const { document_no: document, waiting } = turnsOf(rows, p.account);
  const twice = waiting.some((one) => one.authority === p.authority.trim() && one.document_no === p.document_no.trim());
  const same = isOwn(input) && (document === p.document_no.trim() || endOfDay(p.until) <= (row.frozen_until ?? 0));
  return twice || same ? { code: 'ALREADY_FROZEN', detail: { until: row.frozen_until ?? 0 } } : null;
}

/** In force at once, prolonged, or in the queue behind who came first. Returns its place in the queue, 0 = in force. */
function placeOrder(book: Book, input: FreezeInput): number {
  const { payload: p, facts } = input;
  const row = book.get(account, p.account);
  if (row === null) return 0;
  const turns = turnsOf(book, p.account);
  const holder = { authority: p.authority.trim(), document_no: p.document_no.trim() };
  if (!isFrozen(row, facts.capturedAt)) {
    book.put(freezeTurns, p.account, { ...turns, ...holder });
    beginFreeze(book, facts, { account: p.account, order: p, from: facts.capturedAt });
    return 0;
  }
  if (isOwn(input)) {
    book.put(freezeTurns, p.account, { ...turns, ...holder });
    book.put(account, p.account, { ...row, frozen_until: endOfDay(p.until) });
    return 0;
  }
  const order = { ...holder, fen: p.fen, until: p.until, asked_at: facts.capturedAt, entry: facts.rowId };
  book.put(freezeTurns, p.account, { ...turns, waiting: [...turns.waiting, order] });
  return turns.waiting.length + 1;
}

export const freeze = defineCommand({
  name: 'counter.freeze',
  version: 1,
  payload: freezePayload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['chief_teller', 'ops_manager'],
  priority: true,
  receipt: 'C4',
  rejections: [
    'DOC_REQUIRED',
    'OFFICERS',
    'AMOUNT_INVALID',
    'LONGER_THAN_12M',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'ALREADY_FROZEN',
  ],
  reads: ({ payload: p, rows, facts }) => [
    ...stopReads(rows, p.account, facts.capturedAt),
    keyOf(freezeTurns, p.account),
  ],
  checker: (input) => dual('outlet_manager', input),
  admit: (input) => {
    const { payload: p, rows } = input;
    return inOrder([
      () => checkPapers(p),
      () => checkTerms(input),
      () => checkOpen(rows.get(account, p.account)),
      () => checkTwice(input),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    // On its terminal a request changes nothing before the verdict.
    const place = facts.hub === null ? 0 : placeOrder(book, input);
    const summary = place === 0 ? p.document_no : `${WAITS}${place} ${p.document_no}`.slice(0, 40);
    recordEvent(book, facts, { kind: 'counter.freeze', account: p.account, card: null, summary });
    return eventDone(book);
  },
});

/** What the document is about: the freeze in force, one that waits, or neither. */
function meant({ payload: p, rows, facts }: Input<typeof document>): 'present' | 'waiting' | 'foreign' | null {
  const row = rows.get(account, p.account);
  const { authority, waiting } = turnsOf(rows, p.account);
  const frozen = row !== null && isFrozen(row, facts.capturedAt);
  if (!frozen) return null;
  // Who froze it before this was kept is not on record.
  if (authority === null || authority === p.authority.trim()) return 'present';
  return waiting.some((one) => one.authority === p.authority.trim()) ? 'waiting' : 'foreign';
}

function checkWhose(input: Input<typeof document>): Refusal<'NOTHING_TO_CHANGE' | 'NOT_THIS_AUTHORITY'> | null {
  const found = meant(input);
  if (found === null) return { code: 'NOTHING_TO_CHANGE', detail: {} };
  const holder = turnsOf(input.rows, input.payload.account).authority ?? '';
  return found === 'foreign' ? { code: 'NOT_THIS_AUTHORITY', detail: { authority: holder } } : null;
}

/** The freeze in force ends and the next begins; or an order leaves the queue. */
function lift(book: Book, input: Input<typeof document>): void {
  const { payload: p, facts, rows } = input;
  const row = book.get(account, p.account);
  const found = meant(input);
  if (row === null || found === null || found === 'foreign') return;
  if (found === 'present') {
    book.put(
      account,
      p.account,
      thawed(row, { at: facts.capturedAt, oralDays: valueOf(rows, 'lost.oral_days', facts) }),
    );
    nextTurn(book, facts, { account: p.account, from: facts.capturedAt });
    return;
  }
  const turns = turnsOf(book, p.account);
  const gone = turns.waiting.findIndex((one) => one.authority === p.authority.trim());
  book.put(freezeTurns, p.account, { ...turns, waiting: turns.waiting.toSpliced(gone, 1) });
}

/** Decision 19: the state before; an oral loss that has lapsed meanwhile is active. */
function thawed(row: Account, input: { at: Instant; oralDays: number }): Account {
  const lapsed = row.status === 'lost_oral' && !lostAt(row, input.at, input.oralDays);
  return { ...row, frozen_fen: 0, frozen_until: input.at, ...(lapsed ? { status: 'active' as const } : {}) };
}

export const unfreeze = defineCommand({
  name: 'counter.unfreeze',
  version: 1,
  payload: document,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['chief_teller', 'ops_manager'],
  receipt: 'C4',
  rejections: [
    'DOC_REQUIRED',
    'OFFICERS',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'NOTHING_TO_CHANGE',
    'NOT_THIS_AUTHORITY',
  ],
  reads: ({ payload: p, rows, facts }) => [
    ...stopReads(rows, p.account, facts.capturedAt),
    keyOf(freezeTurns, p.account),
    ...configReads(['lost.oral_days']),
  ],
  checker: (input) => dual('outlet_manager', input),
  admit: (input) =>
    inOrder([
      () => checkPapers(input.payload),
      () => checkOpen(input.rows.get(account, input.payload.account)),
      () => checkWhose(input),
    ]),
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    if (facts.hub !== null) lift(book, input);
    recordEvent(book, facts, { kind: 'counter.unfreeze', account: p.account, card: null, summary: p.document_no });
    return eventDone(book);
  },
});
