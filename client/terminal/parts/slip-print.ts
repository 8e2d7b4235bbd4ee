/** Prints what carries the class `printing` only: the 80 mm slip or the journal. The browser's dialog waits for the clerk. */
export function printPage(kind: 'slip' | 'journal'): void {
  document.documentElement.dataset['print'] = kind;
  window.print();
  delete document.documentElement.dataset['print'];
}
