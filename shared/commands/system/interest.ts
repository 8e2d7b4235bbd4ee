import { ok } from '../../kernel/result.ts';
import { available } from '../../rules/available.ts';
import { demandInterest } from '../../rules/interest.ts';
import { accountInterest } from '../../tables/account-closing.ts';
import { account } from '../../tables/account.ts';
import { date, fen, id, int } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { moveAccount, moveReads, recordEntry } from '../booking.ts';
import { defineCommand, type Applied } from '../define.ts';
import { isClosed } from '../judge.ts';

/**
 * Credits the interest of one demand account for one quarter (domain 7.11), given by the hub's own job. It carries the
 * yuan-days and the rate it was made from, and what the quarter before is made good by for data that came late (X7).
 * Interest taken back never takes an account below nothing.
 */

const KIND = 'system.interest';

const refused = (code: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'AMOUNT_INVALID'): Applied => ({
  verdict: 'rejected',
  code,
  split: null,
  changes: [],
});

export const creditInterest = defineCommand({
  name: KIND,
  version: 1,
  payload: {
    account: id(),
    from: date(),
    through: date(),
    yuan_days: int(0),
    rate_ppm: int(0, 1_000_000),
    /** Signed: more or less interest for the quarter before, from entries that came after it was credited. */
    late_fen: fen(),
    fen: fen(),
  },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: ['ACCOUNT_NOT_FOUND', 'ACCOUNT_STATUS', 'AMOUNT_INVALID'],
  reads: ({ payload: p }) => moveReads(p.account),
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const row = rows.get(account, p.account);
    if (row === null) return refused('ACCOUNT_NOT_FOUND');
    if (isClosed(row)) return refused('ACCOUNT_STATUS');
    if (p.fen !== demandInterest(p.yuan_days, p.rate_ppm) + p.late_fen) return refused('AMOUNT_INVALID');
    const book = openBook(rows);
    const moved = Math.max(p.fen, -Math.max(0, available(row)));
    const summary = `${p.from}..${p.through}`;
    moveAccount(book, facts, { account: p.account, fen: moved, kind: KIND, channel: 'system', summary });
    const basis = book.get(accountInterest, p.account);
    if (basis !== null)
      book.put(accountInterest, p.account, { ...basis, credited_through: p.through, credited_days: p.yuan_days });
    book.post('EXPENSE-INTEREST', null, moved);
    const entry = {
      kind: KIND,
      channel: 'system',
      direction: 'none',
      fen: Math.abs(moved),
      account: p.account,
      accountNo: null,
      customer: row.customer,
      card: null,
      till: null,
      voucherNo: null,
      status: 'posted',
      summary,
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: moved, suspenseLedger: null, suspenseFen: 0 });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
