import type { Lang } from '../state/office-state.svelte.ts';

/** Words of the month's service ratings, Chinese then English. */

const zh = {
  title: (year: number, month: number) => `服务评价 ${year} 年 ${month} 月`,
  note: (times: number) => `客户办完业务自己按的分，本月 ${times} 次`,
  outlet: '网点',
  clerk: '柜员',
  all: '全网点',
  times: '次数',
  average: '平均分',
  content: '满意（4–5 分）',
  scores: ['1 分', '2 分', '3 分', '4 分', '5 分'],
  why: '不满意的原因',
  empty: '这个月还没有客户评价。',
};

const en: typeof zh = {
  title: (year, month) => `Service ratings ${year}-${String(month).padStart(2, '0')}`,
  note: (times) => `Pressed by customers after being served; ${times} this month`,
  outlet: 'Outlet',
  clerk: 'Clerk',
  all: 'Whole outlet',
  times: 'Times',
  average: 'Average',
  content: 'Content (4–5)',
  scores: ['1', '2', '3', '4', '5'],
  why: 'Why not content',
  empty: 'No customer has rated this month.',
};

export const ratingPageWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
