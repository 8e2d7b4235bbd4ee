import type { OpeningDecision } from '../../../shared/read-models/office-openings.ts';
import type { Lang } from '../state/office-state.svelte.ts';
import { money } from './format.ts';

/** Words of the opening balances of outlets of a centre that lost everything, Chinese then English. */

const zh = {
  title: '核定期初余额',
  note: '中心数据全部丢失、没有备份。各平板交出手里的余额作证；两人核定以后，余额入账，收下的流水按次序补记。核定以前不显示余额，不联机付款。',
  none: '没有等核定的网点。',
  outlet: '网点',
  evidence: '平板作证',
  device: (no: string) => `终端 ${no}`,
  version: '版本',
  asOf: '数据时间',
  accounts: '账户',
  total: '余额合计',
  apart: '不同的账户',
  newest: '最新',
  coming: '还在传',
  noEvidence: '还没有平板作证。请让这个网点的平板联网、解锁。',
  waiting: '收下待记的流水',
  waitingOf: (count: number, inFen: number | null, outFen: number | null) =>
    `${count} 笔${inFen === null || outFen === null ? '' : `，收 ${money(inFen)}，付 ${money(outFen)}`}`,
  others: (count: number) => `另有 ${count} 笔缺号、未签名或同号，核定后仍待两人处理`,
  seen: '最近联系',
  differs: '各平板说法不同的账户',
  account: '账户',
  says: '它的余额',
  proposed: '提议的余额',
  absent: '没有',
  words: '与什么核对过',
  propose: '提议按最新的一份入账',
  proposeNone: '没有平板作证，按零期初开',
  agree: '同意，入账',
  refuse: '退回',
  own: '由您提议，请另一人核定。',
  by: '提议',
  after: '同意以后余额入账，收下的流水补记；没有作证的账户不会有余额，来的业务挂账立差错。',
  changed: '提议以后平板又传了新的一份，请退回重提。',
  brokeOff: (tries: number, at: string, next: string) =>
    `入账没有做完，系统自动再试：已试 ${tries} 次，最近一次 ${at}，下一次 ${next}。已入的不会重复。多次不成，请运维人员看中心的日志。`,
  states: { proposed: '等核定', refused: '已退回', approved: '正在入账' } satisfies Record<
    OpeningDecision['status'],
    string
  >,
};
type Words = typeof zh;
const en: Words = {
  title: 'Opening balances',
  note: 'The centre lost everything and there is no backup. Tablets vouch for the balances they have; when two persons approve, these are posted and the journals that were kept follow in order. Until then no balance is shown and nothing is paid online.',
  none: 'No outlet waits for approval.',
  outlet: 'Outlet',
  evidence: 'What tablets vouch for',
  device: (no) => `Tablet ${no}`,
  version: 'Version',
  asOf: 'Data as of',
  accounts: 'Accounts',
  total: 'Sum of balances',
  apart: 'Accounts that differ',
  newest: 'Newest',
  coming: 'Still coming',
  noEvidence: 'No tablet has vouched for anything yet. Bring a tablet of this outlet on line and unlock it.',
  waiting: 'Journals kept and not posted',
  waitingOf: (count, inFen, outFen) =>
    `${count} entries${inFen === null || outFen === null ? '' : `, in ${money(inFen)}, out ${money(outFen)}`}`,
  others: (count) => `${count} more are behind a gap, unsigned or forked: people decide about them afterwards`,
  seen: 'Last contact',
  differs: 'Accounts on which the tablets differ',
  account: 'Account',
  says: 'It says',
  proposed: 'Proposed',
  absent: 'none',
  words: 'Compared with',
  propose: 'Propose the newest',
  proposeNone: 'Nobody vouches: open with nothing',
  agree: 'Approve and post',
  refuse: 'Send back',
  own: 'You proposed it; another person approves.',
  by: 'Proposed by',
  after:
    'Once approved the balances are posted and the journals follow. An account nobody vouches for has no balance: what comes for it goes to suspense with a case.',
  changed: 'A tablet has sent newer rows since: send it back and propose again.',
  brokeOff: (tries, at, next) =>
    `Posting broke off and is tried again by itself: ${tries} ${tries === 1 ? 'try' : 'tries'} so far, the last at ${at}, the next at ${next}. Nothing is posted twice. If it goes on failing, have the operators look at the log of the centre.`,
  states: { proposed: 'Waits for approval', refused: 'Sent back', approved: 'Being posted' },
};
export const openingWords = (lang: Lang): Words => (lang === 'en' ? en : zh);
