import type { ConfigKey } from '../../../shared/rules/config-defaults.ts';
import { formatFen } from '../../../shared/kernel/money.ts';
import type { Lang } from '../state/office-state.svelte.ts';

/** The keys of domain 4.3 as people call them: group, Chinese, English. A key without a name does not compile. */

export const CONFIG_GROUPS = ['auth', 'law', 'cash', 'fee', 'offline', 'time', 'case'] as const;
export type ConfigGroup = (typeof CONFIG_GROUPS)[number];

const GROUP_NAMES: Readonly<Record<ConfigGroup, readonly [string, string]>> = {
  auth: ['授权金额', 'Second person from'],
  law: ['法规金额（只有省局改）', 'Statutory amounts (province only)'],
  cash: ['尾箱与柜面', 'Tills and counter'],
  fee: ['手续费', 'Fees'],
  offline: ['离线额度', 'Offline limits'],
  time: ['时间与签到', 'Times and sign-on'],
  case: ['差错处理', 'Cases'],
};

const NAMES: Readonly<Record<ConfigKey, readonly [ConfigGroup, string, string]>> = {
  'auth.withdraw.chief_fen': ['auth', '取款：综合柜员授权起点', 'Withdrawal: chief teller from'],
  'auth.withdraw.manager_fen': ['auth', '取款：支局长授权起点', 'Withdrawal: outlet manager from'],
  'auth.deposit.chief_fen': ['auth', '存款：综合柜员复点起点', 'Deposit: chief teller counts again from'],
  'auth.transfer.chief_fen': ['auth', '转账：综合柜员授权起点', 'Transfer: chief teller from'],
  'auth.transfer.manager_fen': ['auth', '转账：支局长授权起点', 'Transfer: outlet manager from'],
  'auth.reverse.manager_fen': ['auth', '冲正：支局长授权起点', 'Reversal: outlet manager from'],
  'auth.offline.withdraw.chief_fen': ['auth', '离线取款：综合柜员授权起点', 'Offline withdrawal: chief teller from'],
  'lost.large_fen': ['auth', '大额挂失起点', 'Large loss report from'],
  'cash.large_report_fen': ['law', '大额现金报告（单日累计）', 'Large cash report (a day’s total)'],
  'transfer.large_report_fen': ['law', '大额转账报告', 'Large transfer report'],
  'cash.cdd_fen': ['law', '现金尽职调查起点', 'Due diligence on cash from'],
  'lost.oral_days': ['law', '口头挂失有效天数', 'An oral loss report holds for'],
  'cash.reserve_fen': ['cash', '大额取现预约起点', 'Cash to be booked ahead above'],
  'agent.id_fen': ['cash', '代办存款登记证件起点', 'Agent’s ID recorded from'],
  'till.limit_fen': ['cash', '尾箱现金上限', 'Till cash limit'],
  'outlet.vault_limit_fen': ['cash', '网点隔夜库存上限', 'Cash of an outlet overnight at most'],
  'offline.agency_fen': ['offline', '离线代收：单笔', 'Offline bill: each'],
  'remit.least_fen': ['cash', '汇款每笔最少', 'Remittance: each at least'],
  'remit.most_fen': ['cash', '汇款每笔最多', 'Remittance: each at most'],
  'remit.id_fen': ['cash', '汇款登记证件起点', 'Remittance: paper of the sender from'],
  'remit.expire_days': ['cash', '汇款兑付期限', 'Remittance: paid within'],
  'remit.fee_ppm': ['fee', '汇款手续费率', 'Remittance: fee rate'],
  'remit.fee_min_fen': ['fee', '汇款手续费最低', 'Remittance: fee at least'],
  'remit.fee_max_fen': ['fee', '汇款手续费最高', 'Remittance: fee at most'],
  'transfer.fee_fen': ['fee', '转账给他人手续费', 'Fee of a transfer to a payee'],
  'lost.reissue_days': ['cash', '书面挂失后补发要等天数', 'A new passbook after a written loss, days'],
  'lost.fee_max_fen': ['fee', '书面挂失手续费最多', 'Fee of a written loss at most'],
  'passbook.page_rows': ['cash', '存折每页行数', 'Passbook: rows a page'],
  'passbook.pages': ['cash', '存折页数', 'Passbook: pages'],
  'dup.window_s': ['cash', '疑似重复的时间窗', 'Looks like a repeat within'],
  'offline.lease_hours': ['offline', '离线额度有效期', 'An offline share holds for'],
  'offline.ladder.full_hours': ['offline', '额度全用：数据不超过', 'Whole share while data is at most'],
  'offline.ladder.last_hours': ['offline', '额度停用：数据超过', 'No share once data is older than'],
  'offline.ladder.middle_percent': ['offline', '两者之间可用', 'Share in between'],
  'offline.withdraw.txn_fen': ['offline', '离线取款：单笔', 'Offline withdrawal: each'],
  'offline.withdraw.account_day_fen': ['offline', '离线取款：每户每日', 'Offline withdrawal: account a day'],
  'offline.withdraw.account_lease_fen': ['offline', '离线取款：每户每期额度', 'Offline withdrawal: account a share'],
  'offline.withdraw.till_day_fen': ['offline', '离线取款：每尾箱每日', 'Offline withdrawal: till a day'],
  'offline.withdraw.outlet_lease_fen': ['offline', '离线取款：网点每期额度', 'Offline withdrawal: outlet a share'],
  'offline.deposit.txn_fen': ['offline', '离线存款：单笔', 'Offline deposit: each'],
  'offline.deposit.unknown_fen': ['offline', '离线存款：本机查不到的账户', 'Offline deposit: account not known here'],
  'offline.transfer.same_name_fen': ['offline', '离线本人转账：单笔', 'Offline own transfer: each'],
  'offline.remit_send_fen': ['offline', '离线汇款：单笔', 'Offline remittance: each'],
  'offline.capture_max_days': ['offline', '不联网最多办', 'Work without a network for at most'],
  'offline.queue_warn': ['offline', '待上传提醒', 'Entries waiting: warn at'],
  'offline.queue_block': ['offline', '待上传停办', 'Entries waiting: stop at'],
  'clock.skew_warn_s': ['time', '时钟偏差提醒', 'Clock differs: warn at'],
  'clock.anomaly_s': ['time', '时钟偏差立案', 'Clock differs: case at'],
  'session.idle_lock_s': ['time', '无操作锁屏', 'Lock when idle for'],
  'session.offline_login_days': ['time', '离线签到有效', 'Offline sign-on holds for'],
  'pin.tries_per_day': ['time', '密码每日可错', 'Wrong PINs a day'],
  'inter_branch.hold_s': ['time', '通存通兑圈存时长', 'Hold between outlets for'],
  'case.second_person_fen': ['case', '差错第二人复核起点', 'Second person on a case above'],
  'case.write_off.city_fen': ['case', '核销：市局批的起点', 'Write-off: city from'],
  'case.write_off.province_fen': ['case', '核销：省局批的起点', 'Write-off: province from'],
};

