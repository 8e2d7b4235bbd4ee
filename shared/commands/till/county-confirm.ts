import { err, ok } from '../../kernel/result.ts';
import { cashTransfer } from '../../tables/cash-transfer.ts';
import { fen, id } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { posted } from '../posted.ts';
import { COUNTY_CLEARING, noTransfer, putTransfer, transferReads } from '../transfers.ts';
import { TRANSIT } from '../transit.ts';

/**
 * The county's side of a bag: what it counted in, or what it sent out. Clears SUS-TRF against CLEARING-COUNTY, what
 * the outlet and the county owe each other; a different amount stays in SUS-TRF with TRANSFER_ONE_SIDED.
 */
export const confirmCounty = defineCommand({
  name: 'till.county_confirm',
  version: 1,
  payload: { transfer: id(), fen: fen() },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['office', 'hub', 'message'],
  roles: ['ops_manager', 'supervision'],
  rejections: ['TRANSFER_UNKNOWN', 'TRANSFER_ANSWERED', 'AMOUNT_INVALID'],
  reads: ({ payload: p, rows, facts }) => transferReads(rows, facts, { id: p.transfer, moved: null }),
  admit: ({ payload: p, rows }) => {
    const row = rows.get(cashTransfer, p.transfer);
    if (row === null || row.kind === 'till') return err({ code: 'TRANSFER_UNKNOWN', detail: {} });
    const done = row.kind === 'to_county' ? row.answer !== 'none' : row.sent_at !== null;
    if (done) return err({ code: 'TRANSFER_ANSWERED', detail: {} });
    return p.fen > 0 ? ok(null) : err({ code: 'AMOUNT_INVALID', detail: { fen: p.fen } });
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(cashTransfer, p.transfer) ?? noTransfer('to_county', facts);
    const arrives = row.kind === 'to_county';
    book.post(COUNTY_CLEARING, null, arrives ? p.fen : -p.fen);
    book.post(TRANSIT, null, arrives ? -p.fen : p.fen);
    const own = { at: facts.capturedAt, by: facts.maker };
    putTransfer(book, facts, p.transfer, {
      ...row,
      ...(arrives
        ? {
            answer: 'accepted' as const,
            accepted_fen: row.accepted_fen + p.fen,
            answered_at: own.at,
            answered_by: own.by,
          }
        : { sent_fen: row.sent_fen + p.fen, sent_at: own.at, sent_by: own.by }),
      confirmed: true,
    });
    return posted(book);
  },
});
