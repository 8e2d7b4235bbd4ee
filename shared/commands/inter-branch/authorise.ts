import { isAmount } from '../../kernel/money.ts';
import { isAccountNo } from '../../rules/luhn.ts';
import { keyOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { code, digits, fen, flag, id, opt, text } from '../../tables/fields.ts';
import { interBranchDeal } from '../../tables/inter-branch.ts';
import { till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { ASK_HOME, homeOf } from '../inter-branch-deals.ts';
import { checkAmount, checkOwnTill, checkTillCash, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * 通存通兑, a payout: the serving outlet asks the home branch, which judges the account and keeps the money. Its verdict
 * only says that the question is on its way; the answer comes by message into the deal's row. Online only.
 */

const payload = {
  account_no: digits(15),
  /** Row id of the card at home, when it was found by one. */
  card: opt(id()),
  fen: fen(),
  till: digits(2),
  holder_present: flag(),
  id_seen: flag(),
  /** Read from the paper; the home branch compares. */
  id_last4: opt(text(4)),
  pin_result: code('verified', 'failed', 'not_used'),
  reservation_no: opt(text(30)),
  purpose: opt(text(40)),
};
type AskInput = Input<typeof payload>;

/** The road must be there, and the account another outlet's: an own one is paid as any other. */
export function checkElsewhere(
  facts: AskInput['facts'],
  accountNo: string,
): Refusal<'OFFLINE_NOT_ALLOWED' | 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_HERE'> | null {
  if (!isAccountNo(accountNo)) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (homeOf(accountNo) === facts.branch) return { code: 'ACCOUNT_HERE', detail: {} };
  return facts.offline ? { code: 'OFFLINE_NOT_ALLOWED', detail: { home: homeOf(accountNo) } } : null;
}

function checkReservation(input: AskInput): Refusal<'RESERVATION_REQUIRED'> | null {
  const line = valueOf(input.rows, 'cash.reserve_fen', input.facts);
  return input.payload.fen > line && (input.payload.reservation_no ?? '') === ''
    ? { code: 'RESERVATION_REQUIRED', detail: { limit_fen: line } }
    : null;
}

function approver({ payload: p, rows, facts }: AskInput): 'chief_teller' | 'outlet_manager' | null {
  if (!isAmount(p.fen)) return null;
  if (p.fen >= valueOf(rows, 'auth.withdraw.manager_fen', facts)) return 'outlet_manager';
  return p.fen >= valueOf(rows, 'auth.withdraw.chief_fen', facts) ? 'chief_teller' : null;
}

export const authoriseElsewhere = defineCommand({
  name: ASK_HOME,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  rejections: [
    'NO_TILL',
    'AMOUNT_INVALID',
    'ID_REQUIRED',
    'PIN_BAD',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_HERE',
    'OFFLINE_NOT_ALLOWED',
    'RESERVATION_REQUIRED',
    'TILL_CASH_SHORT',
  ],
  reads: ({ payload: p, facts }) => [
    keyOf(till, p.till),
    keyOf(interBranchDeal, facts.rowId),
    ...configReads(['auth.withdraw.chief_fen', 'auth.withdraw.manager_fen', 'cash.reserve_fen']),
  ],
  checker: (input) => dual(approver(input), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkAmount(p.fen),
      () => (p.id_seen && p.id_last4 !== null ? null : { code: 'ID_REQUIRED' as const, detail: {} }),
      () => (p.pin_result === 'failed' ? { code: 'PIN_BAD' as const, detail: {} } : null),
      () => checkElsewhere(facts, p.account_no),
      () => checkReservation(input),
      () => checkTillCash(rows, p.till, p.fen),
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const home = homeOf(p.account_no);
    const entry = {
      kind: ASK_HOME,
      channel: 'counter',
      direction: 'none',
      fen: p.fen,
      account: null,
      accountNo: p.account_no,
      customer: null,
      card: null,
      till: null,
      voucherNo: null,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: p.purpose,
      source: { partner_bank: home, partner_account: p.account_no },
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
    // The answer may have come in an earlier life of the hub.
    if (book.get(interBranchDeal, facts.rowId) === null)
      book.put(interBranchDeal, facts.rowId, {
        direction: 'out',
        home,
        account_no: p.account_no,
        fen: p.fen,
        status: 'asked',
        refusal: null,
        expires_at: null,
        holder: null,
        cash: null,
        outcome: null,
        suspense_fen: 0,
        suspense_ledger: null,
        business_date: facts.businessDate,
      });
    const maker = facts.maker === null ? null : rows.get(employee, facts.maker);
    book.send(home, 'inter_branch.hold', {
      deal: facts.rowId,
      serving: facts.branch,
      account_no: p.account_no,
      card: p.card,
      fen: p.fen,
      holder_present: p.holder_present,
      id_last4: p.id_last4,
      pin_result: p.pin_result,
      maker_id_hash: maker?.id_no_hash ?? null,
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
