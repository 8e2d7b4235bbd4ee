import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, digits, id, opt, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { interBranchDeal, interBranchHold } from '../../tables/inter-branch.ts';
import { openPayouts } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { moveAccount, moveReads, noteOpenPayout } from '../booking.ts';
import { defineCommand, type Input } from '../define.ts';
import { askedReads, clearingWith, endHold, endTransfer, TRANSFER_ELSEWHERE } from '../inter-branch-deals.ts';
import { largeTransferReads, noteTransfer } from '../large-transfer.ts';
import { checkPayoutAccount } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { takeTransferFee } from '../transfer-fee.ts';

/**
 * The payee's outlet has answered. Where the name fits, what is kept becomes the transfer: the payer's account, its fee,
 * and what this outlet owes that one; otherwise it comes free. A question that was given up, or whose time is over, moves
 * nothing, and neither does an account that was lost or frozen meanwhile.
 */

const payload = { deal: id(), home: digits(8), refusal: opt(code()), holder: opt(text(60)) };
type AnswerInput = Input<typeof payload>;
type Entry = RowOf<typeof interaction>;

function refusalOf({ payload: p, rows, facts }: AnswerInput, entry: Entry): string | null {
  if (p.refusal !== null) return p.refusal;
  if (rows.get(interBranchHold, p.deal)?.status !== 'held') return 'REQUEST_EXPIRED';
  const from = entry.account === null ? null : rows.get(account, entry.account);
  return checkPayoutAccount(from, facts, valueOf(rows, 'lost.oral_days', facts))?.code ?? null;
}

/** Its lines in the account and its part of the day belong to the entry that asked for it. */
function send(book: Book, input: AnswerInput, entry: Entry): void {
  const { payload: p, facts } = input;
  const payer = entry.account;
  const deal = book.get(interBranchDeal, p.deal);
  if (payer === null || deal === null) return;
  const asked = { ...facts, rowId: p.deal };
  endHold(book, p.deal, 'settled');
  const legs = { kind: TRANSFER_ELSEWHERE, channel: 'counter', summary: entry.purpose } as const;
  moveAccount(book, asked, { ...legs, account: payer, fen: -entry.amount_fen });
  takeTransferFee(book, asked, { kind: TRANSFER_ELSEWHERE, from: payer, feeFen: entry.fee_fen });
  book.post(clearingWith(deal.home), null, -entry.amount_fen);
  noteOpenPayout(book, { ...asked, capturedAt: entry.captured_at }, { account: payer, overdraft: false });
  book.put(interaction, p.deal, { ...entry, account_fen: entry.amount_fen });
  book.put(interBranchDeal, p.deal, { ...deal, status: 'sent', expires_at: null, holder: p.holder });
  if (entry.customer !== null)
    noteTransfer(book, facts, {
      customer: entry.customer,
      direction: 'out',
      fen: entry.amount_fen,
      entry: p.deal,
      date: entry.business_date,
    });
  book.send(deal.home, 'inter_branch.transfer_credit', {
    deal: p.deal,
    payer: facts.branch,
    account_no: deal.account_no,
    fen: entry.amount_fen,
    purpose: entry.purpose ?? '',
  });
}

export const answerPayee = defineCommand({
  name: 'inter_branch.payee_answer',
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows }) => {
    const entry = rows.get(interaction, p.deal);
    const payer = entry?.account ?? null;
    return [
      ...askedReads(rows, p.deal),
      keyOf(interBranchHold, p.deal),
      ...(payer === null ? [] : [...moveReads(payer), keyOf(openPayouts, payer)]),
      ...(entry === null ? [] : largeTransferReads([entry.customer], entry.business_date)),
      ...configReads(['lost.oral_days']),
    ];
  },
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows } = input;
    const book = openBook(rows);
    const entry = book.get(interaction, p.deal);
    if (entry !== null && book.get(interBranchDeal, p.deal)?.status === 'asked') {
      const refusal = refusalOf(input, entry);
      if (refusal === null) send(book, input, entry);
      else {
        endHold(book, p.deal, 'released');
        endTransfer(book, p.deal, { refusal, holder: p.holder });
      }
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
