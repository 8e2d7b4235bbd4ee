import { ok } from '../../kernel/result.ts';
import { available } from '../../rules/available.ts';
import { account } from '../../tables/account.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, digits, fen, id, opt } from '../../tables/fields.ts';
import { interBranchDeal, transferBack } from '../../tables/inter-branch.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook, type Book } from '../book.ts';
import { moveAccount, moveReads, recentId, recordEntry } from '../booking.ts';
import { defineCommand, type Facts, type Input } from '../define.ts';
import { askedReads, clearingWith, TRANSFER_BACK, TRANSFER_ELSEWHERE } from '../inter-branch-deals.ts';
import { largeTransferReads, noteTransfer } from '../large-transfer.ts';
import { checkPayoutAccount } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { stopCaseReads, endStopCases } from '../payout-stop.ts';
import { forgetRecent } from '../recent-entries.ts';
import { takeTransferFee } from '../transfer-fee.ts';
import { payeeAccount, payeeReads } from './transfer-home.ts';

/** A transfer that was asked back: the payee's outlet takes it from the account or says no, the payer's gives it back. */

const KIND = 'inter_branch.take_back';
const payload = { deal: id(), payer: digits(8), account_no: digits(15), fen: fen() };
type TakeInput = Input<typeof payload>;

const payeeOf = ({ payload: p, rows }: TakeInput): string | null => payeeAccount(rows, p.account_no);

/** Only money the account is free to pay out today: the whole amount, and not of one that is lost, frozen or stopped. */
function refusalOf(input: TakeInput): string | null {
  const { payload: p, rows, facts } = input;
  const to = payeeOf(input);
  const row = to === null ? null : rows.get(account, to);
  const barred = checkPayoutAccount(row, facts, valueOf(rows, 'lost.oral_days', facts));
  if (barred !== null || row === null) return barred?.code ?? 'ACCOUNT_NOT_FOUND';
  return available(row) < p.fen ? 'REVERSAL_FUNDS' : null;
}

function take(book: Book, facts: Facts, p: TakeInput['payload'], to: string): void {
  const holder = book.get(account, to)?.customer ?? null;
  book.post(clearingWith(p.payer), null, -p.fen);
  moveAccount(book, facts, { account: to, fen: -p.fen, kind: KIND, channel: 'counter' });
  const entry = {
    kind: KIND,
    channel: 'counter',
    direction: 'none',
    fen: p.fen,
    account: to,
    accountNo: p.account_no,
    customer: holder,
    card: null,
    till: null,
    voucherNo: null,
    status: 'posted',
    source: { partner_bank: p.payer },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: p.fen, suspenseLedger: null, suspenseFen: 0 });
  if (holder !== null)
    noteTransfer(book, facts, { customer: holder, direction: 'in', fen: -p.fen, entry: facts.rowId });
}

export const takeTransferBack = defineCommand({
  name: KIND,
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows, facts }) => [
    ...payeeReads(rows, facts, p.account_no),
    ...configReads(['lost.oral_days']),
  ],
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const to = payeeOf(input);
    const refusal = refusalOf(input);
    if (refusal === null && to !== null) take(book, facts, p, to);
    else
      book.raise({
        code: 'TRANSFER_REJECTED',
        amountFen: p.fen,
        account: to,
        customer: to === null ? null : (rows.get(account, to)?.customer ?? null),
        outletRecord: `branch=${p.payer};entry=${p.deal}`,
        centreRecord: `why=${refusal ?? '-'};account_no=${p.account_no}`,
      });
    book.send(p.payer, 'inter_branch.take_back_answer', { deal: p.deal, refusal });
    const verdict = refusal === null ? 'posted' : 'posted_with_exception';
    return { verdict, code: null, split: null, changes: book.changes() };
  },
});

type Entry = RowOf<typeof interaction>;
interface Given {
  readonly deal: string;
  readonly row: Entry;
  /** Row of who asked for it back. */
  readonly by: string;
}

/** The money is back: on the account with its fee, or in the place of what a loss or freeze had set aside of it. */
function giveBack(book: Book, facts: Facts, { deal, row, by }: Given): void {
  const home = book.get(interBranchDeal, deal)?.home ?? '';
  const [payer, held] = [row.account, row.suspense_ledger];
  if (payer === null) return;
  book.post(clearingWith(home), null, row.amount_fen);
  if (held === null) {
    moveAccount(book, facts, { account: payer, fen: row.amount_fen, kind: TRANSFER_BACK, channel: 'counter' });
    takeTransferFee(book, facts, { kind: TRANSFER_BACK, from: payer, feeFen: -row.fee_fen });
  } else {
    book.post(held, null, -row.suspense_fen);
    endStopCases(book, facts, deal, by);
  }
  book.put(interaction, deal, { ...row, status: 'reversed', reversed_by: by });
  forgetRecent(book, recentId(payer, row.kind, row.amount_fen), deal);
  if (row.customer !== null)
    noteTransfer(book, facts, {
      customer: row.customer,
      direction: 'out',
      fen: -row.amount_fen,
      entry: deal,
      date: row.business_date,
    });
}

export const answerTransferBack = defineCommand({
  name: 'inter_branch.take_back_answer',
  version: 1,
  payload: { deal: id(), refusal: opt(code()) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows }) => {
    const [row, back] = [rows.get(interaction, p.deal), rows.get(transferBack, p.deal)];
    return [
      ...askedReads(rows, p.deal),
      keyOf(transferBack, p.deal),
      ...(back === null ? [] : [keyOf(interaction, back.entry)]),
      ...(row === null || row.account === null ? [] : moveReads(row.account)),
      ...(row === null ? [] : largeTransferReads([row.customer], row.business_date)),
      ...stopCaseReads(p.deal),
    ];
  },
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const [row, back] = [rows.get(interaction, p.deal), rows.get(transferBack, p.deal)];
    if (row?.kind === TRANSFER_ELSEWHERE && back?.status === 'asked') {
      const asked = rows.get(interaction, back.entry);
      if (p.refusal === null) giveBack(book, facts, { deal: p.deal, row, by: back.entry });
      book.put(transferBack, p.deal, {
        ...back,
        status: p.refusal === null ? 'taken' : 'refused',
        refusal: p.refusal,
      });
      if (asked !== null)
        book.put(
          interaction,
          back.entry,
          p.refusal === null
            ? { ...asked, account_fen: row.amount_fen }
            : { ...asked, status: 'rejected', rejection: p.refusal },
        );
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
