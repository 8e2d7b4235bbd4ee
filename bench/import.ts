import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runFeed } from '../server/feed/feed.ts';
import { importBerka } from '../server/import/berka.ts';
import { openTestHub } from '../server/import/testing/hub.ts';
import type { BenchRow } from './main.ts';

/**
 * The whole Berka collection, or the small one of our own where it is absent, into an empty database: durable, with
 * postings, and with the analysis schema up to date.
 */
const COLLECTION = fileURLToPath(new URL('../../shared/data/berka/', import.meta.url));
const FIXTURE = fileURLToPath(new URL('../server/import/fixture/', import.meta.url));

const seconds = (fromMs: number): number => Number(((performance.now() - fromMs) / 1000).toFixed(1));
const info = (what: string, value: number, unit: string): BenchRow => ({
  what,
  value,
  unit,
  budget: null,
  ok: null,
  against: null,
});

export async function run(): Promise<BenchRow[]> {
  const isWhole = existsSync(COLLECTION);
  const dir = isWhole ? COLLECTION : FIXTURE;
  const hub = await openTestHub();
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 100);
  try {
    const start = performance.now();
    const report = await importBerka(hub.hub, dir, { cards: hub.keys });
    const importS = seconds(start);
    await runFeed(hub.db);
    const totalS = seconds(start);
    const again = performance.now();
    await importBerka(hub.hub, dir, { cards: hub.keys });
    const megabytes = Math.round(peakBytes / 1e6);
    return [
      {
        what: `import and analysis of ${isWhole ? 'the collection' : 'the small collection'}`,
        value: totalS,
        unit: 's',
        budget: 60,
        ok: totalS <= 60,
        against: null,
      },
      {
        what: 'memory of the importing process, peak',
        value: megabytes,
        unit: 'MB',
        budget: 1000,
        ok: megabytes < 1000,
        against: null,
      },
      info('commands posted', report.outcome.posted, 'commands'),
      info('posted per second, durable', Math.round(report.outcome.posted / Math.max(importS, 0.1)), 'commands/s'),
      info('a second import', seconds(again), 's'),
    ];
  } finally {
    clearInterval(watch);
    await hub.close();
  }
}
