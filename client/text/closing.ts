import type { CLOSING_REASONS } from '../../shared/tables/account-closing.ts';

type Reason = (typeof CLOSING_REASONS)[number];

/** Words of the page that closes an account, Chinese then English. */
const zh = {
  title: '销户',
  account: '销哪个账户',
  none: '没有可以销的活期账户',
  lead: (post: string) => `要联网、本人带证件、${post}授权。利息算到昨天，本息一次付清，存折剪角收回。`,
  figures: '应付本息',
  balance: '余额',
  interest: '利息',
  /** Of this quarter and, where there is any, of the one before. */
  days: (days: string, percent: string) => `${days} 元天 · 年利率 ${percent}%`,
  before: (fen: string) => `含上季 ${fen}`,
  until: (from: string, through: string) => `${from} 至 ${through}`,
  sum: '共付现金',
  reason: '客户为什么销户',
  reasons: {
    not_used: '不用了',
    moved: '搬走了',
    other_bank: '改到他行',
    merged: '并到本人别的账户',
    service: '对服务不满意',
    other: '其他',
  } satisfies Record<Reason, string>,
  id: '证件末 4 位',
  cut: '存折已收回剪角',
  cutNote: '剪角后附在凭证后面',
  booking: '预约号',
  needAccount: '请选账户',
  needReason: '请选原因',
  needId: '请核对证件',
  needCut: '请收回存折',
  toConfirm: '请客户核对',
  verb: '您销户取回本息',
};

const en: typeof zh = {
  title: 'Close account',
  account: 'Account to close',
  none: 'No demand account that can be closed',
  lead: (post) =>
    `Online only, the holder with the ID, approved by the ${post.toLowerCase()}. Interest runs to yesterday; all is paid at once, the passbook is cut and kept.`,
  figures: 'Balance and interest',
  balance: 'Balance',
  interest: 'Interest',
  days: (days, percent) => `${days} yuan-days at ${percent}% a year`,
  before: (fen) => `${fen} of the quarter before`,
  until: (from, through) => `${from} to ${through}`,
  sum: 'Paid in cash',
  reason: 'Why the customer leaves',
  reasons: {
    not_used: 'Not used',
    moved: 'Moved away',
    other_bank: 'To another bank',
    merged: 'Into own other account',
    service: 'Not content',
    other: 'Other',
  },
  id: 'Last 4 of the ID',
  cut: 'Passbook taken in and cut',
  cutNote: 'Kept with the slip',
  booking: 'Booking number',
  needAccount: 'Choose the account',
  needReason: 'Choose the reason',
  needId: 'Check the ID',
  needCut: 'Take in the passbook',
  toConfirm: 'Customer checks',
  verb: 'You close the account and receive',
};

export const closingWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
