import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { BenchRow } from './main.ts';

/** Gzipped JavaScript that the terminal's page loads before its first screen: the entry and what it imports statically. */
export function run(): Promise<BenchRow[]> {
  const root = new URL('../dist/client/terminal/', import.meta.url);
  const html = readFileSync(new URL('index.html', root), 'utf8');
  const queue = [...html.matchAll(/(?:src|href)="\/?(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  const seen = new Map<string, number>();
  while (queue.length > 0) {
    const name = queue.pop();
    if (name === undefined || seen.has(name)) continue;
    const source = readFileSync(new URL(name, root));
    seen.set(name, gzipSync(source, { level: 6 }).length);
    for (const [, dep] of source.toString('utf8').matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g))
      queue.push(`assets/${dep}`);
  }
  const total = [...seen.values()].reduce((sum, one) => sum + one, 0);
  return Promise.resolve([
    {
      what: 'JS for the first screen, gzip',
      value: Number((total / 1000).toFixed(1)),
      unit: 'kB',
      budget: 130,
      ok: total <= 130_000,
      against: null,
    },
  ]);
}
