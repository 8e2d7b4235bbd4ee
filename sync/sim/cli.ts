import { simulate } from './run.ts';

/** `npm run simulate -- --seeds N --from S`: runs seeds and prints what happened in them. Exit 1 on a breach. */

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = Number(process.argv[at + 1]);
  return at > 0 && Number.isSafeInteger(value) ? value : otherwise;
}

const from = option('from', 1);
const seeds = option('seeds', 100);
const totals = new Map<string, number>();
let failed = 0;
let entries = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const result = await simulate(seed);
  entries += result.entries;
  for (const [what, count] of result.counts) totals.set(what, (totals.get(what) ?? 0) + count);
  if (result.breaches.length === 0) continue;
  failed += 1;
  console.log(`seed ${seed}:\n  ${result.breaches.slice(0, 8).join('\n  ')}`);
}
for (const [what, count] of [...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(8)}  ${what}`);
console.log(`${seeds} seeds from ${from}: ${entries} entries, ${failed} seeds with breaches`);
process.exitCode = failed === 0 ? 0 : 1;
