import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { date, flag, int, list } from '../../tables/fields.ts';
import { CALENDAR_ID, workingCalendar } from '../../tables/working-calendar.ts';
import { defineCommand } from '../define.ts';

/** Writes the notice of one year: its days off and the weekends worked in their stead. Other years stay as they are. */
export const setCalendar = defineCommand({
  name: 'org.set_calendar',
  version: 1,
  payload: { year: int(2000, 2100), days: list({ date: date(), working: flag() }, 100) },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT'],
  reads: () => [keyOf(workingCalendar, CALENDAR_ID)],
  admit: ({ payload: { year, days } }) => {
    const own = days.every((day) => day.date.startsWith(`${year}-`));
    const once = new Set(days.map((day) => day.date)).size === days.length;
    return own && once ? ok(null) : err({ code: 'FIELD_FORMAT', detail: { field: 'days' } });
  },
  apply: ({ payload: { year, days }, rows }) => {
    const others = (rows.get(workingCalendar, CALENDAR_ID)?.days ?? []).filter(
      (day) => !day.date.startsWith(`${year}-`),
    );
    const all = [...others, ...days].sort((a, b) => (a.date < b.date ? -1 : 1));
    const row = { days: all };
    return {
      verdict: 'posted',
      code: null,
      split: null,
      changes: [{ op: 'put', table: workingCalendar.name, id: CALENDAR_ID, row }],
    };
  },
});
