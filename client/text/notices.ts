/** Words of notices from above on the tablet, Chinese then English. */

const zh = {
  title: '通知',
  none: '没有通知',
  noneNote: '县局、市局、省局发给本网点的通知列在这里。没有网络时看已经收到的。',
  must: '须签收',
  inform: '知悉',
  acked: (when: string) => `${when} 已签收`,
  from: '下发单位',
  at: '下发时间',
  until: '有效到',
  above: '上级',
  look: '看通知',
  ack: '我已看过，签收',
  ackNote: '签收记在您名下，没有网络也能签收，联网后上级看得到。',
  done: '已签收。',
  forms: { instruction: '指示', checklist: '检查单' },
  points: '要点',
  ticked: (done: number, all: number) => `已勾 ${done} / ${all}`,
  left: (count: number) => `还有 ${count} 条没勾`,
  banner: (count: number) => `有 ${count} 份通知等您签收`,
  openAll: '去看',
};

const en: typeof zh = {
  title: 'Notices',
  none: 'No notices',
  noneNote: 'What the county, city or province writes to this outlet is listed here. Offline you see what has arrived.',
  must: 'To be acknowledged',
  inform: 'For information',
  acked: (when) => `Acknowledged ${when}`,
  from: 'From',
  at: 'Sent',
  until: 'Valid to',
  above: 'Above',
  look: 'Read',
  ack: 'I have read it',
  ackNote: 'It is recorded in your name, with or without a network; those above see it when it has arrived.',
  done: 'Acknowledged.',
  forms: { instruction: 'Instruction', checklist: 'Checklist' },
  points: 'Points',
  ticked: (done, all) => `${done} of ${all} ticked`,
  left: (count) => (count === 1 ? 'One point left' : `${count} points left`),
  banner: (count) => (count === 1 ? 'A notice waits for you' : `${count} notices wait for you`),
  openAll: 'Read',
};

export const noticeWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
