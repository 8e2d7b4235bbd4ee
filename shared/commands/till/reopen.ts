import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, text } from '../../tables/fields.ts';
import { tillCount } from '../../tables/till-count.ts';
import { till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { posted } from '../posted.ts';
import { tillCountId } from '../till-checks.ts';
import { countOf } from '../till-counts.ts';

/** The chief teller reopens a balanced till on the same date, with a reason; it must then be counted and balanced again. */
export const reopenTill = defineCommand({
  name: 'till.reopen',
  version: 1,
  payload: { till: digits(2), reason: text(100) },
  offline: 'Y',
  roles: ['chief_teller'],
  date: 'behind',
  receipt: 'T3',
  rejections: ['NO_TILL', 'NOT_FORMALLY_BALANCED', 'REASON_REQUIRED'],
  reads: ({ payload: p, facts }) => [keyOf(till, p.till), keyOf(tillCount, tillCountId(p.till, facts.businessDate))],
  admit: ({ payload: p, rows, facts }) => {
    const row = rows.get(till, p.till);
    if (row === null) return err({ code: 'NO_TILL', detail: { till: p.till } });
    if (row.balanced_on !== facts.businessDate) return err({ code: 'NOT_FORMALLY_BALANCED', detail: {} });
    return p.reason.trim().length < 2 ? err({ code: 'REASON_REQUIRED', detail: {} }) : ok(null);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(till, p.till);
    const counted = countOf(rows, p.till, facts.businessDate);
    if (row !== null && row.balanced_on === facts.businessDate) book.put(till, p.till, { ...row, balanced_on: null });
    if (counted !== null)
      book.put(tillCount, tillCountId(p.till, facts.businessDate), {
        ...counted,
        formal_fen: null,
        formal_at: null,
        formal_by: null,
        formal_checker: null,
        reopened: counted.reopened + 1,
      });
    return posted(book);
  },
});
