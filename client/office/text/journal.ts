import { formatFen } from '../../../shared/kernel/money.ts';
import type { Lang } from '../state/office-state.svelte.ts';

/** Words for a device's journal: what is missing, what is held and why, Chinese then English. */

const zh = {
  title: '终端流水',
  taken: (seq: number) => `按次序收到第 ${seq} 笔`,
  missing: '缺号',
  lost: '已认定丢失',
  held: '待核',
  none: '没有缺号，也没有待核的',
  noneGone: '已收到的没有缺号，也没有待核的；平板里还有没有没传来的，中心不知道',
  seq: '流水号',
  what: '业务',
  amount: '金额',
  captured: '记账时间',
  received: '收到时间',
  why: '为什么待核',
  unread: '读不出来',
  reasons: {
    gap: '前面有缺号',
    fork: '同号两笔',
    broken_chain: '链断',
    unsigned: '没有柜员签名',
    revoked: '终端已停用',
    rebuild: '等核定期初余额',
  } as Readonly<Record<string, string | undefined>>,
  sum: (count: number, inFen: number, outFen: number) => `${count} 笔，收 ${formatFen(inFen)}，付 ${formatFen(outFen)}`,
  sumBlind: (count: number) => `${count} 笔`,
  previewLost: (count: number, behind: number) =>
    `缺的 ${count} 笔记作丢失，不再等；后面 ${behind} 笔按次序入账。以后找到的仍然入账。`,
  previewAdopt: (sum: string) => `待核的 ${sum}，逐笔按规矩入账；账户收不下的挂账立案。`,
};

const en: typeof zh = {
  title: 'Device journal',
  taken: (seq: number) => `taken in order up to ${seq}`,
  missing: 'Missing',
  lost: 'Declared lost',
  held: 'Held',
  none: 'Nothing missing and nothing held',
  noneGone: 'Nothing missing and nothing held of what came; what the tablet had not sent is not known here',
  seq: 'No.',
  what: 'Entry',
  amount: 'Amount',
  captured: 'Recorded',
  received: 'Received',
  why: 'Why held',
  unread: 'cannot be read',
  reasons: {
    gap: 'behind a gap',
    fork: 'number used twice',
    broken_chain: 'broken chain',
    unsigned: 'not signed by the vault',
    revoked: 'device not active',
    rebuild: 'waits for the opening balances',
  },
  sum: (count: number, inFen: number, outFen: number) =>
    `${count} entries, in ${formatFen(inFen)}, out ${formatFen(outFen)}`,
  sumBlind: (count: number) => `${count} entries`,
  previewLost: (count: number, behind: number) =>
    `${count} missing entries count as lost; ${behind} behind them are posted in order. What is found later is still posted.`,
  previewAdopt: (sum: string) => `${sum}: each is judged by the rules; what an account cannot take goes to suspense.`,
};

export const journalWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
