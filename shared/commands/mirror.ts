import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import { till } from '../tables/till.ts';
import { accountDay, customerDay, leaseUse, openPayouts, recent, tillDay } from '../tables/totals.ts';
import { available } from '../rules/available.ts';
import type { Fen } from '../kernel/money.ts';
import { AGENCY_COLLECT, agencyReads, collectAgain, mirrorAgency } from './agency-parts.ts';
import type { Book } from './book.ts';
import {
  accountDayId,
  accountUseId,
  customerDayId,
  deviceUseId,
  moveAccount,
  moveReads,
  moveTill,
  notePendingIn,
  notePendingOut,
  recentId,
  tillDayId,
  type Split,
} from './booking.ts';
import { caseId, endCase } from './cases.ts';
import { CASH_REFUND, mirrorRefund, refundReads } from './cash-refund.ts';
import { CLOSE, closingKeys, creditAgain, reopen, shutAgain } from './closing.ts';
import type { Facts, Rows } from './define.ts';
import {
  ASK_HOME,
  dealReads as interBranchReads,
  giveUpDeal,
  hasLeft,
  isAsk,
  isCashElsewhere,
  TRANSFER_BACK,
  TRANSFER_ELSEWHERE,
} from './inter-branch-deals.ts';
import { noteBetween, transferBackReads } from './large-transfer.ts';
import { openAgain, OPENING, openingKeys, unopen } from './opening.ts';
import { placeKeys, tellMasterBack } from './person-cash.ts';
import { forgetRecent } from './recent-entries.ts';
import { replacedMarker } from './replaced-marker.ts';
import { mirrorRemitPay, payRemitAgain, REMIT_PAY, remitPayReads } from './remit-parts.ts';
import { dealReads, forgetDeal } from './structuring.ts';
import { takeTransferFee } from './transfer-fee.ts';

/**
 * Taking back what an entry actually posted and is still open: account part, suspense part, till leg, sums, its
 * case and its block. Used by a reversal, and by an abandon or replacing advice that meets a posted request.
 */

type Interaction = RowOf<typeof interaction>;

/** Codes whose case a mirror closes: what they were about no longer stands. */
const CLOSED_WITH = [
  'OVERDRAFT',
  'CARD_LOST_ELSEWHERE',
  'ACCOUNT_FROZEN_ELSEWHERE',
  'ACCOUNT_CLOSED_ELSEWHERE',
  'UNKNOWN_ACCOUNT',
  'LIMIT_EXCEEDED',
  'LEASE_EXPIRED',
  'DUPLICATE_SUSPECTED',
  'BILL_PAID_ELSEWHERE',
] as const;

/** A request whose verdict this terminal does not have yet. */
export const isPendingRequest = (row: Interaction): boolean =>
  row.status === 'captured' && row.account_fen === 0 && row.suspense_fen === 0;

const OPEN: ReadonlySet<string> = new Set(['captured', 'synced', 'posted', 'posted_with_exception']);

/** Cash of it came back already; taking it back whole would count that twice. */
const isPartlyRepaid = (row: Interaction): boolean =>
  row.direction === 'out' && row.suspense_fen > 0 && row.account_fen + row.suspense_fen < row.amount_fen;

/** A loss or freeze gave a transfer back to its payer; the payee has the money, and the case ends it. */
const isSetAside = (row: Interaction): boolean => row.direction === 'none' && row.suspense_fen > 0;

/** Domain 11.8: what may be reversed. An entry in suspense only while its case is open. */
export function isOpenEntry(rows: Rows, id: string, row: Interaction): boolean {
  if (row.reversed_by !== null || isPendingRequest(row)) return false;
  if (isCashElsewhere(row) || isPartlyRepaid(row) || isSetAside(row)) return false;
  if (OPEN.has(row.status)) return true;
  return (
    row.status === 'suspense' &&
    CLOSED_WITH.some((code) => (rows.get(exceptionCase, caseId(id, code))?.status ?? 'closed') !== 'closed')
  );
}

