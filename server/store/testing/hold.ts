import { openDatabase } from '../database.ts';
import { testConfig } from './database.ts';

/** A hub process of a test: holds the data folder given as its argument until it is killed. */
try {
  const db = await openDatabase({ ...testConfig(''), dataFolder: process.argv[2] ?? '' });
  await db.script(
    'CREATE TABLE IF NOT EXISTS public.mark (n int); DELETE FROM public.mark; INSERT INTO public.mark VALUES (7)',
  );
  console.log(`serving ${db.embedded?.pid ?? 0}`);
  process.stdin.resume();
} catch (error) {
  console.log(`refused: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
