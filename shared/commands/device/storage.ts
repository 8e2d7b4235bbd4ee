import { keyOf, type RowOf } from '../../tables/define.ts';
import { flag } from '../../tables/fields.ts';
import { retentionReport } from '../../tables/retention-report.ts';
import { ok } from '../../kernel/result.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { posted } from '../posted.ts';

const NOTHING_TOLD: RowOf<typeof retentionReport> = {
  at: 0,
  journal_kept: 0,
  trimmed_seq: 0,
  held: 0,
  held_reason: 'none',
  rows_dropped: 0,
  pictures: 0,
  worn_since: null,
};

/**
 * A terminal tells that its storage does not hold the outlet's rows any more (SE26), or that it does again. The county
 * exchanges the tablet; nothing else follows from it.
 */
export const tellStorage = defineCommand({
  name: 'device.storage',
  version: 1,
  payload: { is_worn: flag() },
  offline: 'Y',
  doors: ['terminal'],
  roles: null,
  date: 'any',
  rejections: [],
  reads: ({ facts }) => (facts.device === null ? [] : [keyOf(retentionReport, facts.device)]),
  admit: () => ok(null),
  apply: ({ payload: { is_worn }, rows, facts }) => {
    const book = openBook(rows);
    if (facts.hub !== null && facts.device !== null) {
      const before = rows.get(retentionReport, facts.device) ?? NOTHING_TOLD;
      const worn_since = is_worn ? (before.worn_since ?? facts.capturedAt) : null;
      book.put(retentionReport, facts.device, { ...before, worn_since });
    }
    return posted(book);
  },
});
