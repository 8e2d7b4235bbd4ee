import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import type { BenchRow } from '../main.ts';

/**
 * The slow tablet of the budgets: every process that names `mark` on its command line (a browser by its profile
 * folder), with all it starts later, held to a quarter of one core by a cgroup. The period is short, so that work of a
 * few milliseconds is slowed too and does not slip through on the quota saved up before it.
 */

const PERIOD_US = 4_000;
const QUOTA_US = 1_000;
const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';

/** What a benchmark says where `holdToQuarterCore` gave nothing. */
export const NOT_HELD: BenchRow = {
  what: 'not held to a quarter of a core: this machine lets nobody make a cgroup',
  value: 0,
  unit: '',
  budget: null,
  ok: null,
  against: null,
};

export interface Held {
  /** How it is held, for the report. */
  readonly how: string;
  release(): void;
}

function groupFor(name: string): { readonly path: string; readonly home: string } | null {
  if (existsSync(`${V1}/cgroup.procs`)) {
    const path = `${V1}/${name}`;
    mkdirSync(path, { recursive: true });
    writeFileSync(`${path}/cpu.cfs_period_us`, String(PERIOD_US));
    writeFileSync(`${path}/cpu.cfs_quota_us`, String(QUOTA_US));
    return { path, home: V1 };
  }
  if (!existsSync(`${V2}/cgroup.controllers`)) return null;
  writeFileSync(`${V2}/cgroup.subtree_control`, '+cpu');
  const path = `${V2}/${name}`;
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/cpu.max`, `${QUOTA_US} ${PERIOD_US}`);
  return { path, home: V2 };
}

/** Those that name it and all they started: a browser's renderers do not all name the profile. */
function family(mark: string): number[] {
  const parents = new Map<number, number>();
  const found = new Set<number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one) && Number(one) !== process.pid))
    try {
      const pid = Number(name);
      // After the name in brackets: state, then the parent.
      const [, parent] = (readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
      parents.set(pid, Number(parent));
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark)) found.add(pid);
    } catch {
      // It ended between listing and reading.
      continue;
    }
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function move(pids: readonly number[], group: string): void {
  for (const pid of pids)
    try {
      writeFileSync(`${group}/cgroup.procs`, String(pid));
    } catch {
      // It ended meanwhile.
      continue;
    }
}

/** Null where this machine lets nobody make a cgroup: then nothing is held, and the report must say so. */
export function holdToQuarterCore(mark: string): Held | null {
  let group: ReturnType<typeof groupFor>;
  try {
    group = groupFor(`yizhan-slow-${process.pid}`);
  } catch {
    return null;
  }
  if (group === null) return null;
  const { path, home } = group;
  move(family(mark), path);
  return {
    how: `cgroup, ${QUOTA_US} us of every ${PERIOD_US} us of one core`,
    release: () => {
      move(readFileSync(`${path}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number), home);
      try {
        rmdirSync(path);
      } catch {
        // A process just started in it is still there: an empty group harms nobody.
      }
    },
  };
}
