import type { SyncStatus } from './api.ts';
import type { Clerk } from './clerk.ts';
import type { Terminal } from './terminal.ts';

/** What the tablet does by itself while somebody is on: at every change of the line it is asked whether it is due. */
export interface Chore {
  isDue(sync: SyncStatus): boolean;
  run(terminal: Terminal, clerk: Clerk): Promise<void>;
}
