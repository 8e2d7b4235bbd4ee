import { addDays, shanghaiDate } from '../../kernel/dates.ts';
import { isAccountNo } from '../../rules/luhn.ts';
import { keyOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { code, digits, fen, id, instant, opt, text } from '../../tables/fields.ts';
import { paperSlip } from '../../tables/paper-slip.ts';
import { openBook } from '../book.ts';
import { accountReads, bookCash, cashReads, findAccount } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { checkAmount, checkOwnTill, inOrder } from '../money-checks.ts';
import { PAPER_CONFIG, paperEntry } from '../from-paper.ts';
import { configReads } from '../payout-limits.ts';
import { dealReads } from '../structuring.ts';

/**
 * 手工应急 (domain 6): a deal that was written on a numbered paper slip while the tablet was dead, entered later with
 * its own time before a second person. It is judged as an offline deal of that time. The slip's number is a second
 * idempotency key: entered twice, an account is touched once; the cash claimed again goes to SUS-UNK with a case.
 */
const payload = {
  slip_no: digits(6, 12),
  kind: code('counter.deposit', 'counter.withdraw'),
  written_at: instant(),
  account: opt(id()),
  account_no: digits(15),
  fen: fen(),
  till: digits(2),
  voucher_no: digits(22),
  /** Who was at the window with the maker when it was written. */
  second: digits(11),
  note: text(60),
};
type PaperInput = Input<typeof payload>;

/** A slip of yesterday evening may be entered this morning. */
const OLDEST_DAYS = 10;

const entryOf = ({ payload: p, rows }: PaperInput): CounterEntry =>
  paperEntry(rows, {
    kind: p.kind,
    fen: p.fen,
    account: findAccount(rows, p),
    accountNo: p.account_no,
    till: p.till,
    voucherNo: p.voucher_no,
    slipNo: p.slip_no,
  });

/** When it happened, by the paper; never after it was entered. */
const asWritten = (input: PaperInput): PaperInput => ({
  ...input,
  facts: {
    ...input.facts,
    offline: true,
    capturedAt: Math.min(input.payload.written_at, input.facts.capturedAt),
  },
});

function checkSlip({ payload: p, rows, facts }: PaperInput): Refusal<'SLIP_USED' | 'FIELD_FORMAT' | 'NEED_TWO'> | null {
  if (rows.get(paperSlip, p.slip_no) !== null) return { code: 'SLIP_USED', detail: { slip_no: p.slip_no } };
  if (p.second === facts.maker) return { code: 'NEED_TWO', detail: {} };
  const late = p.written_at > facts.capturedAt;
  const old = shanghaiDate(p.written_at) < addDays(shanghaiDate(facts.capturedAt), -OLDEST_DAYS);
  return late || old ? { code: 'FIELD_FORMAT', detail: { field: 'written_at' } } : null;
}

/** The same slip again: the cash leg stands, no account is touched a second time. */
function again(input: PaperInput): Applied {
  const { facts } = input;
  const book = openBook(input.rows);
  const entry = entryOf(input);
  const split = { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: entry.fen };
  bookCash(book, facts, { ...entry, account: null, customer: null, status: 'suspense', counts: false }, split);
  if (facts.hub !== null)
    book.raise({
      code: 'DUPLICATE_SUSPECTED',
      amountFen: entry.fen,
      account: entry.account,
      customer: entry.customer,
      suspenseLedger: 'SUS-UNK',
      suspenseFen: entry.fen,
      outletRecord: `slip_no=${input.payload.slip_no}`,
      centreRecord: `first=${input.rows.get(paperSlip, input.payload.slip_no)?.entry ?? '-'}`,
    });
  return { verdict: 'suspense', code: null, split, changes: book.changes() };
}

export const enterPaper = defineCommand({
  name: 'counter.paper',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'C1',
  rejections: ['NO_TILL', 'AMOUNT_INVALID', 'SLIP_USED', 'NEED_TWO', 'FIELD_FORMAT', 'ACCOUNT_NOT_FOUND'],
  sigma: (p) => ({ direction: p.kind === 'counter.deposit' ? 'in' : 'out', fen: p.fen }),
  reads: (input) => {
    const entry = entryOf(input);
    const { payload: p, rows, facts } = input;
    return [
      keyOf(paperSlip, p.slip_no),
      ...accountReads(rows, p),
      ...(facts.leaseId === null ? [] : [keyOf(lease, facts.leaseId)]),
      ...cashReads(entry, facts),
      ...dealReads(entry.customer),
      ...configReads(PAPER_CONFIG),
    ];
  },
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder<'NO_TILL' | 'AMOUNT_INVALID' | 'SLIP_USED' | 'NEED_TWO' | 'FIELD_FORMAT' | 'ACCOUNT_NOT_FOUND'>([
      () => checkOwnTill(rows, facts, p.till),
      () => checkAmount(p.fen),
      () => checkSlip(input),
      () => (isAccountNo(p.account_no) ? null : { code: 'ACCOUNT_NOT_FOUND', detail: {} }),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const known = rows.get(paperSlip, p.slip_no);
    if (known !== null && known.entry !== facts.rowId) return again(input);
    const settled = settleCash(asWritten(input), entryOf(input));
    const slip = {
      entry: facts.rowId,
      kind: p.kind,
      fen: p.fen,
      written_at: p.written_at,
      entered_at: facts.capturedAt,
      maker: facts.maker,
      second: p.second,
    };
    return {
      ...settled,
      changes: [...settled.changes, { op: 'put', table: paperSlip.name, id: p.slip_no, row: slip }],
    };
  },
});
