import type { DateWords } from '../ui/date-text.ts';

/** What every field of a day says. */
const ZH: DateWords = {
  like: '年-月-日',
  pick: '打开日历',
  wrong: '日期写成 2026-11-25 这样',
  early: (min) => `不能早于 ${min}`,
  late: (max) => `不能晚于 ${max}`,
};
const EN: DateWords = {
  like: 'YYYY-MM-DD',
  pick: 'Open the calendar',
  wrong: 'Write the date as 2026-11-25',
  early: (min) => `Not before ${min}`,
  late: (max) => `Not after ${max}`,
};

/** @param lang `en`, anything else is Chinese. */
export const dateWords = (lang: string): DateWords => (lang === 'en' ? EN : ZH);
