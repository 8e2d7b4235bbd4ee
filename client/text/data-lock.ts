/** Words of customers' data that are locked for want of the centre, Chinese then English. */
const zh = {
  title: '客户资料已锁',
  note: (days: number, since: string) =>
    `本机从 ${since} 起没有和中心对上，超过 ${days} 天，余额、流水和名单不再显示。联网一次就打开。`,
  find: '客户本人在场，输入完整账号（15 位）或证件号，可以办挂失。',
  loss: '办挂失',
};
const en: typeof zh = {
  title: 'Customer data are locked',
  note: (days, since) =>
    `This tablet has not been level with the centre since ${since}, over ${days} days: balances, history and lists are not shown. Going online once opens them.`,
  find: 'With the customer present, enter the whole account number (15 digits) or ID number to report a loss.',
  loss: 'Report a loss',
};

export const dataLockWords = (lang: string): typeof zh => (lang === 'en' ? en : zh);
