import type { RowOf } from '../tables/define.ts';
import { NO_SOURCE, type interaction } from '../tables/interaction.ts';
import type { Facts } from './define.ts';

/** What stands for a request that was replaced before it arrived: the late request finds it and is refused. */
export function replacedMarker(facts: Facts): RowOf<typeof interaction> {
  return {
    ...NO_SOURCE,
    kind: 'request',
    channel: 'counter',
    status: 'rejected',
    customer: null,
    account: null,
    card: null,
    amount_fen: 0,
    fee_fen: 0,
    direction: 'none',
    account_fen: 0,
    suspense_ledger: null,
    suspense_fen: 0,
    till: null,
    device: facts.device,
    seq: null,
    business_date: facts.businessDate,
    captured_at: facts.capturedAt,
    maker: facts.maker,
    checker: null,
    offline: facts.offline,
    voucher_no: null,
    reverses: null,
    reversed_by: facts.rowId,
    replaces: null,
    rejection: 'REQUEST_REPLACED',
    summary: null,
  };
}
