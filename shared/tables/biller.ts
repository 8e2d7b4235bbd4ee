import { defineTable } from './define.ts';
import { code, date, digits, fen, id, instant, int, list, opt, text } from './fields.ts';

export const BILLER_KINDS = ['power', 'phone', 'water', 'medical', 'pension', 'grain', 'other'] as const;

/** Who bills are collected for (代收). Row id = the biller's code. */
export const biller = defineTable({
  name: 'biller',
  kind: 154,
  scope: 'reference',
  fields: {
    name: text(60),
    name_en: text(60),
    kind: code(...BILLER_KINDS),
    status: code('open', 'closed'),
    /** Minute of the day in China from which the day's collections are with the biller and cannot be reversed. */
    cut_off_minute: int(0, 1440),
  },
});

/** A bill that was paid at this outlet. Row id = `biller/payer/period`: it is paid once. */
export const agencyBill = defineTable({
  name: 'agency_bill',
  kind: 155,
  scope: 'outlet',
  fields: {
    status: code('paid', 'taken_back'),
    fen: fen(),
    entry: id(),
    business_date: date(),
    at: instant(),
    payer_name: opt(text(60)),
  },
});

/**
 * Where in the province a bill was paid first; hub only, in the province's branch. Row id as of `agency_bill`. `told` =
 * other outlets that took its cash too. `open` = that cash was given back.
 */
export const billClaim = defineTable({
  name: 'bill_claim',
  kind: 108,
  fields: {
    branch: digits(8),
    entry: id(),
    fen: fen(),
    at: instant(),
    status: code('paid', 'open'),
    told: list({ branch: digits(8) }, 64),
  },
});

/** What was collected for a biller on a business date, and what of it was handed over. Row id = `biller/date`. */
export const agencyDay = defineTable({
  name: 'agency_day',
  kind: 115,
  scope: 'outlet',
  fields: {
    biller: code(),
    business_date: date(),
    count: int(0),
    fen: fen(),
    handed_fen: fen(),
    handed_on: opt(date()),
    entry: opt(id()),
  },
});

export const agencyDayId = (biller: string, on: string): string => `${biller}/${on}`;

export const billId = (of: { biller: string; payer_no: string; period: string }): string =>
  `${of.biller}/${of.payer_no}/${of.period}`;
