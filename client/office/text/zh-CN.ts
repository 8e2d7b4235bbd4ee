import type { CaseAction } from '../../../shared/read-models/office.ts';
import type { Post } from '../../../shared/tables/employee.ts';

/** Chinese words of the office. The English dictionary has the same shape; a missing sentence does not compile. */
const posts: Record<Post, string> = {
  teller: '普通柜员', chief_teller: '综合柜员', outlet_manager: '支局长', account_manager: '客户经理', field_officer: '储蓄外勤',
  lobby_manager: '大堂经理', agent: '坐席', agent_lead: '坐席组长', atm_keeper: '自助设备管理员', supervision: '对账员',
  ops_manager: '业务管理员', card_mgmt: '储蓄卡管理员', marketing: '营销管理员', aml: '反洗钱专员', analyst: '分析人员',
  kpi_admin: '考核管理员', hr: '人事培训管理员', it_admin: '系统管理员', auditor: '稽查', customer: '客户',
};
const actions: Record<CaseAction, readonly [string, string]> = {
  accept: ['认可', '照已入账的结果结案'],
  recover: ['向客户追款', '约定日期，收回后销挂账'],
  refund: ['退款', '挂账退还客户'],
  reverse_duplicate: ['冲销重复', '用调整冲掉多记的一笔'],
  correct: ['更正', '查明账户或资料后改记'],
  write_off: ['核销', '超 ¥1,000 市局批，超 ¥10,000 省局批'],
  liability: ['责任认定', '经办有过失时'],
  to_aml: ['移交反洗钱', '网点看不到'],
  to_it: ['移交信息科', '查终端与流水'],
};
/** A dictionary that may grow: asking for a word it does not have gives undefined, and the code itself is shown. */
const words = (list: Record<string, string>): Readonly<Record<string, string | undefined>> => list;