/** Keys of everything a mirror of entry `id` may touch. */
export function mirrorReads(rows: Rows, id: string, facts: Facts): RowKey[] {
  const keys = [keyOf(interaction, id), ...CLOSED_WITH.map((code) => keyOf(exceptionCase, caseId(id, code)))];
  const row = rows.get(interaction, id);
  if (row === null) return keys;
  if (row.reverses !== null) {
    keys.push(keyOf(interaction, row.reverses));
    const original = rows.get(interaction, row.reverses);
    if (original !== null) {
      keys.push(...closingKeys(row.reverses, original), ...openingKeys(rows, original));
      keys.push(...agencyReads(original), ...remitPayReads(original));
    }
  }
  keys.push(...closingKeys(id, row), ...openingKeys(rows, row));
  keys.push(...interBranchReads(id, row));
  if (row.till !== null) keys.push(keyOf(till, row.till), keyOf(tillDay, tillDayId(row.till, facts.businessDate)));
  if (row.customer !== null) keys.push(keyOf(customerDay, customerDayId(row.customer, row.business_date)));
  keys.push(...dealReads(row.customer), ...placeKeys(row.customer));
  if (row.device !== null) keys.push(keyOf(leaseUse, deviceUseId(row.device)));
  keys.push(...agencyReads(row));
  keys.push(...remitPayReads(row));
  if (row.kind === CASH_REFUND && row.partner_account !== null) keys.push(...refundReads(rows, row.partner_account));
  if (row.account === null) return keys;
  keys.push(...moveReads(row.account), keyOf(openPayouts, row.account));
  keys.push(keyOf(recent, recentId(row.account, row.kind, row.amount_fen)), keyOf(leaseUse, accountUseId(row.account)));
  keys.push(keyOf(accountDay, accountDayId(row.account, row.business_date, row.device)));
  if (row.to_account !== null) keys.push(...moveReads(row.to_account), ...transferBackReads(rows, row));
  return keys;
}

function dropUse(book: Book, id: string, command: string): void {
  const row = book.get(leaseUse, id);
  if (row !== null && row.uses.some((one) => one.command === command))
    book.put(leaseUse, id, { uses: row.uses.filter((one) => one.command !== command) });
}

/** Reversed payouts free the offline sums again; the duplicate window forgets the entry. */
function takeBackSums(book: Book, facts: Facts, id: string, row: Interaction): void {
  tellMasterBack(book, facts, { entry: id, row, stands: false });
  if (row.customer !== null) {
    const dayId = customerDayId(row.customer, row.business_date);
    const day = book.get(customerDay, dayId);
    const column = row.direction === 'in' ? 'cash_in_fen' : 'cash_out_fen';
    if (day !== null) book.put(customerDay, dayId, { ...day, [column]: Math.max(0, day[column] - row.amount_fen) });
  }
  forgetDeal(book, row.customer, id);
  if (row.direction === 'out' && row.offline && row.device !== null) dropUse(book, deviceUseId(row.device), id);
  if (row.account === null) return;
  forgetRecent(book, recentId(row.account, row.kind, row.amount_fen), id);
  if (row.direction !== 'out') return;
  const payouts = book.get(openPayouts, row.account)?.payouts ?? [];
  if (payouts.some((one) => one.interaction === id))
    book.put(openPayouts, row.account, { payouts: payouts.filter((one) => one.interaction !== id) });
  if (!row.offline) return;
  dropUse(book, accountUseId(row.account), id);
  const dayId = accountDayId(row.account, row.business_date, row.device);
  const day = book.get(accountDay, dayId);
  if (day !== null)
    book.put(accountDay, dayId, { ...day, offline_out_fen: Math.max(0, day.offline_out_fen - row.amount_fen) });
}

/**
 * A reversal that is itself taken back: it counted in no sum, and its original stands again with its customer's day
 * and, for a payout, its place among those a loss report judges.
 */
function standAgain(book: Book, facts: Facts, id: string, originalId: string): void {
  const original = book.get(interaction, originalId);
  if (original === null || original.reversed_by !== id) return;
  const flagged = original.suspense_fen > 0 ? 'posted_with_exception' : 'posted';
  const before = original.suspense_fen > 0 && original.account_fen === 0 ? 'suspense' : flagged;
  book.put(interaction, originalId, { ...original, status: before, reversed_by: null });
  if (original.to_account !== null) return;
  if (original.kind === CLOSE) shutAgain(book, facts, originalId);
  openAgain(book, original);
  tellMasterBack(book, facts, { entry: originalId, row: original, stands: true });
  const { customer, account: held, amount_fen: fen, business_date: on } = original;
  const dayId = customer === null ? null : customerDayId(customer, on);
  const day = dayId === null ? null : book.get(customerDay, dayId);
  const column = original.direction === 'in' ? 'cash_in_fen' : 'cash_out_fen';
  if (dayId !== null && day !== null) book.put(customerDay, dayId, { ...day, [column]: day[column] + fen });
  if (facts.hub === null || held === null || original.direction !== 'out') return;
  const payouts = (book.get(openPayouts, held)?.payouts ?? []).filter((one) => one.interaction !== originalId);
  const own = {
    interaction: originalId,
    at: original.captured_at,
    received_at: facts.hub.receivedAt,
    overdraft: original.suspense_ledger === 'SUS-OD',
  };
  book.put(openPayouts, held, { payouts: [...payouts, own] });
}

