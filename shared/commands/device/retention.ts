import { keyOf } from '../../tables/define.ts';
import { code, int } from '../../tables/fields.ts';
import { HELD_REASONS, retentionReport } from '../../tables/retention-report.ts';
import { ok } from '../../kernel/result.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { posted } from '../posted.ts';

/** A terminal tells what it has let go and what it had to keep (domain 5, retention). Nothing else follows from it. */
export const tellRetention = defineCommand({
  name: 'device.retention',
  version: 1,
  payload: {
    journal_kept: int(0),
    trimmed_seq: int(0),
    held: int(0),
    held_reason: code(...HELD_REASONS),
    /** Rows let go since the last report. */
    rows_dropped: int(0),
    pictures: int(0),
  },
  offline: 'Y',
  doors: ['terminal'],
  roles: null,
  date: 'any',
  rejections: [],
  reads: ({ facts }) => (facts.device === null ? [] : [keyOf(retentionReport, facts.device)]),
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    if (facts.hub !== null && facts.device !== null) {
      const before = rows.get(retentionReport, facts.device);
      book.put(retentionReport, facts.device, {
        ...p,
        rows_dropped: (before?.rows_dropped ?? 0) + p.rows_dropped,
        at: facts.capturedAt,
        // A row of before tablets told of their storage has none.
        worn_since: before?.worn_since ?? null,
      });
    }
    return posted(book);
  },
});
