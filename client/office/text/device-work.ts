import type { DeviceStepName } from '../../../shared/read-models/office-devices.ts';
import type { Lang } from '../state/office-state.svelte.ts';

/** Words of the work on terminals, Chinese then English. */

const zh = {
  back: '全部终端',
  version: '版本',
  clock: '时钟偏差',
  clockExact: '准',
  seconds: (s: number) => `${s > 0 ? '快' : '慢'} ${Math.abs(s)} 秒`,
  waiting: '待收',
  waitingGone: (said: number) => `不知道；它最后一次说还有 ${said} 笔没传`,
  quotaEnded: '已停，不再发',
  quotaOut: (fen: string, until: string) => `已发在平板上的 ${fen} 到 ${until} 失效`,
  worn: '平板存储损坏，请更换',
  wornSince: (at: string) => `平板存储损坏，请更换（${at} 起）`,
  wornOne: (device: string, at: string) => `${device}（${at} 起）`,
  wornNote: (names: string) =>
    `要更换的平板：${names}。存储反复损坏，网点资料不再自动重取；流水照常上传，传完以后换平板。`,
  quota: '离线额度',
  lost: '认定丢失',
  work: '对这台终端',
  words: '理由（必填）',
  steps: {
    stop_lending: ['离线额度设为零', '终端一联网就不能再离线付款；联不上的，到租约到期为止。存款、尾箱照常。'],
    lend_again: ['恢复离线额度', '下次联网按网点额度重新发给。'],
    revoke: ['停用', '它再传来的流水收下、待核，不入账；额度不再发。'],
    declare_lost: ['报失', '平板找不到了。没传来的流水列为缺号，由两人认定。'],
    release: ['放行', '暂停的恢复使用；中心恢复时不再等它。'],
  } satisfies Record<DeviceStepName, readonly [string, string]>,
  confirm: (name: string) => `确认${name}`,
  chooseFirst: '请先选一项',
  needReason: '还差理由',
  askFirst: '停用和报失当场生效，正在办的业务先记完。',
  none: '这台终端不能再改状态。要用请重新登记。',
  code: '登记新终端',
  codeFor: '哪个网点',
  codeOutlet: '网点代码（8 位）',
  makeCode: '生成登记码',
  codeIs: '登记码，只显示这一次',
  codeUntil: (time: string) => `一次有效，${time} 前用`,
  close: '关闭',
};

const en: typeof zh = {
  back: 'All devices',
  version: 'Version',
  clock: 'Clock',
  clockExact: 'exact',
  seconds: (s: number) => `${Math.abs(s)} s ${s > 0 ? 'fast' : 'slow'}`,
  waiting: 'Not received',
  waitingGone: (said: number) => `Not known; it last said that ${said} were still to come`,
  quotaEnded: 'Stopped, no more is lent',
  quotaOut: (fen: string, until: string) => `what the tablet holds, ${fen}, ends on ${until}`,
  worn: 'Storage failing: exchange',
  wornSince: (at: string) => `Storage failing, exchange the tablet (since ${at})`,
  wornOne: (device: string, at: string) => `${device} (since ${at})`,
  wornNote: (names: string) =>
    `Tablets to exchange: ${names}. Their storage keeps failing and the outlet's data is not fetched again by itself; the journal still leaves. Exchange them once it has.`,
  quota: 'Offline quota',
  lost: 'Declared lost',
  work: 'This device',
  words: 'Reason (required)',
  steps: {
    stop_lending: [
      'Set its quota to zero',
      'It pays nothing offline from its next contact; out of reach, until its lease expires. Deposits and tills go on.',
    ],
    lend_again: ['Lend again', 'It gets its share of the outlet limit at its next contact.'],
    revoke: ['Stop', 'What it sends is kept and held, not posted; it is lent nothing more.'],
    declare_lost: ['Report lost', 'The tablet is gone. What it did not send is missing until two persons decide.'],
    release: ['Release', 'A suspended one goes on; a restored centre no longer waits for it.'],
  },
  confirm: (name: string) => `${name} now`,
  chooseFirst: 'Choose one first',
  needReason: 'Reason needed',
  askFirst: 'Stopping and losing take effect at once; an entry in hand is recorded first.',
  none: 'The state of this device cannot be changed. Enrol it anew to use it.',
  code: 'Enrol a device',
  codeFor: 'For which outlet',
  codeOutlet: 'Outlet code (8 digits)',
  makeCode: 'Make a code',
  codeIs: 'Enrolment code, shown this once',
  codeUntil: (time: string) => `good once, until ${time}`,
  close: 'Close',
};

export const deviceWords = (lang: Lang): typeof zh => (lang === 'en' ? en : zh);
