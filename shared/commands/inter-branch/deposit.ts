import { isAmount } from '../../kernel/money.ts';
import { idFault } from '../../rules/id-number.ts';
import { ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, flag, id, list, opt, text } from '../../tables/fields.ts';
import { interBranchDeal } from '../../tables/inter-branch.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { DEPOSIT_ELSEWHERE, homeOf } from '../inter-branch-deals.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { checkElsewhere } from './authorise.ts';
import { bookElsewhere } from './cash-elsewhere.ts';

/** 通存通兑, a deposit: the notes lie on this counter, so it is a fact, and the message carries it home. Captured online only. */

const payload = {
  account_no: digits(15),
  card: opt(id()),
  fen: fen(),
  till: digits(2),
  denominations: list(DENOMINATION_FIELDS, 16),
  voucher_no: digits(22),
  id_seen: flag(),
  signature_hash: opt(bytes(32)),
  /** Who brings the money, when it is not the holder. */
  agent_name: opt(text(50)),
  agent_id_type: opt(code(...ID_TYPES)),
  agent_id_no: opt(text(20)),
};
type DepositInput = Input<typeof payload>;

/** Above the line the other person's paper is asked for; at the reporting line the paper of whoever stands here. */
function checkPapers(input: DepositInput): Refusal<'AGENT_ID_REQUIRED' | 'FIELD_FORMAT' | 'ID_REQUIRED'> | null {
  const { payload: p, rows, facts } = input;
  if (p.agent_name === null)
    return p.fen >= valueOf(rows, 'cash.cdd_fen', facts) && !p.id_seen ? { code: 'ID_REQUIRED', detail: {} } : null;
  const line = valueOf(rows, 'agent.id_fen', facts);
  if (p.fen <= line) return null;
  if (p.agent_id_type === null || (p.agent_id_no ?? '') === '')
    return { code: 'AGENT_ID_REQUIRED', detail: { limit_fen: line } };
  return idFault(p.agent_id_type, p.agent_id_no ?? '', facts.businessDate) === null
    ? null
    : { code: 'FIELD_FORMAT', detail: { field: 'agent_id_no' } };
}

export const depositElsewhere = defineCommand({
  name: DEPOSIT_ELSEWHERE,
  version: 1,
  payload,
  offline: 'N',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: [
    'NO_TILL',
    'FIELD_FORMAT',
    'AMOUNT_INVALID',
    'ID_REQUIRED',
    'AGENT_ID_REQUIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_HERE',
    'OFFLINE_NOT_ALLOWED',
    'DENOM_MISMATCH',
  ],
  sigma: (p) => ({ direction: 'in', fen: p.fen }),
  reads: ({ payload: p, facts }) => [
    keyOf(interBranchDeal, facts.rowId),
    keyOf(till, p.till),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
    ...configReads(['agent.id_fen', 'auth.deposit.chief_fen', 'cash.cdd_fen']),
  ],
  checker: (input) => {
    const { fen: amount } = input.payload;
    const second = isAmount(amount) && amount >= valueOf(input.rows, 'auth.deposit.chief_fen', input.facts);
    return dual(second ? 'chief_teller' : null, input);
  },
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkOwnTill(rows, facts, p.till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkPapers(input),
      () => checkElsewhere(facts, p.account_no),
      () => checkCount(p.denominations, p.fen),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const home = homeOf(p.account_no);
    if (book.get(interBranchDeal, facts.rowId) === null)
      book.put(interBranchDeal, facts.rowId, {
        direction: 'in',
        home,
        account_no: p.account_no,
        fen: p.fen,
        status: 'sent',
        refusal: null,
        expires_at: null,
        holder: null,
        cash: facts.rowId,
        outcome: null,
        suspense_fen: 0,
        suspense_ledger: null,
        business_date: facts.businessDate,
      });
    return bookElsewhere(book, input, {
      kind: DEPOSIT_ELSEWHERE,
      direction: 'in',
      home,
      message: 'inter_branch.credit',
      summary: p.agent_name,
      told: {
        deal: facts.rowId,
        serving: facts.branch,
        cash: facts.rowId,
        account_no: p.account_no,
        card: p.card,
        fen: p.fen,
      },
    });
  },
});
