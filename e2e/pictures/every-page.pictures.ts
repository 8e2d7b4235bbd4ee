import { expect, test, type Page } from '@playwright/test';
import { PAGES } from '../../client/office/state/route.svelte.ts';
import { mainTillHundreds } from '../support/evening.ts';
import { Hub } from '../support/hub.ts';
import { SECOND, signOnOffice, SUPERVISION } from '../support/office.ts';
import { accountNoOf, pickCustomer } from '../support/people.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from '../support/terminal.ts';
import { go, picture } from './camera.ts';

/** Pages, people and states that no business story passes: every page by its address, long names, slips on paper, a slow tablet. */

const COUNTY: Readonly<Record<string, string>> = {
  supervision: SUPERVISION,
  operations: SECOND,
  agent: '41201990003',
  devices: '41201990004',
  laundering: '41201990005',
  people: '41201990007',
  analyst: '41201992001',
  auditor: '41201992003',
};
/** Those that need to be told of what open empty; stories pass them. */
const OFFICE_PAGES = PAGES.filter((page) => !['case', 'device', 'setting'].includes(page));
const LONG_NAME = '阿卜杜拉·买买提江·吐尔逊';

async function look(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await picture(page);
}

for (const [post, employee] of Object.entries(COUNTY))
  test(`office, ${post}: every page`, async ({ browser }) => {
    const hub = await Hub.make();
    await hub.start();
    const page = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    try {
      // Who sees no figures has another first page.
      await signOnOffice(page, hub, employee).catch(() => undefined);
      await expect(page.locator('nav.side')).toBeVisible();
      for (const name of OFFICE_PAGES) {
        await page.goto(`${hub.url}/office/#/${name}`);
        await look(page);
      }
      // One case of each kind, one customer by telephone, one cell of the calendar.
      await page.goto(`${hub.url}/office/#/cases`);
      for (let place = 0; place < (await page.locator('tr.link').count()); place++) {
        await page.locator('tr.link a').nth(place).click();
        await look(page);
        await page.goto(`${hub.url}/office/#/cases`);
        await page.waitForTimeout(300);
      }
      if (post === 'agent') {
        const holder = await pickCustomer(hub, OUTLET, 10_000);
        const accountNo = await accountNoOf(hub, OUTLET, holder.account);
        await page.goto(`${hub.url}/office/#/loss`);
        for (const text of ['0000', accountNo]) {
          await page.locator('#find').fill(text);
          await page.keyboard.press('Enter');
          await look(page);
        }
        await page.locator('.list button').first().click();
        await look(page);
      }
      if (post === 'supervision') {
        await page.goto(`${hub.url}/office/#/calendar`);
        await page.locator('button.dc').first().click();
        await look(page);
      }
    } finally {
      await page.context().close();
      await hub.stop();
    }
  });

test('terminal: every page by its address, with the longest names', async () => {
  const hub = await Hub.make();
  await hub.start();
  const holder = await pickCustomer(hub, OUTLET, 1_000_000);
  await hub.sql(`UPDATE hub.row SET body = body || $3::jsonb WHERE branch_id = $1 AND kind = 'customer' AND id = $2`, [
    OUTLET,
    holder.customer,
    JSON.stringify({ name: LONG_NAME, address: `${'喀什地区疏附县托克扎克镇'.repeat(3)}12 号` }),
  ]);
  const hundreds = await mainTillHundreds(hub, OUTLET);
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const customer = holder.customer;
  try {
    await tablet.enrol(await hub.enrolCode(OUTLET), CHIEF);
    await tablet.signOn(CHIEF, TELLER);
    await tablet.loaded();
    for (const simple of ['till', 'vouchers', 'cash', 'day', 'catch_up', 'van', 'repair', 'not_found'])
      await go(page, { page: simple });
    await tablet.home();
    await tablet.takeTill('00', hundreds, MANAGER);
    const LONG = 'long';
    const acts = ['loss', 'transfer', 'payee', 'close', 'open', 'passbook', 'consent', 'stops', 'identity'];
    for (const act of acts) await go(page, { page: act, customer }, LONG);
    await go(page, { page: 'customer', id: customer }, LONG);
    await go(page, { page: 'customer_edit', id: customer }, LONG);
    await go(page, { page: 'withdraw', customer, account: null }, LONG);
    for (const simple of [
      ...['agency', 'agency_hand', 'paper', 'cases', 'notices', 'sync', 'more', 'journal', 'customer_new'],
    ])
      await go(page, { page: simple });
    await go(page, { page: 'find', purpose: 'open', query: holder.initials }, LONG);
    await go(page, { page: 'find', purpose: 'withdraw', query: 'zzzzzz' });

    // The longest name and the largest sum, from the counter to the slip on both papers.
    await go(page, { page: 'deposit', customer, account: null }, LONG);
    await tablet.keyAmount('49999.99');
    await picture(page, LONG);
    await page.locator('.keys .go').click();
    await picture(page, LONG);
    await tablet.sign();
    await page.locator('.facing-right').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await picture(page, LONG);
    await go(page, { page: 'journal' }, LONG);
    await tablet.home();
    await picture(page, LONG);

    // Cash for an account nobody has: the repair desk and the case of the outlet have their line.
    await hub.kill();
    await tablet.depositByNumber('412728090000017', '88.50');
    await tablet.home();
    await hub.start();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    await go(page, { page: 'repair' });
    await expect(page.getByTestId('repair')).toBeVisible({ timeout: 60_000 });
    await picture(page);
    await go(page, { page: 'cases' });
    await page.getByTestId('case-open').first().click();
    await picture(page);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});

test('terminal: on a tablet four times as slow nothing jumps under a hand', async () => {
  const hub = await Hub.make();
  await hub.start();
  const holder = await pickCustomer(hub, OUTLET, 1_000_000);
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  try {
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    const session = await tablet.context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.evaluate(() => {
      const seen = window as unknown as { shifts: { value: number; of: string }[] };
      seen.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: readonly { node: Element | null }[];
        })[])
          if (!entry.hadRecentInput)
            seen.shifts.push({ value: entry.value, of: entry.sources.map(({ node }) => node?.className).join(' ') });
      }).observe({ type: 'layout-shift', buffered: false });
    });
    await tablet.home();
    await page.getByTestId('act-deposit').click();
    await tablet.find(holder.initials);
    await tablet.confirmDeposit('300');
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 60_000 });
    const shifts = await page.evaluate(() => (window as unknown as { shifts: { value: number; of: string }[] }).shifts);
    expect(shifts.filter(({ value }) => value > 0.02)).toEqual([]);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
