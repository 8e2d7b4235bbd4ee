import { DAY_MS } from '../../kernel/dates.ts';
import { ok } from '../../kernel/result.ts';
import { text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import { caseOf, caseReads, closeCase } from '../case-work.ts';
import { defineCommand, type Input } from '../define.ts';

/**
 * A case that only informs and nobody took ends by itself after three days (domain 4.8, LOST_AFTER_PAYMENT). Large cash is
 * to be reported and stays, as does what has money in suspense.
 */
export const INFO_DAYS = 3;

const payload = { case: text(120) };

function isOver({ payload: p, rows, facts }: Input<typeof payload>): boolean {
  const one = caseOf(rows, { case: p.case, aml: false });
  if (one === null || one.status !== 'open' || one.severity !== 'info' || one.code === 'LARGE_CASH') return false;
  const held = one.interaction === null ? 0 : (rows.get(interaction, one.interaction)?.suspense_fen ?? 0);
  return held === 0 && one.opened_at + INFO_DAYS * DAY_MS <= facts.capturedAt;
}

export const closeInfo = defineCommand({
  name: 'system.close_info',
  version: 1,
  payload,
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ payload: p, rows }) => caseReads(rows, { case: p.case, aml: false }),
  admit: () => ok(null),
  apply: (input) => {
    const book = openBook(input.rows);
    if (isOver(input)) closeCase(book, input.facts, { case: input.payload.case, aml: false }, 'info_days');
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
