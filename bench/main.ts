import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** `npm run bench -- NAME [--json]`. A row without a budget is information; a missed budget is printed, never an exit code. */

export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly budget: number | null;
  readonly ok: boolean | null;
  /** What the figure is a ratio against, or null. */
  readonly against: string | null;
}

const NAMES = [
  'import',
  'ingest',
  'capture',
  'search',
  'start',
  'month',
  'size',
  'bootstrap',
  'wire',
  'live',
  'reconnect',
  'idle',
  'storm',
  'market-day',
  'market-week',
] as const;

const args = process.argv.slice(2);
const json = args.includes('--json');
const wanted = args.filter((one) => !one.startsWith('--'));
const available = NAMES.filter((name) => existsSync(new URL(`./${name}.ts`, import.meta.url)));
const unknown = wanted.filter((name) => !available.some((one) => one === name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}. There are: ${available.join(', ')}.`);
  process.exit(2);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, node ${process.version}`;

for (const name of wanted.length > 0 ? wanted : available) {
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<readonly BenchRow[]> };
  const rows = await run();
  const report = { name, commit: commit(), machine, rows };
  if (json) console.log(JSON.stringify(report));
  else {
    console.log(`${name} (${report.commit}, ${machine})`);
    for (const row of rows) {
      const verdict = row.ok === null ? '' : row.ok ? '  ok' : '  over budget';
      console.log(
        `  ${row.what}: ${row.value} ${row.unit}${row.against === null ? '' : ` against ${row.against}`}${row.budget === null ? '' : ` (budget ${row.budget})`}${verdict}`,
      );
    }
  }
}
