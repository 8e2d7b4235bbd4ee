import { cashTransfer } from '../../tables/cash-transfer.ts';
import { bytes, code, digits, fen, id, opt } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { moveTill } from '../booking.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { checkOwnTill, inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { noTransfer, putTransfer, transferReads } from '../transfers.ts';
import { TRANSIT } from '../transit.ts';

/**
 * The sender has seen the receiver's answer, by its signed code or by the row. Accepted: noted, nothing moves here
 * (the receiver's own entry clears SUS-TRF). Refused: the cash is back in the sender's till.
 */
const payload = {
  transfer: id(),
  from_till: digits(2),
  answer: code('accepted', 'refused'),
  fen: fen(),
  /** Signature of the receiver's code, when it was scanned. */
  proof: opt(bytes(80)),
};
type ConfirmInput = Input<typeof payload>;

function checkTransfer({ payload: p, rows }: ConfirmInput): Refusal<'TRANSFER_UNKNOWN' | 'TRANSFER_ANSWERED'> | null {
  const row = rows.get(cashTransfer, p.transfer);
  const own = row !== null && row.kind === 'till' && row.from_till === p.from_till && row.sent_fen === p.fen;
  if (!own) return { code: 'TRANSFER_UNKNOWN', detail: {} };
  if (row.confirmed || row.returned_fen > 0) return { code: 'TRANSFER_ANSWERED', detail: {} };
  if (row.answer === 'none') return p.proof === null ? { code: 'TRANSFER_UNKNOWN', detail: {} } : null;
  return row.answer === p.answer ? null : { code: 'TRANSFER_ANSWERED', detail: {} };
}

export const confirmTransfer = defineCommand({
  name: 'till.transfer_confirm',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  date: 'any',
  receipt: 'T2',
  sigma: (p) => (p.answer === 'refused' ? { direction: 'in', fen: p.fen } : { direction: 'none', fen: 0 }),
  rejections: ['NO_TILL', 'TRANSFER_UNKNOWN', 'TRANSFER_ANSWERED'],
  reads: ({ payload: p, rows, facts }) => transferReads(rows, facts, { id: p.transfer, moved: p.from_till }),
  admit: (input) =>
    inOrder<'NO_TILL' | 'TRANSFER_UNKNOWN' | 'TRANSFER_ANSWERED'>([
      () => checkOwnTill(input.rows, input.facts, input.payload.from_till),
      () => checkTransfer(input),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(cashTransfer, p.transfer) ?? { ...noTransfer('till', facts), from_till: p.from_till };
    if (p.answer === 'refused') {
      // The column of the sending is taken back, so that a refused transfer leaves no trace in the totals.
      moveTill(book, facts, { till: p.from_till, column: 'transfer_out', fen: p.fen, mirror: true, offline: false });
      book.post(TRANSIT, null, -p.fen);
    }
    const returned = row.returned_fen + (p.answer === 'refused' ? p.fen : 0);
    // On the sender's own device the scanned code is all there is: until the receiver's row comes it counts as said.
    const scanned = facts.hub === null && row.answer === 'none' && p.answer === 'accepted';
    putTransfer(book, facts, p.transfer, {
      ...row,
      ...(scanned ? { answer: 'accepted' as const, accepted_fen: p.fen } : {}),
      ...(row.answer === 'none' && p.answer === 'refused' ? { answer: 'refused' as const } : {}),
      returned_fen: returned,
      confirmed: true,
    });
    return posted(book);
  },
});
