import type { Instant } from '../../../shared/kernel/dates.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { SyncStatus } from '../worker/api.ts';
import { stamp } from './times.ts';

/** Damaged rows in words: what it means, and when they are fetched again, or that this tablet is to be exchanged. */
export function mendingWords(
  mending: NonNullable<SyncStatus['mending']>,
  now: Instant,
  t: Texts,
): { readonly title: string; readonly note: string } {
  const { mending: title, mendingNote, mendingAt, wornOut, wornOutNote } = t.sync;
  if (mending.isWornOut) return { title: wornOut, note: wornOutNote };
  const { nextAt } = mending;
  return { title, note: nextAt === null ? mendingNote : `${mendingNote}${mendingAt(stamp(nextAt, now))}` };
}
