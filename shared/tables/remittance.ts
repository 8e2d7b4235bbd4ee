import { defineTable } from './define.ts';
import { bytes, code, date, digits, fen, id, instant, opt, text } from './fields.ts';

export const REMIT_MODES = ['id', 'password', 'account'] as const;
export const REMIT_STATUSES = ['accepted_offline', 'accepted', 'sent', 'arrived', 'paid', 'returned'] as const;

/**
 * A remittance (domain 3.10, 11.21) as one outlet sees it: the one that took it in and the one that pays it each keep
 * their row. Row id = its number. Amounts in fen.
 */
export const remittance = defineTable({
  name: 'remittance',
  kind: 152,
  scope: 'outlet',
  fields: {
    fen: fen(),
    fee_fen: fen(),
    /** How the payee gets it: cash on the identity paper, cash on paper and password, or into an account. */
    mode: code(...REMIT_MODES),
    status: code(...REMIT_STATUSES),
    sender_name: text(60),
    payee_name: text(60),
    payee_address: text(100),
    postcode: opt(digits(6)),
    /** Receiving account of mode `account`. */
    account_no: opt(digits(15)),
    from_outlet: digits(8),
    to_outlet: digits(8),
    /** Business date it was taken in; it can be paid for `remit.expire_days` from here. */
    sent_on: date(),
    captured_at: instant(),
    /** The entry that took the money in, and the one that paid it out. */
    entry: id(),
    paid_by: opt(id()),
    paid_on: opt(date()),
  },
});

/** What only the hub holds of a remittance: SHA-256 of number and password. Row id = its number. */
export const remittanceSecret = defineTable({
  name: 'remittance_secret',
  kind: 153,
  fields: { password_hash: bytes(32) },
});
