import { writeSync } from 'node:fs';
import { openDatabase } from '../database.ts';
import { createPostgresStore } from '../postgres-store.ts';
import { testConfig } from './database.ts';
import { aLog, anInteraction, depositPostings, EMPTY, scopesOnly } from './writes.ts';

/** A hub process of a test: commits entry after entry and acknowledges each on standard output, until it is killed. */
const db = await openDatabase({ ...testConfig(''), dataFolder: process.argv[2] ?? '' });
const store = createPostgresStore(db, scopesOnly);
for (let seq = 1; ; seq++) {
  const log = aLog(seq);
  const write = { ...EMPTY, log: [log], rows: [anInteraction(log)], postings: depositPostings(log, 10_000, '7') };
  await store.inBranch('41272801', (tx) => tx.commit(write));
  writeSync(1, `${seq}\n`);
}
