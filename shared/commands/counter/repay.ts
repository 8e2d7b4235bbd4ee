import { caseAction } from '../../tables/case-action.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, list, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { moveTill, recordEntry, tillDayId, type Split } from '../booking.ts';
import { caseOf, caseReads, changeCase, closeCase, noteStep } from '../case-work.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, inOrder } from '../money-checks.ts';
import { liftBlock, moneyReads } from '../suspense-money.ts';

/**
 * 追款还款: the customer brings back what was paid out beyond the account (domain 4.8, recover). Whole or in parts, with or
 * without a network: the suspense falls by what came, and at nothing the case ends and the account is free again. What
 * is more than was still owed waits in SUS-UNK with a case of its own.
 */

export const REPAY = 'counter.repay';
const RETURNED = 'SUS-UNK';

const payload = {
  /** The case of the payout. */
  case: text(120),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  payer_name: text(60),
};
type RepayInput = Input<typeof payload>;

const nameOf = ({ payload: p }: RepayInput) => ({ case: p.case, aml: false });

/** The payout and what is still in suspense of it, fen. */
function owedOf(input: RepayInput) {
  const one = caseOf(input.rows, nameOf(input));
  const id = one?.interaction ?? null;
  const entry = id === null ? null : input.rows.get(interaction, id);
  const fenOwed = one === null || entry === null || entry.direction === 'in' ? 0 : entry.suspense_fen;
  return { one, id, entry, fenOwed };
}

function checkOwed(input: RepayInput): Refusal<'CASE_UNKNOWN' | 'CASE_CLOSED' | 'REPAY_TOO_MUCH'> | null {
  const one = caseOf(input.rows, nameOf(input));
  if (one === null) return { code: 'CASE_UNKNOWN', detail: {} };
  if (one.status === 'closed' || one.suspense_fen === 0) return { code: 'CASE_CLOSED', detail: {} };
  // The payout itself may be older than what this tablet keeps: its case says what is owed.
  return input.payload.fen <= one.suspense_fen
    ? null
    : { code: 'REPAY_TOO_MUCH', detail: { limit_fen: one.suspense_fen } };
}

/** Puts what came against what is owed. Answers how much of it was taken, fen. */
function takeOwed(book: Book, input: RepayInput): number {
  const { facts, payload: p } = input;
  const { one, id, entry, fenOwed } = owedOf(input);
  const fenTaken = Math.min(p.fen, fenOwed);
  if (one === null || id === null || entry === null || entry.suspense_ledger === null || fenTaken === 0) return 0;
  const left = fenOwed - fenTaken;
  book.post(entry.suspense_ledger, null, -fenTaken);
  const settled = { suspense_ledger: null, status: 'refunded' } as const;
  book.put(interaction, id, { ...entry, suspense_fen: left, ...(left === 0 ? settled : {}) });
  noteStep(book, facts, nameOf(input), { step: 'done', words: p.payer_name, action: 'recover', fen: fenTaken });
  changeCase(book, nameOf(input), { suspense_fen: left });
  if (left > 0) return fenTaken;
  closeCase(book, facts, nameOf(input), 'recover');
  if (entry.suspense_ledger === 'SUS-OD') liftBlock(book, id, entry);
  return fenTaken;
}

function apply(input: RepayInput): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  const cash = { column: 'in', mirror: false, offline: facts.offline } as const;
  moveTill(book, facts, { ...cash, till: p.till, fen: p.fen, kind: REPAY });
  const { one } = owedOf(input);
  const taken = facts.hub === null ? p.fen : takeOwed(book, input);
  // Until the centre has seen it, the tablet believes its own copy of the case.
  if (facts.hub === null) book.post(one?.suspense_ledger ?? RETURNED, null, -p.fen);
  const over = p.fen - taken;
  const split: Split = { accountFen: taken, suspenseLedger: over === 0 ? null : RETURNED, suspenseFen: over };
  if (over > 0) {
    book.post(RETURNED, null, -over);
    book.raise({
      code: 'RETURNED_CASH',
      amountFen: over,
      suspenseLedger: RETURNED,
      suspenseFen: over,
      outletRecord: `case=${p.case}`,
      centreRecord: `owed_fen=${taken}`,
    });
  }
  const verdict = over === 0 ? 'posted' : taken === 0 ? 'suspense' : 'posted_with_exception';
  const entry = {
    kind: REPAY,
    channel: 'counter',
    direction: 'in',
    fen: p.fen,
    account: null,
    accountNo: null,
    customer: one?.customer ?? null,
    card: null,
    till: p.till,
    voucherNo: p.voucher_no,
    status: facts.hub === null ? 'captured' : verdict,
    summary: p.payer_name,
    counts: false,
  } as const;
  recordEntry(book, facts, entry, split);
  return { verdict, code: null, split: over === 0 ? null : split, changes: book.changes() };
}

export const repay = defineCommand({
  name: REPAY,
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'CASE_UNKNOWN',
    'CASE_CLOSED',
    'REPAY_TOO_MUCH',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'in', fen: p.fen }),
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    const of = nameOf(input);
    return [
      ...caseReads(rows, of),
      ...moneyReads(rows, caseOf(rows, of)?.interaction ?? null, null),
      keyOf(caseAction, facts.rowId),
      keyOf(till, p.till),
      keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ];
  },
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkOwed(input),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  apply,
});
