import { addMonths, DAY_MS, HOUR_MS, dateToDay, isDate, type Instant } from '../../kernel/dates.ts';
import type { Fen } from '../../kernel/money.ts';
import { frozenAt, lostAt } from '../../rules/loss.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { date, fen, id, opt, text } from '../../tables/fields.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { isClosed } from '../judge.ts';
import { inOrder } from '../money-checks.ts';
import { stopPayouts, stopReads } from '../payout-stop.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Freeze by an authority and its lifting (domain 4.5 B, 11.19). Online, with the document and two officers, for at most
 * twelve months. All of an account is frozen from the capture time on, and what was paid since is judged again; or a
 * part of it, which only lowers what is available. A layer beside the status: lifting it returns to the state before.
 */

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

/** The first instant after a day in China. */
const endOf = (on: string): Instant => ((dateToDay(on) ?? 0) + 1) * DAY_MS - 8 * HOUR_MS;

/** One layer of each kind: a second authority waits until the first has lifted its own. */
const isFrozen = (row: Account, at: Instant): boolean =>
  row.frozen_fen > 0 || frozenAt({ ...row, stop_pay_at: null }, at);

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
  reads: ({ payload: p, rows, facts }) => stopReads(rows, p.account, facts.capturedAt),
  checker: (input) => dual('outlet_manager', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(account, p.account);
    return inOrder([
      () => checkPapers(p),
      () => checkTerms(input),
      () => checkOpen(row),
      () =>
        row !== null && isFrozen(row, facts.capturedAt)
          ? { code: 'ALREADY_FROZEN' as const, detail: { until: row.frozen_until ?? 0 } }
          : null,
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    const [from, until] = [facts.capturedAt, endOf(p.until)];
    if (facts.hub !== null && row !== null) {
      if (isPart(p.fen)) book.put(account, p.account, { ...row, frozen_fen: p.fen, frozen_until: until });
      else {
        book.put(account, p.account, { ...row, frozen_at: from, frozen_until: until });
        const stop = {
          kind: 'counter.freeze',
          ledger: 'SUS-FRZ',
          code: 'ACCOUNT_FROZEN_ELSEWHERE',
          from,
          until,
        } as const;
        stopPayouts(book, facts, { account: p.account, stop });
      }
    }
    recordEvent(book, facts, { kind: 'counter.freeze', account: p.account, card: null, summary: p.document_no });
    return eventDone(book);
  },
});

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
  rejections: ['DOC_REQUIRED', 'OFFICERS', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_STATUS', 'NOTHING_TO_CHANGE'],
  reads: ({ payload: p }) => [keyOf(account, p.account), ...configReads(['lost.oral_days'])],
  checker: (input) => dual('outlet_manager', input),
  admit: ({ payload: p, rows, facts }) => {
    const row = rows.get(account, p.account);
    return inOrder([
      () => checkPapers(p),
      () => checkOpen(row),
      () =>
        row !== null && isFrozen(row, facts.capturedAt) ? null : { code: 'NOTHING_TO_CHANGE' as const, detail: {} },
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(account, p.account);
    const oralDays = valueOf(rows, 'lost.oral_days', facts);
    if (facts.hub !== null && row !== null)
      book.put(account, p.account, thawed(row, { at: facts.capturedAt, oralDays }));
    recordEvent(book, facts, { kind: 'counter.unfreeze', account: p.account, card: null, summary: p.document_no });
    return eventDone(book);
  },
});
