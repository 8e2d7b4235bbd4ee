import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs `npm run hub -- …` on the hub whose data lie in a test folder. */
export function runCli(folder: string, args: readonly string[]): { status: number | null; out: string; err: string } {
  const env = { PATH: process.env['PATH'], YIZHAN_DATA: join(folder, 'data') };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'server/cli.ts', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  return { status, out: stdout.trim(), err: stderr.trim() };
}
