import { defineTable } from './define.ts';
import { date, flag, list } from './fields.ts';

/**
 * Statutory days off and days worked in their stead, as the yearly notice of the State Council names them; every other
 * day follows its weekday. One row, id `cn`, in the branch of the province: a command can name it without knowing a year.
 */
export const workingCalendar = defineTable({
  name: 'working_calendar',
  kind: 50,
  scope: 'reference',
  fields: { days: list({ date: date(), working: flag() }, 1000) },
});

export const CALENDAR_ID = 'cn';
