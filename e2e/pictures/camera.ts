import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Locator, type Page } from '@playwright/test';
import { SIZES } from '../support/shots.ts';
import { lookAt, type Fault } from './look.ts';

/**
 * Takes pictures while any spec plays: before a press, and before a page is closed, the page as it stands is taken in
 * both languages, wide and upright, and in the dark, unless this page in this state has been taken. Nothing happens without PICTURES.
 */

const FOLDER = process.env['PICTURES'];

export interface Taken {
  readonly app: 'terminal' | 'office';
  /** Address of the page, for the terminal with what it shows instead while it is shut. */
  readonly address: string;
  readonly state: string;
  readonly spec: string;
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
}

interface Standing extends Pick<Taken, 'app' | 'address' | 'state'> {
  readonly off: boolean;
}

/** Runs in the page. Figures and names do not make a state; what can be pressed, said or filled in does. */
function standing(): Standing {
  const seen = (element: Element): boolean => element.checkVisibility();
  const marks = new Set<string>();
  for (const one of document.querySelectorAll(
    '[data-testid], dialog[open], .note, .empty, .stop, form, [data-propose]',
  ))
    if (seen(one))
      marks.add(
        one.getAttribute('data-testid')?.replace(/-?\d[\d.]*/g, '') ?? `${one.tagName}.${one.classList.toString()}`,
      );
  const office = location.pathname.startsWith('/office');
  const search = new URLSearchParams(office ? (location.hash.split('?')[1] ?? '') : location.search);
  const title = document.querySelector('h1')?.textContent?.replace(/[\d.,:¥*-]+/g, '') ?? '';
  const shut = document.querySelector('.rail, .flow, .facing, .side') === null;
  const path = office ? (location.hash.split('?')[0] ?? '') : location.pathname;
  const named = ['tab', 'edit', 'state', 'status', 'write'].filter((one) => search.has(one));
  return {
    app: office ? 'office' : 'terminal',
    address: `${shut ? 'shut:' : ''}${path}`,
    off: document.querySelector('.bar.off') !== null,
    state:
      [...marks].sort().join(' ') +
      named.map((one) => ` ${one}=${one === 'edit' ? '' : search.get(one)}`).join('') +
      (/customers\/[^/]*$|find/.test(path) ? '' : ` ${title}`),
  };
}

const numberless = (address: string): string =>
  address
    .replace(/[0-9a-f]{8,}[^/]*|\d+/g, 'n')
    .replace(/[^a-z_:]+/gi, '-')
    .replace(/^-|-$/g, '') || 'home';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** The folder of this picture when it is ours to take; several specs run at a time. */
function claim(name: string): string | null {
  const folder = join(FOLDER ?? '', name);
  try {
    mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
}

type Speaker = { prefer?(to: { lang: string }): void; keep?(to: { lang: string }): void };

/** Keeps hold of the object that knows the page's language: pages hand it on by context, which is a Map. */
function holdSpeaker(): void {
  const real = Map.prototype.set;
  Map.prototype.set = function (this: Map<unknown, unknown>, key: unknown, value: unknown) {
    const one = value as Speaker | null;
    if (typeof one === 'object' && one !== null && 'lang' in one && ('prefer' in one || 'keep' in one))
      (window as unknown as { speaker: Speaker }).speaker = one;
    return real.call(this, key, value);
  };
}

async function speak(page: Page, lang: 'zh' | 'en'): Promise<boolean> {
  return page.evaluate((to) => {
    const { speaker } = window as unknown as { speaker?: Speaker };
    if (speaker?.prefer !== undefined) speaker.prefer({ lang: to });
    else if (speaker?.keep !== undefined) speaker.keep({ lang: to === 'zh' ? 'zh-CN' : 'en' });
    else return false;
    return true;
  }, lang);
}

async function quiet(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let timer = setTimeout(done, 120);
        const watch = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 120);
        });
        watch.observe(document, { subtree: true, childList: true, characterData: true });
        setTimeout(done, 1_500);
      }),
  );
}

/** The papers a slip is printed on, in CSS pixels: a roll of 80 mm cut at 210 mm, and a sheet of A5. */
const PAPERS = { slip: { width: 302, height: 794 }, a5: { width: 559, height: 794 } } as const;

