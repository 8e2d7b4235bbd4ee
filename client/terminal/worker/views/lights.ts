import type { RowOf } from '../../../../shared/tables/define.ts';
import type { interaction } from '../../../../shared/tables/interaction.ts';
import type { JournalRecord, Verdict } from '../../../../sync/index.ts';
import type { Lights } from '../api.ts';

/** What the three lights of an entry say: from the journal, its receipt, and the row the hub made of it. */
type Interaction = RowOf<typeof interaction>;

const BY_VERDICT: Readonly<Record<Exclude<Verdict, 'duplicate'>, Lights>> = {
  posted: 'posted',
  posted_with_exception: 'case',
  suspense: 'case',
  held: 'held',
  rejected: 'rejected',
};

const BY_STATUS: Readonly<Record<Interaction['status'], Lights>> = {
  captured: 'recorded',
  synced: 'received',
  held: 'held',
  posted: 'posted',
  posted_with_exception: 'case',
  suspense: 'case',
  rejected: 'rejected',
  reversed: 'reversed',
  refunded: 'reversed',
  written_off: 'posted',
};

/** The verdict that counts: a repeat is what it was the first time. */
export function verdictOf(record: JournalRecord): Exclude<Verdict, 'duplicate'> | null {
  const receipt = record.receipt;
  if (receipt === null) return null;
  return receipt.verdict === 'duplicate' ? receipt.first : receipt.verdict;
}

export function lightsOf(record: JournalRecord, row: Interaction | null): Lights {
  if (row !== null && row.reversed_by !== null) return row.status === 'rejected' ? 'rejected' : 'reversed';
  const verdict = verdictOf(record);
  if (verdict === 'held' && row !== null && row.status !== 'captured') return BY_STATUS[row.status];
  if (verdict !== null) return BY_VERDICT[verdict];
  if (record.entry.basis === 'request') return record.state === 'settled' ? 'posted' : 'unknown';
  return record.state === 'recorded' ? 'recorded' : record.state === 'received' ? 'received' : 'posted';
}

/** Lights of an entry of another device or door: only its row is known here. */
export const lightsOfRow = (row: Interaction): Lights =>
  row.reversed_by !== null ? 'reversed' : BY_STATUS[row.status];
