import { billOpen, billTaken } from './agency/bill-taken.ts';
import { claimBill, freeBill } from './agency/claim-bill.ts';
import { takeHanded } from './agency/county-account.ts';
import { handOver } from './agency/hand-over.ts';
import { confirmPayment, payBiller } from './agency/pay.ts';
import { agencyCollect } from './counter/agency-collect.ts';
import { exchangeCard } from './card/exchange.ts';
import { replaceCard } from './card/replace.ts';
import { closeAccount } from './counter/close.ts';
import { deposit } from './counter/deposit.ts';
import { freeze, unfreeze } from './counter/freeze.ts';
import { lostWritten } from './counter/lost-written.ts';
import { lostReissue } from './counter/lost-reissue.ts';
import { lostOral } from './counter/lost-oral.ts';
import { enterPaper } from './counter/paper.ts';
import { passbookExchange } from './counter/passbook-exchange.ts';
import { passbookUpdate } from './counter/passbook-update.ts';
import { rateService } from './counter/rate-service.ts';
import { reprintSlip } from './counter/reprint.ts';
import { superviseVoucher } from './exception/supervise.ts';
import { repay } from './counter/repay.ts';
import { closeInfo } from './system/close-info.ts';
import { suspenseRefund } from './counter/suspense-refund.ts';
import { remitPay } from './counter/remit-pay.ts';
import { remitRecall } from './counter/remit-recall.ts';
import { remitRefund } from './counter/remit-refund.ts';
import { remitSend } from './counter/remit-send.ts';
import { openDemand } from './counter/open-demand.ts';
import { reverse } from './counter/reverse.ts';
import { confirmStop, liftStop, stopPay } from './counter/stop-pay.ts';
import { unlost } from './counter/unlost.ts';
import { transferToOther } from './counter/transfer.ts';
import { transferSame } from './counter/transfer-same.ts';
import { withdraw } from './counter/withdraw.ts';
import { cashBefore } from './customer/cash-before.ts';
import { cashBack, cashDeal } from './customer/cash-deal.ts';
import { transferDeal } from './customer/transfer-deal.ts';
import { changeMaster, changeMasterKey } from './customer/change-master.ts';
import { claimIdentity, findIdentity, identityUnknown } from './customer/claim-identity.ts';
import { addCustomerCopy, copyCustomer } from './customer/copy.ts';
import { consentTold, giveConsent } from './customer/consent.ts';
import { createCustomer } from './customer/create.ts';
import { fetchCustomer } from './customer/fetch-copy.ts';
import { identityTaken } from './customer/identity-taken.ts';
import { updateCustomer } from './customer/update.ts';
import { updateKeyFields } from './customer/update-key.ts';
import { closeInfoCase } from './exception/close-info.ts';
import { claimCase, transferCase } from './exception/claim.ts';
import { confirmCase } from './exception/confirm.ts';
import { answerCase, enquireCase } from './exception/enquire.ts';
import { resolveCase } from './exception/resolve.ts';
import type { CommandDef } from './define.ts';
import { enrolDevice } from './device/enrol.ts';
import { grantLease } from './device/grant-lease.ts';
import { lendAgain, stopLending } from './device/lending.ts';
import { tellRetention } from './device/retention.ts';
import { tellStorage } from './device/storage.ts';
import { returnLease } from './device/return-lease.ts';
import { confirmStandIn, proposeStandIn } from './device/stand-in.ts';
import { declareDeviceLost, releaseDevice, revokeDevice } from './device/status.ts';
import { importSystem } from './import/system.ts';
import { importRemit } from './import/remit.ts';
import { importCash } from './import/cash.ts';
import { answerAuthorise, noteOutcome } from './inter-branch/answer.ts';
import { authoriseElsewhere } from './inter-branch/authorise.ts';
import { depositElsewhere } from './inter-branch/deposit.ts';
import { holdForPayout } from './inter-branch/hold.ts';
import { payElsewhere } from './inter-branch/pay.ts';
import { lapseHold, releaseHold } from './inter-branch/release.ts';
import { creditHome, settlePayout } from './inter-branch/settle.ts';
import { answerTransferBack, takeTransferBack } from './inter-branch/take-back.ts';
import { askTransferBack } from './inter-branch/transfer-back.ts';
import { transferElsewhere } from './inter-branch/transfer.ts';
import { answerPayee } from './inter-branch/transfer-answer.ts';
import { checkPayeeThere, creditTransfer } from './inter-branch/transfer-home.ts';
import { importAtm } from './import/atm.ts';
import { importCard } from './import/card.ts';
import { importCardStock } from './import/card-stock.ts';
import { importLoan } from './import/loan.ts';
import { openImported } from './import/open.ts';
import { importOrder } from './import/order.ts';
import { openTillImported } from './import/till-opening.ts';
import { acknowledgeNotice } from './notice/ack.ts';
import { publishNotice } from './notice/publish.ts';
import { tickNotice } from './notice/tick.ts';
import { withdrawNotice } from './notice/withdraw.ts';
import { changePin } from './org/change-pin.ts';
import { confirmSetting } from './org/confirm.ts';
import { drawPassword } from './org/draw-password.ts';
import { givePassword } from './org/give-password.ts';
import { proposeSetting } from './org/propose.ts';
import { setBiller } from './org/set-biller.ts';
import { setCalendar } from './org/set-calendar.ts';
import { setCertificate } from './org/set-certificate.ts';
import { setConfig } from './org/set-config.ts';
import { setDuty } from './org/set-duty.ts';
import { setEmployee } from './org/set-employee.ts';
import { setHotEntry } from './org/set-hot-entry.ts';
import { setHousehold } from './org/set-household.ts';
import { setProduct } from './org/set-product.ts';
import { setRate } from './org/set-rate.ts';
import { setUnit } from './org/set-unit.ts';
import { takeEffect } from './org/take-effect.ts';
import { withdrawSetting } from './org/withdraw.ts';
import { closeDay } from './outlet/day-close.ts';
import { closeDevice } from './outlet/device-close.ts';
import { arriveRemittance, noteRemittance } from './remit/arrive.ts';
import { expireRemittance, recallRemittance, remittanceReturned } from './remit/back.ts';
import { abandonRequest } from './request/abandon.ts';
import { lockSession } from './session/lock.ts';
import { signOff } from './session/sign-off.ts';
import { signOn } from './session/sign-on.ts';
import { unlockSession } from './session/unlock.ts';
import { sendCash } from './till/cash-transfer.ts';
import { confirmCounty } from './till/county-confirm.ts';
import { formalBalance } from './till/formal-balance.ts';
import { endFreeze } from './system/end-freeze.ts';
import { overdueStop } from './system/overdue-stop.ts';
import { confirmOpening, proposeOpening } from './rebuild/approve.ts';
import { closeOpening, openRebuilt } from './rebuild/open.ts';
import { restoreGap } from './system/restore-gap.ts';
import { creditInterest } from './system/interest.ts';
import { runInterest } from './system/interest-run.ts';
import { collectTill } from './till/collect.ts';
import { handInTill } from './till/hand-in.ts';
import { interimBalance } from './till/interim-balance.ts';
import { overShort } from './till/over-short.ts';
import { reopenTill } from './till/reopen.ts';
import { takeTill } from './till/take.ts';
import { answerTransfer } from './till/transfer-answer.ts';
import { confirmTransfer } from './till/transfer-confirm.ts';
import { vaultIn, vaultOut } from './till/vault.ts';
import { moveVouchers } from './till/voucher-move.ts';
import { receiveVouchers } from './till/voucher-receive.ts';
import { issueVoucher, voidVoucher } from './till/voucher-use.ts';
import { recordDrill } from './training/record-drill.ts';

