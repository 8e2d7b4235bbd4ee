import { Dexie } from 'dexie';
import { KeyDatabase } from '../vault/key-database.ts';
import { TerminalDatabase } from './database.ts';

/** Practice (演练) has databases of its own, so that no line of its code can name the real ones by leaving a name out. */
const PRACTICE_KEYS = 'yizhan-practice-keys';
const PRACTICE_TERMINAL = 'yizhan-practice-terminal';

/** Nothing of an earlier practice stays. */
export async function dropPractice(): Promise<void> {
  await Dexie.delete(PRACTICE_KEYS);
  await Dexie.delete(PRACTICE_TERMINAL);
}

/** New and empty. */
export async function practiceDatabases(): Promise<{ readonly keyDb: KeyDatabase; readonly db: TerminalDatabase }> {
  await dropPractice();
  return { keyDb: new KeyDatabase(PRACTICE_KEYS), db: new TerminalDatabase(PRACTICE_TERMINAL) };
}
