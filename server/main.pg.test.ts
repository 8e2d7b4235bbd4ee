import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestFolder } from './store/testing/database.ts';

/** The hub as a process of its own: what it prints, and how it ends. */
let folder: string;
let remove: () => Promise<void>;
let taken: Server;
beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken.close();
  await remove();
});

const root = fileURLToPath(new URL('..', import.meta.url));

function start(settings: Record<string, string>): {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
} {
  const env = { ...process.env, PORT: '0', YIZHAN_DATA: join(folder, 'data'), YIZHAN_DEMO_PERCENT: '1', ...settings };
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, out: () => out, err: () => err, ended };
}

const sentences = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('{'));

test.each<[string, () => Record<string, string>, RegExp]>([
  ['a wrong setting', () => ({ PORT: 'eighty' }), /^PORT is "eighty"/],
  [
    'a taken port',
    () => ({ PORT: String((taken.address() as AddressInfo).port) }),
    /^Port \d+ on 127\.0\.0\.1 is taken: stop the other program or set PORT/,
  ],
  [
    'a database that is down',
    () => ({ DATABASE_URL: 'postgres://nobody:none@127.0.0.1:1/yizhan' }),
    /^The database at 127\.0\.0\.1:1\/yizhan cannot be reached/,
  ],
])('%s ends in one sentence and a non-zero exit', async (_what, settings, sentence) => {
  const hub = start(settings());
  expect(await hub.ended).toBe(1);
  const lines = sentences(hub.err());
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(sentence);
});

test('the first start prints the sign-ons and an enrolment code; SIGTERM ends it cleanly', async () => {
  const hub = start({});
  await expect
    .poll(hub.out, { timeout: 120_000, interval: 200 })
    .toMatch(/Enrolment code 注册码 {2}[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  expect(hub.out()).toMatch(/41201900102 {2}李建国/);
  expect(hub.out()).toMatch(/无异地存档/);
  hub.child.kill('SIGTERM');
  expect(await hub.ended).toBe(0);
  expect(sentences(hub.err())).toEqual([]);
});
