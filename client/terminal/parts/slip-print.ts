import type { Preferences } from '../state/preferences.ts';
import type { Slip } from '../worker/api.ts';

/**
 * Prints one thing of the page: the slip, on the paper this tablet prints on; the rows of a passbook; or the journal. The
 * browser's dialog waits for the clerk.
 */
export function printPage(what: Preferences['paper'] | 'journal' | 'passbook'): void {
  document.documentElement.dataset['print'] = what === '80mm' ? 'slip' : what;
  window.print();
  delete document.documentElement.dataset['print'];
}

/** A passbook's rows go into the book itself, everything else onto the paper this tablet prints on. */
export const paperOf = (slip: Slip | null, paper: Preferences['paper']): Preferences['paper'] | 'passbook' =>
  slip?.kind === 'passbook' ? 'passbook' : paper;
