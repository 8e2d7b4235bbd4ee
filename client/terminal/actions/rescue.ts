import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import type { Terminal } from '../state/terminal.svelte.ts';

/** Gives a file to the person at the screen, under a name. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Hands the sealed journal to the clerk as a file. The name says whose it is; the content only the county can open. */
export function saveJournal(sealed: Blob, terminal: Terminal): void {
  const day = shanghaiDate(terminal.now);
  saveFile(sealed, `yizhan-${terminal.app.outlet?.code ?? 'outlet'}-${terminal.app.deviceNo ?? '00'}-${day}.bin`);
}