/** Closes the cases of an entry; lifts the offline block when no other overdraft of the account is open. */
function closeCases(book: Book, facts: Facts, id: string, row: Interaction): void {
  for (const code of CLOSED_WITH) endCase(book, facts, caseId(id, code), `reversed by ${facts.rowId}`);
  const held = row.account === null ? null : book.get(account, row.account);
  if (held === null || row.account === null || !held.offline_block || row.suspense_ledger !== 'SUS-OD') return;
  const others = (book.get(openPayouts, row.account)?.payouts ?? []).some((one) => one.overdraft);
  if (!others) book.put(account, row.account, { ...held, offline_block: false });
}

/**
 * A transfer taken back: what the receiving account still holds goes back to the one that paid, with its fee. What it
 * has spent stays spent. Between accounts of one customer nobody is short of it; of another person's a case says so.
 */
function mirrorTransfer(book: Book, facts: Facts, of: { id: string; row: Interaction; to: string }): Split {
  const { id, row, to } = of;
  const [payer, receiver] = [row.account, book.get(account, to)];
  const known = payer !== null && book.get(account, payer) !== null && receiver !== null;
  const back = known ? Math.min(row.account_fen, Math.max(0, available(receiver))) : 0;
  const move = { kind: 'counter.reverse', channel: row.channel };
  moveAccount(book, facts, { ...move, account: to, fen: -back });
  if (payer !== null) moveAccount(book, facts, { ...move, account: payer, fen: back });
  if (payer !== null && known && row.reverses === null)
    takeTransferFee(book, facts, { kind: 'counter.reverse', from: payer, feeFen: -row.fee_fen });
  if (facts.hub !== null && row.kind === 'counter.transfer' && back < row.account_fen)
    book.raise({
      code: 'TRANSFER_REJECTED',
      amountFen: row.account_fen - back,
      account: payer,
      customer: row.customer,
      outletRecord: `original=${id}`,
      centreRecord: `why=REVERSAL_FUNDS;returned=${back}`,
    });
  if (payer !== null && row.kind === 'counter.transfer')
    noteBetween(book, facts, { from: payer, to, fen: -back, entry: id, date: row.business_date });
  if (row.status === 'captured') notePendingIn(book, facts, to, -row.account_fen);
  if (row.reverses !== null) standAgain(book, facts, id, row.reverses);
  else if (payer !== null) forgetRecent(book, recentId(payer, row.kind, row.amount_fen), id);
  closeCases(book, facts, id, row);
  book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
  return { accountFen: back, suspenseLedger: null, suspenseFen: 0 };
}

/** A payout elsewhere that was asked for and not made: nothing moved here, and the home branch frees its money. */
function giveUpAsk(book: Book, facts: Facts, { id, row }: { id: string; row: Interaction }): Split {
  giveUpDeal(book, facts, id);
  if (!hasLeft(book, id)) book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
  return { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };
}

/** What stands again on more than an account when its reversal is given up. */
const doneAgain = (kind: string) =>
  kind === REMIT_PAY ? payRemitAgain : kind === AGENCY_COLLECT ? collectAgain : null;

/**
 * What the mirror moved, seen as the split of the new entry. Sums of its legs are zero. The cash goes through the
 * original's till, or through `tillNo` when somebody else hands it over.
 */
