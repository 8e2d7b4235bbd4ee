import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { PAGES } from '../client/office/state/route.svelte.ts';
import { parseRoute } from '../client/terminal/routes.ts';
import type { Taken } from '../e2e/pictures/camera.ts';
import type { Fault } from '../e2e/pictures/look.ts';
import { ensureBrowser } from './browser.mjs';

/**
 * npm run pictures: every screen of terminal and office in both languages, wide and upright, and in the dark, taken
 * while the specs play, with what a machine sees wrong on them. A screen without a picture, or a fault, ends the run with 1.
 *   npm run pictures -- counter settings   only while these specs play; nothing is said then of screens without a picture
 *   npm run pictures -- --report           tells again what the last run found
 */

const folder = resolve('.pictures');
const args = process.argv.slice(2);
const specs = args.filter((arg) => !arg.startsWith('--'));

interface Picture {
  readonly name: string;
  readonly taken: Taken;
}

function play(): number {
  if (specs.length === 0) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = spawnSync(process.execPath, ['tools/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) return built.status ?? 1;
  const run = spawnSync('node_modules/.bin/playwright', ['test', '--config', 'e2e/playwright.config.ts', ...specs], {
    stdio: 'inherit',
    env: { ...process.env, PICTURES: folder, CHROMIUM: ensureBrowser() },
  });
  return run.status ?? 1;
}

function taken(): readonly Picture[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'taken.json')))
    .map((name) => ({ name, taken: JSON.parse(readFileSync(join(folder, name, 'taken.json'), 'utf8')) as Taken }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The screens the code can show, by the names their pages have in the two route tables and in App.svelte. */
function screens(): readonly string[] {
  const pages = readFileSync('client/terminal/Pages.svelte', 'utf8');
  const routes = new Set([...pages.matchAll(/route\.page === '(\w+)'/g)].map((found) => String(found[1])));
  return [...['home', 'shut', ...routes].map((page) => `terminal ${page}`), ...PAGES.map((page) => `office ${page}`)];
}

function screenOf({ app, address }: Taken): string {
  if (app === 'office') return `office ${address.replace(/^(shut:)?#?\/?/, '') || 'outlets'}`;
  return address.startsWith('shut:') ? 'terminal shut' : `terminal ${parseRoute(address).page}`;
}

function imageOf(name: string, file: string): string {
  const path = join(folder, name, `${file}.png`);
  return existsSync(path) ? `<img src="data:image/png;base64,${readFileSync(path).toString('base64')}">` : '';
}

/** The pictures of a state on one sheet, so that looking is quick. */
async function sheets(pictures: readonly Picture[]): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 2880, height: 2400 } });
  for (const { name } of pictures.filter((one) => !existsSync(join(folder, `${one.name}.png`)))) {
    const image = (file: string): string => imageOf(name, file);
    await page.setContent(
      `<body style="margin:0;display:flex;align-items:start;background:#888"><div style="display:grid">${image('zh-wide')}${image('en-wide')}${image('zh-dark')}</div>${image('zh-tall')}${image('en-tall')}`,
    );
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
  // Slips on both papers, three entries a sheet.
  const printed = pictures.filter(({ name }) => existsSync(join(folder, name, 'a5.png')));
  for (let first = 0; first < printed.length; first += 3) {
    const images = printed
      .slice(first, first + 3)
      .flatMap(({ name }) => ['slip', 'a5'].map((paper) => imageOf(name, paper)));
    await page.setViewportSize({ width: 2600, height: 794 });
    await page.setContent(`<body style="margin:0;display:flex;gap:2px;background:#888">${images.join('')}`);
    await page.screenshot({ path: join(folder, `slips-${String(1 + first / 3).padStart(2, '0')}.png`) });
  }
  await browser.close();
}

/** Every sentence of the Chinese dictionaries that stands by itself. A list of reasons offers words, and they are a person's then. */
function chinese(text: object, under = ''): readonly string[] {
  if (under === 'reasons' && Array.isArray(text)) return [];
  return Object.entries(text).flatMap(([key, one]: [string, unknown]) =>
    typeof one === 'string'
      ? [one]
      : typeof one === 'object' && one !== null
        ? chinese(one, under === 'reasons' ? under : key)
        : [],
  );
}

/** What the text files of both apps say in Chinese: objects, and functions from a language to words. */
async function dictionaries(): Promise<readonly string[]> {
  const said: string[] = [];
  for (const at of ['client/text', 'client/office/text'])
    for (const name of readdirSync(at).filter((one) => one.endsWith('.ts') && !/\.test\.ts$|^en\.ts$/.test(one))) {
      const text = (await import(resolve(at, name))) as Record<string, unknown>;
      for (const [key, one] of Object.entries(text)) {
        const words =
          typeof one === 'function' && key.endsWith('Words') ? (one as (lang: string) => unknown)('zh') : one;
        if (typeof words === 'object' && words !== null) said.push(...chinese(words, key));
      }
    }
  return said.filter((one) => /\p{Script=Han}{2}/u.test(one));
}
const WORDS = await dictionaries();

/** Names, addresses and what people wrote are Chinese in English too; the product's own words are not. */
function meant({ check, text }: Fault): boolean {
  // A Chinese mark between English words was written by the product.
  if (check !== 'chinese' || !/\p{Script=Han}/u.test(text)) return false;
  return text === '中文' || !WORDS.some((one) => one === text || (one.length > 3 && text.includes(one)));
}

/** One line per fault, however many pictures show it. */
function faults(pictures: readonly Picture[]): readonly string[] {
  const seen = new Map<string, Set<string>>();
  for (const { name, taken } of pictures)
    for (const [variant, found] of Object.entries(taken.faults))
      for (const { check, where, text } of found.filter((one) => !meant(one))) {
        const line = `${check.padEnd(9)} ${where} “${text}”`;
        seen.set(line, (seen.get(line) ?? new Set()).add(`${name} ${variant}`));
      }
  return [...seen]
    .sort()
    .map(
      ([line, places]) =>
        `${line}\n            ${[...places].slice(0, 3).join(', ')}${places.size > 3 ? ` and ${places.size - 3} more` : ''}`,
    );
}

const played = args.includes('--report') ? 0 : play();
const pictures = taken();
await sheets(pictures);
const wrong = faults(pictures);
writeFileSync(join(folder, 'faults.txt'), `${wrong.join('\n')}\n`);
const shown = new Set(pictures.map(({ taken }) => screenOf(taken)));
const unseen = specs.length > 0 ? [] : screens().filter((screen) => !shown.has(screen));
for (const screen of unseen) console.log(`no picture: ${screen}`);
console.log(
  `${pictures.length} states in ${folder}; ${wrong.length} faults in faults.txt; ${unseen.length} screens without a picture`,
);
// Whether the specs hold is for `npm test` to say: pictures take their time, and some specs are about time.
if (played !== 0) console.log('not every spec played to its end');
process.exit(wrong.length > 0 || unseen.length > 0 ? 1 : 0);
