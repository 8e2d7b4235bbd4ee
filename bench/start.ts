import { Hub } from '../e2e/support/hub.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from '../e2e/support/terminal.ts';
import type { BenchRow } from './main.ts';
import { holdToQuarterCore, NOT_HELD } from './support/slow-tablet.ts';

/**
 * Starting: the hub on an existing data folder until readyz, and the built terminal without a hub: the page in a new
 * browser until the sign-on page, then password until a search answers: as this machine runs it, then as a slow tablet does.
 */
const BUDGET_COLD_S = 1;
const info = { budget: null, ok: null, against: null } as const;
const since = (began: number): number => Math.round(performance.now() - began) / 1000;

async function hubRows(hub: Hub): Promise<BenchRow[]> {
  const began = performance.now();
  await hub.start();
  return [{ what: 'npm start on an existing data folder until readyz', value: since(began), unit: 's', ...info }];
}

interface Started {
  /** The service worker's smallest answer, a picture, in place of the page: what the browser itself takes. */
  readonly bare: number;
  readonly cold: number;
  readonly unlocked: number;
}

async function startTablet(tablet: Terminal, url: string): Promise<Started> {
  const { page } = tablet;
  await page.goto('about:blank');
  const first = performance.now();
  await page.goto(`${url}/icons/yizhan.svg`);
  const bare = since(first);
  await page.goto('about:blank');
  const began = performance.now();
  await page.goto(url);
  await page.getByTestId('clerk').first().waitFor();
  const cold = since(began);
  const unlocking = performance.now();
  await tablet.signOn(TELLER);
  await page.getByTestId('act-deposit').click();
  await page.locator('.find input').fill('w');
  await page.getByTestId('hit').first().waitFor();
  return { bare, cold, unlocked: since(unlocking) };
}

const COLD = 'hub gone, page from the service worker until the sign-on page';
const UNLOCK = 'hub gone, password until the first search answers, password key included';

async function tabletRows(tablet: Terminal, url: string): Promise<BenchRow[]> {
  const free = await startTablet(tablet, url);
  const held = holdToQuarterCore(tablet.profile);
  const bare = ({ bare: seconds }: Started): string => `a picture from the same service worker, ${seconds} s`;
  const rows: BenchRow[] = [
    { what: COLD, value: free.cold, unit: 's', ...info, against: bare(free) },
    { what: UNLOCK, value: free.unlocked, unit: 's', ...info },
  ];
  if (held === null) return [...rows, NOT_HELD];
  try {
    const slow = await startTablet(tablet, url);
    const on = ` (whole browser held: ${held.how})`;
    const ok = slow.cold <= BUDGET_COLD_S;
    return [
      ...rows,
      { what: `${COLD}${on}`, value: slow.cold, unit: 's', budget: BUDGET_COLD_S, ok, against: bare(slow) },
      { what: `${UNLOCK}${on}`, value: slow.unlocked, unit: 's', ...info },
    ];
  } finally {
    held.release();
  }
}

export async function run(): Promise<BenchRow[]> {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  try {
    await tablet.enrol(await hub.enrolCode(OUTLET), TELLER);
    await tablet.signOn(TELLER, CHIEF);
    await tablet.ready();
    await tablet.close();
    await hub.kill();
    const started = await hubRows(hub);
    await hub.kill();
    const again = await tablet.reopen();
    try {
      return [...started, ...(await tabletRows(again, hub.url))];
    } finally {
      await again.close();
    }
  } finally {
    await tablet.discard();
    await hub.stop();
  }
}
