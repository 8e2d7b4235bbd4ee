import { DAY_MS } from '../../kernel/dates.ts';
import { drillResult, DRILLS } from '../../tables/drill.ts';
import { keyOf } from '../../tables/define.ts';
import { code, instant, int } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';

/**
 * 演练成绩: who is signed on says that the drill just played on this tablet was theirs. Passed when every task was done. It is
 * an entry of the journal like any other, so it is signed, goes up from a tablet without a line too, and is not changed.
 */

const payload = {
  drill: code(...DRILLS),
  done: int(0, 99),
  of: int(1, 99),
  started_at: instant(),
  ended_at: instant(),
};
/** What nobody took for theirs within a day is nobody's. */
export const DRILL_KEPT_MS = DAY_MS;

function fault({ payload: p, facts }: Input<typeof payload>): Refusal<'FIELD_FORMAT'> | null {
  if (p.done > p.of) return { code: 'FIELD_FORMAT', detail: { field: 'done' } };
  const old = facts.capturedAt - p.ended_at > DRILL_KEPT_MS;
  return p.ended_at < p.started_at || old ? { code: 'FIELD_FORMAT', detail: { field: 'ended_at' } } : null;
}

export const recordDrill = defineCommand({
  name: 'training.record_drill',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ facts }) => [keyOf(drillResult, facts.rowId)],
  admit: (input) => inOrder([() => fault(input)]),
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const refused = fault(input);
    if (refused !== null || facts.maker === null)
      return { verdict: 'rejected', code: 'FIELD_FORMAT', split: null, changes: [] };
    const book = openBook(rows);
    book.put(drillResult, facts.rowId, {
      employee: facts.maker,
      drill: p.drill,
      done: p.done,
      of: p.of,
      passed: p.done === p.of,
      started_at: p.started_at,
      ended_at: p.ended_at,
      business_date: facts.businessDate,
    });
    return posted(book);
  },
});
