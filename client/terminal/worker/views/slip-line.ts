import type { SlipLine } from '../api.ts';
import type { EntryFacts } from './journal.ts';

/** What every paper is made of. */

export const line = (label: string, value: string): SlipLine => ({ label, value });

/** A text of the entry's payload; '' where there is none. */
export function word({ payload }: Pick<EntryFacts, 'payload'>, name: string): string {
  const value = payload[name];
  return typeof value === 'string' ? value : '';
}
