import { defineTable } from './define.ts';
import { code, date, digits, fen, id, instant, opt, text } from './fields.ts';

const CASE_FIELDS = {
  code: code(),
  severity: code('info', 'low', 'medium', 'high', 'critical'),
  status: code('open', 'claimed', 'proposed', 'closed'),
  /** The command that raised it and, for journal entries, where it stands in the journal. */
  command: text(36),
  interaction: opt(id()),
  account: opt(id()),
  customer: opt(id()),
  device: opt(text(32)),
  amount_fen: fen(),
  suspense_ledger: opt(code()),
  suspense_fen: fen(),
  business_date: date(),
  opened_at: instant(),
  due_at: instant(),
  owner: opt(digits(11)),
  closed_at: opt(instant()),
  resolution: opt(text(200)),
  /** What the outlet saw when it decided, and what the centre knew, as short facts `name=value;…`. */
  outlet_record: text(600),
  centre_record: text(600),
};

/** A reconcile exception (domain 4.8). Row id = `command/code`. */
export const exceptionCase = defineTable({ name: 'exception_case', kind: 31, scope: 'outlet', fields: CASE_FIELDS });

/** Cases an outlet must not learn of (no tipping-off). Row id = `command/code`. */
export const amlCase = defineTable({ name: 'aml_case', kind: 32, fields: CASE_FIELDS });
