import type { ExceptionCode } from '../../shared/commands/codes.ts';
import { formatFen } from '../../shared/kernel/money.ts';
import type { Detail, Sentence } from './refusals.ts';

/**
 * What a clerk is told when the centre raised a case on an entry: what is so, what is safe, what to do. The cash that
 * changed hands stands in every one of them.
 */
const said = (zh: string, en: string): Sentence => ({ zh: () => zh, en: () => en });
const part = (d: Detail, name: string): string => (typeof d[name] === 'number' ? formatFen(d[name]) : '');

export const EXCEPTIONS: Readonly<Record<ExceptionCode, Sentence>> = {
  OVERDRAFT: {
    zh: (d) =>
      `余额不够，${part(d, 'suspense_fen')} 先挂账。钱付得对，不用退。请等县局来电，先不要给这位客户离线付款。`,
    en: (d) =>
      `The balance was short: ${part(d, 'suspense_fen')} waits in suspense. Your payment stands. Wait for the county; no offline payments to this customer meanwhile.`,
  },
  DUPLICATE_SUSPECTED: said(
    '5 分钟内有同账户、同金额的另一笔，两笔都已入账。请核对是不是记了两次，答复县局。',
    'Another equal entry came within 5 minutes; both are posted. Check whether it was recorded twice and answer the county.',
  ),
  CARD_LOST_ELSEWHERE: said(
    '付款前客户已挂失，没有扣客户的账，全额先挂账。请保管好凭证，县局 2 小时内来电。',
    'The customer had reported a loss before this payment. The account is not debited; all of it waits in suspense. Keep the slip; the county calls within 2 hours.',
  ),
  LOST_AFTER_PAYMENT: said(
    '付款后客户挂失了。这笔照常入账，不用处理。',
    'The customer reported a loss after this payment. It is posted as usual; nothing to do.',
  ),
  ACCOUNT_CLOSED_ELSEWHERE: said(
    '账户已在别处销户，这笔先挂账，钱都在。请联系客户，等县局处理。',
    'The account was closed elsewhere; this waits in suspense and nothing is lost. Contact the customer and wait for the county.',
  ),
  ACCOUNT_FROZEN_ELSEWHERE: said(
    '付款前账户已冻结，没有扣账，全额先挂账。请保管好凭证，县局 2 小时内来电。',
    'The account was frozen before this payment. It is not debited; all of it waits in suspense. Keep the slip; the county calls within 2 hours.',
  ),
  LIMIT_EXCEEDED: said(
    '这笔超过离线限额，已由县局接手，钱都在账上。请说明当时情况。',
    'This passed an offline limit; the county has it and every fen is accounted for. Say what happened.',
  ),
  LEASE_EXPIRED: said(
    '这笔记在离线额度过期以后，已入账。请联网一次，更新额度。',
    'This was recorded after the quota expired; it is posted. Go online once to renew the quota.',
  ),
  IDENTITY_MISMATCH: said(
    '身份和中心记录不一致，账户先止付，钱都在。请联系客户带证件来核对。',
    'The identity differs from the centre’s record; the account is stopped and nothing is lost. Ask the customer to come with ID.',
  ),
  UNKNOWN_ACCOUNT: said(
    '中心没有这个账号，这笔先挂账，钱都在。请核对凭证上的账号，答复县局。',
    'The centre does not know this account number; the money waits in suspense. Check the number on the slip and answer the county.',
  ),
  CLOCK_ANOMALY: said(
    '本机时间不准，中心已改正时间并照常入账。不用重做。',
    'The clock here was wrong; the centre corrected the time and posted the entry. Nothing to redo.',
  ),
  SEQ_GAP: said(
    '中间缺了几笔，后面的先保留不入账，一笔不丢。请保持联网，信息科会来电。',
    'Some entries are missing, so later ones are kept unposted; none is lost. Stay online; IT will call.',
  ),
  CHAIN_BROKEN: said(
    '这台终端的流水对不上，已收的都保留。请停用这台终端，换一台办理，信息科会来电。',
    'This terminal’s journal does not fit; all that arrived is kept. Stop using it, take another; IT will call.',
  ),
  SEQ_CONFLICT: said(
    '同一流水号有两份内容，两份都保留。请停用这台终端，换一台办理，信息科会来电。',
    'One number has two contents; both are kept. Stop using this terminal, take another; IT will call.',
  ),
  TILL_MISMATCH: said(
    '尾箱清点和账面不一致，账没有改。请和综合柜员再点一次。',
    'The till count differs from the book; the book is unchanged. Count again with the chief teller.',
  ),
  REVERSAL_LATE: said(
    '冲正不在同一营业日，交回的钱先挂账，钱都在。请等县局调整。',
    'The reversal is of another business date; the returned cash waits in suspense. Wait for the county’s adjustment.',
  ),
  CARD_USED_AFTER_LOSS: said(
    '挂失后这张卡还有交易，已登记争议。请告诉客户正在查。',
    'The card was used after its loss report; a dispute is open. Tell the customer it is being looked into.',
  ),
  VERSION_CONFLICT: said(
    '这项资料两边都改过，先用新的，旧的也留着。请问客户哪个对。',
    'Both sides changed this; the newer one counts for now and both are kept. Ask the customer which is right.',
  ),
  DUPLICATE_CUSTOMER: said(
    '同一证件有两个客户，两个都在。请核对后由县局归并。',
    'Two customers share one ID; both are kept. Check, and the county will merge them.',
  ),
  SESSION_OVERLAP: said(
    '同一工号在两台终端同时签到，业务照常入账。请支局长核实。',
    'One clerk was signed on at two terminals; entries are posted. The manager should look into it.',
  ),
  LARGE_CASH: said(
    '这位客户当天现金已到大额报告线，这笔照常入账。请备好证件登记。',
    'This customer’s cash of the day reached the reporting line; the entry is posted. Have the ID registration ready.',
  ),
  LARGE_TRANSFER: said('这笔照常入账，不用处理。', 'This entry is posted; nothing to do.'),
  STOP_UNCONFIRMED: said(
    '这笔止付满 24 小时还没有支局长确认。请支局长在“止付、冻结”页看过并确认，没有道理的解除。',
    'No manager has confirmed this stop within 24 hours. The manager confirms it on the stops page, or lifts it.',
  ),
  STRUCTURING_SUSPECTED: said('这笔照常入账，不用处理。', 'This entry is posted; nothing to do.'),
  RAW_UNREADABLE: said(
    '中心读不出这一条，原样保留，按挂账计数。请保管好凭证，信息科会来电。',
    'The centre cannot read this entry; it is kept as it came and counted in suspense. Keep the slip; IT will call.',
  ),
  RETURNED_CASH: said(
    '交回的现金没有对应的业务，先挂账，钱都在。请说明来源，答复县局。',
    'The returned cash has no open entry to match; it waits in suspense. Say where it came from and answer the county.',
  ),
  UNSIGNED_TAIL: said(
    '最后几笔还没有签名，已收到先保留，一笔不丢。请原柜员在这台终端解锁一次。',
    'The last entries are not signed yet; they are received and kept. Their clerk should unlock this terminal once.',
  ),
  DEVICE_REVOKED_ENTRY: said(
    '终端停用后记的业务，已收到先保留，一笔不丢。等县局两人核对后入账。',
    'Recorded on a terminal taken out of service; received and kept. Two county officers will check and post them.',
  ),
  TRANSFER_ONE_SIDED: said(
    '这笔调拨只有一方记了，钱先记在途。请两方核对，没收到的扫码拒收，收到的补记接收。',
    'Only one side recorded this transfer; the cash stands in transit. Compare both tills; the receiver records acceptance or refusal.',
  ),
  VOUCHER_GAP: said(
    '重要空白凭证数量或号码对不上，已登记。请和综合柜员清点凭证。',
    'The stock of controlled vouchers does not fit; noted. Count them with the chief teller.',
  ),
  VOUCHER_DUP: said(
    '同一凭证号用了两次，两笔都在。请找出两张凭证，答复县局。',
    'One voucher number was used twice; both entries are kept. Find both papers and answer the county.',
  ),
  DAY_CLOSE_LATE: said(
    '这个营业日还没有日结，或有终端没有交流水。业务都在，请尽快日结或让那台终端联网。',
    'This business date is not closed, or a terminal’s journal is missing. Entries are kept; close the day or bring that terminal online.',
  ),
  CASH_DIFFERENCE: said(
    '长短款已登记，长款和短款分开挂账。请查原因，答复县局。',
    'The difference is recorded, over and short apart. Look for the cause and answer the county.',
  ),
  BILL_PAID_ELSEWHERE: {
    zh: (d) =>
      `这张账单已经缴过（也可能在别的网点），或者代收单位已停，${part(d, 'suspense_fen')} 先挂账。钱没有丢，请给客户打电话，等县局定退款。`,
    en: (d) =>
      `This bill was paid already, perhaps at another outlet, or its biller has closed: ${part(d, 'suspense_fen')} waits in suspense. Nothing is lost. Call the customer; the county decides on the refund.`,
  },
  STAND_IN_DIFFERS: said(
    '平板找到了，原流水和县局按纸面代记的不一样。以原流水为准，差额已入账。请把纸面凭证找出来，答复县局。',
    'The tablet turned up, and its entry is not what was entered from paper. The entry counts and the difference is posted. Find the paper and answer the county.',
  ),
  TRANSFER_REJECTED: said(
    '中心没有办成这笔转账或冲正，两个账户都没有动。请给客户打电话说明，需要的重新办理。',
    'The centre did not carry out this transfer or its reversal; neither account has moved. Call the customer, and do it again if it is still wanted.',
  ),
  VOUCHER_FINDING: said(
    '事后监督看出这张凭证有问题，账没有动。请找出留底联，写明当时怎么办的，缺的补齐。',
    'Supervision found something on this voucher; the books have not moved. Find the copy, say what was done, and make good what is missing.',
  ),
  REBUILD_OPENING: said(
    '中心数据全部丢失，期初余额按平板作证的数由两人核定入账。请与客户存折、凭单和各方对账，不符的更正。',
    'The centre lost everything; two persons approved opening balances from what the tablets vouch for. Compare with passbooks, vouchers and the other parties, and correct what differs.',
  ),
  RESTORE_GAP: said(
    '中心用旧备份恢复，备份以后县局、导入或中心自己办的业务可能没有了；各终端的流水会自己补来。请对照纸面，缺的重新办理。',
    'The centre was restored from a backup: what the county, an import or the centre itself did after it may be missing; terminals send theirs again by themselves. Compare with the papers and do again what is missing.',
  ),
};
