/**
 * The terminal's words, simplified Chinese. Keys are shared with en.ts: a key missing there does not compile.
 * Amounts and times arrive formatted; sentences follow the order: what is so, what is safe, what to do.
 */
export const zh = {
  name: '驿站',
  mark: '驿',
  lang: { code: 'zh-CN', other: 'English', switch: '中文 / English' },
  word: {
    back: '返回', cancel: '取消', close: '关闭', next: '下一步', clear: '清除', erase: '退格', confirm: '确认', save: '保存', print: '打印', reprint: '补打',
    yes: '是', no: '否', today: '今天', yesterday: '昨天', all: '全部', none: '—', tail: (tail: string) => `尾号 ${tail}`, optional: '可不填', refused: '现在不能办', missing: (what: string) => `还差${what}`,
    working: '正在记…', male: '男', female: '女', yuan: '元', item: (n: number) => `${n} 笔`, leave: '放弃这一笔？', leaveNote: '还没有记账，离开后填写的内容不保留。', stay: '继续办理', abandon: '放弃并离开',
  },
  age: {
    now: '刚刚',
    minutes: (n: number) => `${n} 分前`,
    hours: (h: number) => `${h} 小时前`,
    days: (d: number) => `${d} 天前`,
    left: (h: number, m: number) => (h > 0 ? `还有 ${h} 小时 ${m} 分` : `还有 ${m} 分`),
  },
  bar: {
    online: '联机', offline: '离线', data: '数据', noData: '还没有数据', waiting: '待上传', items: '笔', date: '营业日期', till: '尾箱', noTill: '未领尾箱', lock: '锁屏', loading: (percent: number) => `正在取数 ${percent} %`, version: '版本', terminal: (no: string) => `终端 ${no}`,
    bright: '强光', dark: '深色', settings: '显示与语言',
  },
  rail: { home: '柜台', journal: '流水', till: '尾箱', sync: '同步', more: '更多', label: '主菜单' },
  posts: {
    teller: '普通柜员', chief_teller: '综合柜员', outlet_manager: '支局长', account_manager: '客户经理', field_officer: '储蓄外勤', lobby_manager: '大堂经理', agent: '坐席', agent_lead: '坐席组长', atm_keeper: '自助设备管理员', supervision: '事后监督', ops_manager: '业务管理员', card_mgmt: '储蓄卡管理员', marketing: '营销管理员', aml: '反洗钱专员', analyst: '分析人员', kpi_admin: '考核管理员', hr: '人事培训', it_admin: '系统管理员', auditor: '稽查', customer: '客户',
  },
  start: { title: '正在打开本机账本', note: '正在核对数据是否完整。' },
  enrol: {
    title: '把这台平板登记到网点', lead: '向县局要一次性登记码。登记后本机生成自己的密钥，数据加密保存，没有网络也能办业务。',
    code: '登记码', codeHint: '12 位，例如 7K2M-9QDX-4TRA', employee: '工号', employeeHint: '11 位员工编号', password: '签到密码', passwordHint: '至少 10 位。它也是本机数据的钥匙。',
    submit: '登记这台平板', busy: '正在登记…', needOnline: '登记这一次需要联网，以后可以离线。', persist: '浏览器没有答应长期保存数据。请把本页安装到桌面，空间不足时它可能清掉本机数据。',
  },
  sign: {
    morning: '早上好，请签到', afternoon: '下午好，请签到', evening: '晚上好，请签到', first: '今天首位签到，要两人在场', date: (d: string) => `营业日期 ${d}`,
    credential: (days: number) => `离线凭证还可用 ${days} 天`, credentialSoon: (days: number) => `离线凭证还可用 ${days} 天，请尽快联机签到`, credentialOver: '离线凭证已到期，请联机签到', locked: (time: string) => `已锁定到 ${time}`,
    other: '其他柜员', otherNote: '第一次在本机签到，要联机', password: '签到密码', submit: '签到', submitOffline: '离线签到', busy: '正在打开…', tries: '连错 5 次锁定 30 分钟', last: (when: string) => `上次签到 ${when}`,
    witness: '第二人在场', witnessNote: '今天首位签到，请另一位同事也输入确认密码', witnessPin: '第二人的确认密码', witnessDone: (name: string) => `${name} 已在场`, choose: '请另一位同事', pick: '先选是谁',
    dataGood: '本机数据完好', dataNote: (at: string) => `数据时间 ${at}`, noData: '本机还没有网点数据，联机签到后自动取。', waiting: (n: number) => `待上传 ${n} 笔，换人签到不会丢`, noWaiting: '没有待上传的流水',
  },
  lock: { title: '已锁屏', note: '流水已存稳。输入签到密码继续。', unlock: '继续办理', off: '正式签退', offNote: '签退后尾箱仍在您名下。' },
  home: {
    find: '姓名、拼音首字母、证件后 6 位、手机、账号', deposit: '存款', withdraw: '取款', remit: '汇款', loss: '挂失', open: '开户', more: '更多',
    depositNote: '现金、卡、存折', withdrawNote: '凭证件', lossNote: '口头挂失，立即止付', lossOffline: '随时可办，优先上传', createNote: '登记新客户', moreNote: '改资料、显示、签退', create: '建客户', reverse: '冲正', reverseNote: '从今日流水里选一笔', journalNote: '看今天办过的',
    max: (amount: string) => `每笔不超 ${amount}`, withdrawStale: '数据过旧，联网后再办', noLease: '离线额度已到期，联网后再办',
    tillCash: '尾箱现金', tillLimit: (amount: string) => `上限 ${amount}`, overLimit: '已超上限，请上缴一部分', takeTill: '领取尾箱', noTill: '还没有领取尾箱，不能收付现金。',
    quota: '离线备用额度', quotaOffline: '离线可取剩余', quotaTill: '本尾箱', quotaDevice: '本机份额', quotaNote: (until: string) => `每次同步自动更新 · 有效至 ${until}`, quotaOld: (hours: string, percent: number) => `数据 ${hours}，额度按 ${percent} %`, quotaNone: '还没有离线额度，联网同步后自动取得。', quotaOver: '离线额度已到期。存款、挂失照常，取款要联网。',
    today: '今天办的', todayEmpty: '今天还没有流水', todayEmptyNote: '从上面找客户，或按存款、取款开始。', allToday: '全部流水',
    unsettled: '还没有结果', unsettledNote: (n: number) => `${n} 笔等中心记账`, settled: '都已入账', unknown: (n: number) => `${n} 笔还不知道结果`, openUnknown: '去查询',
  },
  search: {
    hits: (n: number) => `${n} 位客户`, scope: '范围', outlet: '本网点客户', offlineNote: '离线时只查本机，他网点客户请联机后查', enter: '按回车打开第一位，再输一个字母或证件后几位可以缩小范围',
    none: (query: string) => `本机没有叫“${query}”的客户`, noneNote: '换身份证后 6 位、手机号或卡尾号试试；新客户可以先建资料。', unknownDeposit: '只有账号，给它存款', years: (age: number) => `${age} 岁`, accounts: (tails: string) => `账户 ${tails}`, noAccount: '还没有账户', choose: '请选客户',
  },
  customer: {
    accounts: '账户与卡', asOf: (at: string) => `余额截至 ${at}，以联网核对为准`, asOfShort: (at: string) => `截至 ${at}`, available: '可用', offlineOut: (amount: string) => `离线可取 ${amount}`, pendingOut: (amount: string) => `在途付出 ${amount}`, pendingIn: (amount: string) => `在途存入 ${amount}`,
    timeline: '往来', timelineNote: '柜面、卡、电话、网银在一条线上', timelineEmpty: '还没有往来记录', glance: '一眼看全', id: '证件', phone: '手机', address: '住址', risk: '风险等级', birthday: '生日', help: '需要帮助', helpYes: '凭条请读给客户听', noNeed: '不需要', validTo: '证件有效期', edit: '改资料', loss: '挂失', gone: '找不到这位客户', goneNote: '可能还没有同步到本机。', home: '开户网点',
    reveal: '看完整号码', revealReason: '为什么要看', revealReasons: ['核对本人', '填写单据', '公安协查'], revealNote: '查看会记入日志。',
    statuses: { prospect: '预登记', active: '正常', frozen_id: '证件冻结', deceased: '已故', merged: '已归并', closed: '已销户' },
    accountStatus: { pending: '待生效', active: '正常', lost_oral: '口头挂失', lost_written: '书面挂失', dormant: '不动户', long_suspended: '久悬', closed: '已销户', cancelled: '已取消', blocked: '止付' },
    kinds: { demand: '活期', term_lump: '整存整取', term_instalment: '零存整取', notice_1d: '一天通知', notice_7d: '七天通知', flexible: '定活两便' },
    mediums: { passbook: '活期存折', certificate: '存单', card: '储蓄卡', card_and_passbook: '卡折合一' },
    risks: { low: '低风险', medium_low: '中低风险', medium: '中风险', medium_high: '中高风险', high: '高风险' },
    tiers: { mass: '大众', potential: '潜力', vip: 'VIP', fujia: '富嘉', dingfu: '鼎富' },
    channels: { counter: '柜面', card: '卡', pos: 'POS', atm: '自助', call: '电话', online: '网银', field: '外勤', lobby: '大堂', merchant_visit: '走访', sms: '短信', system: '系统' },
  },
  command: {
    'counter.deposit': '存款', 'counter.withdraw': '取款', 'counter.reverse': '冲正', 'counter.lost_oral': '口头挂失', 'customer.create': '建立客户', 'customer.update': '修改资料', 'session.sign_on': '签到', 'session.lock': '锁屏', 'session.unlock': '恢复', 'session.sign_off': '签退', 'till.take': '领取尾箱', 'request.abandon': '放弃请求', 'import.open': '转入期初余额', 'import.cash': '现金业务', 'import.card': '发卡', 'import.remit': '汇款', 'import.loan': '贷款', 'import.order': '代扣约定', 'import.atm': 'ATM', 'import.till_opening': '尾箱期初', other: '业务',
  },
  flow: {
    amount: '金额', check: '核对', confirm: '客户确认', done: '完成', pay: '付款', count: '点钞', offline: '离线办理', keyed: '输金额', counted: '按券别点', nextConfirm: '请客户确认', nextCheck: '核对证件', enterAmount: '还差金额', change: '换', chooseAccount: '请选账户',
  },
  deposit: {
    into: '存入账户', amount: '存入金额', tillAfter: (amount: string) => `收妥后尾箱 ${amount}`, offline: '离线也能收款。', offlineNote: (max: string) => `本机先记账，联网后入账。每笔不超 ${max}。`, self: '本人办理', selfNote: '他人代存超 ¥10,000 要登记证件', agent: '代办人', agentName: '代办人姓名', agentId: '代办人身份证号', missingAgent: '还差代办人证件',
    unknown: '账户不在本机', unknownNote: '钱可以先收，本机记为待核；中心找到账户就入账，找不到会联系客户。每笔不超 ¥20,000。', accountNo: '账号', accountNoHint: '15 位数字', say: '“钱我们收好了，凭条您拿着；网络一通就入账，到账前余额先不变。”', sayOnline: '“存款已经入账，凭条您拿着。”', duplicate: '五分钟内有一笔同样的存款', duplicateNote: '如果确实是另一笔，请写明原因。', duplicateReason: '原因', duplicateReasons: ['客户分两次存', '两位家人各存一笔', '前一笔已冲正'],
  },
  withdraw: {
    booking: '预约号', amount: '付出金额', from: '从账户付出', pay: '付出现金', available: '可用', offlineAvailable: '离线可用', howMuch: '现在能办多少', limits: '离线额度', limitsOnline: '限额', percent: (age: string, percent: number) => `数据 ${age}，按 ${percent} %`, exact: '正好到限', ladder: '超过 24 小时没有新数据，限额减半；超过 72 小时停办取款。存款、挂失不受影响。',
    limitNames: { txn: '单笔', account_day: '本账户今天', till_day: '本尾箱今天', device_share: '本机份额' },
    changeTo: (amount: string) => `改为 ${amount}`, over: (amount: string) => `超过 ${amount}`,
    before: '付钱以前，逐项看到', present: '本人在柜台前', presentNote: '离线不能代取', presentId: '本人到场，证件已看，人证相符', idSeen: '身份证已看，人证相符', idLast4: '证件末 4 位', idMismatch: '和证件不符，请再看一次', medium: (what: string) => `${what}在手上`, mediumNote: '和屏幕上的尾号核对', signature: '客户签名', signatureNote: '下一步请客户在屏幕上签', second: '第二人确认', secondNote: (post: string) => `要${post}`, noPin: '离线不输密码，机器也不存密码。', byId: '这个账户凭证件支取。',
    tillAfter: (amount: string) => `付出后尾箱 ${amount}`, ask: '请客户核对并签名', asking: '正在问中心…', askingNote: '中心答复以前不要付钱。30 秒没有答复就按“还不知道”处理。', payNow: '中心已记账，请付钱', payNote: '点清交给客户，再按“已付款”。', paid: '已付款，完成', notPaid: '没有付款', sayOffline: '“钱请您当面点清，凭条您拿着；余额以联网核对为准。”', say: '“钱请您当面点清，凭条您拿着。”',
  },
  confirm: {
    hello: (name: string, title: string) => `${name} ${title}，请您核对`, mr: '先生', ms: '女士', deposit: '您存入现金', withdraw: '您取出现金', read: '读给我听', sign: '请在此签名', again: '重签', wrong: '不对，请改', right: '金额对，确认', offlineIn: '现在没有网络。钱和凭条由我们收好记好，联网后入账，请保留凭条。', offlineOut: '现在没有网络。钱请当面点清，余额以联网核对为准，请保留凭条。', needSign: '还差签名', spoken: (verb: string, amount: string) => `${verb}，${amount}。`, unknownName: '客户您好，请您核对',
  },
  approve: {
    title: '请第二人看清后确认', business: '业务', customer: '客户', maker: '经办', seen: '已看到', why: '为什么要您', limits: '办后额度', note: (at: string) => `余额截至 ${at}。若别处已取，差额会成为差错，由经办和您说明。`, pin: '您的确认密码', yes: '确认', yesPay: '确认付款', disagree: '不同意', code: (code: string) => `只对这一页有效，内容一改就作废 · 核对码 ${code}`, none: '本机没有可以确认的第二人', noneNote: '请让有权的同事先在这台平板上联机签到一次。', needPost: (post: string) => `这一步要${post}`, reason: '理由', evidence: { present: '本人', id: (last4: string) => `证件末 ${last4}`, medium: '凭证在手', signature: '签名' },
  },
  done: {
    depositOffline: '钱已收妥，本机已记', depositOnline: '存款已入账', depositReceived: '钱已收妥，中心已收', withdrawOffline: '钱已付出，本机已记', withdrawOnline: '取款已入账', reverse: '冲正已记', reverseOnline: '冲正已入账', loss: '挂失已记，本机立即止付', lossOnline: '挂失已生效', customer: '客户资料已记', till: '尾箱已领取', other: '已记', suspense: '钱已记下，有一部分待核', rejected: '没有办成，钱没有动', held: '中心已收，待核', unknown: '还不知道结果',
    recordedNote: (at: string) => `${at} 本机，已存稳`, receivedNext: '联网后，通常几秒', receivedNow: '中心已存好', postedNext: '中心记账后才算', postedNow: '中心已记账', effective: '已生效', say: '可以对客户说：', sayLoss: '“已经帮您止付了，五天内请带证件来办书面挂失。”', balance: (amount: string) => `余额 ${amount}`, slip: '凭条 80 毫米', copies: '2 联', printedTimes: (n: number) => `已打印 ${n} 次`, voucher: '凭证号', another: '再办一笔', finish: '完成，下一位', noSlip: '这一笔没有凭条', qr: '凭此码可在柜台、95580、网银查问这一笔',
  },
  lights: { recorded: '已记', received: '已收', posted: '已入账', case: '挂账待核', unknown: '还不知道', held: '待核', rejected: '未办', reversed: '已冲正', effective: '已生效', suspense: (amount: string) => `挂账 ${amount}` },
  journal: {
    title: '今日流水', all: (n: number) => `全部 ${n}`, open: (n: number) => `未入账 ${n}`, cases: (n: number) => `有差错 ${n}`, reversals: '冲正', no: '凭证', time: '时间', business: '业务', customer: '客户', amount: '金额', evidence: '经办', lights: '三灯', empty: '今天还没有流水', emptyNote: '办一笔就会出现在这里。', emptyFilter: '没有这样的流水', latest: (at: string) => `最近 ${at}`, reversing: (what: string) => `冲正${what}`, print: '打印', date: (d: string) => `营业日期 ${d}`,
  },
  entry: {
    title: '一笔流水', seq: (n: number) => `编号 ${n}`, reverse: '冲正', slip: '凭条', details: '这一笔', maker: '经办', checker: '第二人', mode: '办理方式', offline: '离线', online: '联机', verdict: '中心意见', notReversible: '这一笔不能冲正', reversedBy: (n: number) => `已由编号 ${n} 冲正`, reverses: (n: number) => `冲正编号 ${n}`, gone: '本机没有这一笔', ask: '查询结果',
  },
  reverse: {
    title: '冲正', lead: '原来这一笔会保留，另记一笔红字。', whyTitle: '为什么冲正', reasons: ['金额输错', '账户选错', '客户改主意', '重复记账'], cashBack: '钱已退回或收回', cashIn: (amount: string) => `把 ${amount} 现金退给客户`, cashOut: (amount: string) => `从客户收回 ${amount} 现金`, needSecond: '选好原因，请第二人确认',
  },
  loss: {
    title: '口头挂失', medium: '挂失哪一样', facts: '核对三项', lead: '三项对上就先止付，五天内请客户来办书面挂失。', id: '证件号末 4 位', phone: '手机末 4 位', name: '姓名说对了', address: '住址说对了', recent: '最近一笔说对了', submit: '确认挂失，立即止付', need: (n: number) => `还差 ${n} 项事实`, valid: (until: string) => `有效 5 天，到 ${until}`, mismatch: '和登记不符，请再问一次', none: '这位客户没有可挂失的账户', priority: '挂失最先上传',
  },
  till: {
    title: '尾箱', take: '领取尾箱', choose: '选一只尾箱', inVault: '在库', held: (name: string) => `${name} 持有`, mine: '在我手上', lastNight: (date: string) => `上次 ${date}`, notLeased: '离线时本机不能领这只尾箱', limit: '上限', book: '账面现金', count: '点数合计', blind: '账面数先不显示。', blindNote: '点完提交后才比对，两次点数都会留存。', submit: '点完了，比对', sameDay: '您昨天也用这只尾箱', sameDayNote: '两天连用同一只要支局长同意。', witness: '综合柜员见证', face: '券别', sheets: '零张', bundles: '把 ×100', bricks: '捆 ×1000', unfit: '残损', total: '合计（元）', nextCell: '下一格', coin: '币', note: '', yuan: (n: number) => `${n} 元`, jiao: (n: number) => `${n} 角`, fen: (n: number) => `${n} 分`, recount: '再点一次', differs: '点数和账面不同', differsNote: '请再点一次；仍不同，请综合柜员到场一起复点，这只尾箱先不领。', none: '本网点还没有尾箱', noneNote: '联机同步后会出现。', mineNote: '今天收付都记在这只尾箱。', taken: '领取时间', denominations: '按券别点数',
  },
  sync: {
    title: '同步', now: '现在试', every: '每 30 秒自动试一次', last: (at: string) => `上次回应 ${at}`, never: '中心还没有回应过', recorded: '已记 本机', received: '已收 中心', posted: '已入账', lag: (n: number, oldest: string) => `还差 ${n} 笔 · 最早 ${oldest}`, noLag: '全部已收', unsettled: (n: number) => `${n} 笔等结果`, queue: '排队上传', queueEmpty: '没有要上传的流水', queueNote: '流水属于这台终端。换人签到、重启、更新都不会丢，也不会重记。', first: '第一个传', why: '为什么还没传', calm: '一切正常', calmNote: '中心有回应，流水随记随传。', cases: (n: number, amount: string) => `挂账 ${n} 笔 ${amount}`,
    reasons: { offline: (age: string) => `中心 ${age}没有回应，多半是乡里线路。不用重启，也不用重做业务。`, offlineNever: '还没有连上中心，多半是乡里线路。不用重启，也不用重做业务。', connecting: '正在连中心。', greeting: '已连上，正在核对身份。', catching_up: '已连上，正在传送和取数。', backing_off: (at: string) => `线路忙，${at} 再自动试。流水都在本机，不会丢。`, stopped: '同步已停。流水都在本机，仍可离线办业务，请告诉县局。' },
    export: '导出封存流水', exportNote: '平板要送修或换机前，先把全部流水封成一个文件交县局。只有县局能拆。', exported: '已导出，请交县局保管', load: '首次取数', loadNote: (done: string, total: string) => `已取 ${done} / ${total} 行，取到的客户已经可以查`, seconds: (n: number) => `约还要 ${n} 秒`,
  },
  request: {
    title: '还不知道结果', lead: '请求已送出，但没有收到中心的答复。钱没有付，账上可能已经记了。', safe: '先不要付钱，也不要重做。', ask: '查询结果', asking: '正在查询…', abandon: '放弃这笔请求', abandonNote: '放弃后，中心就算已经记账也会全额退回账户；这笔永远不付。', replace: '客户已拿到钱，按付款记', replaceNote: '只有钱已经付出才选。按事实记一笔，中心最多认其中一笔。', abandoned: '已放弃，不付钱', posted: '中心已记账', rejected: '中心没有办成，钱没有动', still: '中心还没有答复', list: '还不知道结果的请求',
  },
  create: {
    title: '建立客户', edit: '修改资料', name: '姓名', idType: '证件种类', idNo: '证件号码', idValidTo: '证件有效期至', birth: '出生日期', gender: '性别', phone: '手机', address: '住址', region: '行政区划', occupation: '职业', submit: '记下客户', update: '记下修改', longTerm: '长期有效', offline: '离线先登记，联网核对后生效。', idBad: '校验位不对，请对着证件再输一次', needs: '需要帮助（读凭条）', required: '必填', help: '读给客户听', guardian: '监护人姓名', guardianId: '监护人证件号',
    idTypes: { '01': '居民身份证', '02': '临时居民身份证', '03': '户口簿', '04': '军官证、士兵证', '05': '港澳通行证', '06': '台胞证', '07': '港澳台居住证', '08': '外国护照', '09': '外国人永久居留证' },
    occupations: { '1': '负责人', '2': '专业技术', '3': '办事人员', '4': '商业服务', '5': '农林牧渔', '6': '生产运输', '7': '军人', '8': '其他' },
  },
  more: { title: '更多', customer: '客户', device: '这台终端', display: '显示', language: '语言', dark: '深色', light: '浅色', auto: '跟随设备', bright: '强光', normal: '标准', signOff: '正式签退', notYet: '这些还没有做进这个版本', notYetNote: '汇款、转账、开户、定期、代缴、日结：请在原系统办理。', install: '安装到桌面', outlet: '网点', deviceNo: '终端号', stored: '长期保存', storedYes: '已答应', storedNo: '没有答应' },
  other: {
    tabTitle: '另一个窗口正在用', tabNote: '同一台平板只用一个窗口记账，流水才不会乱。请回到那个窗口，或关掉它再打开这里。', damagedTitle: '本机数据不完整', damagedNote: '先不要办业务，也不要清除浏览器数据。已记的流水请先导出交县局，再由县局重新登记这台平板。', damage: '检查结果', rescue: '导出流水', update: '有新版本', updateNote: '等正在写的一笔写完就换，排队的流水不受影响。', updateNow: '现在更新', crash: '这一页出错了', crashNote: '已记的流水都在本机，没有影响。请回到柜台；再出现请把下面的话告诉县局。', home: '回到柜台', notFound: '没有这一页',
  },
  fault: {
    OFFLINE: '现在连不上中心。已记的不受影响；这一步要联网，网络通了再办。', TIMEOUT: '中心没有及时答复，结果还不知道。先不要重做，去“流水”查询。', CODE_WRONG: '登记码不对。请对着县局给的再输一次。', CODE_USED: '登记码已经用过。请向县局要一个新的。', TOO_MANY_TRIES: '错误次数太多，已暂时锁定。过 30 分钟，或请县局解锁。', STORAGE_FULL: '平板空间已满，这一笔没有记下，请不要收付钱。删掉照片等大文件后再办。', STORAGE_NOT_PERSISTENT: '浏览器没有答应长期保存数据。业务照常，请把本页安装到桌面。', DAMAGED: '本机数据不完整。先不要办业务，导出流水交县局。', OTHER_TAB: '另一个窗口正在记账。请回到那个窗口办理。', LOCKED: '已锁屏。请输入密码继续。', NOT_ENROLLED: '这台平板还没有登记到网点。', PASSWORD_SHORT: '密码至少 10 位：它也是本机数据的钥匙。', VERSION_TOO_OLD: '程序版本太旧，中心不再发数据。已记的流水照样会收。请联网更新。', UNKNOWN_CLERK_OFFLINE: '这位柜员还没有在本机签到过。第一次要联机。', CLERK_NEEDS_OPEN_VAULT: '这位柜员第一次用本机。请先由用过本机的柜员签到再签退，五分钟内签到。', CODE_EXPIRED: '登记码已过期。请向县局要一个新的。', DEVICE_KNOWN: '这台平板已登记在别的网点。请联系县局。', OUTLET_FULL: '本网点的终端号已用完，请县局腾出一个。', BUG: '程序出错，已停在安全的地方，流水没有影响。请把详情告诉县局。',
  },
};

type Shape<T> = { readonly [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : T[K] extends readonly string[] ? readonly string[] : T[K] extends string ? string : Shape<T[K]> };
/** Every language has exactly these keys. */
export type Texts = Shape<typeof zh>;
