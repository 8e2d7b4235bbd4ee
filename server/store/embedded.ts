import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  assertReachable,
  assertWritable,
  exists,
  findPrograms,
  StartFault,
  type Programs,
} from './embedded-binaries.ts';

/**
 * Runs a real PostgreSQL out of the data folder and keeps hold of it.
 * The server is a process of its own: it outlives a killed hub, and the next hub adopts it. It listens on
 * 127.0.0.1 only, with a random password kept in the data folder, and it always syncs to disk.
 */
export interface EmbeddedServer {
  /** Connection address of a database of this server. */
  url(database: string): string;
  readonly pid: number;
  /** true when a server left over from a killed hub was taken over. */
  readonly adopted: boolean;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
}

const USER = 'yizhan';
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 30_000;
const POLL_MS = 25;
const PORT_TRIES = 5;

const SETTINGS: readonly string[] = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'max_connections=80',
  'shared_buffers=128MB',
  'max_wal_size=2GB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  // Values of people's rows must not reach a log file.
  'log_min_error_statement=panic',
  'log_parameter_max_length_on_error=0',
  'log_error_verbosity=terse',
];

interface Folder {
  readonly data: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
}

const folderOf = (data: string): Folder => ({
  data,
  cluster: join(data, 'pg'),
  passwordFile: join(data, 'pg.password'),
  logFile: join(data, 'pg.log'),
});

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id may have been given to somebody else since; where the system shows it, the name decides. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null || command.includes('postgres');
}

async function readPidFile(folder: Folder): Promise<{ pid: number; port: number } | null> {
  const text = await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** One starter at a time; a lock whose holder died is taken over. */
async function withStartLock<T>(folder: Folder, work: () => Promise<T>): Promise<T> {
  const path = join(folder.data, 'start.lock');
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      const isStale = holder === process.pid || (holder > 0 && !isAlive(holder));
      if (isStale || Date.now() > until) await rm(path, { force: true });
      else await sleep(POLL_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function passwordOf(folder: Folder): Promise<string> {
  const known = await readFile(folder.passwordFile, 'utf8').catch(() => null);
  if (known !== null && known.trim().length > 0) return known.trim();
  if (await exists(join(folder.cluster, 'PG_VERSION'))) {
    throw new StartFault(`${folder.passwordFile} is missing: restore it beside the database it belongs to.`);
  }
  const fresh = randomBytes(24).toString('base64url');
  await writeFile(folder.passwordFile, `${fresh}\n`, { mode: 0o600 });
  return fresh;
}

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LANG: 'C', LC_ALL: 'C', TZ: 'UTC' });

/** Makes the cluster under another name and renames it, so a broken-off initdb leaves nothing half made. */
async function createCluster(folder: Folder, programs: Programs, password: string): Promise<void> {
  const partial = `${folder.cluster}.new`;
  const pwfile = `${partial}.password`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await writeFile(pwfile, `${password}\n`, { mode: 0o600 });
  if (programs.runAs !== null) {
    await chown(partial, programs.runAs.uid, programs.runAs.gid);
    await chown(pwfile, programs.runAs.uid, programs.runAs.gid);
  }
  const args = [
    `--pgdata=${partial}`,
    `--username=${USER}`,
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  const child = spawn(programs.initdb, args, {
    ...programs.runAs,
    cwd: '/',
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  await rm(pwfile, { force: true });
  if (code !== 0)
    throw new StartFault(`The database could not be created: ${complaint.trim().split('\n').at(-1) ?? ''}`);
  await rename(partial, folder.cluster);
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer().on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Spawns the server detached, so that Ctrl-C in a terminal reaches the hub and not the database under it. */
async function spawnServer(folder: Folder, programs: Programs, port: number): Promise<number> {
  const log = await open(folder.logFile, 'a', 0o600);
  const args = ['-D', folder.cluster, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])];
  const child = spawn(programs.postgres, args, {
    ...programs.runAs,
    cwd: '/',
    detached: true,
    env: environment(),
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  await log.close();
  if (child.pid === undefined) throw new StartFault(`${programs.postgres} could not be started.`);
  return child.pid;
}

async function waitUntilReady(url: string, pid: number): Promise<boolean> {
  const until = Date.now() + START_MS_MAX;
  while (Date.now() < until) {
    if (await answers(url)) return true;
    if (!isAlive(pid)) return false;
    await sleep(POLL_MS);
  }
  return false;
}

async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  const until = Date.now() + STOP_MS_MAX;
  while (isAlive(pid)) {
    if (Date.now() > until) throw new StartFault(`The database process ${pid} does not stop.`);
    await sleep(POLL_MS);
  }
}

const addressOf = (password: string, port: number) => (database: string) =>
  `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;

async function adopt(folder: Folder, password: string): Promise<EmbeddedServer | null> {
  const running = await readPidFile(folder);
  if (running === null) return null;
  if (!(await isPostgres(running.pid))) {
    await rm(join(folder.cluster, 'postmaster.pid'), { force: true });
    return null;
  }
  const url = addressOf(password, running.port);
  if (!(await waitUntilReady(url('postgres'), running.pid))) {
    if (isAlive(running.pid))
      throw new StartFault(`A database process ${running.pid} holds ${folder.cluster} and does not answer.`);
    return null;
  }
  return { url, pid: running.pid, adopted: true, stop: () => stopServer(running.pid) };
}

async function start(folder: Folder, password: string): Promise<EmbeddedServer> {
  const programs = await findPrograms();
  if (programs.runAs !== null) await assertReachable(folder.cluster);
  if (!(await exists(join(folder.cluster, 'PG_VERSION')))) await createCluster(folder, programs, password);
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const port = await freePort();
    const pid = await spawnServer(folder, programs, port);
    const url = addressOf(password, port);
    if (await waitUntilReady(url('postgres'), pid)) return { url, pid, adopted: false, stop: () => stopServer(pid) };
  }
  const log = await readFile(folder.logFile, 'utf8').catch(() => '');
  throw new StartFault(
    `The database in ${folder.cluster} does not start: ${log.trim().split('\n').at(-1) ?? 'no log'}`,
  );
}

/** The server of this data folder: a running one is adopted, else one is started. @throws StartFault */
export async function startEmbedded(dataFolder: string): Promise<EmbeddedServer> {
  const folder = folderOf(resolve(dataFolder));
  await assertWritable(folder.data);
  return withStartLock(folder, async () => {
    const password = await passwordOf(folder);
    return (await adopt(folder, password)) ?? (await start(folder, password));
  });
}
