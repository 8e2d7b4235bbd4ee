import { defineTable } from './define.ts';
import { code, date, digits, fen, id, instant, int, opt, text } from './fields.ts';

/** Deals that paper tells whole. What paper tells only as cash in or out is one of them without an account. */
export const STAND_IN_COMMANDS = ['counter.deposit', 'counter.withdraw'] as const;
/** A slip a customer holds, or a sheet of the outlet (balancing, count). */
export const STAND_IN_SOURCES = ['slip', 'sheet'] as const;

/** What the paper says, and why it is believed. */
export const PAPER_FIELDS = {
  device: text(32),
  seq: int(1),
  source: code(...STAND_IN_SOURCES),
  slip_no: opt(digits(6, 22)),
  command: code(...STAND_IN_COMMANDS),
  account_no: opt(digits(15)),
  fen: fen(),
  till: digits(2),
  business_date: date(),
  written_at: instant(),
  /** Who was at the counter, where the paper says so. */
  teller: opt(digits(11)),
  /** Offline share in force when it was written: told by the door. */
  lease: opt(id()),
  words: text(400),
};

/**
 * What the county entered from paper in the place of an entry that was lost with its tablet (design D5, domain 6).
 * Row id = row id of that entry, `device16.seq`: at most one stands for it.
 */
export const standIn = defineTable({
  name: 'stand_in',
  kind: 156,
  scope: 'outlet',
  fields: {
    ...PAPER_FIELDS,
    /**
     * proposed, refused by the second person, posted; then the tablet turned up and its entry said the same (met),
     * something else (differs), or came before anybody agreed (came).
     */
    status: code('proposed', 'refused', 'posted', 'met', 'differs', 'came'),
    by: opt(digits(11)),
    at: instant(),
    checker: opt(digits(11)),
    decided_at: opt(instant()),
    decision: opt(text(400)),
    /** The command that posted it. */
    posted_by: opt(id()),
    /** Row id under which the tablet's own entry was taken. */
    original: opt(id()),
  },
});

/** The number of a slip that was entered. Row id = the number: a slip stands for one entry. */
export const standInSlip = defineTable({
  name: 'stand_in_slip',
  kind: 157,
  scope: 'outlet',
  fields: { stand_in: id() },
});
