import { readdirSync, readFileSync } from 'node:fs';

/** SIGKILL for every process that names `mark` on its command line: a browser by its profile folder. Returns how many. */
export function killAllNaming(mark: string): number {
  let killed = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark)) continue;
      process.kill(Number(name), 'SIGKILL');
      killed += 1;
    } catch {
      // It ended between listing and killing.
      continue;
    }
  }
  return killed;
}
