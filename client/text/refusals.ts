import type { RefusalCode } from '../../shared/commands/codes.ts';
import { formatLimit } from '../../shared/kernel/money.ts';

/**
 * What a clerk is told when a command is refused: what is so, what is safe, what to do. Nothing has moved when one
 * of these is shown. A new refusal code does not compile until its two sentences stand here.
 */
export type Detail = Readonly<Record<string, string | number>>;
export interface Sentence {
  readonly zh: (d: Detail) => string;
  readonly en: (d: Detail) => string;
}

const said = (zh: string, en: string): Sentence => ({ zh: () => zh, en: () => en });
const money = (d: Detail, name: string): string => {
  const value = d[name];
  return typeof value === 'number' ? formatLimit(value) : '¥—';
};
const clock = (d: Detail): string => {
  const minute = Number(d['minute'] ?? 0);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
};
const word = (d: Detail, name: string): string => String(d[name] ?? '');

const POSTS: Readonly<Record<string, readonly [string, string]>> = {
  chief_teller: ['综合柜员', 'the chief teller'],
  outlet_manager: ['支局长', 'the outlet manager'],
  witness: ['第二人', 'a second person'],
};
const postZh = (d: Detail): string => POSTS[word(d, 'post')]?.[0] ?? '授权人';
const postEn = (d: Detail): string => POSTS[word(d, 'post')]?.[1] ?? 'an authoriser';

const STATUSES: Readonly<Record<string, readonly [string, string]>> = {
  lost_oral: ['已口头挂失', 'reported lost by word'],
  lost_written: ['已书面挂失', 'reported lost in writing'],
  frozen: ['已冻结', 'frozen'],
  stop_pay: ['已止付', 'stopped'],
  dormant: ['是睡眠户', 'dormant'],
  long_suspended: ['是久悬户', 'long suspended'],
  closed: ['已销户', 'closed'],
  cancelled: ['已撤销', 'cancelled'],
  pending: ['还在预受理', 'still an application'],
};
const statusZh = (d: Detail): string => STATUSES[word(d, 'status')]?.[0] ?? '现在的状态不能支取';
const statusEn = (d: Detail): string => STATUSES[word(d, 'status')]?.[1] ?? 'in a state that cannot be paid from';

/** The data behind the figures is old: said only when it is why less is allowed. */
const agedZh = (d: Detail): string =>
  Number(d['percent'] ?? 100) < 100 ? `（数据已 ${word(d, 'age_h')} 小时未更新）` : '';
const agedEn = (d: Detail): string =>
  Number(d['percent'] ?? 100) < 100 ? ` (data is ${word(d, 'age_h')} hours old)` : '';
const overLimit = (zh: string, en: string): Sentence => ({
  zh: (d) => `${zh} ${money(d, 'limit_fen')}，当前可办理 ${money(d, 'allowed_fen')}${agedZh(d)}。可分次联网后办理。`,
  en: (d) =>
    `${en} ${money(d, 'limit_fen')}; ${money(d, 'allowed_fen')} can be paid now${agedEn(d)}. The rest can follow in parts once online.`,
});

