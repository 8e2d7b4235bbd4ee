import { cashTransfer } from '../../tables/cash-transfer.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, date, digits, fen, id, list, opt, text } from '../../tables/fields.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { moveTill } from '../booking.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkAmount, checkCount, checkOwnTill, checkSheet, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { noTransfer, putTransfer, transferReads } from '../transfers.ts';
import { TRANSIT } from '../transit.ts';

/**
 * The receiver of a transfer says accepted (the cash is in its till) or refused (the sender keeps it). What it needs
 * to know comes from the sender's signed code or from the row, so it works when the sender's journal is not here yet.
 */
const payload = {
  transfer: id(),
  from_till: digits(2),
  to_till: digits(2),
  /** What the receiver counted. */
  fen: fen(),
  sent_on: date(),
  nonce: text(32),
  answer: code('accepted', 'refused'),
  denominations: list(DENOMINATION_FIELDS, 16),
  /** Signature of the sender's code, when it was scanned. */
  proof: opt(bytes(80)),
};
type AnswerInput = Input<typeof payload>;

function checkTransfer({ payload: p, rows }: AnswerInput): Refusal<'TRANSFER_UNKNOWN' | 'TRANSFER_ANSWERED'> | null {
  const row = rows.get(cashTransfer, p.transfer);
  if (row === null) return p.proof === null ? { code: 'TRANSFER_UNKNOWN', detail: {} } : null;
  if (row.answer !== 'none' || row.returned_fen > 0) return { code: 'TRANSFER_ANSWERED', detail: {} };
  const same =
    row.kind === 'till' && row.to_till === p.to_till && row.from_till === p.from_till && row.nonce === p.nonce;
  return same ? null : { code: 'TRANSFER_UNKNOWN', detail: {} };
}

/** Offline the two counts must agree at the counter: what differs is refused and sent again. */
function checkSame({ payload: p, rows }: AnswerInput): Refusal<'DENOM_MISMATCH'> | null {
  const row = rows.get(cashTransfer, p.transfer);
  return row === null || p.answer === 'refused' || row.sent_fen === p.fen
    ? null
    : { code: 'DENOM_MISMATCH', detail: { counted_fen: p.fen, difference_fen: p.fen - row.sent_fen } };
}

export const answerTransfer = defineCommand({
  name: 'till.transfer_answer',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  date: 'any',
  receipt: 'T2',
  sigma: (p) => (p.answer === 'accepted' ? { direction: 'in', fen: p.fen } : { direction: 'none', fen: 0 }),
  rejections: ['NO_TILL', 'FIELD_FORMAT', 'AMOUNT_INVALID', 'TRANSFER_UNKNOWN', 'TRANSFER_ANSWERED', 'DENOM_MISMATCH'],
  reads: ({ payload: p, rows, facts }) => [
    ...transferReads(rows, facts, { id: p.transfer, moved: p.to_till }),
    keyOf(till, p.from_till),
  ],
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder<
      'NO_TILL' | 'FIELD_FORMAT' | 'AMOUNT_INVALID' | 'TRANSFER_UNKNOWN' | 'TRANSFER_ANSWERED' | 'DENOM_MISMATCH'
    >([
      () => checkOwnTill(rows, facts, p.to_till),
      () => checkSheet(p.denominations),
      () => checkAmount(p.fen),
      () => checkTransfer(input),
      () => checkSame(input),
      () => (p.answer === 'accepted' ? checkCount(p.denominations, p.fen) : null),
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(cashTransfer, p.transfer) ?? {
      ...noTransfer('till', facts),
      from_till: p.from_till,
      to_till: p.to_till,
      business_date: p.sent_on,
      nonce: p.nonce,
    };
    const again = row.answer === 'accepted';
    if (p.answer === 'accepted') {
      moveTill(book, facts, { till: p.to_till, column: 'transfer_in', fen: p.fen, mirror: false, offline: false });
      book.post(TRANSIT, null, -p.fen);
    }
    // Cash that was taken stays taken: a refusal after an acceptance changes nothing, a second acceptance adds up.
    const accepted = (again ? row.accepted_fen : 0) + (p.answer === 'accepted' ? p.fen : 0);
    putTransfer(book, facts, p.transfer, {
      ...row,
      answer: again ? 'accepted' : p.answer,
      accepted_fen: accepted,
      answered_at: facts.capturedAt,
      answered_by: facts.maker,
      answered_device: facts.device,
    });
    return posted(book);
  },
});
