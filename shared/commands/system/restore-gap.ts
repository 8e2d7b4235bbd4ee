import { shanghaiDate } from '../../kernel/dates.ts';
import { ok } from '../../kernel/result.ts';
import { code, int, opt } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * After a restore from a backup without an archive, what a door without a journal did since that backup may be
 * missing. Nobody can send it again: people compare their papers and give it anew, or say that there was nothing.
 */
export const restoreGap = defineCommand({
  name: 'system.restore_gap',
  version: 1,
  payload: {
    door: code('office', 'import', 'hub'),
    /** When the backup was made and when it was put back, ms since 1970 UTC. */
    from: int(0),
    to: int(0),
    /** The last command of this door that came back, if one is known. */
    last: opt(int(0)),
  },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: () => [],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    book.raise({
      code: 'RESTORE_GAP',
      outletRecord: `door=${p.door}`,
      centreRecord: `from=${p.from};to=${p.to};last=${p.last ?? '-'};dates=${shanghaiDate(p.from)}..${shanghaiDate(p.to)}`,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
