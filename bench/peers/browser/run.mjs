// node bench/peers/browser/run.mjs [FOLDER of install.mjs] -> a markdown table: writes per second in a page of a real Chromium
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = new URL('.', import.meta.url).pathname;
const product = join(here, '../../..');
const rivals = process.argv[2] ?? join(tmpdir(), 'yizhan-peers');
const { outputFiles } = await build({
  entryPoints: [join(here, 'page.mjs')],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
  inject: [join(here, 'shim.mjs')],
  // One Dexie for all: two in one page refuse to work.
  alias: { yizhan: product, dexie: join(product, 'node_modules/dexie/dist/modern/dexie.mjs') },
  nodePaths: [join(rivals, 'node_modules'), join(rivals, 'pouch/node_modules')],
  logLevel: 'error',
});
const page = '<script type=module src=/page.js></script>';
const server = http.createServer(({ url }, answer) => {
  const isCode = url === '/page.js';
  answer.setHeader('content-type', isCode ? 'text/javascript' : 'text/html');
  answer.end(isCode ? outputFiles[0].contents : page);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

async function measure(strict) {
  const profile = mkdtempSync(join(tmpdir(), 'yizhan-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const tab = context.pages()[0] ?? (await context.newPage());
  tab.on('pageerror', (fault) => console.error(fault.stack));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForFunction(() => window.ready);
  const found = await tab.evaluate((asked) => window.bench(asked), strict);
  await context.close();
  rmSync(profile, { recursive: true, force: true });
  return found;
}

const [defaults, strict] = [await measure(false), await measure(true)];
console.log(
  '| store | one at a time, /s: default | strict | in bulk of 4,000, /s: default | strict |\n|---|---|---|---|---|',
);
for (const name of Object.keys(strict)) {
  const row = [defaults[name].one, strict[name].one, defaults[name].bulk, strict[name].bulk];
  console.log(`| ${name} | ${row.map((figure) => figure.toLocaleString('en')).join(' | ')} |`);
}
server.close();
