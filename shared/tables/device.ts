import { defineTable } from './define.ts';
import { bytes, code, digits, fen, id, instant, int, list, opt, text } from './fields.ts';

/** A terminal (domain 3.3). Row id = device id. */
export const device = defineTable({
  name: 'device',
  kind: 27,
  scope: 'outlet',
  fields: {
    device_no: digits(2),
    outlet: digits(8),
    kind: code('tablet', 'atm', 'pos'),
    status: code('registered', 'active', 'lost', 'revoked', 'suspended'),
    enrolled_at: instant(),
  },
});

/**
 * Offline quota of a device (domain 4.4). Row id = lease id. `signature` is the hub's over the canonical
 * bytes of the other fields, so a restored hub that verifies it can take it into its own record.
 */
export const lease = defineTable({
  name: 'lease',
  kind: 28,
  scope: 'outlet',
  fields: {
    device: text(32),
    issued_at: instant(),
    expires_at: instant(),
    share_fen: fen(),
    /** Highest device seq whose payouts the hub had counted when it granted this lease. */
    counted_seq: int(0),
    hot_list_version: int(0),
    tills: list({ till: digits(2) }, 32),
    returned_at: opt(instant()),
    previous: opt(id()),
    signature: bytes(80),
  },
});
