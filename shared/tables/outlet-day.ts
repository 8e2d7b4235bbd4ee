import { defineTable } from './define.ts';
import { bytes, code, date, digits, fen, flag, instant, int, list, opt, text } from './fields.ts';

/** One line of a day's end: a till with every column of its sheet. `device` is where it was last held. */
export const TILL_LINE = {
  till: digits(2),
  device: text(32),
  opening_fen: fen(),
  cash_in_fen: fen(),
  cash_out_fen: fen(),
  transfer_in_fen: fen(),
  transfer_out_fen: fen(),
  over_fen: fen(),
  short_fen: fen(),
  in_count: int(0),
  out_count: int(0),
  closing_fen: fen(),
};

/** Entries of one kind on a date: how many and how much, gross. */
export const KIND_LINE = { kind: code(), direction: code('in', 'out', 'none'), count: int(0), fen: fen() };

/** A device's journal as a day package names it: last seq and chain head, or that it could not be read (缺终端). */
export const DEVICE_LINE = {
  device: text(32),
  device_no: digits(2),
  seq: int(0),
  head: bytes(32),
  missing: flag(),
};

/**
 * Where an outlet stands between days. Row id `outlet`. At most one date is open; `unsynced_closes` counts closes
 * the hub has not posted (0 in the hub's own row). `tills_out` and `open_transfers` are what a close has to wait for.
 */
export const outletState = defineTable({
  name: 'outlet_state',
  kind: 60,
  scope: 'outlet',
  fields: {
    open_date: opt(date()),
    last_closed: opt(date()),
    unsynced_closes: int(0),
    tills_out: list({ till: digits(2), device: text(32) }, 64),
    open_transfers: list(
      { transfer: text(60), from_till: opt(digits(2)), to_till: opt(digits(2)), fen: fen(), sent_on: date() },
      256,
    ),
  },
});

/** One business date of an outlet: who opened and closed it, and the package it was closed with. Row id = the date. */
export const outletDay = defineTable({
  name: 'outlet_day',
  kind: 61,
  scope: 'outlet',
  fields: {
    business_date: date(),
    /** `not_worked`: two persons said at the next opening that the outlet was shut. */
    status: code('open', 'closed', 'not_worked'),
    opened_at: instant(),
    opened_by: opt(digits(11)),
    witness: opt(digits(11)),
    closed_at: opt(instant()),
    closed_by: opt(digits(11)),
    confirmed_by: opt(digits(11)),
    next_date: opt(date()),
    /** The entry that closed it: its signed slip is the Z report. */
    package: opt(text(60)),
    vault_fen: fen(),
    tills: list(TILL_LINE, 64),
    kinds: list(KIND_LINE, 128),
    devices: list(DEVICE_LINE, 16),
  },
});

/** What a device says at the end of its own day. Row id = `date/device16`. */
export const deviceClose = defineTable({
  name: 'device_close',
  kind: 62,
  scope: 'outlet',
  fields: {
    device: text(32),
    device_no: digits(2),
    business_date: date(),
    seq: int(0),
    head: bytes(32),
    closed_by: opt(digits(11)),
    closed_at: instant(),
    tills: list(TILL_LINE, 16),
    kinds: list(KIND_LINE, 128),
  },
});

/** Days on which the outlet is shut. Row id `outlet`. Every other calendar day is a business date. */
export const outletCalendar = defineTable({
  name: 'outlet_calendar',
  kind: 63,
  scope: 'outlet',
  fields: {
    /** 0 = Sunday … 6 = Saturday. */
    weekdays: list({ day: int(0, 6) }, 7),
    dates: list({ date: date() }, 400),
    effective_from: date(),
  },
});
