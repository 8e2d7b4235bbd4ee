import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeTablet, postJson } from './http/testing/hub.ts';
import { openTestFolder } from './store/testing/database.ts';
import { depositDraft } from './ws/testing/deposits.ts';
import { greetTablet, journalOf, pushOf } from './ws/testing/line.ts';

/** The hub as a process of its own: what it prints, and how it ends. */
let folder: string;
let remove: () => Promise<void>;
let taken: Server;
beforeAll(async () => {
  ({ folder, remove } = await openTestFolder());
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  taken.close();
  await remove();
});

const OUTLET = '41272801';
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
  children.push(child);
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

/** Address and enrolment code as the hub prints them. */
async function printed(hub: ReturnType<typeof start>): Promise<{ url: string; code: string }> {
  const line = /Enrolment code 注册码 {2}([0-9A-Z-]{14})/;
  await expect.poll(hub.out, { timeout: 120_000, interval: 200 }).toMatch(line);
  return { url: /(http:\S+)\/readyz/.exec(hub.out())?.[1] ?? '', code: line.exec(hub.out())?.[1] ?? '' };
}

/** A tablet of the printed code with `count` deposits that nobody has received yet, and its open line. */
async function busyTablet(hub: ReturnType<typeof start>, count: number) {
  const { url, code } = await printed(hub);
  const tablet = await makeTablet();
  const answer = await postJson(`${url}/api/enrol`, tablet.enrolBody(code));
  const [device, branch] = [String(answer.body['deviceId']), OUTLET];
  const journal = journalOf(tablet, device, branch);
  for (let n = 1; n <= count; n++) journal.add(depositDraft(10_000 + n));
  const greet = (at: string) => greetTablet(at, { tablet, device, branch, journal });
  /** A second line of the tablet, which ends nothing: it only delivers. */
  const beside = () => greetTablet(url, { tablet, device, branch, signedWith: 'delivery' });
  return { tablet, journal, greet, beside, ...(await greet(url)) };
}

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

test('SIGTERM under live sockets: the push in flight is answered, everybody is told, nothing is lost or doubled', async () => {
  const hub = start({});
  const { tablet, journal, line, greet, beside } = await busyTablet(hub, 200);
  const idle = await beside();
  await line.send(await pushOf(tablet, journal, 1, 200));
  await new Promise((resolve) => setTimeout(resolve, 20));
  hub.child.kill('SIGTERM');
  const received = (await line.nextOf('outcome')).receivedSeq;
  expect(await line.nextOf('goodbye')).toEqual({ type: 'goodbye', reason: 'restarting' });
  expect(await line.closed).toEqual({ code: 4000, reason: 'restarting' });
  expect((await idle.line.closed).reason).toBe('restarting');
  expect(received).toBe(200);
  const signalled = performance.now();
  expect(await hub.ended).toBe(0);
  expect(performance.now() - signalled).toBeLessThan(8_000);
  expect(hub.err()).not.toMatch(/"level":"error"/);

  const next = start({});
  const again = await greet((await printed(next)).url);
  expect(again.welcome.receivedSeq).toBe(200);
  await again.line.send(await pushOf(tablet, journal, 1, 200));
  expect((await again.line.nextOf('outcome')).receivedSeq).toBe(200);
  again.line.socket.close();
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('a peer that never answers the goodbye does not hold the hub up', async () => {
  const hub = start({});
  const { line } = await busyTablet(hub, 0);
  line.socket.pause();
  const signalled = performance.now();
  hub.child.kill('SIGTERM');
  expect(await hub.ended).toBe(0);
  expect(performance.now() - signalled).toBeLessThan(8_000);
  line.socket.terminate();
});

test('a second SIGTERM does not wait: the hub ends at once, and the next start serves what was received', async () => {
  const hub = start({});
  const { tablet, journal, line, greet } = await busyTablet(hub, 1);
  await line.send(await pushOf(tablet, journal, 1, 1));
  expect((await line.nextOf('outcome')).receivedSeq).toBe(1);
  line.socket.pause();
  hub.child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const signalled = performance.now();
  hub.child.kill('SIGTERM');
  expect(await hub.ended).toBe(1);
  expect(performance.now() - signalled).toBeLessThan(500);
  line.socket.terminate();
  const next = start({});
  const again = await greet((await printed(next)).url);
  expect(again.welcome.receivedSeq).toBe(1);
  again.line.socket.close();
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});