export const REFUSALS: Readonly<Record<RefusalCode, Sentence>> = {
  CASE_UNKNOWN: said(
    '没有这件差错，或者它不在这个网点。请返回列表刷新。',
    'There is no such case at this outlet. Go back to the list and refresh.',
  ),
  CASE_CLOSED: said(
    '这件差错已经结案，什么都没有改。请返回列表。',
    'This case is closed already; nothing has changed. Go back to the list.',
  ),
  CASE_TAKEN: {
    zh: (d) => `这件差错已由 ${word(d, 'owner')} 认领。要接手请对方移交。`,
    en: (d) => `${word(d, 'owner')} has claimed this case. Ask them to hand it over.`,
  },
  CASE_NOT_YOURS: said(
    '这件差错不是您认领的。请先认领，或请负责人移交。',
    'You do not own this case. Claim it first, or ask its owner to hand it over.',
  ),
  CASE_OWN_ENTRY: said(
    '这笔业务是您本人经办或授权的，须由他人处理。',
    'You made or approved this entry yourself; somebody else must decide.',
  ),
  CASE_HIDDEN: said('反洗钱案件不得询问网点。', 'An outlet is never asked about an anti-money-laundering case.'),
  CASE_ALONE_LIMIT: {
    zh: (d) => `金额超过一人可办的 ${money(d, 'limit_fen')}，不能一起结案。请打开这件差错，提交复核。`,
    en: (d) =>
      `It is above the ${money(d, 'limit_fen')} one person decides alone, so it is not closed with others. Open the case and propose its end.`,
  },
  CASE_PROPOSED: said(
    '已有处理意见等第二人复核，请先复核或退回。',
    'A proposal is waiting for the second person. Agree to it or send it back first.',
  ),
  ACTION_NOT_ALLOWED: said(
    '这类差错不能这样处理。请另选一种处理方式。',
    'A case of this kind cannot end this way. Choose another outcome.',
  ),
  SUSPENSE_NONE: said(
    '这笔业务没有挂账，不用销账。请改选其他处理方式。',
    'Nothing of this entry is in suspense. Choose another outcome.',
  ),
  SUSPENSE_OPEN: {
    zh: (d) => `还有 ${money(d, 'fen')} 挂账，不能就这样结案。请先选退款、核销、责任认定或更正。`,
    en: (d) =>
      `${money(d, 'fen')} is still in suspense; the case cannot end as it is. Refund, write off, assign liability or correct first.`,
  },
  PROPOSAL_UNKNOWN: said(
    '这条处理意见已经有了结果。请刷新后再看。',
    'That proposal has been decided already. Refresh to see the result.',
  ),
  AUTH_LEVEL: {
    zh: (d) =>
      `这个金额要${{ city: '市局', province: '省局' }[word(d, 'level')] ?? '上级'}复核。处理意见还在，请上级打开这件差错。`,
    en: (d) =>
      `This amount needs the ${word(d, 'level')} to agree. The proposal is kept; ask the upper office to open this case.`,
  },
  REASON_REQUIRED: said('请写明理由，至少两个字。', 'Give a reason of at least two characters.'),
  DEVICE_REVOKED: said(
    '这台终端已停用。已记的业务都在，会照常送达。请换一台终端，或联系县局。',
    'This terminal is out of service. What is recorded is kept and will be delivered. Use another terminal or call the county.',
  ),
  NOT_SIGNED_ON: said(
    '您在这台终端没有签到，业务没有记。请先签到。',
    'You are not signed on here, so nothing was recorded. Sign on first.',
  ),
  ROLE_DENIED: said(
    '您的岗位不能办这项业务，没有记。请有权限的同事办理。',
    'Your post may not do this; nothing was recorded. Ask a colleague who may.',
  ),
  CERT_EXPIRED: said(
    '这项业务要的资格证书没有或已过期，没有记。请持证同事办理。',
    'The certificate this needs is missing or expired; nothing was recorded. Ask a certified colleague.',
  ),
  BUSINESS_DATE_CLOSED: said(
    '这个营业日已结，没有记。请按柜台首页的“看怎么办”上缴尾箱，进入新的营业日。',
    'This business date is closed; nothing was recorded. Follow “What to do” on the counter page: hand in the till and join the new date.',
  ),
  NO_TILL: said(
    '您没有领用这个尾箱，现金没有动。请先领取尾箱。',
    'You do not hold this till; no cash moved. Take a till first.',
  ),
  TILL_BALANCED: said(
    '尾箱今天已正式轧账，现金没有动。要继续办理，请综合柜员先重开尾箱。',
    'The till is already balanced today; no cash moved. Ask the chief teller to reopen it first.',
  ),
  FIELD_REQUIRED: said(
    '还有一项没有填，没有记。请补上。',
    'Something is still missing; nothing was recorded. Fill it in.',
  ),
  FIELD_FORMAT: said(
    '有一项格式不对，没有记。请再看一次。',
    'One field has the wrong form; nothing was recorded. Look at it again.',
  ),
  AMOUNT_INVALID: said(
    '金额不对，没有记。请输入 ¥0.01 到 ¥99,999,999.99。',
    'The amount is not valid; nothing was recorded. Enter ¥0.01 to ¥99,999,999.99.',
  ),
  CUSTOMER_STATUS: said(
    '这位客户的状态不能办理，账户没有动。请按特殊业务办理，或请客户找支局长。',
    'This customer’s record does not allow it; the account is untouched. Use the special procedure or see the manager.',
  ),
  ID_REQUIRED: said(
    '这笔要看证件，钱没有动。请客户出示证件，输入末 4 位。',
    'This needs an ID; no money moved. Ask for the document and enter its last 4 characters.',
  ),
  ID_MISMATCH: said(
    '和证件不符，请再看一次。账户没有动。',
    'This does not agree with the ID; look again. The account is untouched.',
  ),
  ID_EXPIRED: {
    zh: (d) => `证件已过期（有效期至 ${word(d, 'valid_to')}），账户没有动。请客户带有效证件来办。`,
    en: (d) =>
      `The ID has expired (valid to ${word(d, 'valid_to')}); the account is untouched. Ask for a valid document.`,
  },
  ACCOUNT_NOT_FOUND: said(
    '没有这个账户，账户没有动。请再核对账号。',
    'There is no such account; nothing moved. Check the number again.',
  ),
  ACCOUNT_STATUS: {
    zh: (d) => `账户${statusZh(d)}，现在不能办这一笔，账户没有动。请先按相应手续处理。`,
    en: (d) => `The account is ${statusEn(d)}; this cannot be done now and nothing moved. Settle that first.`,
  },
  CARD_STATE: said(
    '这张卡现在不能用，账户没有动。请查卡状态，或用存折办理。',
    'This card cannot be used now; the account is untouched. Check its state or use the passbook.',
  ),
  HOT_LISTED: {
    zh: (d) =>
      d['why'] === 'stop_list'
        ? '卡或账户在县局止付名单上，账户没有动。请先打电话给县局核实，不要付钱；存款可以照办。'
        : '这个账户有未结的差错，离线不能支付，账户没有动。联网后可以办理。',
    en: (d) =>
      d['why'] === 'stop_list'
        ? "The card or account is on the county's stop list; nothing moved. Telephone the county before paying; deposits may go on."
        : 'This account has an open case, so it is not paid offline; nothing moved. It can be done online.',
  },
  OFFLINE_NOT_ALLOWED: said(
    '离线不能办这项业务，没有记。联网后办理，或请客户到开户网点。',
    'This cannot be done offline; nothing was recorded. Do it online, or at the home outlet.',
  ),
  LEASE_EXPIRED: said(
    '离线额度已过期，不能离线付款，账户没有动。可以照常存款；联网一次就有新额度。',
    'The offline quota has expired, so no offline payment; nothing moved. Deposits go on; one moment online renews it.',
  ),
  REPLICA_STALE: {
    zh: (d) => `数据已 ${word(d, 'age_h')} 小时未更新，不能离线付款，账户没有动。可以照常存款；联网更新后办理取款。`,
    en: (d) =>
      `Data is ${word(d, 'age_h')} hours old, so no offline payment; nothing moved. Deposits go on; withdraw after an update online.`,
  },
  INSUFFICIENT_FUNDS: said(
    '余额不够这一笔，账户没有动。请改小金额，或联网查余额。',
    'The balance does not cover this; nothing moved. Use a smaller amount, or check the balance online.',
  ),
  LIMIT_TXN: overLimit('单笔限额', 'The limit per transaction is'),
  LIMIT_DAY: overLimit('当日限额', 'The limit per day is'),
  OFFLINE_LIMIT_TXN: overLimit('离线单笔限额', 'The offline limit per transaction is'),
  OFFLINE_LIMIT_ACCOUNT: overLimit('这个账户的离线限额', 'The offline limit of this account is'),
  OFFLINE_LIMIT_TILL: overLimit('这个尾箱今天的离线限额', 'Today’s offline limit of this till is'),
  OFFLINE_LIMIT_OUTLET: overLimit('本机份额', 'The share of this terminal is'),
  TILL_CASH_SHORT: {
    zh: (d) => `尾箱只有 ${money(d, 'till_fen')}，不够这一笔，账户没有动。请先调入现金。`,
    en: (d) => `The till holds ${money(d, 'till_fen')}, not enough for this; nothing moved. Bring cash in first.`,
  },
  DENOM_MISMATCH: {
    zh: (d) => `券别合计 ${money(d, 'counted_fen')}，和金额不一致，没有记。请再点一次。`,
    en: (d) =>
      `The count sheet adds up to ${money(d, 'counted_fen')}, not the amount; nothing was recorded. Count again.`,
  },
  VOUCHER_OUT: said(
    '凭证用完或跳号，没有记。请先领用凭证。',
    'Vouchers are used up or out of order; nothing was recorded. Draw vouchers first.',
  ),
  AUTH_REQUIRED: {
    zh: (d) => `这笔要${postZh(d)}确认，钱没有动。请${postZh(d)}在这里确认。`,
    en: (d) => `This needs ${postEn(d)}; no money moved. Ask ${postEn(d)} to confirm here.`,
  },
  AUTH_SELF: said(
    '自己不能给自己授权，钱没有动。请另一位同事确认。',
    'Nobody approves their own entry; no money moved. Ask a colleague to confirm.',
  ),
  AUTH_ROLE: {
    zh: (d) => `这位同事的岗位不能授权，钱没有动。请${postZh(d)}确认。`,
    en: (d) => `That colleague’s post may not approve this; no money moved. Ask ${postEn(d)}.`,
  },
  CONSENT_MISSING: said(
    '客户没有同意这项用途，没有记。请先征得同意。',
    'The customer has not consented to this; nothing was recorded. Ask for consent first.',
  ),
  SELF_DEALING: {
    zh: (d) =>
      d['household'] === 1
        ? '客户和您是一家人，业务没有记。请同事办理；确需您办的，写明原因后再确认。'
        : '不能办自己的业务，账户没有动。请同事办理。',
    en: (d) =>
      d['household'] === 1
        ? 'The customer is of your own household; nothing was recorded. Ask a colleague, or give the reason why it must be you.'
        : 'You may not serve your own account; nothing moved. Ask a colleague.',
  },
  DUPLICATE_WARN: said(
    '刚刚记过同账户、同金额的一笔，这一笔还没有记。确实是另一笔，请写明原因再记。',
    'An equal entry on this account was recorded minutes ago; this one is not. If it is another one, give the reason and record it.',
  ),
  LOGIN_BAD: said('工号或密码不对，没有签到。请再看一次。', 'Number or password is wrong; not signed on. Look again.'),
  ALREADY_ON: said(
    '您还在另一台终端签到。请先在那台签退。',
    'You are still signed on at another terminal. Sign off there first.',
  ),
  CREDENTIAL_OLD: said(
    '离线签到期限已过，没有签到。已记的业务都在，会照常送达。联网签到一次即可。',
    'The offline sign-on has run out. What is recorded is kept and will be delivered. Sign on once online.',
  ),
  MANDATORY_LEAVE: said(
    '您在强制休假期，不能签到。请支局长安排。',
    'You are on mandatory leave and cannot sign on. See the manager.',
  ),
  TILL_NOT_HANDED_IN: said(
    '尾箱还没有上缴，没有签退。请先点清并上缴尾箱。',
    'The till is not handed in, so you are still signed on. Count it and hand it in first.',
  ),
  OPEN_DRAFT: said(
    '还有没办完的业务，没有签退。请办完或放弃。',
    'A transaction is still open, so you are still signed on. Finish or drop it.',
  ),
  TILL_BUSY: said(
    '这个尾箱在别人手里，或您已有尾箱，没有领用。请换一个。',
    'Somebody holds this till, or you hold one already. Take another.',
  ),
  TILL_SAME_AS_YESTERDAY: said(
    '您上一个营业日也用这个尾箱，没有领用。请换一个，或请支局长写明原因同意。',
    'You held this till on the last business date. Take another, or have the manager agree with a reason.',
  ),
  COUNT_DIFFERENT: {
    zh: (d) => `清点和账面差 ${money(d, 'difference_fen')}，尾箱没有动。请再点一次；仍不一致，请登记长短款。`,
    en: (d) =>
      `The count differs from the book by ${money(d, 'difference_fen')}; the till is untouched. Count again; if it stays, record it as over or short.`,
  },
  AGENT_ID_REQUIRED: {
    zh: (d) => `代存超过 ${money(d, 'limit_fen')} 要看代办人证件，钱没有动。请登记证件号。`,
    en: (d) => `Above ${money(d, 'limit_fen')} a third person shows ID; no money moved. Enter the document number.`,
  },
  AGENT_NOT_ALLOWED: said(
    '离线取款要本人到场，账户没有动。请本人来，或联网后代办。',
    'Offline only the holder may withdraw; nothing moved. Ask the holder to come, or do it online.',
  ),
  MEDIUM_MISMATCH: said(
    '离线取款要看存折或卡，账户没有动。请客户出示。',
    'Offline the passbook or card must be shown; nothing moved. Ask for it.',
  ),
  RESERVATION_REQUIRED: {
    zh: (d) => `取现超过 ${money(d, 'limit_fen')} 要提前一天预约，账户没有动。请登记预约号，或改小金额。`,
    en: (d) =>
      `Cash above ${money(d, 'limit_fen')} is booked a day ahead; nothing moved. Enter the booking number or a smaller amount.`,
  },
  PIN_BAD: said(
    '密码不对，账户没有动。请客户再输一次，一天最多 3 次。',
    'The PIN is wrong; nothing moved. The customer may enter it again, 3 times a day at most.',
  ),
  PIN_PAD_ABSENT: said(
    '没有密码键盘，账户没有动。请本人出示证件办理。',
    'There is no PIN pad; nothing moved. The holder may show ID instead.',
  ),
  IDENTITY_NOT_ENOUGH: said(
    '核对不足三项，没有挂失。请再问证件号和另外两项。',
    'Fewer than three facts agree; not reported yet. Ask for the ID number and two more.',
  ),
  ALREADY_REVERSED: said(
    '这笔已冲正，没有再动。请看流水。',
    'This entry is already reversed; nothing more moved. See the journal.',
  ),
  REVERSAL_LATE: {
    zh: (d) => `这笔是 ${word(d, 'business_date')} 的，不能在今天冲正，账户没有动。请走差错调整。`,
    en: (d) =>
      `This entry is of ${word(d, 'business_date')} and cannot be reversed today; nothing moved. Ask for an adjustment.`,
  },
  REVERSAL_NOT_OWN: said(
    '这笔不是您记的，没有冲正。请原柜员，或综合柜员经支局长同意办理。',
    'You did not record this entry; it stands. Ask its teller, or the chief teller with the manager.',
  ),
  NOT_REVERSIBLE: said(
    '这笔现在的状态不能冲正，账户没有动。请看差错处理。',
    'This entry cannot be reversed in its present state; nothing moved. See its case.',
  ),
  REVERSAL_FUNDS: said(
    '这笔存款客户已用掉一部分，不能冲正，账户没有动。请支局长联系县局。',
    'Part of this deposit is already spent, so it cannot be reversed; nothing moved. The manager should call the county.',
  ),
  ORIGINAL_UNKNOWN: said(
    '本机没有原来那一笔，没有动。请在原终端办理，或联网后再办。',
    'The original is not on this terminal; nothing moved. Use the terminal that recorded it, or go online.',
  ),
  ID_CHECKSUM: said(
    '证件号有一位不对，没有记。请对照证件再输一次。',
    'One digit of the ID number is wrong; nothing was recorded. Compare it with the document.',
  ),
  ID_15_DIGIT: said(
    '15 位旧证件号不能用，没有记。请输入 18 位号码。',
    'Old 15-digit numbers are not taken; nothing was recorded. Enter the 18 digits.',
  ),
  BIRTH_INVALID: said(
    '证件号里的生日不存在，没有记。请对照证件再输一次。',
    'The birth date in the ID number does not exist; nothing was recorded. Compare it with the document.',
  ),
  BIRTH_RANGE: said(
    '生日不在 1900 年到今天之间，没有记。请再看证件。',
    'The birth date is not between 1900 and today; nothing was recorded. Look at the document again.',
  ),
  MINOR_NO_GUARDIAN: said(
    '客户不满 16 岁，要监护人，没有记。请登记监护人姓名和证件号。',
    'The customer is under 16 and needs a guardian; nothing was recorded. Enter the guardian’s name and ID.',
  ),
  DUPLICATE_CUSTOMER: said(
    '这个证件已有客户，没有新建。请用已有的客户。',
    'A customer with this ID exists; no new one was made. Use that record.',
  ),
  KEY_FIELD: said(
    '姓名和证件要联网、凭证件、经综合柜员修改，没有改。',
    'Name and ID are changed online, with the document and the chief teller; nothing changed.',
  ),
  NOTE_SENSITIVE: said(
    '文字里有卡号或证件号，没有记。请去掉。',
    'The words hold a card or ID number; nothing was recorded. Take it out.',
  ),
  REQUEST_EXPIRED: said(
    '中心收到时已超过时限，没有入账。不要付现；要办理请重新确认一笔。',
    'It reached the centre too late and was not posted. Do not pay; confirm a new entry if it is still wanted.',
  ),
  REQUEST_REPLACED: said(
    '这一笔已被放弃或由另一笔代替，没有入账。不要付现。',
    'This request was given up or replaced and was not posted. Do not pay.',
  ),
  QUEUE_FULL: said(
    '待上传已到上限，这笔没有记。已记的都在。请先联网送出，或交邮车。',
    'The queue is full, so this was not recorded. What is recorded is kept. Go online to send, or use the mail van.',
  ),
  CAPTURE_TOO_OLD: said(
    '本机超过 10 天没有联网，暂停收付。已记的都在；挂失和尾箱业务照常。请联网一次。',
    'This terminal has been offline for over 10 days; cash is paused. What is recorded is kept; loss reports and till work go on. Go online once.',
  ),
  CLOCK_UNTRUSTED: said(
    '本机时间还没有对准，这笔没有记。请联网一次，时间会自动对准。',
    'The clock here is not set yet; nothing was recorded. One moment online sets it.',
  ),
  BIN_UNKNOWN: said(
    '不认识这张卡的发卡行，没有记。请再看卡号。',
    'The issuer of this card is not known; nothing was recorded. Look at the number again.',
  ),
  PAN_CHECKSUM: said(
    '卡号有一位不对，没有记。请再看一次。',
    'One digit of the card number is wrong; nothing was recorded. Look again.',
  ),
  NOTHING_TO_CHANGE: said('和原来一样，没有改。', 'It is the same as before; nothing changed.'),
  NOT_THIS_AUTHORITY: {
    zh: (d) => `账户是${word(d, 'authority')}冻结的，只能由它解除，没有办。请核对文书。`,
    en: (d) => `The account was frozen by ${word(d, 'authority')}; only that authority lifts it. Nothing was done.`,
  },
  NOTHING_TO_HAND_OVER: said(
    '这一天没有待上划的代收款，没有记。',
    'Nothing of this day waits to be handed over; nothing was recorded.',
  ),
  HAND_OVER_MOVED: {
    zh: (d) => `中心的待上划数是 ${money(d, 'fen')}，和页面上不一样，没有上划。请返回看最新的数再办。`,
    en: (d) =>
      `The centre counts ${money(d, 'fen')}, not what the page shows; nothing was handed over. Go back for the present figure.`,
  },
  NOTHING_TO_PAY: {
    zh: (d) => `没有应付给这家代收单位的款（应付 ${money(d, 'fen')}），没有记。`,
    en: (d) => `Nothing is owed to this biller (${money(d, 'fen')}); nothing was recorded.`,
  },
  PAYMENT_MOVED: {
    zh: (d) => `应付数现在是 ${money(d, 'fen')}，和这笔付款不一样，没有记。请看最新的数，重新提议或退回。`,
    en: (d) =>
      `${money(d, 'fen')} is owed now, which is not what this payment says; nothing was recorded. Propose the present figure, or send this one back.`,
  },
  PAYMENT_WAITS: said(
    '这家代收单位已有一笔付款等第二人复核，请先复核或退回。',
    'A payment to this biller waits for a second person. Agree to it or send it back first.',
  ),
  CUT_OFF_AHEAD: {
    zh: (d) => `还没到代收单位的截止时间 ${clock(d)}，没有上划。到时间再办。`,
    en: (d) => `The biller’s cut-off at ${clock(d)} has not come; nothing was handed over. Do it then.`,
  },
  REMIT_LOCKED: {
    zh: (d) =>
      `密码当天错了${d['tries'] === undefined ? '太多次' : ` ${word(d, 'tries')} 次`}，这笔汇款今天不能再试，钱没有付。请明天再来，或请汇款人撤回。`,
    en: (d) =>
      `${d['tries'] === undefined ? 'Too many' : word(d, 'tries')} wrong passwords today; this remittance cannot be tried again before tomorrow and nothing was paid. The sender may take it back.`,
  },
  CARD_BLANK_UNKNOWN: {
    zh: (d) => `制卡清单里没有空白卡 ${word(d, 'number')}，或它已经发出，没有补卡。请作废这张，用下一张，并报县局。`,
    en: (d) =>
      `Blank ${word(d, 'number')} is not on the factory’s list, or was handed out before; nothing was issued. Void it, use the next one and tell the county.`,
  },
  TEXT_VERSION_OLD: {
    zh: (d) => `给客户看的文本不是现在的版本（${word(d, 'version')}），没有记。请让客户看新版本。`,
    en: (d) =>
      `The text shown is not the present version (${word(d, 'version')}); nothing was recorded. Show the present one.`,
  },
  CONSENT_IN_USE: said(
    '账户还在用，服务必需的这一项不能撤回，没有记。销户后可以撤回。',
    'An account is open; what the service itself needs cannot be withdrawn. Nothing was recorded. It can be once the accounts are closed.',
  ),
  NOTHING_TO_PRINT: {
    zh: (d) =>
      Number(d['waiting'] ?? 0) > 0
        ? `没有可以登的：${word(d, 'waiting')} 笔还没有入账，入账后再补登。`
        : '存折已经登到最后一笔，没有要补登的。',
    en: (d) =>
      Number(d['waiting'] ?? 0) > 0
        ? `Nothing to print: ${word(d, 'waiting')} not yet posted. Update the passbook once they are.`
        : 'The passbook shows every line; there is nothing to print.',
  },
  PASSBOOK_FULL: {
    zh: (d) => `存折 ${word(d, 'rows')} 行已满，没有登。请换折后再补登。`,
    en: (d) => `All ${word(d, 'rows')} rows of the passbook are used; nothing was printed. Exchange it first.`,
  },
  PASSBOOK_MISMATCH: said(
    '存折号码和账户登记的不一样，或这个账户没有存折，没有办。请核对客户手里的存折。',
    'The passbook is not the one on record, or the account has none; nothing was done. Check the book the customer holds.',
  ),
  RISK_HIGH_OFFLINE: said(
    '这位客户的业务要联网核对，离线没有付款，账户没有动。联网后可以办理。',
    'This customer is served online only; nothing was paid. It can be done once online.',
  ),
  DAY_NOT_CLOSED: {
    zh: (d) => `营业日 ${word(d, 'business_date')} 还没有日结，不能开下一天。请先日结。`,
    en: (d) => `Business date ${word(d, 'business_date')} is not closed yet. Close it before the next is opened.`,
  },
  DAY_OUT_OF_TURN: {
    zh: (d) => `下一个营业日是 ${word(d, 'business_date')}，没有签到。中间没有营业的日子，请两人一起确认。`,
    en: (d) =>
      `The next business date is ${word(d, 'business_date')}. Days on which the outlet was shut are confirmed by two people.`,
  },
  SAME_TILL: said(
    '转出和转入是同一个尾箱，没有调拨。请选另一个。',
    'Both sides are the same till; nothing moved. Choose another.',
  ),
  TRANSFER_UNKNOWN: said(
    '本机没有这笔调拨，没有动。请扫对方屏幕上的码，或等数据到达。',
    'This transfer is not known here; nothing moved. Scan the code on the other screen, or wait for its data.',
  ),
  TRANSFER_ANSWERED: said(
    '这笔调拨已经答复过，没有再记。请看调拨清单。',
    'This transfer has been answered already; nothing was recorded again. See the list of transfers.',
  ),
  SEAL_FORMAT: said(
    '封签号不对，没有记。请按封签上印的 6 到 20 位输入。',
    'The seal number is wrong; nothing was recorded. Enter the 6 to 20 characters printed on the seal.',
  ),
  ESCORT_COUNT: said(
    '押运要两个人，工号不能相同，没有记。请补全。',
    'Two different escorts are needed; nothing was recorded. Enter both employee numbers.',
  ),
  RANGE_BAD: said(
    '凭证起止号不对，没有动。请检查起号、止号和位数。',
    'The range of numbers is wrong; nothing moved. Check first, last and length.',
  ),
  RANGE_NOT_HELD: said(
    '这些凭证号不在转出的尾箱里，没有动。请清点后再办。',
    'These numbers are not in the giving till; nothing moved. Count the stock first.',
  ),
  NOT_HELD: said(
    '这个凭证号不在您的尾箱里，没有作废。请看凭证上的号码。',
    'This number is not in your till; nothing was voided. Look at the number on the voucher.',
  ),
  SUM_MISMATCH: {
    zh: (d) => `收进和兑出差 ${money(d, 'difference_fen')}，没有兑换。请再点一次。`,
    en: (d) =>
      `What came in and what goes out differ by ${money(d, 'difference_fen')}; nothing was exchanged. Count again.`,
  },
  NEED_TWO: said(
    '假币收缴要两名持证人员当面办理，没有记。请第二人一起确认。',
    'Two certified people must seize counterfeit money together; nothing was recorded. Have the second confirm.',
  ),
  COUNT_ZERO: said(
    '没有登记任何一张，没有记。请逐张登记。',
    'No piece was listed; nothing was recorded. List each piece.',
  ),
  COUNT_FIRST: said(
    '最近一次清点之后尾箱有变动，或还没有清点。请先点钞登记，再正式轧账。',
    'The till has moved since its last count, or was not counted. Count first, then balance.',
  ),
  UNRESOLVED_DIFFERENCE: {
    zh: (d) => `清点和账面差 ${money(d, 'difference_fen')}，没有轧账。请先登记长短款，或查出原因。`,
    en: (d) =>
      `The count differs from the book by ${money(d, 'difference_fen')}; not balanced. Record it as over or short, or find the cause.`,
  },
  NOT_FORMALLY_BALANCED: said(
    '尾箱今天还没有正式轧账，没有上缴。请先轧账。',
    'The till is not formally balanced today; it stays with you. Balance it first.',
  ),
  VOUCHER_COUNT: {
    zh: (d) =>
      Number(d['count']) > Number(d['book'])
        ? `重要空白凭证清点 ${word(d, 'count')} 张，比账面 ${word(d, 'book')} 张多，没有轧账。请逐号清点，看有没有还没入库或调来没记的。`
        : `重要空白凭证清点 ${word(d, 'count')} 张，比账面 ${word(d, 'book')} 张少，没有轧账。请逐号清点，缺号的登记作废或报告。`,
    en: (d) =>
      Number(d['count']) > Number(d['book'])
        ? `${word(d, 'count')} vouchers counted, more than the ${word(d, 'book')} in the book; not balanced. Count by number; look for what was received and not recorded.`
        : `${word(d, 'count')} vouchers counted, fewer than the ${word(d, 'book')} in the book; not balanced. Count by number; void or report what is missing.`,
  },
  SIGN: said(
    '长款写正数，短款写负数，要和清点的差额同方向，没有记。请看差额。',
    'Over is positive and short negative, in the direction of the counted difference; nothing was recorded. Look at the difference.',
  ),
  TILL_OPEN: {
    zh: (d) => `尾箱 ${word(d, 'till')} 还没有上缴，没有日结。请先轧账上缴。`,
    en: (d) => `Till ${word(d, 'till')} is not handed in yet; the day stays open. Balance it and hand it in.`,
  },
  TRANSFER_OPEN: {
    zh: (d) => `还有 ${word(d, 'count')} 笔调拨在途，没有日结。请对方接收或拒收。`,
    en: (d) => `${word(d, 'count')} transfers are still in transit; the day stays open. Have them accepted or refused.`,
  },
  OVER_LIMIT_VAULT: {
    zh: (d) => `库存 ${money(d, 'used_fen')}，超过限额 ${money(d, 'limit_fen')}。请先缴款，或由支局长写明原因。`,
    en: (d) =>
      `The outlet holds ${money(d, 'used_fen')}, above its limit of ${money(d, 'limit_fen')}. Send cash to the county, or have the manager give a reason.`,
  },
  PENDING_EXCEPTION_LOCAL: {
    zh: (d) => `还有 ${word(d, 'count')} 笔没有结果的业务，没有日结。请先查询或放弃。`,
    en: (d) =>
      `${word(d, 'count')} entries have no result yet; the day stays open. Inquire about them or give them up.`,
  },
  DEVICE_NOT_CLOSED: {
    zh: (d) => `终端 ${word(d, 'device_no')} 没有交班，没有日结。请扫它的交班码，或标记缺终端。`,
    en: (d) => `Terminal ${word(d, 'device_no')} has not closed its day. Scan its closing code, or mark it as missing.`,
  },
  CLOSES_UNSYNCED: said(
    '已有 10 个营业日没有送到中心，没有日结。账都在，请先联网一次，或交邮车。',
    'Ten closed dates have not reached the centre; the day stays open. Everything is kept. Go online once, or use the mail van.',
  ),
  SLIP_USED: said(
    '这个手工凭证号已经补录过，没有再记。请核对凭证。',
    'This paper slip has been entered already; nothing was recorded again. Check the slip.',
  ),
  ONCE_PER_TXN: said('这一笔已经评价过，没有再记。', 'This entry has been rated already; nothing was recorded again.'),
  SAME_ACCOUNT: said(
    '转出和转入是同一个账户，没有办。请选另一个转入账户。',
    'Both sides are the same account; nothing was done. Choose another receiving account.',
  ),
  NOT_SAME_CUSTOMER: said(
    '两个账户不是同一位客户的，没有办。这里只能在本人账户之间转。',
    'The two accounts belong to different people; nothing was done. Only transfers between one customer’s own accounts are made here.',
  ),
  HAS_CARD: {
    zh: (d) => `账户下还有卡（尾号 ${word(d, 'tail')}），没有销户。请先注销这张卡。`,
    en: (d) => `The account still has the card ending ${word(d, 'tail')}; it was not closed. Cancel the card first.`,
  },
  HAS_AUTOPAY: {
    zh: (d) => `账户还有 ${word(d, 'count')} 笔自动转账约定，没有销户。请客户先解除约定。`,
    en: (d) =>
      `The account still has ${word(d, 'count')} standing order(s); it was not closed. The customer ends them first.`,
  },
  HAS_HOLD: {
    zh: (d) =>
      d['why'] === 'overdraft'
        ? '账户还有未结的透支，没有销户。请先结清这件差错。'
        : '账户有一笔正在办理的支取，没有销户。请等它有了结果再办。',
    en: (d) =>
      d['why'] === 'overdraft'
        ? 'The account has an open overdraft; it was not closed. Settle that case first.'
        : 'A payment from the account is under way; it was not closed. Close it when that has its outcome.',
  },
  HAS_FREEZE: said(
    '账户有冻结或止付，没有销户。解除以后才能办。',
    'The account is frozen or stopped; it was not closed. That is lifted first.',
  ),
  INTEREST_UNKNOWN: said(
    '这台终端还没有这个账户的利息底数，没有销户。请联网等数据更新后再开这一页；仍不行请联系县局。',
    'What the interest is made from is not here for this account; it was not closed. Go online, let the data refresh and open the page again; else call the county.',
  ),
  CLOSING_CHANGED: {
    zh: (d) => `余额或利息刚刚有变，现在应付 ${money(d, 'sum_fen')}，没有销户。请返回重新打开本页。`,
    en: (d) =>
      `The balance or the interest has just changed: ${money(d, 'sum_fen')} would be paid now. The account was not closed; go back and open the page again.`,
  },
  CLASS_I_EXISTS: said(
    '这位客户已有一类户，一人一行只开一个，没有开户。请改开二类户。',
    'This person has a class I account already; one bank opens one. Open a class II account instead.',
  ),
  ID_CHECK_FAILED: said(
    '身份没有通过联网核查，没有开户。请核对证件；核查不通的断网时先做预受理。',
    'The identity was not confirmed by the online check; nothing was opened. Check the document; without a line take an application.',
  ),
  BELOW_MINIMUM: {
    zh: (d) => `首次存款不能少于 ${money(d, 'min_fen')}，没有开户。请改金额。`,
    en: (d) => `The first deposit is at least ${money(d, 'min_fen')}; nothing was opened. Change the amount.`,
  },
  PRODUCT_NOT_VALID: said(
    '这个产品今天不办理，没有开户。请联系县局核对产品和利率。',
    'This product is not sold today; nothing was opened. Ask the county about product and rate.',
  ),
  LARGE_LOSS_HOME_OUTLET: {
    zh: (d) =>
      `余额达到 ${money(d, 'limit_fen')} 的挂失要在开户网点 ${word(d, 'outlet')} 办，没有办。可先口头挂失止付。`,
    en: (d) =>
      `From ${money(d, 'limit_fen')} on the written report is taken at the home outlet ${word(d, 'outlet')}; nothing was done. An oral report stops payments meanwhile.`,
  },
  NOT_ACCEPTING_OUTLET: {
    zh: (d) => `书面挂失是网点 ${word(d, 'outlet')} 受理的，没有解挂。请客户到那里解挂。`,
    en: (d) => `Outlet ${word(d, 'outlet')} took the written report; it stays lost. It is lifted there.`,
  },
  TOO_EARLY: {
    zh: (d) => `书面挂失满 ${word(d, 'days')} 天才能补发，现在没有办。联网核查通过的可以当场补发。`,
    en: (d) =>
      `A new one is issued ${word(d, 'days')} days after the written report; nothing was done. With a passed online identity check it may be issued at once.`,
  },
  FORM_MISMATCH: said(
    '申请书编号和书面挂失时的不一样，没有补发。请核对客户手里的挂失申请书。',
    'The form number is not that of the written report; nothing was issued. Check the form the customer holds.',
  ),
  CARD_BUSINESS: said(
    '挂失的是卡，请在“补发”里选那张卡补卡，这里没有办。',
    'What was lost is a card; choose that card for the reissue. Nothing was done here.',
  ),
  FEE_RANGE: {
    zh: (d) => `手续费最多 ${money(d, 'limit_fen')}，没有办。请改手续费。`,
    en: (d) => `The fee is ${money(d, 'limit_fen')} at most; nothing was done. Change the fee.`,
  },
  FRAUD_CONFIRM_MISSING: said(
    '还没有提醒客户防诈骗，没有转。请问清认不认识收款人、为什么转，再勾选。',
    'The warning against fraud has not been given; nothing was sent. Ask whether the payee is known and why it is sent, then tick.',
  ),
  PAYEE_NAME_MISMATCH: said(
    '收款人姓名和收款账户的户名不一样，没有转。请客户核对姓名和账号。',
    'The name is not that of the holder of the receiving account; nothing was sent. Let the customer check name and number.',
  ),
  FEE_DIFFERS: {
    zh: (d) => `手续费现在是 ${money(d, 'fee_fen')}，和您看到的不一样，没有办。请重新核对。`,
    en: (d) => `The fee is ${money(d, 'fee_fen')} now, not what you saw; nothing was done. Check again.`,
  },
  REMIT_LIMIT: {
    zh: (d) => `汇款每笔 ${money(d, 'least_fen')} 到 ${money(d, 'limit_fen')}，没有办。请改金额，可以分几笔汇。`,
    en: (d) =>
      `A remittance is ${money(d, 'least_fen')} to ${money(d, 'limit_fen')}; nothing was taken. Change the amount, or send it in parts.`,
  },
  ADDRESS_REQUIRED: said(
    '收款人地址或兑付网点没有填对，没有办。请写清地址，兑付网点填 8 位机构号。',
    'The address of the payee or the outlet that pays is not right; nothing was taken. Write the address and the 8 digits of the outlet.',
  ),
  REMIT_UNKNOWN: said(
    '本网点没有这笔可以兑付的汇款，没有付钱。请核对汇款号，或请客户到写明的兑付网点。',
    'There is no such remittance to pay here; nothing was paid. Check its number, or send the payee to the outlet it names.',
  ),
  REFUND_NOT_AGREED: said(
    '县局没有同意（或者已经撤回）退这笔挂账的现金，没有付钱。请看本网点差错，或问县局。',
    'The county has not agreed to give this money back in cash, or took it back; nothing was paid. Look at the case or ask the county.',
  ),
  VOUCHER_CHECKED: said(
    '这张凭证已经看过，没有再记。请刷新后看下一张。',
    'This voucher was checked already; nothing was noted again. Reload and take the next one.',
  ),
  REPAY_TOO_MUCH: {
    zh: (d) => `客户只欠 ${money(d, 'limit_fen')}，没有记账。请按欠款收，多的退还客户。`,
    en: (d) => `Only ${money(d, 'limit_fen')} is owed; nothing was recorded. Take no more than that.`,
  },
  ALREADY_PAID: {
    zh: (d) =>
      `这笔钱${word(d, 'paid_on') === '' ? '' : ` ${word(d, 'paid_on')} `}已经付过，没有再付。有疑问请报差错。`,
    en: (d) =>
      `This was paid already${word(d, 'paid_on') === '' ? '' : ` on ${word(d, 'paid_on')}`}; nothing was paid again. Report it when in doubt.`,
  },
  EXPIRED: {
    zh: (d) => `这笔汇款已过 ${word(d, 'days')} 天，没有付钱。请收款人联系汇款人，由收汇网点处理。`,
    en: (d) =>
      `This remittance is older than ${word(d, 'days')} days; nothing was paid. The outlet that took it in deals with it.`,
  },
  NAME_MISMATCH: said(
    '姓名和汇款上的收款人不一样，没有付钱。请核对证件上的姓名。',
    'The name is not that of the payee; nothing was paid. Check the name on the ID.',
  ),
  BILLER_CLOSED: said(
    '这个代收单位现在不收，没有收钱。请客户直接去缴，或改选单位。',
    'This biller takes nothing now; no cash was taken. Choose another, or let the customer pay there.',
  ),
  BILL_PAID: {
    zh: (d) => `这张账单 ${word(d, 'paid_on')} 已经缴过，没有再收。请核对户号和月份。`,
    en: (d) => `This bill was paid on ${word(d, 'paid_on')}; nothing was taken again. Check number and month.`,
  },
  BILL_CUT_OFF: said(
    '今天的代收已经交给代收单位，不能冲正。请客户找代收单位退。',
    'The day’s collections are with the biller; it cannot be reversed here. The customer turns to the biller.',
  ),
  DOC_REQUIRED: said(
    '没有写明机关和文书号，没有办。请按文书填写。',
    'The authority and its document number are missing; nothing was done. Fill them in from the document.',
  ),
  OFFICERS: said(
    '要两名执法人员的证件号，没有办。请填两个不同的号码。',
    'Two officers’ certificate numbers are needed; nothing was done. Enter two different ones.',
  ),
  LONGER_THAN_12M: {
    zh: (d) => `冻结最长 12 个月，到 ${word(d, 'until')}，没有办。请改到期日，到期前可续冻。`,
    en: (d) =>
      `A freeze lasts at most 12 months, until ${word(d, 'until')}; nothing was done. Change its last day; it can be renewed.`,
  },
  ALREADY_FROZEN: said(
    '这份文书已经办过，或到期日不比现在的晚，没有办。请核对文书号和到期日。',
    'This document was carried out already, or ends no later than the freeze in force; nothing was done. Check number and last day.',
  ),
  ACCOUNT_HERE: said(
    '这是本网点的账户，没有办。请从客户页面办存取款。',
    'The account is this outlet’s own; nothing was done. Serve it from the customer’s page.',
  ),
  NOT_AUTHORISED_AT_HOME: said(
    '开户网点没有授权这笔取款，没有记。请先发起取款请求，授权后再付款。',
    'The home outlet has not agreed to this withdrawal; nothing was recorded. Ask first, and pay once it has agreed.',
  ),
  DEAL_DONE: said(
    '这笔授权已经付过款，或已经放弃，没有再记。要再取请重新发起。',
    'This agreement was paid or given up already; nothing was recorded again. Start anew for another withdrawal.',
  ),
  DEVICE_UNKNOWN: said(
    '网点没有这台终端，没有办。请刷新后再选。',
    'The outlet has no such device; nothing was done. Reload and choose again.',
  ),
  DEVICE_STATE: said(
    '终端现在的状态不能这样办，没有办。停用或报失的终端要重新登记。',
    'In its present state the device cannot be changed this way; nothing was done. A stopped or lost one is enrolled anew.',
  ),
  ORIGINAL_HERE: said(
    '这个流水号的原流水已经到了中心，没有代记。请在终端流水里按待核处理。',
    'The entry of this number has reached the centre; nothing was entered for it. Decide about it where the held entries are.',
  ),
  NOT_LOST: said(
    '这个流水号还没有认定丢失，没有代记。请先报失终端，或由两人认定丢失。',
    'This number is not declared lost; nothing was entered. Report the device lost first, or let two persons declare the number lost.',
  ),
  STAND_IN_THERE: {
    zh: (d) => `这个流水号已经按凭证 ${word(d, 'slip_no')} 代记过，没有再记。请核对流水号。`,
    en: (d) =>
      `Slip ${word(d, 'slip_no')} was entered for this number already; nothing was entered again. Check the number.`,
  },
  OPENING_DECIDED: said(
    '这个网点的期初余额已经核定，没有再改。以后的差错按差错处理。',
    'The opening balances of this outlet are approved already; nothing was changed. What is wrong from here on is a case.',
  ),
  STOOD_FOR: said(
    '这笔在平板失联时已由县局按纸面代记，钱只算一次，不用再办。',
    'The county entered this one from paper while the tablet was gone. The money counts once; nothing is left to do.',
  ),
  SETTING_UNKNOWN: said(
    '没有等复核的这项变更，可能已经办过或撤回。请刷新列表。',
    'No such change is waiting; it may be decided or withdrawn already. Refresh the list.',
  ),
  SETTING_MOVED: said(
    '提议以后，原来的值已经变了，没有改。请按现在的值重新提议。',
    'What stood there has changed since; nothing was changed. Propose it anew from what stands there now.',
  ),
  PASSWORD_DRAWN: said(
    '这份首次密码已经领过，或者批准满一周，没有再给。要重给，请重新提议、复核。',
    'This first password was drawn already, or it is a week old; none was given. Propose a new one.',
  ),
  NOTICE_UNKNOWN: said(
    '没有这份通知，或者已经撤回、不是发给您的，没有记。请回到通知列表。',
    'There is no such notice, or it was withdrawn or is not for you; nothing was recorded. Go back to the list.',
  ),
  NOTICE_ENDS: said(
    '有效期要在今天和一年以内，没有发。请改日期。',
    'A notice is shown until a day between today and a year ahead; nothing was sent. Change the date.',
  ),
  POINTS_OPEN: {
    zh: (d) => `还有 ${word(d, 'count')} 条没有勾，没有签收。办完一条勾一条，再签收。`,
    en: (d) => `${word(d, 'count')} point(s) are not ticked yet; nothing was acknowledged. Tick each when it is done.`,
  },
  NOTICE_OUTLET: {
    zh: (d) => `网点 ${word(d, 'outlet')} 不在本单位辖内，没有发。请重新选网点。`,
    en: (d) => `Outlet ${word(d, 'outlet')} is not below this unit; nothing was sent. Choose the outlets again.`,
  },
  SETTING_DATE: said(
    '生效日期早于今天的营业日，没有改。请选今天或以后。',
    'The effective date lies before today’s business date; nothing was changed. Choose today or later.',
  ),
  SETTING_WAITS: {
    zh: (d) => `已定好从 ${word(d, 'from')} 起的新值，没有改。请改那一天的值，或等它生效以后再提议。`,
    en: (d) =>
      `A new value from ${word(d, 'from')} is fixed already; nothing was changed. Change that day’s value, or propose after it.`,
  },
  SETTING_BOUNDS: said(
    '这个值超出允许的范围，没有改。请在表上写的最低和最高之间选。',
    'This value is outside its bounds; nothing was changed. Choose one between the lowest and highest shown.',
  ),
  SETTING_ORDER: said(
    '这个值和相关的另一项顶住了（如单笔高过单日），没有改。请先改那一项，或选别的值。',
    'This value would pass a related one (such as one payment above the day’s total); nothing was changed. Change that one first, or choose another.',
  ),
  SHOWN_DIFFERS: said(
    '您看到的和等复核的不是同一份，没有改。请刷新后再看一次。',
    'What you were shown is not what is waiting; nothing was changed. Refresh and look again.',
  ),
};
