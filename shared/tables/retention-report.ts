import { defineTable } from './define.ts';
import { code, instant, int, opt } from './fields.ts';

/** Why entries older than their days are still on a tablet. */
export const HELD_REASONS = ['none', 'not_archived', 'not_settled'] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

/** What a terminal keeps and has let go, and whether its storage holds, as it told the hub last. Row id = device id. */
export const retentionReport = defineTable({
  name: 'retention_report',
  kind: 96,
  fields: {
    /** When it told what it keeps; 0 = not yet. */
    at: instant(),
    /** Entries of the journal on the tablet, and up to which number they are gone. */
    journal_kept: int(0),
    trimmed_seq: int(0),
    /** Older than the days and still there, and why. */
    held: int(0),
    held_reason: code(...HELD_REASONS),
    /** Dated rows let go since the tablet was enrolled. */
    rows_dropped: int(0),
    /** Signatures whose only copy is there. */
    pictures: int(0),
    /** Its storage does not hold the outlet's rows any more: the tablet is to be exchanged. */
    worn_since: opt(instant()),
  },
});
