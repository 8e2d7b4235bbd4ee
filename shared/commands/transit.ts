import type { Fen } from '../kernel/money.ts';
import type { cashTransfer } from '../tables/cash-transfer.ts';
import type { RowOf } from '../tables/define.ts';

/** Cash on its way as a row says it, and what of it stands in SUS-TRF. */
export type Transfer = RowOf<typeof cashTransfer>;
export const TRANSIT = 'SUS-TRF';

/** What of it stands in SUS-TRF: positive = sent and not taken, negative = taken and never sent. */
export const inTransit = (row: Transfer): Fen =>
  row.sent_fen - (row.answer === 'accepted' ? row.accepted_fen : 0) - row.returned_fen - row.settled_fen;
