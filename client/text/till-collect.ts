/** Words of a till that two others hand in for a clerk who does not come back, Chinese then English. */

const zh = {
  title: (no: string, name: string) => `代缴尾箱 ${no} · ${name}`,
  tile: '可代缴',
  note: '柜员不返岗时用：综合柜员和支局长两人当面点，照实记。尾箱在这台平板上领的，流水在这里是全的。',
  reason: '为什么代缴',
  vouchers: '重要空白凭证（张）',
  need: { reason: '请写明原因', vouchers: '请点清凭证' },
  counted: '点数合计',
  send: '点清，交第二人确认',
  agrees: '账实相符，已轧账入库。',
  over: (amount: string) => `点数比账面多 ${amount}，已记下，尾箱还没有入库。`,
  short: (amount: string) => `点数比账面少 ${amount}，已记下，尾箱还没有入库。`,
  next: '先再点一次。仍不符，由综合柜员登记长短款，支局长同意，再点一次入库。',
  again: '再点一次',
  done: '完成',
};

const en: typeof zh = {
  title: (no, name) => `Hand in till ${no} for ${name}`,
  tile: 'may be handed in for them',
  note: 'For a clerk who does not come back: chief teller and manager count it together and write what is there. It was taken at this tablet, so its journal is whole here.',
  reason: 'Why it is handed in for them',
  vouchers: 'Blank vouchers (pieces)',
  need: { reason: 'Give the reason', vouchers: 'Count the vouchers' },
  counted: 'Counted in all',
  send: 'Counted; to the second person',
  agrees: 'Cash and book agree. The till is balanced and in the vault.',
  over: (amount) => `${amount} more than the book: written down, the till is not in the vault yet.`,
  short: (amount) => `${amount} less than the book: written down, the till is not in the vault yet.`,
  next: 'Count again first. If it still differs the chief teller records over or short with the manager’s consent; then count once more.',
  again: 'Count again',
  done: 'Done',
};

export const collectWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
