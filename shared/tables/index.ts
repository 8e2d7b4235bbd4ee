import { accountClosing, accountInterest, accountTies } from './account-closing.ts';
import { consent, consentAct, customerAccounts } from './account-opening.ts';
import { accountParty } from './account-party.ts';
import { account, accountNumber } from './account.ts';
import { agencyBill, agencyDay, billClaim, biller } from './biller.ts';
import { billerAccount, billerPayment } from './biller-payment.ts';
import { cardBlank } from './card-blank.ts';
import { card, cardSecret } from './card.ts';
import { amlCaseAction, caseAction } from './case-action.ts';
import { voucherCheck } from './voucher-check.ts';
import { cashRefund } from './cash-refund.ts';
import { cashTransfer } from './cash-transfer.ts';
import { certificate } from './certificate.ts';
import { config } from './config.ts';
import { counterfeitSeizure } from './counterfeit.ts';
import { customerPlace, identityClaim, identityQuestion } from './customer-place.ts';
import { customer, customerIdentity } from './customer.ts';
import type { Table } from './define.ts';
import { deviceQuota } from './device-quota.ts';
import { device, lease } from './device.ts';
import { employee } from './employee.ts';
import { amlCase, exceptionCase } from './exception-case.ts';
import { loan, standingOrder } from './holding.ts';
import { freezeTurns, stopWatch } from './freeze-turns.ts';
import { hotEntry } from './hot-entry.ts';
import { interBranchDeal, interBranchHold, transferBack } from './inter-branch.ts';
import { interestRun } from './interest-run.ts';
import { interaction } from './interaction.ts';
import { lossForm } from './loss-form.ts';
import { accountLines, movement } from './movement.ts';
import { largeDeals } from './large-deals.ts';
import { drillResult } from './drill.ts';
import { notice, noticeAck, noticeTicks } from './notice.ts';
import { orgUnit } from './org-unit.ts';
import { deviceClose, outletCalendar, outletDay, outletState } from './outlet-day.ts';
import { paperSlip } from './paper-slip.ts';
import { passbook } from './passbook.ts';
import { duty } from './duty.ts';
import { productRate } from './product-rate.ts';
import { openingApproval } from './opening-approval.ts';
import { passwordGrant } from './password-grant.ts';
import { product } from './product.ts';
import { freezePast } from './freeze-past.ts';
import { retentionReport } from './retention-report.ts';
import { transferDay } from './transfer-day.ts';
import { remittanceSender, remittanceTries } from './remittance-guard.ts';
import { remittance, remittanceSecret } from './remittance.ts';
import { serviceRating } from './service-rating.ts';
import { slipReprint } from './slip-reprint.ts';
import { settingChange } from './setting-change.ts';
import { staffHousehold } from './staff-household.ts';
import { standIn, standInSlip } from './stand-in.ts';
import { tellerSession } from './teller-session.ts';
import { tillCount } from './till-count.ts';
import { till } from './till.ts';
import { accountDay, customerDay, leaseUse, openPayouts, recent, tillDay } from './totals.ts';
import { voucherNumber, voucherStock } from './voucher.ts';
import { workingCalendar } from './working-calendar.ts';

/** Every table. A new one is a file and a line here. */
export const TABLES: readonly Table[] = [
  orgUnit,
  employee,
  config,
  product,
  hotEntry,
  largeDeals,
  workingCalendar,
  staffHousehold,
  customer,
  customerIdentity,
  customerPlace,
  caseAction,
  amlCaseAction,
  identityClaim,
  identityQuestion,
  account,
  accountNumber,
  accountParty,
  accountInterest,
  accountTies,
  accountClosing,
  customerAccounts,
  consent,
  consentAct,
  passbook,
  card,
  cardSecret,
  cardBlank,
  movement,
  accountLines,
  accountDay,
  customerDay,
  tillDay,
  leaseUse,
  openPayouts,
  recent,
  till,
  tellerSession,
  device,
  lease,
  interaction,
  exceptionCase,
  amlCase,
  standingOrder,
  loan,
  outletState,
  outletDay,
  deviceClose,
  outletCalendar,
  tillCount,
  cashTransfer,
  cashRefund,
  voucherCheck,
  voucherStock,
  voucherNumber,
  counterfeitSeizure,
  paperSlip,
  serviceRating,
  slipReprint,
  lossForm,
  freezeTurns,
  stopWatch,
  biller,
  agencyBill,
  agencyDay,
  billClaim,
  billerAccount,
  billerPayment,
  remittance,
  remittanceSecret,
  remittanceSender,
  remittanceTries,
  retentionReport,
  freezePast,
  transferDay,
  certificate,
  interestRun,
  settingChange,
  duty,
  productRate,
  interBranchDeal,
  interBranchHold,
  transferBack,
  deviceQuota,
  notice,
  noticeAck,
  noticeTicks,
  drillResult,
  passwordGrant,
  standIn,
  standInSlip,
  openingApproval,
];

export const tablesByName: ReadonlyMap<string, Table> = new Map(TABLES.map((table) => [table.name, table]));
