import type { Lang } from '../state/office-state.svelte.ts';

/** Words of first passwords at the office, Chinese then English. */

const zh = {
  give: '首次密码',
  giveTo: (name: string) => `给 ${name} 首次密码`,
  giveNote:
    '新员工，或忘了密码的。批准以后由您领取一次性密码和授权密码，交给本人；原来的密码马上作废，本人第一次签到时换成自己的。',
  drawNote: '已经批准。领取后只显示这一次，请当面交给本人。批准满一周没有领，要重新提议。',
  draw: '领取一次性密码',
  employee: '员工号',
  password: '一次性密码',
  pin: '授权密码',
  until: '最迟签到',
  chosenAlready: '本人已换成自己的密码',
  pinShown: '上一次已显示',
  handOver: '不要拍照、不要转发。本人第一次签到（管理台或平板，要联网）时换成自己的密码。',
};

const en: typeof zh = {
  give: 'First password',
  giveTo: (name) => `A first password for ${name}`,
  giveNote:
    'For somebody new, or who forgot theirs. When it is agreed to, you draw a one-time password and an approval PIN and hand them over; the old password ends at once, and its person chooses their own at the first sign-on.',
  drawNote: 'It is agreed to. Drawn once and shown once: hand it over in person. Not drawn within a week, it is over.',
  draw: 'Draw the one-time password',
  employee: 'Employee',
  password: 'One-time password',
  pin: 'Approval PIN',
  until: 'Sign on by',
  chosenAlready: 'They have chosen their own',
  pinShown: 'Shown before',
  handOver: 'No photograph, no message. At the first sign-on, here or on a tablet online, they choose their own.',
};

export const passwordWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
