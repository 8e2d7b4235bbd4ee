import { defineTable } from './define.ts';
import { code, date, digits, flag, id, instant, opt, text } from './fields.ts';

/** Resident and other identity papers of domain 3.4. */
export const ID_TYPES = ['01', '02', '03', '04', '05', '06', '07', '08', '09'] as const;

/** A person (domain 3.4). Row id: hub number or terminal-made. `customer_no` is temporary (`T…`) until the hub gives the final one. */
export const customer = defineTable({
  name: 'customer',
  kind: 10,
  scope: 'outlet',
  fields: {
    customer_no: text(16),
    name: text(50),
    /** Full pinyin with spaces, surname mode, made by the hub; empty while the row is only on its terminal. */
    pinyin: text(160),
    id_type: code(...ID_TYPES),
    id_no: text(20),
    id_valid_to: opt(date()),
    gender: code('male', 'female'),
    birth_date: date(),
    nationality: digits(3),
    phone: opt(text(20)),
    region_code: digits(6, 12),
    address: text(120),
    occupation: code('1', '2', '3', '4', '5', '6', '7', '8'),
    village_code: opt(digits(12)),
    risk_level: code('low', 'medium_low', 'medium', 'medium_high', 'high'),
    tier: opt(code('mass', 'potential', 'vip', 'fujia', 'dingfu')),
    owner_employee: opt(digits(11)),
    preferred_channel: opt(code('counter', 'call', 'sms', 'online', 'visit')),
    needs_help: flag(),
    status: code('prospect', 'active', 'frozen_id', 'deceased', 'merged', 'closed'),
    home_outlet: digits(8),
    source: code('counter', 'field', 'call', 'online', 'import'),
    opened_on: date(),
    updated_at: instant(),
    /** Command row that last changed each of the fields a clerk may change, for field-level merge. */
    phone_at: instant(),
    address_at: instant(),
    household: opt(id()),
  },
});

/** Finds a person by identity paper within a branch. Row id = hex of SHA-256 over `type|number`; hub only. */
export const customerIdentity = defineTable({
  name: 'customer_identity',
  kind: 18,
  fields: { customer: id() },
});
