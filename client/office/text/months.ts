import type { Lang } from '../state/office-state.svelte.ts';

/** Words for going from month to month, Chinese then English. */

const zh = { before: '上月', after: '下月', thisMonth: '本月' };
const en: typeof zh = { before: 'Previous month', after: 'Next month', thisMonth: 'This month' };

export const monthWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