const pick = (lang: Lang, zh: string, en: string): string => (lang === 'en' ? en : zh);

export const configGroup = (key: ConfigKey): ConfigGroup => NAMES[key][0];
export const configName = (key: ConfigKey, lang: Lang): string => pick(lang, NAMES[key][1], NAMES[key][2]);
export const groupName = (group: ConfigGroup, lang: Lang): string => pick(lang, ...GROUP_NAMES[group]);

/** What a value of the key counts, by the last word of the key; '' = pieces. */
export function configUnit(key: ConfigKey, lang: Lang): string {
  if (key.endsWith('_fen')) return pick(lang, '元', 'yuan');
  if (key.endsWith('_hours')) return pick(lang, '小时', 'h');
  if (key.endsWith('_days')) return pick(lang, '天', 'days');
  if (key.endsWith('_percent')) return '%';
  if (key.endsWith('_ppm')) return '%';
  if (key.endsWith('_s')) return pick(lang, '秒', 's');
  if (key === 'pin.tries_per_day') return pick(lang, '次', 'times');
  return pick(lang, '笔', 'entries');
}

/** `¥2,000.00`, `72 小时`, `1 %` of a rate in parts per million. */
export function configText(key: ConfigKey, value: number, lang: Lang): string {
  if (key.endsWith('_fen')) return formatFen(value);
  return `${String(key.endsWith('_ppm') ? value / 10_000 : value)} ${configUnit(key, lang)}`;
}