/**
 * Every command. A new one is a file, its test and a line here. The list forgets each payload's own type, which the
 * compiler cannot do by itself: `domain.ts` hands a command only a payload that its own fields have checked.
 */
export const COMMANDS = [
  signOn,
  lockSession,
  unlockSession,
  signOff,
  takeTill,
  interimBalance,
  overShort,
  formalBalance,
  reopenTill,
  handInTill,
  collectTill,
  closeDevice,
  closeDay,
  sendCash,
  answerTransfer,
  confirmTransfer,
  vaultIn,
  vaultOut,
  confirmCounty,
  receiveVouchers,
  moveVouchers,
  issueVoucher,
  voidVoucher,
  deposit,
  withdraw,
  enterPaper,
  reverse,
  lostOral,
  lostWritten,
  unlost,
  lostReissue,
  replaceCard,
  exchangeCard,
  stopPay,
  confirmStop,
  liftStop,
  freeze,
  unfreeze,
  transferSame,
  transferToOther,
  agencyCollect,
  handOver,
  claimBill,
  freeBill,
  billTaken,
  billOpen,
  takeHanded,
  payBiller,
  confirmPayment,
  remitSend,
  remitPay,
  suspenseRefund,
  remitRecall,
  remitRefund,
  repay,
  superviseVoucher,
  closeInfo,
  arriveRemittance,
  noteRemittance,
  recallRemittance,
  remittanceReturned,
  expireRemittance,
  closeAccount,
  openDemand,
  passbookUpdate,
  passbookExchange,
  rateService,
  recordDrill,
  reprintSlip,
  authoriseElsewhere,
  payElsewhere,
  depositElsewhere,
  holdForPayout,
  releaseHold,
  lapseHold,
  answerAuthorise,
  settlePayout,
  creditHome,
  transferElsewhere,
  askTransferBack,
  takeTransferBack,
  answerTransferBack,
  checkPayeeThere,
  answerPayee,
  creditTransfer,
  noteOutcome,
  abandonRequest,
  createCustomer,
  updateKeyFields,
  updateCustomer,
  giveConsent,
  consentTold,
  fetchCustomer,
  claimIdentity,
  findIdentity,
  identityUnknown,
  identityTaken,
  addCustomerCopy,
  copyCustomer,
  changeMaster,
  changeMasterKey,
  cashDeal,
  transferDeal,
  cashBefore,
  cashBack,
  claimCase,
  closeInfoCase,
  transferCase,
  enquireCase,
  answerCase,
  resolveCase,
  confirmCase,
  enrolDevice,
  grantLease,
  returnLease,
  tellRetention,
  tellStorage,
  revokeDevice,
  declareDeviceLost,
  releaseDevice,
  proposeStandIn,
  confirmStandIn,
  stopLending,
  lendAgain,
  setUnit,
  setEmployee,
  setConfig,
  setBiller,
  setCalendar,
  setCertificate,
  setHotEntry,
  setHousehold,
  setProduct,
  setRate,
  setDuty,
  givePassword,
  changePin,
  drawPassword,
  proposeSetting,
  confirmSetting,
  withdrawSetting,
  takeEffect,
  publishNotice,
  withdrawNotice,
  acknowledgeNotice,
  tickNotice,
  openImported,
  importCard,
  importCardStock,
  importOrder,
  importLoan,
  openTillImported,
  importCash,
  importRemit,
  importAtm,
  importSystem,
  creditInterest,
  runInterest,
  endFreeze,
  overdueStop,
  restoreGap,
  proposeOpening,
  confirmOpening,
  openRebuilt,
  closeOpening,
] as unknown as readonly CommandDef[];