export const zh = {
  appName: '驿站 管理台',
  nav: { area: '辖区', outlets: '首页', cases: '差错', devices: '终端', interactions: '流水', analysis: '经营分析', insight: '分析', desk: '呼叫', loss: '口头挂失' },
  online: '联机',
  noAnswer: '中心没有回应',
  noAnswerSince: (time: string) => `中心没有回应。下面是 ${time} 的数据，接通后自动更新。`,
  couldNotLoad: '没有取到数据。已经显示的不会变；接通后自动再取。',
  waitingFor: '等中心回应',
  signOn: {
    title: '签到', number: '员工号', password: '密码', go: '签到', busy: '正在核对…', off: '签退',
    numberHint: '11 位数字',
    bad: '员工号或密码不对，请再核对。',
    limited: (waitS: number) => `试得太多，请 ${Math.ceil(waitS / 60)} 分后再来。数据没有受影响。`,
    noAnswer: '中心没有回应，请检查网络。数据没有受影响。',
    none: '您的岗位还没有管理台页面。',
  },
  lang: 'English',
  theme: { system: '随系统', light: '浅色', dark: '深色', label: '深浅' },
  print: '打印',
  csv: 'CSV',
  all: '全部',
  none: '—',
  covers: (count: number) => `辖 ${count} 个网点`,
  updated: (time: string) => `${time} 更新`,
  today: '今天',
  businessDate: '营业日期',
  outlets: {
    title: (date: string) => `营业日 ${date}`,
    table: '网点', order: '按静默时长排',
    tileOnline: '网点联机', tileSilence: (name: string, time: string) => `静默最长 ${name} ${time}`, tileNoSilence: '都在 60 秒内有回应',
    tileCount: '交互', tileCountNote: (day: string) => `${day} 已到中心`,
    tileIn: '存入', tileOut: '支出', tileSuspense: '挂账', entries: (count: number) => `${count} 笔`,
    tileSuspenseNote: '当日转入挂账', tileCases: '差错待办', tileCasesNext: (time: string) => `最近一件${time}`, tileCasesNone: '没有待办',
    name: '网点', seen: '最近联系', data: '数据时间', day: '营业日', count: '交互', cashIn: '存入', cashOut: '支出', suspense: '挂账', cases: '差错', devices: '终端',
    never: '从未', legendOnline: '联机', legendOffline: '离线', legendLong: '超 24 时', legendNever: '从未联系',
    total: '合计', recovering: '恢复中 · 暂估', empty: '您的辖区还没有网点。',
    grossNote: '存入、支出按方向计，冲正算在相反方向。',
  },
  cases: {
    title: '差错', order: '按剩余时间排', open: '待办', closed: '已结', all: '全部', code: '种类', severity: '轻重', outlet: '网点', unowned: '未认领',
    amount: '金额', suspense: '挂账', day: '营业日', opened: '发生', due: '时限', owner: '经办',
    empty: '没有符合条件的差错。', emptyOpen: '没有待办差错。', seeAll: (count: number) => `全部 ${count}`, closedAt: (time: string) => `${time} 结案`,
  },
  severities: { info: '提示', low: '低', medium: '中', high: '高', critical: '严重' },
  caseStatuses: { open: '待认领', claimed: '处理中', closed: '已结' },
  case: {
    outletRecord: '网点记录', centreRecord: '中心记录', noRecord: '没有记下这一侧的情况。', usedOver: (used: string, now: string, limit: string) => `已用 ${used} + ${now} > ${limit}`,
    offlineAt: (time: string, device: string) => `离线 ${time} · 终端 ${device}`, onlineAt: (time: string, device: string) => `联机 ${time} · 终端 ${device}`,
    receivedAt: (time: string) => `${time} 收到`, limit: '时限', automatic: '已自动办理', verdict: '结果', whole: '全额记账户',
    toAccount: (amount: string) => `记账户 ${amount}`, toSuspense: (amount: string, ledger: string) => `${amount} 转${ledger}`,
    postings: '分录', ledger: '科目', debit: '借', credit: '贷', valueDate: '起息日', postingDate: '入账日',
    axis: '先后', axisNote: '按改正后的时间', axisEmpty: '该账户没有其他近期收支。', balance: '余额', thisOne: '本笔',
    actions: '可以怎样处理', actionsNote: '处理指令还没有开通，这里只供查看；钱已按左侧结果入账。', seeOutlet: '网点流水',
    interaction: '原交易', voucher: '凭证号', maker: '经办', checker: '第二人', back: '返回差错', missing: '没有这件差错，或者它不在您的辖区。',
    customer: '客户', account: '账户尾号', resolution: '处理结果', id: '差错号', amlNote: '反洗钱案件，不得告知网点。',
  },
  verdicts: words({ posted: '已入账', posted_with_exception: '已入账，有差错', suspense: '挂账', held: '待核', rejected: '未办' }),
  ledgers: words({
    DEPOSIT: '客户存款', 'CASH-VAULT': '库存现金', 'SUS-OD': '离线透支挂账', 'SUS-LOST': '挂失后支付挂账', 'SUS-FRZ': '冻结后支付挂账', 'SUS-CLOSED': '销户挂账',
    'SUS-UNK': '账户不存在挂账', 'SUS-LIM': '超限额挂账', 'SUS-APP': '待受理挂账', 'SUS-TRF': '在途调拨', 'SUS-RAW': '不可读流水', 'CASH-OVER': '长款', 'CASH-SHORT': '短款',
    'CLEARING-REMIT': '汇款清算', 'INCOME-FEE': '手续费收入', 'EXPENSE-INTEREST': '利息支出', 'INCOME-PENALTY': '罚息收入', 'EQUITY-OPENING': '期初', 'CASH-IMPORT': '导入柜面现金',
  }),
  tillLedger: (no: string) => `尾箱 ${no}`,
  atmLedger: (no: string) => `自助机 ${no} 现金`,
  actions,
  posts,
  facts: words({
    available: '收到时可用', replica_age_h: '数据时龄（时）', lease: '额度租约', anchored: '时钟已核', offline: '离线', lost_at: '挂失时间', frozen_at: '冻结时间', closed_at: '销户时间',
    account_no: '账号', status: '账户状态', recorded: '按旧结果重记', txn: '单笔限额', account_day: '账户当日限额', account_lease: '账户 72 时限额', till_day: '尾箱当日限额', device_share: '网点限额份额', deposit_txn: '存款单笔限额',
    paid: '付出现金', taken: '收进现金', amount: '金额', voucher: '凭证号', persons: '经办 / 第二人', captured: '发生时间', received: '收到时间', account: '记入账户', suspense: '挂账', verdict: '结果', source: '来源',
  }),
  factValues: words({
    active: '正常', lost_oral: '口头挂失', lost_written: '书面挂失', closed: '已销户', pending: '待受理', dormant: '睡眠', long_suspended: '长期不动', frozen: '冻结',
    true: '是', false: '否', yes: '是', no: '否', in: '收', out: '付', none: '没有', '-': '没有', id: '证件', pin: '密码', account_no: '账号',
  }),
  devices: {
    title: '终端', order: '按静默时长排', no: '终端号', id: '终端标识', outlet: '网点', status: '状态', enrolled: '登记', seen: '最近联系', seq: '已收流水', archived: '已异地存档', held: '待核', empty: '您的辖区还没有登记终端。',
    fork: (seq: number) => `第 ${seq} 笔起冲突`, noArchive: '无异地存档',
  },
  deviceStatuses: words({ registered: '已登记', active: '在用', lost: '丢失', revoked: '已停用', suspended: '暂停' }),
  interactions: {
    title: '流水', count: (shown: number, all: number) => (shown < all ? `显示最近 ${shown} 笔，共 ${all} 笔` : `共 ${all} 笔`), from: '从', to: '到', unit: '机构代码', channel: '渠道',
    show: '方向', showAll: '全部', showIn: '存入', showOut: '支出', showSuspense: '有挂账', time: '时间', outlet: '网点', kind: '业务', state: '状态', cashIn: '存入', cashOut: '支出', suspense: '挂账',
    voucher: '凭证号', maker: '经办', offline: '离线', empty: '这段时间没有符合条件的流水。', reversal: '冲正', day: '营业日', other: '非现金',
  },
  lights: { recorded: '已记', received: '已收', posted: '已入账', effective: '已生效', held: '待核', suspense: '挂账', case: '有差错', rejected: '未办', reversed: '已冲正', refunded: '已退款', written_off: '已核销' },
  kinds: words({
    'counter.deposit': '现金存款', 'counter.withdraw': '现金取款', 'counter.reverse': '冲正', 'counter.lost_oral': '口头挂失', 'customer.create': '新建客户', 'customer.update': '修改资料', 'request.abandon': '放弃请求',
    'till.take': '领用尾箱', 'session.sign_on': '签到', 'session.sign_off': '签退', 'session.lock': '锁屏', 'import.open': '开户（导入）', 'import.card': '发卡（导入）', 'import.cash': '现金（导入）', 'import.remit': '汇款（导入）',
    'import.atm': '自助机（导入）', 'import.system': '系统入账（导入）', 'import.order': '定期转账（导入）', 'import.loan': '贷款（导入）', 'import.till_opening': '尾箱期初（导入）',
  }),
  channels: words({ counter: '柜面', card: '卡', pos: 'POS', atm: '自助机', call: '呼叫中心', online: '网银', field: '外勤', lobby: '大堂', merchant_visit: '商户走访', sms: '短信', system: '系统' }),
  analysis: {
    title: '经营分析', asOf: (time: string) => `截至 ${time}`, noFeed: '分析库还没有数据', coverage: (share: string) => `数据覆盖 ${share}`, provisional: '暂估',
    note: (expected: number, arrived: number) => `应到 ${expected} 个网点日，到了 ${arrived} 个。不足 95 % 的日子是暂估，用斜纹画；到齐会自动重算。`,
    days: (count: number) => `${count} 天`, unit: '机构', whole: '全辖',
    perDay: '每天交互，按渠道', money: '存入与支出', moneyUnit: '元', balance: '客户存款余额', balanceNote: '期末余额', table: '每天的数字', tableNote: '点数字看明细',
    date: '日期', arrived: '到齐', interactions: '交互', deposits: '存入', withdrawals: '支出', end: '期末余额', net: '净存入',
    tileCount: '交互', tileIn: '存入', tileOut: '支出', tileNet: '净存入', tileBalance: '存款余额', period: (from: string, to: string) => `${from} 至 ${to}`, empty: '这段时间分析库里还没有数据。',
  },
  loss: {
    title: '口头挂失', steps: '找到账户，核对三项，立即生效', find: '账号、身份证号或卡尾号', findHint: '账号 15 位，身份证号 18 位，或卡号后 4 位加姓名（0017 王秀英）', go: '查找',
    notFound: (find: string) => `辖区内没有“${find}”对应的账户。请核对号码，或换身份证号再查。`, pick: '选要挂失的账户或卡', passbook: '存折 / 账户', card: (tail: string) => `储蓄卡 尾号 ${tail}`,
    already: '已挂失', proof: '请来电人说出', proofNote: '身份证号必填，另加两项；系统核对，不显示原值', idNo: '身份证号', name: '姓名', phone: '手机', address: '住址',
    recent: '最近一笔金额（元）',
    effect: '办完以后：该账户停止一切付款，5 天内有效；网点离线的终端下次联机时得知。存款照收。',
    button: '确认挂失', busy: '正在记…', needId: '还差身份证号', needTwo: '还差两项核对', needOne: '还差一项核对',
    done: '挂失已生效', doneNote: '生效时间', doneSay: '请转告来电人：已停止付款，5 天内带证件到网点办书面挂失。', rejected: '没有挂失，账户没有变化。', unknown: '还不知道是否办成。请先查这个账户的状态，不要重新填写。', again: '再办一件', inquire: '查询结果', number: '业务号',
  },
  accountKinds: words({ demand: '活期', term_lump: '整存整取', term_instalment: '零存整取', notice_1d: '一天通知', notice_7d: '七天通知', flexible: '定活两便' }),
  accountStatuses: words({ pending: '待受理', active: '正常', lost_oral: '口头挂失', lost_written: '书面挂失', dormant: '睡眠', long_suspended: '长期不动', closed: '已销户', cancelled: '已取消', issued: '未激活', replaced: '已换卡', frozen: '冻结', pin_locked: '密码锁定', expired: '已到期' }),
  refusals: words({ IDENTITY_NOT_ENOUGH: '核对不足三项，或与资料不符，不能挂失。请来电人带证件到网点。', ACCOUNT_NOT_FOUND: '没有这个账户。', ACCOUNT_STATUS: '账户状态不能挂失（已挂失或已销户）。', CARD_STATE: '这张卡的状态不能挂失。', ROLE_DENIED: '您的岗位不能办理。', SCOPE_DENIED: '不在您的辖区。', NOT_SIGNED_ON: '已签退，请重新签到。', ID_MISMATCH: '证件号与资料不符。', NOTHING_TO_CHANGE: '已经挂失，没有变化。', FIELD_FORMAT: '有一项格式不对，请再看一次。' }),
  refusedOther: (code: string) => `没有办理，数据没有变化。（${code}）`,
  age: {
    now: '刚刚', ago: (time: string) => `${time}前`, left: (time: string) => `剩 ${time}`, over: (time: string) => `超时 ${time}`,
    minutes: (n: number) => `${n} 分`, hours: (h: number, m: number) => (m === 0 ? `${h} 时` : `${h} 时 ${m} 分`), days: (n: number) => `${n} 天`,
  },
};

export type Text = typeof zh;
