import type { Lang } from '../state/office-state.svelte.ts';

/** Words of the month's drills, Chinese then English. */

const zh = {
  title: (year: number, month: number) => `断网演练 ${year} 年 ${month} 月`,
  note: (passed: number, all: number) => `每人每月至少通过一次；${all} 人中 ${passed} 人已通过`,
  outlet: '网点',
  person: '柜员',
  state: '本月',
  passed: '已通过',
  notPassed: '未通过',
  never: '没有演练',
  best: '最好成绩',
  tasks: (done: number, of: number) => `${done}/${of} 项`,
  tries: '次数',
  passedAt: '通过时间',
  missing: (count: number, names: string) => `本月还有 ${count} 人没有通过：${names}。`,
  more: '等',
  missingNote: '在平板签到页进入演练，六项做完，再签到时记到本人名下。',
  empty: '辖区里没有柜员。',
};

const en: typeof zh = {
  title: (year, month) => `Drills ${year}-${String(month).padStart(2, '0')}`,
  note: (passed, all) => `Each passes one a month; ${passed} of ${all} have`,
  outlet: 'Outlet',
  person: 'Clerk',
  state: 'This month',
  passed: 'Passed',
  notPassed: 'Not passed',
  never: 'No drill',
  best: 'Best',
  tasks: (done, of) => `${done} of ${of} tasks`,
  tries: 'Drills',
  passedAt: 'Passed at',
  missing: (count, names) => `${count} have not passed yet this month: ${names}.`,
  more: ' and others',
  missingNote:
    'Practice begins on the sign-on page of a tablet; with all six tasks done it is recorded at the next sign-on.',
  empty: 'Nobody serves customers here.',
};

export const drillWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
