import { defineTable } from './define.ts';
import { code, instant, int } from './fields.ts';

/** Why entries older than their days are still on a tablet. */
export const HELD_REASONS = ['none', 'not_archived', 'not_settled'] as const;
export type HeldReason = (typeof HELD_REASONS)[number];

/** What a terminal keeps and has let go, as it told the hub last. Row id = device id. */
export const retentionReport = defineTable({
  name: 'retention_report',
  kind: 96,
  fields: {
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
  },
});
