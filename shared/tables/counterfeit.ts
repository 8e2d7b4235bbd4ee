import { defineTable } from './define.ts';
import { code, date, digits, flag, instant, int, list, opt, text } from './fields.ts';

export const SEIZED_NOTE = { face_fen: int(1, 10_000), form: code('note', 'coin'), serial_no: opt(text(20)) };

/** Counterfeit money taken from circulation. Row id = the entry. It is not cash: no ledger moves. */
export const counterfeitSeizure = defineTable({
  name: 'counterfeit_seizure',
  kind: 68,
  scope: 'outlet',
  fields: {
    notes: list(SEIZED_NOTE, 100),
    count: int(1),
    holder_name: text(50),
    holder_id_type: text(2),
    holder_id_no: text(20),
    business_date: date(),
    seized_at: instant(),
    maker: opt(digits(11)),
    second: opt(digits(11)),
    /** Five or more at once: to the police and the central bank. */
    to_report: flag(),
    /** Until when the holder may ask for appraisal. */
    appraisal_until: instant(),
  },
});
