import { account } from '../tables/account.ts';
import { openBook, type Book } from './book.ts';
import { bookCash, notePendingOut, recordEntry, type CashEntry } from './booking.ts';
import type { Applied, CaseDraft, Input } from './define.ts';
import { judgeDeposit, judgePayout, verdictOf, type CashPart, type Judged } from './judge.ts';
import { replaceRequest } from './mirror.ts';
import { judgesPerson, tellMaster } from './person-cash.ts';
import { noteDeal } from './structuring.ts';

/**
 * A deposit or payout at the counter from decision to rows. On a terminal the rows change by the same rule with
 * what the terminal knows; cases and their verdict are the hub's.
 */

export type CounterEntry = Omit<CashEntry, 'status' | 'counts'>;

const isWhole = (judged: Judged): boolean => judged.split.suspenseFen === 0;

function withAgain(judged: Judged, again: boolean, part: CashPart): Judged {
  if (!again || judged.cases.some((one) => one.code === 'DUPLICATE_SUSPECTED')) return judged;
  const second: CaseDraft = {
    code: 'DUPLICATE_SUSPECTED',
    amountFen: part.fen,
    account: part.account,
    customer: part.customer,
    centreRecord: 'second replacement of one request',
  };
  return { ...judged, cases: [...judged.cases, second] };
}

/** A request on its terminal: nothing moves before the verdict, but its money is bound. */
function pendingRequest(input: Input, entry: CounterEntry): Applied {
  const book = openBook(input.rows);
  const none = { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };
  if (entry.direction === 'out') notePendingOut(book, input.facts, entry.account, entry.fen);
  recordEntry(book, input.facts, { ...entry, status: 'captured', counts: false }, none);
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

interface Begun {
  /** What this command has changed already. */
  readonly book?: Book;
  /** The same cash has been told once before. */
  readonly again?: boolean;
  /** What taking the place of a request came to, where the command has done that itself. */
  readonly replaced?: 'first' | 'again';
}

export function settleCash(input: Input, entry: CounterEntry, begun: Begun = {}): Applied {
  const { facts, rows } = input;
  if (facts.hub === null && facts.basis === 'request') return pendingRequest(input, entry);
  const book = begun.book ?? openBook(rows);
  const again = (begun.replaced ?? replaceRequest(book, facts)) === 'again' || begun.again === true;
  const judged = withAgain(
    entry.direction === 'in' ? judgeDeposit(book, facts, entry) : judgePayout(book, facts, entry),
    again,
    entry,
  );
  const verdict = verdictOf(facts, judged);
  bookCash(
    book,
    facts,
    { ...entry, status: facts.hub === null ? 'captured' : verdict, counts: true, replaces: facts.replaces },
    judged.split,
  );
  const held = entry.account === null ? null : book.get(account, entry.account);
  if (entry.account !== null && held !== null && judged.cases.some((one) => one.code === 'OVERDRAFT')) {
    book.put(account, entry.account, { ...held, offline_block: true });
  }
  if (facts.hub !== null) for (const raised of judged.cases) book.raise(raised);
  tellMaster(book, facts, entry);
  const judgedHere = entry.customer === null || judgesPerson(book, facts, entry.customer);
  if (judgedHere && noteDeal(book, facts, entry))
    book.raise({
      code: 'STRUCTURING_SUSPECTED',
      amountFen: entry.fen,
      account: entry.account,
      customer: entry.customer,
    });
  return { verdict, code: null, split: isWhole(judged) ? null : judged.split, changes: book.changes() };
}
