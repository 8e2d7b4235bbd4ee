import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import type { Terminal } from '../state/terminal.svelte.ts';

/** Hands the sealed journal to the clerk as a file. The name says whose it is; the content only the county can open. */
export function saveJournal(sealed: Blob, terminal: Terminal): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(sealed);
  link.download = `yizhan-${terminal.app.outlet?.code ?? 'outlet'}-${terminal.app.deviceNo ?? '00'}-${shanghaiDate(terminal.now)}.bin`;
  link.click();
  URL.revokeObjectURL(link.href);
}
