import { defineTable } from './define.ts';
import { code, date, digits, flag, instant, int } from './fields.ts';

export const DRILLS = ['counter_day'] as const;

/** A drill (演练) somebody says they did: how many of its tasks the play centre had posted. Row id = the entry that says so. */
export const drillResult = defineTable({
  name: 'drill_result',
  kind: 126,
  scope: 'outlet',
  fields: {
    employee: digits(11),
    drill: code(...DRILLS),
    done: int(0, 99),
    of: int(1, 99),
    passed: flag(),
    /** By the clock of the page that played it. */
    started_at: instant(),
    ended_at: instant(),
    business_date: date(),
  },
});