/** The customer's slip of the page as both papers take it. What does not fit its paper is a fault, and a slip without its code. */
async function takePapers(page: Page, folder: string): Promise<Record<string, readonly Fault[]>> {
  const faults: Record<string, readonly Fault[]> = {};
  if ((await page.locator('.slip:not(.facts)').count()) === 0) return faults;
  await page.emulateMedia({ media: 'print' });
  for (const [paper, size] of Object.entries(PAPERS)) {
    await page.setViewportSize(size);
    faults[paper] = await page.evaluate(
      ({ name, high }) => {
        document.documentElement.dataset['print'] = name;
        const slip = document.querySelector('.slip');
        const wrong = (text: string): { check: 'paper'; where: string; text: string } => ({
          check: 'paper',
          where: name,
          text: `${slip?.querySelector('h3')?.textContent ?? ''}: ${text}`,
        });
        const tall = Math.round(slip?.getBoundingClientRect().height ?? 0);
        return [
          ...(tall > high ? [wrong(`${tall} of ${high} high`)] : []),
          ...(slip !== null && slip.scrollWidth > slip.clientWidth + 1 ? [wrong('too wide')] : []),
          ...(slip?.querySelector('.slip-qr svg, .practice-stamp') === null ? [wrong('no code')] : []),
        ];
      },
      { name: paper, high: size.height },
    );
    await page.screenshot({ path: join(folder, `${paper}.png`) });
  }
  await page.evaluate(() => delete document.documentElement.dataset['print']);
  await page.emulateMedia({ media: null });
  return faults;
}

/** The page wide and in its dark colours, whatever its own are. */
async function inTheDark<T>(page: Page, work: () => Promise<T>): Promise<T> {
  const wear = (theme: string | null): Promise<string | null> =>
    page.evaluate((to) => {
      const { dataset } = document.documentElement;
      const before = dataset['theme'] ?? null;
      if (to === null) delete dataset['theme'];
      else dataset['theme'] = to;
      return before;
    }, theme);
  await page.setViewportSize(SIZES.wide);
  const own = await wear('dark');
  await quiet(page);
  const seen = await work();
  await wear(own);
  return seen;
}

async function take(page: Page, at: Standing, folder: string): Promise<void> {
  const before = page.viewportSize();
  const faults: Record<string, readonly Fault[]> = {};
  for (const lang of ['zh', 'en'] as const) {
    if (!(await speak(page, lang)) && lang === 'en') break;
    for (const [shape, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      await quiet(page);
      await page.screenshot({ path: join(folder, `${lang}-${shape}.png`), animations: 'disabled' });
      faults[`${lang}-${shape}`] = await lookAt(page, lang === 'en', at.app === 'terminal');
    }
  }
  await speak(page, 'zh');
  faults['zh-dark'] = await inTheDark(page, async () => {
    await page.screenshot({ path: join(folder, 'zh-dark.png'), animations: 'disabled' });
    return lookAt(page, false, at.app === 'terminal');
  });
  Object.assign(faults, await takePapers(page, folder));
  if (before !== null) await page.setViewportSize(before);
  await quiet(page);
  const taken: Taken = { app: at.app, address: at.address, state: at.state, spec: test.info().title, faults };
  writeFileSync(join(folder, 'taken.json'), JSON.stringify(taken, null, 1));
}

/**
 * Takes the page as it stands, if it was not taken yet. The test gets the time back that this took.
 * @param special what figures and names make of the page, where they are the point.
 */
export async function picture(page: Page, special = ''): Promise<void> {
  if (FOLDER === undefined || page.isClosed()) return;
  const started = Date.now();
  try {
    await quiet(page);
    const at = await page.evaluate(standing);
    const screen = `${at.app}-${numberless(at.address)}`;
    const folder = claim(`${screen}-${hashOf(at.state + special)}`) ?? (at.off ? claim(`${screen}-offline`) : null);
    if (folder !== null) await take(page, at, folder);
  } catch (error) {
    console.error('picture:', String(error).split('\n')[0]);
  }
  const info = test.info();
  if (info.timeout > 0) info.setTimeout(info.timeout + Date.now() - started);
}

let watching = false;

/** From here on every press of any page is preceded by a picture. */
export async function watch(page: Page): Promise<void> {
  if (FOLDER === undefined) return;
  await page.addInitScript(holdSpeaker);
  if (watching) return;
  watching = true;
  const locators = Object.getPrototypeOf(page.locator('html')) as Pick<Locator, 'click' | 'page' | 'waitFor'>;
  const { click } = locators;
  locators.click = async function (this: Locator, options) {
    await this.waitFor({ state: 'visible' }).catch(() => undefined);
    await picture(this.page());
    return click.call(this, options);
  };
  const pages = Object.getPrototypeOf(page) as Pick<Page, 'goto'>;
  const { goto } = pages;
  pages.goto = async function (this: Page, url, options) {
    if (this.url() !== 'about:blank') await picture(this);
    return goto.call(this, url, options);
  };
}

/** Opens a page of the terminal by its route, as a press in it would, and takes it. */
export async function go(page: Page, route: Readonly<Record<string, unknown>>, special = ''): Promise<void> {
  await page.evaluate((to) => (window as unknown as { speaker: { go(route: unknown): void } }).speaker.go(to), route);
  await picture(page, special);
}
