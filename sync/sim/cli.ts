import { rare } from './report.ts';
import { simulate } from './run.ts';
import { shrink } from './shrink.ts';

/**
 * `npm run simulate -- --seeds N --from S`: runs seeds and prints what happened in them. `--shrink` makes the first
 * failing one small and tells it step by step. `--lose-hub` loses the hub in every run. `--report` fails too when something that matters happened fewer than
 * 100 times. Exit 1 on a breach.
 */
const REPORT_MIN = 100;

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = Number(process.argv[at + 1]);
  return at > 0 && Number.isSafeInteger(value) ? value : otherwise;
}
const flag = (name: string): boolean => process.argv.includes(`--${name}`);

async function tellSmall(seed: number): Promise<void> {
  const small = await shrink(seed, {}, less);
  if (small === null) return;
  const { result, steps, runs } = small;
  console.log(`seed ${seed} made small in ${runs} runs: ${steps} steps, ${result.happened.length} things left`);
  console.log(`  ${result.told.join('\n  ')}\n  ${result.breaches.join('\n  ')}`);
}

const less = { losesHub: flag('lose-hub') };
const from = option('from', 1);
const seeds = option('seeds', 100);
const totals = new Map<string, number>();
const failed: number[] = [];
let entries = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const result = await simulate(seed, {}, less);
  entries += result.entries;
  for (const [what, count] of result.counts) totals.set(what, (totals.get(what) ?? 0) + count);
  if (result.breaches.length === 0) continue;
  failed.push(seed);
  console.log(`seed ${seed}:\n  ${result.breaches.slice(0, 8).join('\n  ')}`);
}
for (const [what, count] of [...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(8)}  ${what}`);
const [first] = failed;
if (flag('shrink') && first !== undefined) await tellSmall(first);
const tooRare = flag('report') ? rare(totals, REPORT_MIN) : [];
for (const what of tooRare) console.log(`fewer than ${REPORT_MIN} times: ${what}`);
console.log(`${seeds} seeds from ${from}: ${entries} entries, ${failed.length} seeds with breaches`);
process.exitCode = failed.length === 0 && tooRare.length === 0 ? 0 : 1;
