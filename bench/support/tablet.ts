import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Hub } from '../../e2e/support/hub.ts';

/**
 * The terminal's worker, bundled from its source, in a page of a real Chromium: no screens, only the calls that
 * screens make. The page lies under the hub's own address, so the worker reaches the hub as it does in use.
 */
/** A page whose bytes a test put in place counts as a public one: without the switch it may not reach a loopback hub. */
const ARGS = [
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const root = new URL('../../', import.meta.url).pathname;

export const OUTLET = '41272801';
export const PASSWORD = 'yizhan-demo-2026';
export const TELLER = '41201900102';
export const CHIEF = { employeeNo: '41201900101', pin: '200101' } as const;

/** `banner` runs in the worker before its own code. */
export async function workerSource(banner = ''): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['client/terminal/worker/main.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    banner: { js: banner },
  });
  return outputFiles[0]?.text ?? '';
}

/** What the page knows of the worker: answers by call number, events in order. Installed as `globalThis.bench`. */
const PAGE_SCRIPT = `
const worker = new Worker('/bench/worker.js', { type: 'module' });
const waiting = new Map();
let calls = 0;
globalThis.bench = { events: [], notes: [] };
worker.onmessage = ({ data }) => {
  if (data.type === 'note') bench.notes.push(data.note);
  else if (data.type === 'event') bench.events.push(data.event);
  else {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    data.type === 'answer' ? one.resolve(data.value) : one.reject(new Error(data.message));
  }
};
bench.call = (method, ...args) => new Promise((resolve, reject) => {
  const id = ++calls;
  waiting.set(id, { resolve, reject });
  worker.postMessage({ type: 'call', id, method, args });
});
`;

export class Tablet {
  private constructor(
    readonly profile: string,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(url: string, source: string): Promise<Tablet> {
    const profile = mkdtempSync(join(tmpdir(), 'yizhan-bench-tablet-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ARGS,
      headless: true,
      serviceWorkers: 'block',
    });
    await context.route('**/bench/**', (route) => {
      const script = new URL(route.request().url()).pathname.endsWith('.js');
      return route.fulfill({
        contentType: script ? 'text/javascript' : 'text/html',
        body: script ? source : '<!doctype html><title>bench</title>',
      });
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => console.error('page error:', error.message));
    page.on('console', (message) => message.type() === 'error' && console.error('console:', message.text()));
    await page.goto(`${url}/bench/page`);
    await page.evaluate(PAGE_SCRIPT);
    return new Tablet(profile, context, page);
  }

  /** One call of the TerminalApi. @throws when the answer is a refusal. */
  async call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    const value: unknown = await this.page.evaluate(
      ([name, given]) =>
        (
          globalThis as unknown as { bench: { call(name: string, ...args: readonly unknown[]): Promise<unknown> } }
        ).bench.call(name, ...given),
      [method, args] as const,
    );
    const answer = value as { readonly ok?: boolean; readonly value?: unknown; readonly error?: unknown } | null;
    if (answer === null || typeof answer !== 'object' || answer.ok === undefined) return value as T;
    if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.value as T;
  }

  /** From the code to a taken till: enrolled, whole branch loaded, signed on with a witness. */
  async toCounter(hub: Hub): Promise<void> {
    const chief = (approvalCode: string) => ({ ...CHIEF, approvalCode });
    await this.call('enrol', { code: await hub.enrolCode(OUTLET), employeeNo: TELLER, password: PASSWORD });
    await this.call('signOn', { employeeNo: TELLER, password: PASSWORD, witness: chief('') });
    const take = { command: 'till.take', payload: { till_no: '01', counted_fen: 5_000_000, denominations: [] } };
    const { approvalCode } = await this.call<{ approvalCode: string }>('preview', take);
    await this.call('capture', take, chief(approvalCode));
  }

  /** @throws when it does not come true within two minutes. */
  async until(what: string, method: string, test: (value: Record<string, unknown>) => boolean): Promise<void> {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
      if (test(await this.call<Record<string, unknown>>(method))) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never: ${what}`);
  }

  async discard(): Promise<void> {
    await this.context.close().catch(() => undefined);
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** Nearest-rank percentile of a sample. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