export function mirrorEntry(book: Book, facts: Facts, of: { id: string; row: Interaction; tillNo?: string }): Split {
  const { id, row } = of;
  if (isAsk(row.kind)) return giveUpAsk(book, facts, { id, row });
  if (row.kind === AGENCY_COLLECT) {
    const split = mirrorAgency(book, facts, { id, row, tillNo: of.tillNo ?? row.till });
    takeBackSums(book, facts, id, row);
    closeCases(book, facts, id, row);
    book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
    return split;
  }
  if (row.kind === CASH_REFUND) return mirrorRefund(book, facts, { id, row });
  if (row.kind === REMIT_PAY) return mirrorRemitPay(book, facts, { id, row, tillNo: of.tillNo ?? row.till });
  // Asking a transfer back is a question: given up, the answer stands all the same.
  if (isSetAside(row) || row.kind === TRANSFER_BACK) return { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };
  if (row.to_account !== null) return mirrorTransfer(book, facts, { id, row, to: row.to_account });
  const undone = row.reverses === null ? null : book.get(interaction, row.reverses);
  const again = undone === null ? null : doneAgain(undone.kind);
  if (again !== null && undone !== null && row.reverses !== null && undone.reversed_by === id) {
    const original = { id: row.reverses, row: undone };
    const split = again(book, facts, { reversal: row, original, tillNo: of.tillNo ?? row.till });
    standAgain(book, facts, id, row.reverses);
    closeCases(book, facts, id, row);
    book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
    return split;
  }
  const sign = row.direction === 'in' ? 1 : -1;
  const tillNo = of.tillNo ?? row.till;
  if (tillNo !== null) {
    moveTill(book, facts, {
      till: tillNo,
      column: sign > 0 ? 'in' : 'out',
      fen: row.amount_fen,
      mirror: true,
      offline: row.offline,
    });
  }
  if (row.reverses !== null && book.get(interaction, row.reverses)?.kind === CLOSE)
    creditAgain(book, facts, row.reverses);
  const held = row.account === null ? null : book.get(account, row.account);
  // Only a deposit that was already spent cannot be taken back whole.
  const spent =
    sign < 0 || held === null ? 0 : row.account_fen - Math.min(row.account_fen, Math.max(0, available(held)));
  // While a replica is being loaded an entry may be here before its account: the legs close all the same.
  const back = held === null ? 0 : row.account_fen - spent;
  if (row.account !== null && held !== null) {
    moveAccount(book, facts, {
      account: row.account,
      fen: -sign * back,
      kind: 'counter.reverse',
      channel: row.channel,
    });
    if (sign > 0 && row.status === 'captured') notePendingIn(book, facts, row.account, -row.account_fen);
  }
  if (row.suspense_ledger !== null) book.post(row.suspense_ledger, null, sign * row.suspense_fen);
  const short = row.account_fen - back;
  const shortLedger = sign > 0 ? 'SUS-OD' : 'SUS-UNK';
  if (short > 0) book.post(shortLedger, null, sign * short);
  reopen(book, facts, id, row);
  unopen(book, facts, row);
  if (row.reverses === null) takeBackSums(book, facts, id, row);
  else standAgain(book, facts, id, row.reverses);
  closeCases(book, facts, id, row);
  book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
  return {
    accountFen: back,
    suspenseLedger: short > 0 ? shortLedger : row.suspense_ledger,
    suspenseFen: short + row.suspense_fen,
  };
}

const REQUESTS: ReadonlySet<string> = new Set([
  'counter.withdraw',
  'counter.reverse',
  'counter.transfer_same',
  'counter.transfer',
  REMIT_PAY,
  CASH_REFUND,
  CLOSE,
  OPENING,
  ASK_HOME,
  TRANSFER_ELSEWHERE,
]);

/** A request that binds money of `account` until its verdict. */
const bindsMoney = (row: Interaction): boolean =>
  row.direction === 'out' || row.to_account !== null || row.kind === TRANSFER_ELSEWHERE;

/** Asked online. An entry whose cash has moved is none: it is undone by a reversal, with the cash. */
export const wasRequest = (row: Interaction): boolean =>
  REQUESTS.has(row.kind) && !row.offline && row.replaces === null;

/**
 * At capture: this advice takes the place of a request of the same kind that this terminal made. The cash is out, so
 * what would have refused the request does not refuse the record of it.
 */
export function takesRequestsPlace(rows: Rows, facts: Facts, kind: string): boolean {
  const row = facts.replaces === null || facts.basis !== 'advice' ? null : rows.get(interaction, facts.replaces);
  return row !== null && row.kind === kind && wasRequest(row);
}

/** Till cash a posted request that is replaced gives back to the entry in its place. Fen; 0 when it took none out of this till. */
export function cashGivenBack(rows: Rows, facts: Facts, tillNo: string): Fen {
  const row = facts.replaces === null ? null : rows.get(interaction, facts.replaces);
  if (facts.replaces === null || row === null || row.direction !== 'out' || row.till !== tillNo) return 0;
  return isOpenEntry(rows, facts.replaces, row) ? row.amount_fen : 0;
}

/**
 * Gives effect to at most one of a request and what replaces it. `again` = something else already took its place:
 * a second abandon then does nothing, a second advice is a cash fact of its own.
 */
export function replaceRequest(book: Book, facts: Facts): 'first' | 'again' {
  const id = facts.replaces;
  if (id === null) return 'first';
  const row = book.get(interaction, id);
  if (row === null) book.put(interaction, id, replacedMarker(facts));
  else if (row.reversed_by !== null) return 'again';
  else if (isCashElsewhere(row)) return 'first';
  else if (isPendingRequest(row)) {
    if (isAsk(row.kind)) giveUpDeal(book, facts, id);
    if (bindsMoney(row)) notePendingOut(book, facts, row.account, -row.amount_fen);
    book.put(interaction, id, { ...row, status: 'rejected', rejection: 'REQUEST_REPLACED', reversed_by: facts.rowId });
  } else if (isOpenEntry(book, id, row)) mirrorEntry(book, facts, { id, row });
  else book.put(interaction, id, { ...row, reversed_by: facts.rowId });
  return 'first';
}
