import type { SampleReason } from '../../../shared/rules/voucher-sample.ts';
import type { Finding } from '../../../shared/tables/voucher-check.ts';
import type { Lang } from '../state/office-state.svelte.ts';

/** Words of voucher supervision, Chinese then English. */

const zh = {
  title: '凭证监督',
  note: (seen: number, chosen: number, all: number) => `当日 ${all} 张，抽查 ${chosen} 张，已看 ${seen} 张`,
  date: '营业日',
  outlet: '网点',
  kind: '业务',
  voucher: '凭证号',
  amount: '金额',
  why: '为什么看',
  whys: {
    large: '¥5,000 以上',
    reversal: '冲正',
    case: '有差错',
    offline: '离线付款',
    drawn: '抽到',
  } as Readonly<Record<SampleReason, string>>,
  state: '结果',
  waits: '没看',
  fine: '无误',
  findings: {
    no_signature: '缺客户签名',
    amount_differs: '金额不符',
    id_missing: '缺证件记载',
    no_approval: '缺授权',
    missing: '凭证缺失',
    other: '其他问题',
  } as Readonly<Record<Finding, string>>,
  empty: '这一天没有要看的凭证。',
  persons: '经办 / 第二人',
  time: '发生时间',
  way: '收付',
  lead: '拿出这张凭证，与这里的记录逐项核对。',
  result: '看的结果',
  words: '说明（有问题必填）',
  button: '记下，看下一张',
  effectFine: '只记看过，账和差错都不变。',
  effectFinding: '立差错“凭证有问题”，网点在平板上答复，由县局办结。',
  close: '关上',
};

const en: typeof zh = {
  title: 'Voucher supervision',
  note: (seen, chosen, all) => `${all} vouchers that day, ${chosen} chosen, ${seen} looked at`,
  date: 'Business date',
  outlet: 'Outlet',
  kind: 'What',
  voucher: 'Voucher',
  amount: 'Amount',
  why: 'Why',
  whys: {
    large: '¥5,000 and more',
    reversal: 'Reversal',
    case: 'With a case',
    offline: 'Paid offline',
    drawn: 'Drawn',
  },
  state: 'Result',
  waits: 'Not yet',
  fine: 'In order',
  findings: {
    no_signature: 'No signature',
    amount_differs: 'Amount differs',
    id_missing: 'ID not noted',
    no_approval: 'No approval',
    missing: 'Voucher missing',
    other: 'Something else',
  },
  empty: 'No vouchers to look at on this date.',
  persons: 'Maker / second',
  time: 'Captured',
  way: 'Cash',
  lead: 'Take the voucher and compare it with this record, line by line.',
  result: 'Result',
  words: 'Words (required for a finding)',
  button: 'Note it, next one',
  effectFine: 'Noted as looked at; books and cases stay.',
  effectFinding: 'Opens a case; the outlet answers on its tablet and the county ends it.',
  close: 'Close',
};

export const voucherWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
