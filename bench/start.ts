import { Hub } from '../e2e/support/hub.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from '../e2e/support/terminal.ts';
import type { BenchRow } from './main.ts';

/**
 * Starting: the hub on an existing data folder until readyz, and the built terminal without a hub: the page in a new
 * browser until the sign-on page, then password until a search answers. Not held to a slow tablet: figures of this machine.
 */
const info = { budget: null, ok: null, against: null } as const;
const since = (began: number): number => Math.round(performance.now() - began) / 1000;

async function hubRows(hub: Hub): Promise<BenchRow[]> {
  const began = performance.now();
  await hub.start();
  return [{ what: 'npm start on an existing data folder until readyz', value: since(began), unit: 's', ...info }];
}

async function tabletRows(tablet: Terminal, url: string): Promise<BenchRow[]> {
  const { page } = tablet;
  await page.goto('about:blank');
  const began = performance.now();
  await page.goto(url);
  await page.locator('.clerks').waitFor();
  const cold = since(began);
  const unlocked = performance.now();
  await tablet.signOn(TELLER);
  await page.getByTestId('act-deposit').click();
  await page.locator('.find input').fill('w');
  await page.getByTestId('hit').first().waitFor();
  return [
    { what: 'hub gone, page from the service worker until the sign-on page', value: cold, unit: 's', ...info },
    {
      what: 'hub gone, password until the first search answers, password key included',
      value: since(unlocked),
      unit: 's',
      ...info,
    },
  ];
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
