import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig, type Config } from './config.ts';
import { issueCode, makeDemo } from './demo/start.ts';
import { HubStartFault } from './http/start-fault.ts';
import { KeyFileError } from './auth/keys.ts';
import { startHub, type Hub } from './hub.ts';
import { createLog, faultText } from './log.ts';
import { StartFault } from './store/embedded-binaries.ts';

/**
 * `npm start`: one hub until a signal. What keeps it from starting is one sentence on standard error and a
 * non-zero exit; a signal lets requests in hand finish, a second one does not wait.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** dist/server/main.js stands beside dist/client; server/main.ts beside dist. */
function clientFolder(): string {
  const built = fileURLToPath(new URL('../client/', import.meta.url));
  return existsSync(`${built}terminal/index.html`) ? built : fileURLToPath(new URL('../dist/client/', import.meta.url));
}

function addressOf(config: Config, port: number): string {
  const host = ['0.0.0.0', '::'].includes(config.host)
    ? 'localhost'
    : config.host.includes(':')
      ? `[${config.host}]`
      : config.host;
  return `${config.tls === null ? 'http' : 'https'}://${host}:${port}`;
}

function isForOperator(fault: unknown): fault is Error {
  return fault instanceof HubStartFault || fault instanceof StartFault || fault instanceof KeyFileError;
}

async function announce(hub: Hub): Promise<void> {
  const address = addressOf(hub.config, hub.port);
  say('');
  say(`Yizhan 驿站 is serving.  Ctrl-C stops it.`);
  if (hub.apps.terminal) say(`  Terminal 柜面终端    ${address}/`);
  if (hub.apps.office) say(`  Office   管理端      ${address}/office/`);
  if (!hub.apps.terminal && !hub.apps.office) say('  The apps are not built: run `npm run build`.');
  say(`  Health               ${address}/readyz   ${address}/metrics`);
  if (hub.config.archiveFolder === null) say('  无异地存档: set YIZHAN_ARCHIVE to a folder outside the data folder.');
  for (const line of await issueCode(hub)) say(line);
  say('');
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.ok) fail(config.error);
  const log = createLog((line) => void process.stderr.write(line), Date.now);
  const hub = await startHub(config.value, log, clientFolder());
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    hub.stop().then(
      () => process.exit(0),
      (fault: unknown) => fail(`The hub did not stop cleanly: ${faultText(fault)}`),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await makeDemo(hub, say);
  await announce(hub);
}

main().catch((fault: unknown) => {
  if (isForOperator(fault)) fail(fault.message);
  fail(
    `The hub met a fault while starting: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`,
  );
});
