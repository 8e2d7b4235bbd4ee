/** Words for a tablet that missed the close of its date, Chinese then English. */
const zh = {
  title: '补交班',
  banner: {
    closed: (date: string) => `${date} 已日结，这台平板还在这一天。`,
    passed: (date: string) => `这台平板还在 ${date}。`,
  },
  open: '看怎么办',
  lead: {
    closed: (date: string) =>
      `网点已把 ${date} 日结，这台平板还留在这一天。依次做完这几步，就进入新的营业日。没有网也能做。`,
    passed: (date: string) =>
      `先问综合柜员：${date} 还没有日结的，接着办，收尾时一起日结；已经按缺终端日结的，依次做完这几步。没有网也能做。`,
    open: (date: string) => `${date} 还在营业，不用补交班。`,
  },
  balance: '点清尾箱，正式轧账',
  balanceNote: '盲点，综合柜员复核',
  handIn: '上缴尾箱',
  handInNote: '综合柜员清点入库',
  close: '本机交班',
  closeNote: '封住这一天的流水，中心据此核对',
  leave: (date: string) => `正式签退，进入 ${date}`,
  leaveNote: '签退后照常签到',
  leaveOffline: '没有网：签到时由综合柜员或支局长当面确认网点已日结',
  none: '本机没有领出的尾箱',
  done: '好了',
  signOff: '正式签退',
  till: (no: string, name: string) => `尾箱 ${no} · ${name}`,
  others: (no: string, name: string) => `尾箱 ${no} 在${name}名下：请锁屏，由本人在这台平板签到上缴。`,
  safe: (date: string) => `这一天已记的流水照样入 ${date} 的账，一笔不少。`,
  steps: (done: number, of: number) => `${of} 步里 ${done} 步好了`,
  elsewhere: (date: string) => `网点已在别的平板把 ${date} 日结，两人确认，其中一位是综合柜员或支局长`,
};

const en: typeof zh = {
  title: 'Catch up',
  banner: {
    closed: (date: string) => `${date} is closed; this tablet is still on it.`,
    passed: (date: string) => `This tablet is still on ${date}.`,
  },
  open: 'What to do',
  lead: {
    closed: (date: string) =>
      `The outlet has closed ${date} and this tablet is still on it. Do these steps in turn and join the new business date. No network is needed.`,
    passed: (date: string) =>
      `Ask the chief teller first: if ${date} is not closed yet, go on and close it together; if it was closed without this tablet, do these steps in turn. No network is needed.`,
    open: (date: string) => `${date} is still open: there is nothing to catch up.`,
  },
  balance: 'Count the till and balance it',
  balanceNote: 'counted blind, checked by the chief teller',
  handIn: 'Hand in the till',
  handInNote: 'the chief teller counts it into the vault',
  close: 'Close this terminal',
  closeNote: 'seals the entries of the date for the centre',
  leave: (date: string) => `Sign off and join ${date}`,
  leaveNote: 'then sign on as always',
  leaveOffline: 'Without a network the chief teller or manager confirms at sign-on that the outlet has closed',
  none: 'No till is out at this tablet',
  done: 'done',
  signOff: 'Sign off',
  till: (no: string, name: string) => `Till ${no} · ${name}`,
  others: (no: string, name: string) =>
    `Till ${no} is with ${name}: lock the screen and let them sign on here to hand it in.`,
  safe: (date: string) => `Everything recorded posts under ${date} all the same.`,
  steps: (done: number, of: number) => `${done} of ${of} steps done`,
  elsewhere: (date: string) =>
    `The outlet has closed ${date} at another tablet; both confirm, one of them the chief teller or the manager`,
};

export const catchUpWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
