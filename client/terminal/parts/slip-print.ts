import type { Preferences } from '../state/preferences.ts';

/**
 * Prints what carries the class `printing` only: the slip, on the paper this tablet prints on, or the journal. The
 * browser's dialog waits for the clerk.
 */
export function printPage(what: Preferences['paper'] | 'journal'): void {
  document.documentElement.dataset['print'] = what === '80mm' ? 'slip' : what;
  window.print();
  delete document.documentElement.dataset['print'];
}
