import { defineTable, type RowOf } from './define.ts';
import { code, date, digits, fen, flag, id, instant, int, opt, text } from './fields.ts';

export const INTERACTION_STATUSES = [
  'captured',
  'synced',
  'held',
  'posted',
  'posted_with_exception',
  'suspense',
  'rejected',
  'reversed',
  'refunded',
  'written_off',
] as const;

/** The record of one command that concerns a customer or cash (domain 3.9). Row id: `device16.seq`, or the command id for other doors. */
export const interaction = defineTable({
  name: 'interaction',
  kind: 30,
  scope: 'outlet',
  fields: {
    kind: code(),
    channel: code(
      'counter',
      'card',
      'pos',
      'atm',
      'call',
      'online',
      'field',
      'lobby',
      'merchant_visit',
      'sms',
      'system',
    ),
    status: code(...INTERACTION_STATUSES),
    customer: opt(id()),
    account: opt(id()),
    card: opt(id()),
    amount_fen: fen(),
    fee_fen: fen(),
    /** Cash at this outlet: in, out or none. */
    direction: code('in', 'out', 'none'),
    account_fen: fen(),
    suspense_ledger: opt(code()),
    suspense_fen: fen(),
    till: opt(digits(2)),
    device: opt(text(32)),
    seq: opt(int(1)),
    business_date: date(),
    captured_at: instant(),
    maker: opt(digits(11)),
    checker: opt(digits(11)),
    offline: flag(),
    voucher_no: opt(digits(22)),
    reverses: opt(id()),
    reversed_by: opt(id()),
    replaces: opt(id()),
    rejection: opt(code()),
    summary: opt(text(60)),
    /** Remittances: the other bank and account, or its number. Money given back out of suspense: the entry it came with. */
    partner_bank: opt(text(20)),
    partner_account: opt(text(36)),
    /** Why the money moved, in the words of its source. */
    purpose: opt(text(20)),
    /** Transfers between two accounts of this branch: the account that received; `account` is the one that paid. */
    to_account: opt(id()),
    /** Imported records only: key and coding in the source, posting position, and the balance the source stored (checked, never used). */
    source_key: opt(text(40)),
    source_kind: opt(text(40)),
    source_position: opt(int(0)),
    stored_balance_fen: opt(fen()),
  },
});

type SourceField =
  | 'partner_bank'
  | 'partner_account'
  | 'purpose'
  | 'to_account'
  | 'source_key'
  | 'source_kind'
  | 'source_position'
  | 'stored_balance_fen';

/** The source fields of an interaction that was made here and not imported. */
export const NO_SOURCE: Pick<RowOf<typeof interaction>, SourceField> = {
  partner_bank: null,
  partner_account: null,
  purpose: null,
  to_account: null,
  source_key: null,
  source_kind: null,
  source_position: null,
  stored_balance_fen: null,
};
