import { defineTable } from './define.ts';
import { code, date, digits, fen, flag, id, instant, int, list, opt, text } from './fields.ts';

/** Offline payouts of an account on one device and business date. Row id = `account/date/device16`. */
export const accountDay = defineTable({
  name: 'account_day',
  kind: 20,
  scope: 'outlet',
  fields: { account: id(), business_date: date(), device: text(32), offline_out_fen: fen() },
});

/** A customer's cash on one business date, in and out separately. Row id = `customer/date`. */
export const customerDay = defineTable({
  name: 'customer_day',
  kind: 21,
  scope: 'outlet',
  fields: { customer: id(), business_date: date(), cash_in_fen: fen(), cash_out_fen: fen() },
});

/** A till on one business date. Row id = `till/date`. book = opening + in - out + transfers in - transfers out + over - short. */
export const tillDay = defineTable({
  name: 'till_day',
  kind: 22,
  scope: 'outlet',
  fields: {
    till: digits(2),
    business_date: date(),
    opening_fen: fen(),
    cash_in_fen: fen(),
    cash_out_fen: fen(),
    transfer_in_fen: fen(),
    transfer_out_fen: fen(),
    /** Recorded differences: the book was moved to what was counted. Never netted. */
    over_fen: fen(),
    short_fen: fen(),
    offline_out_fen: fen(),
    in_count: int(0),
    out_count: int(0),
    /** The columns `in` and `out` by kind of entry; what was taken back stands as a kind of its own, negative. */
    kinds: list({ kind: code(), direction: code('in', 'out'), count: int(0), fen: fen() }, 32),
  },
});

/**
 * Offline payouts of the last 72 hours (rolling, per account or per device's share of the outlet limit).
 * Row id = `account:<id>` or `device:<id>`. A reconnect never resets it.
 */
export const leaseUse = defineTable({
  name: 'lease_use',
  kind: 23,
  scope: 'outlet',
  fields: { uses: list({ at: instant(), fen: fen(), command: text(36) }, 4096) },
});

/** Latest entries of one kind and amount on an account, for the duplicate window. Row id = `account/kind/fen`. */
export const recent = defineTable({
  name: 'recent',
  kind: 24,
  scope: 'outlet',
  fields: { entries: list({ at: instant(), command: text(36), device: opt(text(32)) }, 64) },
});

/**
 * Payouts of an account that a later report (loss, freeze) may still concern. Row id = account id; hub only.
 * `overdraft` marks one with an unresolved part in SUS-OD: it stays listed whatever its age.
 */
export const openPayouts = defineTable({
  name: 'open_payouts',
  kind: 29,
  fields: { payouts: list({ interaction: id(), at: instant(), received_at: instant(), overdraft: flag() }, 512) },
});
