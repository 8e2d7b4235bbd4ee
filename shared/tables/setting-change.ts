import { defineTable } from './define.ts';
import { bytes, code, date, digits, instant, int, opt, text } from './fields.ts';

export const SETTING_KINDS = [
  'config',
  'employee',
  'duty',
  'unit',
  'product',
  'rate',
  'calendar',
  'hot_entry',
  'certificate',
  'biller',
  'password',
] as const;
export type SettingKind = (typeof SETTING_KINDS)[number];

/**
 * A change of a setting from the day it was proposed: who wanted what, what stood there before, who decided and when it
 * came into force. Row id = command that proposed it. The rows of a unit are the history of its settings.
 */
export const settingChange = defineTable({
  name: 'setting_change',
  kind: 130,
  scope: 'never',
  fields: {
    what: code(...SETTING_KINDS),
    /** Which one of its kind: a key, an employee number, a product code. */
    subject: text(120),
    /** Version of the payloads below. */
    payload_version: int(1, 100),
    /** Canonical payload of the command that makes the setting, and the one that would make what stood there. */
    after: bytes(16_384),
    before: opt(bytes(16_384)),
    effective_from: date(),
    status: code('proposed', 'agreed', 'in_force', 'refused', 'withdrawn', 'lapsed'),
    /** null = the hub itself, by file. */
    by: opt(digits(11)),
    at: instant(),
    words: text(400),
    checker: opt(digits(11)),
    decided_at: opt(instant()),
    decision: text(400),
    in_force_at: opt(instant()),
    /** Of everything above the status: what the second person was shown. */
    hash: bytes(32),
  },
});
