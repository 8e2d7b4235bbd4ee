import { fork, type ChildProcess } from 'node:child_process';
import type { RowChange } from '../../sync/index.ts';
import { startBenchHub, type BenchDevice, type BenchHub } from './bench-hub.ts';
import { packAnew } from './packing-anew.ts';

/** A hub in a process of its own, so that what it takes is not mixed with what the benchmark takes. */
export interface HubMemory {
  readonly rss: number;
  /** What the program holds after a collection: heap, buffers and what is bound to them. */
  readonly held: number;
}
type Asked =
  | { readonly do: 'enrol'; readonly branch: string; readonly deviceNos: readonly string[] }
  | { readonly do: 'fill'; readonly branch: string; readonly rows: readonly RowChange[] }
  | { readonly do: 'memory' | 'cpu' | 'stop' };

/** YIZHAN_HUB_PROFILE=FOLDER leaves a CPU profile of the hub there. */
const hubFlags = (): readonly string[] => {
  const folder = process.env['YIZHAN_HUB_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
};

export class HubProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** @param pages kept: as the product does; anew: packed for every line again */
  static start(pages: 'kept' | 'anew' = 'kept'): Promise<HubProcess> {
    const child = fork(new URL(import.meta.url).pathname, ['hub', pages], {
      execArgv: [...process.execArgv, '--expose-gc', ...hubFlags()],
      serialization: 'advanced',
    });
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(new HubProcess(child)));
      child.once('exit', (code) => reject(new Error(`the hub ended with ${String(code)}`)));
    });
  }
  private ask<T>(what: Asked): Promise<T> {
    return new Promise((resolve) => {
      this.child.once('message', (answer) => resolve(answer as T));
      this.child.send(what);
    });
  }
  enrol(branch: string, deviceNos: readonly string[]): Promise<readonly BenchDevice[]> {
    return this.ask({ do: 'enrol', branch, deviceNos });
  }
  fill(branch: string, rows: readonly RowChange[]): Promise<null> {
    return this.ask({ do: 'fill', branch, rows });
  }
  memory(): Promise<HubMemory> {
    return this.ask({ do: 'memory' });
  }
  /** Seconds of CPU the hub's own process has taken so far. */
  cpu(): Promise<number> {
    return this.ask({ do: 'cpu' });
  }
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask({ do: 'stop' });
    await ended;
  }
}

function memoryNow(): HubMemory {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, held: heapUsed + external };
}

async function answer(hub: BenchHub, asked: Asked): Promise<unknown> {
  switch (asked.do) {
    case 'enrol': {
      const devices: BenchDevice[] = [];
      for (const deviceNo of asked.deviceNos) devices.push(await hub.enrol(asked.branch, deviceNo));
      return devices;
    }
    case 'fill':
      await hub.fill(asked.branch, asked.rows);
      return null;
    case 'memory':
      return memoryNow();
    case 'cpu':
      return process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
    case 'stop':
      await hub.stop();
      return null;
  }
}

if (process.argv[2] === 'hub' && process.send !== undefined) {
  const hub = await startBenchHub();
  if (process.argv[3] === 'anew') packAnew(hub.hub.engine.store);
  process.on('message', (asked) => {
    void answer(hub, asked as Asked).then((told) =>
      process.send?.(told ?? { done: true }, () => {
        if ((asked as Asked).do === 'stop') process.exit(0);
      }),
    );
  });
  process.send({ ready: true });
}
