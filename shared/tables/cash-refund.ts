import { defineTable } from './define.ts';
import { code, date, fen, id, instant, opt, text } from './fields.ts';

export const CASH_REFUND_STATUSES = ['proposed', 'agreed', 'paid', 'withdrawn'] as const;

/**
 * Money of an entry in suspense that the county lets the counter give back in cash (挂账退现). Row id = the entry's. The
 * name is whose money it is; the counter compares it with the identity paper.
 */
export const cashRefund = defineTable({
  name: 'cash_refund',
  kind: 105,
  scope: 'outlet',
  fields: {
    case: text(120),
    fen: fen(),
    /** Suspense ledger the money lies in. */
    ledger: code(),
    payee_name: text(60),
    status: code(...CASH_REFUND_STATUSES),
    agreed_at: opt(instant()),
    /** The entry that paid it out. */
    paid_by: opt(id()),
    paid_on: opt(date()),
  },
});
