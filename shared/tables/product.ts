import { defineTable } from './define.ts';
import { code, date, fen, int, opt, text } from './fields.ts';

/** A product version (domain 3.14). Row id = product code. Rates in ppm a year. */
export const product = defineTable({
  name: 'product',
  kind: 4,
  scope: 'reference',
  fields: {
    name: text(60),
    name_en: text(60),
    category: code(
      'demand',
      'term',
      'notice',
      'card',
      'remittance',
      'online',
      'sms_notice',
      'wealth',
      'fund',
      'insurance_agency',
      'bond',
      'agency_pay',
      'merchant',
      'loan',
    ),
    term_months: opt(int(0, 600)),
    rate_ppm: int(0, 1_000_000),
    min_fen: fen(),
    valid_from: date(),
    valid_to: opt(date()),
  },
});
