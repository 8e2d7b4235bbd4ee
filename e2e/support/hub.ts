import { spawn, execFile, execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A hub of its own for one test: built code, own data folder, own port. It may be killed and started again. */

/** Names the folder that `filled.ts` made once for all tests of a run. */
export const FILLED = 'YIZHAN_E2E_FILLED';

const root = new URL('../../', import.meta.url).pathname;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export class Hub {
  private child: ChildProcess | null = null;
  private log = '';
  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly percent: number,
    /** Where the built product stands. */
    private readonly product: string,
  ) {}

  /** A hub with demo data: on a copy of the folder the first start of this run filled, where there is one. */
  static async make(percent = 3, product = root): Promise<Hub> {
    const folder = mkdtempSync(join(tmpdir(), 'yizhan-e2e-'));
    const filled = process.env[FILLED];
    // With owner and mode: the embedded server runs as a user of its own and refuses a folder of another's.
    if (filled !== undefined) execFileSync('cp', ['-a', `${filled}/.`, folder]);
    return new Hub(folder, await freePort(), percent, product);
  }

  /** Starts a hub on an empty folder, which fills it with demo data, and stops it. Returns the folder. */
  static async fill(): Promise<string> {
    const hub = await Hub.make();
    await hub.start();
    await hub.end('SIGTERM');
    return hub.folder;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: String(this.port),
      YIZHAN_DATA: this.folder,
      YIZHAN_DEMO_PERCENT: String(this.percent),
    };
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['tools/start.mjs'], {
      cwd: this.product,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.log += chunk.toString('utf8')));
    const deadline = Date.now() + 120_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`hub ended with ${child.exitCode}:\n${this.log}`);
      const ready = await fetch(`${this.url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      // The addresses are printed last, after demo data was made.
      if (ready && this.log.includes('is serving')) return;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    throw new Error(`hub not ready:\n${this.log}`);
  }

  /** SIGKILL: nothing is flushed, the embedded server is left behind as an orphan. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** The disk with the database is gone, and no backup was made; the key file was kept elsewhere. */
  async loseDatabase(): Promise<void> {
    await this.end('SIGTERM');
    for (const name of readdirSync(this.folder))
      if (name !== 'hub-keys.json') rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** `npm run hub -- …args --json`, parsed. It makes no demo county. */
  async command(...args: string[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(process.execPath, ['tools/hub.mjs', ...args, '--json'], {
      cwd: this.product,
      env: { ...this.env, YIZHAN_DEMO: '0' },
      maxBuffer: 1 << 26,
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
  }

  async enrolCode(outlet: string): Promise<string> {
    const answer = (await this.command('enrol-code', '--outlet', outlet)) as { code: string };
    return answer.code;
  }

  /** Reads the hub's own PostgreSQL directly: the figures do not pass through the code under test. */
  async sql(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.connectionString() });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  private connectionString(): string {
    const password = readFileSync(join(this.folder, 'pg.password'), 'utf8').trim();
    const port = readFileSync(join(this.folder, 'pg', 'postmaster.pid'), 'utf8').split('\n')[3];
    return `postgres://yizhan:${password}@127.0.0.1:${port}/yizhan`;
  }

  get output(): string {
    return this.log;
  }
}
