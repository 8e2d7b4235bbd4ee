import { defineTable } from './define.ts';
import { code, date, digits, fen, flag, id, instant, int, opt, text } from './fields.ts';

/** A savings account (domain 3.5, 11.19). Amounts in fen; ledger never below minus its overdraft line on the hub. */
export const account = defineTable({
  name: 'account',
  kind: 11,
  scope: 'outlet',
  fields: {
    account_no: digits(15),
    customer: id(),
    home_outlet: digits(8),
    kind: code('demand', 'term_lump', 'term_instalment', 'notice_1d', 'notice_7d', 'flexible'),
    account_class: code('I', 'II', 'III'),
    medium: code('passbook', 'certificate', 'card', 'card_and_passbook'),
    /** Number of the controlled voucher that was handed out. */
    passbook_no: opt(digits(1, 15)),
    product: code(),
    rate_ppm: int(0, 1_000_000),
    opened_on: date(),
    closed_on: opt(date()),
    ledger_fen: fen(),
    hold_fen: fen(),
    frozen_fen: fen(),
    /**
     * 0 on the hub. On a terminal: deposits captured here that the centre has not posted (they do not raise what may
     * be paid offline), and requests without a verdict (they bind money already).
     */
    pending_in_fen: fen(),
    pending_out_fen: fen(),
    overdraft_line_fen: fen(),
    withdraw_rule: code('pin', 'id', 'pin_and_id', 'none'),
    status: code('pending', 'active', 'lost_oral', 'lost_written', 'dormant', 'long_suspended', 'closed', 'cancelled'),
    lost_at: opt(instant()),
    /** When the report was lifted: what was captured before it, and arrives later, still counts as after the loss. */
    lost_until: opt(instant()),
    lost_at_outlet: opt(digits(8)),
    frozen_at: opt(instant()),
    frozen_until: opt(instant()),
    stop_pay_at: opt(instant()),
    stop_pay_until: opt(instant()),
    closed_at: opt(instant()),
    /** An unresolved overdraft: no payment offline until its case is closed. */
    offline_block: flag(),
    statement_cycle: opt(text(30)),
    balance_as_of: instant(),
  },
});

/** Finds an account by its number. Row id = account number; hub only, terminals search their own index. */
export const accountNumber = defineTable({
  name: 'account_number',
  kind: 17,
  fields: { account: id() },
});
