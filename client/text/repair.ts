import type { RepairReason } from '../../shared/rules/repair.ts';

/** Words of the repair desk 修复台, for terminal and office: what is so, why, what to do. Chinese then English. */
export interface ReasonWords {
  readonly name: string;
  readonly why: string;
  readonly todo: string;
}

const zh = {
  title: '修复台',
  note: '到期未入账的，一笔一笔列在这里。这里什么也删不掉：入账、冲正或退款以后自己消失。',
  none: '没有要修复的',
  noneNote: '每一笔都按时入了账。',
  owner: '该谁办',
  since: (when: string) => `${when} 起`,
  outlet: '网点',
  device: (no: string) => `${no} 号终端`,
  seq: (from: number, to: number) => (from === to ? `第 ${from} 号` : `第 ${from}–${to} 号`),
  what: '哪一笔',
  why: '为什么',
  todo: '怎么办',
  amount: '金额',
  unreadable: '内容读不出',
  notHere: '内容没有到',
  look: '查看这一笔',
  case: '去办差错',
  journal: '看终端流水',
  all: '全部',
  full: (n: number) => `只列最早的 ${n} 条`,
};
const REASONS_ZH: Readonly<Record<RepairReason, ReasonWords>> = {
  unsent: { name: '一天没送到', why: '网络一直不通。', todo: '到有网的地方开一会儿机，或用邮车同步捎给中心。' },
  unknown: { name: '结果未知', why: '请求送出后没等到答复。', todo: '先查询结果；钱没付就放弃，付了就按付款记。' },
  unanswered: { name: '中心没有回话', why: '中心收到了，没有给出结果。', todo: '保持联网；还不来就告诉县局技术岗。' },
  unsettled: {
    name: '结果没落到本机',
    why: '中心已入账，本机的数据还没跟上。',
    todo: '保持联网；还不来就告诉县局技术岗。',
  },
  broken: {
    name: '本机看不懂',
    why: '这个版本的程序显示不了它的结果，流水照样上传。',
    todo: '更新程序；更新后还在就告诉技术岗。',
  },
  gap: {
    name: '前面缺号',
    why: '它前面的流水没有到中心，要等到齐。',
    todo: '让那台终端联网或用邮车捎来；找不回来由县局两人声明缺号。',
  },
  fork: {
    name: '一号两笔',
    why: '同一个号来了两笔不同的流水。',
    todo: '县局对照两笔，两人决定补入；那台终端重新登记。',
  },
  rebuild: {
    name: '等期初余额',
    why: '中心在重建，流水已收下。',
    todo: '县局两人核定本网点期初余额，核定后自动入账。',
  },
  broken_chain: { name: '前后接不上', why: '这笔和前一笔的链对不上。', todo: '县局查看原文，两人决定补入。' },
  unsigned: {
    name: '没有签名',
    why: '平板断电或被关，这一段没来得及签名。',
    todo: '在那台平板上解锁或签到一次，自动补签入账。',
  },
  revoked: { name: '终端已停用', why: '那台终端停用或报失以后才到。', todo: '县局核实后，两人决定补入。' },
  unreadable: {
    name: '读不出',
    why: '中心读不出这笔的内容，原文保存着。',
    todo: '技术岗查原文；钱先挂账，由差错办理。',
  },
  assertion: {
    name: '程序出错',
    why: '中心程序处理这笔时出错，原文保存着。',
    todo: '技术岗查原文；钱先挂账，由差错办理。',
  },
  suspense: { name: '挂账', why: '钱收付了，按规定不能全部入账。', todo: '按差错办：查清后入账、退款、追回或核销。' },
  missing: {
    name: '没有到',
    why: '终端说有，中心没收到。',
    todo: '让那台终端联网或用邮车捎来；找不回来由县局两人声明缺号。',
  },
};

