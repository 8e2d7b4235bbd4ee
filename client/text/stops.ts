/** Words of the page that stops and freezes an account and lifts both, Chinese then English. */
const zh = {
  title: '止付、冻结',
  modes: {
    stop: '内部止付',
    confirm_stop: '确认止付',
    lift_stop: '解除止付',
    freeze: '司法冻结',
    unfreeze: '解除冻结',
  },
  leads: {
    stop: '立刻停止支取，存入照常。断网也能办，排在最前上传。',
    confirm_stop: '支局长在 24 小时内看过并确认；理由不成立的，请办“解除止付”。',
    lift_stop: '要联网办理，支局长授权。',
    freeze: '按机关文书办理：要联网，两名执行人员到场，支局长授权，最长十二个月。',
    unfreeze: '只有原机关能解除：要联网，两名执行人员到场，支局长授权。后面轮候的马上接着生效。',
  },
  account: '账户',
  none: {
    stop: '账户都已止付或销户，没有可再止付的',
    confirm_stop: '没有等确认的止付',
    lift_stop: '没有止付的账户',
    freeze: '账户都已销户，没有可冻结的',
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
  need: {
    reason: '还差原因',
    until: '日期不对',
    authority: '还差执行机关',
    document: '还差文书号',
    officers: '还差两名执行人员的证件号',
    same: '两名执行人员不能是同一人',
    part: '冻结金额不对',
    freezeUntil: '还差冻结到哪一天',
  },
  queue: (place: number) => `轮候冻结（第 ${place} 位）`,
  result: '结果',
  resultQueue: (place: number, holder: string) =>
    `${holder}冻结在先，本单排第 ${place} 位轮候，前面的解除或到期马上生效`,
  resultProlong: '同一机关续冻，马上生效',
  resultFreeze: '马上冻结，只收不付',
  resultNext: (n: number) => `解除后，轮候的 ${n} 份里第一份马上接着生效，账户仍被冻结`,
  resultFree: '解除后账户恢复支取',
  resultStopped: '解除后账户仍在内部止付',
  stillFrozen: '止付解除后仍被冻结',
  alsoFrozen: '账户同时被冻结，止付和冻结各算各的',
  officers: '执行人员',
  stopped: '内部止付',
  since: (when: string) => `${when} 起`,
  frozenTo: (when: string) => `到 ${when}`,
  other: '原冻结机关',
  frozenPart: (fen: string) => `已冻结 ${fen}`,
  all: '全部',
  toConfirm: (n: number) => `${n} 笔止付等您确认：`,
  late: '已超过 24 小时',
  look: '去看',
  frozen: '已冻结',
  waiting: (n: number) => `轮候 ${n} 份`,
  turn: (place: number) =>
    `账户已被冻结。同一机关的文书是续冻；别的机关的排在第 ${place} 位轮候，前面的解除或到期马上生效。`,
  stoppedAt: '止付时间',
  stoppedBy: '经办',
  confirmBy: (when: string) => `请在 ${when} 前确认。`,
  overdue: '已超过 24 小时没有确认，止付照常有效，请马上处理。',
};

const en: typeof zh = {
  title: 'Stop, freeze',
  modes: {
    stop: 'Stop',
    confirm_stop: 'Confirm stop',
    lift_stop: 'Lift stop',
    freeze: 'Freeze',
    unfreeze: 'Lift freeze',
  },
  leads: {
    stop: 'Payments stop at once, deposits go on. Works offline and is sent first.',
    confirm_stop: 'The manager looks at it and confirms within 24 hours; one without a reason is lifted.',
    lift_stop: 'Online only, approved by the outlet manager.',
    freeze:
      'By a document of the authority: online, two officers present, approved by the manager, twelve months at most.',
    unfreeze:
      'Only the authority that froze it lifts: online, two officers present, approved by the manager. The next in the queue begins at once.',
  },
  account: 'Account',
  none: {
    stop: 'All accounts are stopped or closed already',
    confirm_stop: 'No stop waits for confirmation',
    lift_stop: 'No stopped account',
    freeze: 'All accounts are closed: none to freeze',
    unfreeze: 'No frozen account',
  },
  reason: 'Reason',
  reasons: {
    stop: ['Suspected fraud', 'Suspected impostor', 'Unusual account', 'Told by the county'],
    lift_stop: ['Checked, in order', 'Explained by the holder', 'Told by the county'],
  },
  authority: 'Authority',
  document: 'Document number',
  officer: (n) => `Officer ${n}, number of ID`,
  part: 'Amount to freeze (yuan)',
  partNote: 'empty = all of it',
  stopUntil: 'Stopped until the end of',
  stopUntilNote: 'empty = until it is lifted',
  until: 'Frozen until',
  need: {
    reason: 'Reason missing',
    until: 'Not a date',
    authority: 'Authority missing',
    document: 'Document number missing',
    officers: 'Numbers of two officers missing',
    same: 'Two officers are two persons',
    part: 'Not an amount',
    freezeUntil: 'Last day missing',
  },
  queue: (place) => `Wait as number ${place}`,
  result: 'Result',
  resultQueue: (place, holder) => `${holder} froze it first; this waits as number ${place} and begins when that ends`,
  resultProlong: 'The same authority prolongs it, at once',
  resultFreeze: 'Frozen at once: money in, none out',
  resultNext: (n) => `${n} waiting: the first begins at once, the account stays frozen`,
  resultFree: 'Payments go on',
  resultStopped: 'The stop of the bank stays',
  stillFrozen: 'Still frozen after the stop is lifted',
  alsoFrozen: 'The account is also frozen: stop and freeze stand beside each other',
  officers: 'Officers',
  stopped: 'Stopped by the bank',
  since: (when) => `since ${when}`,
  frozenTo: (when) => `until ${when}`,
  other: 'Another authority',
  frozenPart: (fen) => `${fen} frozen`,
  all: 'all of it',
  toConfirm: (n) => (n === 1 ? 'A stop waits for you:' : `${n} stops wait for you:`),
  late: 'more than 24 hours',
  look: 'Look',
  frozen: 'Frozen',
  waiting: (n) => `${n} waiting`,
  turn: (place) =>
    `The account is frozen. A document of the same authority prolongs it; one of another waits as number ${place} and begins when what is before it ends.`,
  stoppedAt: 'Stopped at',
  stoppedBy: 'By',
  confirmBy: (when) => `To be confirmed by ${when}.`,
  overdue: 'Not confirmed for more than 24 hours. The stop stays in force; see to it now.',
};

export const stopWords = (lang: 'zh' | 'en'): typeof zh => (lang === 'en' ? en : zh);

/** A reason as it was recorded, in the language of the page where it is one of those offered. */
export function stopReason(lang: 'zh' | 'en', recorded: string): string {
  const to = stopWords(lang).reasons;
  for (const from of [zh.reasons, en.reasons])
    for (const kind of ['stop', 'lift_stop'] as const) {
      const place = from[kind].indexOf(recorded);
      if (place >= 0) return to[kind][place] ?? recorded;
    }
  return recorded;
}
