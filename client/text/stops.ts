/** Words of the page that stops and freezes an account and lifts both, Chinese then English. */
const zh = {
  title: '止付、冻结',
  modes: { stop: '内部止付', lift_stop: '解除止付', freeze: '司法冻结', unfreeze: '解除冻结' },
  leads: {
    stop: '立刻停止支取，存入照常。断网也能办，排在最前上传。',
    lift_stop: '要联网办理，支局长授权。',
    freeze: '按机关文书办理：要联网，两名执行人员到场，支局长授权，最长十二个月。',
    unfreeze: '按原机关文书解除：要联网，两名执行人员到场，支局长授权。',
  },
  account: '账户',
  none: {
    stop: '没有可以止付的账户',
    lift_stop: '没有止付的账户',
    freeze: '没有可以冻结的账户',
    unfreeze: '没有冻结的账户',
  },
  reason: '原因',
  reasons: {
    stop: ['疑似被骗', '疑似冒名', '账户异常', '上级通知'],
    lift_stop: ['已核实无误', '客户本人说明', '上级通知'],
  },
  authority: '执行机关',
  document: '文书号',
  officer: (n: number) => `执行人员 ${n} 证件号`,
  part: '冻结金额（元）',
  partNote: '不填就是全部',
  stopUntil: '止付到（含这一天）',
  stopUntilNote: '不填就到解除为止',
  until: '冻结到',
  untilNote: '年-月-日',
  need: '请填完整',
  frozenPart: (fen: string) => `已冻结 ${fen}`,
  all: '全部',
};

const en: typeof zh = {
  title: 'Stop, freeze',
  modes: { stop: 'Stop', lift_stop: 'Lift stop', freeze: 'Freeze', unfreeze: 'Lift freeze' },
  leads: {
    stop: 'Payments stop at once, deposits go on. Works offline and is sent first.',
    lift_stop: 'Online only, approved by the outlet manager.',
    freeze:
      'By a document of the authority: online, two officers present, approved by the manager, twelve months at most.',
    unfreeze: 'By a document of the authority: online, two officers present, approved by the manager.',
  },
  account: 'Account',
  none: {
    stop: 'No account to stop',
    lift_stop: 'No stopped account',
    freeze: 'No account to freeze',
    unfreeze: 'No frozen account',
  },
  reason: 'Reason',
  reasons: {
    stop: ['Suspected fraud', 'Suspected impostor', 'Unusual account', 'Told by the county'],
    lift_stop: ['Checked, in order', 'Explained by the holder', 'Told by the county'],
  },
  authority: 'Authority',
  document: 'Document number',
  officer: (n) => `Officer ${n}, number of card`,
  part: 'Amount to freeze (yuan)',
  partNote: 'empty = all of it',
  stopUntil: 'Stopped until the end of',
  stopUntilNote: 'empty = until it is lifted',
  until: 'Frozen until',
  untilNote: 'year-month-day',
  need: 'Fill in every field',
  frozenPart: (fen) => `${fen} frozen`,
  all: 'all of it',
};

export const stopWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);