const en: typeof zh = {
  title: 'Repair desk',
  note: 'Every entry that is not posted though its time is over. Nothing can be deleted here: a line goes once it is posted, reversed or refunded.',
  none: 'Nothing to repair',
  noneNote: 'Every entry was posted in time.',
  owner: 'Whose turn',
  since: (when) => `since ${when}`,
  outlet: 'Outlet',
  device: (no) => `tablet ${no}`,
  seq: (from, to) => (from === to ? `no. ${from}` : `nos. ${from}–${to}`),
  what: 'Entry',
  why: 'Why',
  todo: 'What to do',
  amount: 'Amount',
  unreadable: 'cannot be read',
  notHere: 'has not come',
  look: 'Show the entry',
  case: 'To the case',
  journal: 'Tablet’s journal',
  all: 'All',
  full: (n) => `the oldest ${n} only`,
};
const REASONS_EN: Readonly<Record<RepairReason, ReasonWords>> = {
  unsent: {
    name: 'A day unsent',
    why: 'The network has been down.',
    todo: 'Take the tablet where there is a network for a while, or send the file by the mail van.',
  },
  unknown: {
    name: 'Outcome unknown',
    why: 'The request got no answer.',
    todo: 'Ask for the outcome first; abandon it if no cash was paid, record the payment if it was.',
  },
  unanswered: {
    name: 'No word from the centre',
    why: 'The centre has it and gave no outcome.',
    todo: 'Stay on line; if nothing comes, tell the county’s technical desk.',
  },
  unsettled: {
    name: 'Outcome not here',
    why: 'It is posted; the data of this tablet have not followed.',
    todo: 'Stay on line; if nothing comes, tell the county’s technical desk.',
  },
  broken: {
    name: 'Not understood here',
    why: 'This version cannot show what it did; it is sent all the same.',
    todo: 'Update the app; if it stays, tell the technical desk.',
  },
  gap: {
    name: 'Earlier ones missing',
    why: 'What lies before it has not come; it waits its turn.',
    todo: 'Bring that tablet on line or use the mail van; else two persons of the county declare the numbers lost.',
  },
  fork: {
    name: 'Two under one number',
    why: 'Two different entries bear one number.',
    todo: 'The county compares them and two persons decide; that tablet enrols anew.',
  },
  rebuild: {
    name: 'Waits for the opening',
    why: 'The centre is being rebuilt and has taken it.',
    todo: 'Two persons of the county approve the opening balances; then it posts by itself.',
  },
  broken_chain: {
    name: 'Chain broken',
    why: 'It does not follow the entry before it.',
    todo: 'The county looks at the original and two persons decide.',
  },
  unsigned: {
    name: 'Not signed',
    why: 'The tablet was cut off before it signed these.',
    todo: 'Unlock that tablet or sign on there once: it signs and they post.',
  },
  revoked: {
    name: 'Tablet out of service',
    why: 'It came after its tablet was stopped or lost.',
    todo: 'The county checks it and two persons decide.',
  },
  unreadable: {
    name: 'Unreadable',
    why: 'The centre cannot read it; the original is kept.',
    todo: 'The technical desk looks at it; its money waits in suspense with a case.',
  },
  assertion: {
    name: 'Program fault',
    why: 'The centre’s program failed on it; the original is kept.',
    todo: 'The technical desk looks at it; its money waits in suspense with a case.',
  },
  suspense: {
    name: 'In suspense',
    why: 'Cash has moved and could not all be posted lawfully.',
    todo: 'Work the case: post, refund, recover or write off.',
  },
  missing: {
    name: 'Not come',
    why: 'The tablet spoke of it and the centre does not have it.',
    todo: 'Bring that tablet on line or use the mail van; else two persons of the county declare the numbers lost.',
  },
};

export const repairWords = (lang: string): typeof zh => (lang === 'en' ? en : zh);
export const reasonWords = (reason: RepairReason, lang: string): ReasonWords =>
  (lang === 'en' ? REASONS_EN : REASONS_ZH)[reason];
