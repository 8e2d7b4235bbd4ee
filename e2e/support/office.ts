import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { watch } from '../pictures/camera.ts';
import type { Hub } from './hub.ts';
import { shoot } from './shots.ts';
import { PASSWORD } from './terminal.ts';

/** County supervision of the demo county. */
export const SUPERVISION = '41201990001';
/** Its business manager: the second person. */
export const SECOND = '41201990002';
/** Its other business manager. */
export const THIRD = '41201990006';

export async function signOnOffice(page: Page, hub: Hub, employeeNo: string): Promise<void> {
  await watch(page);
  await page.goto(`${hub.url}/office/`);
  await page.locator('#employee').fill(employeeNo);
  await page.locator('#password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-tile="in"]')).toBeVisible({ timeout: 30_000 });
}

/** A window of its own at the office; close its context afterwards. */
export async function openOffice(browser: Browser, hub: Hub, employeeNo: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signOnOffice(page, hub, employeeNo);
  return page;
}

async function atOffice(hub: Hub, look: (page: Page) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    await signOnOffice(page, hub, SUPERVISION);
    await look(page);
  } finally {
    await browser.close();
  }
}

/** Signs on at the office and checks what its first page says of today's money. Amounts as shown. */
export async function officeShows(hub: Hub, figures: { readonly in: string; readonly out: string }): Promise<void> {
  await atOffice(hub, async (page) => {
    await expect(page.locator('[data-tile="in"]')).toContainText(figures.in, { timeout: 30_000 });
    await expect(page.locator('[data-tile="out"]')).toContainText(figures.out);
  });
}

/** The case stands in the list with its amount in suspense; its page shows both records side by side. */
export async function officeShowsCase(
  hub: Hub,
  which: { readonly branch: string; readonly id: string },
  figures: {
    readonly name: string;
    readonly suspense: string;
    readonly outlet: readonly string[];
    readonly centre: readonly string[];
  },
): Promise<void> {
  await atOffice(hub, async (page) => {
    await page.goto(`${hub.url}/office/#/cases`);
    const line = page.locator('tr.link').filter({ hasText: figures.name }).filter({ hasText: figures.suspense });
    await expect(line).toHaveCount(1, { timeout: 30_000 });
    await page.goto(
      `${hub.url}/office/#/case?${new URLSearchParams({ branch: which.branch, id: which.id }).toString()}`,
    );
    await expect(page.getByRole('heading', { level: 1 })).toContainText(figures.name, { timeout: 30_000 });
    for (const figure of figures.outlet) await expect(page.locator('[data-record="outlet"]')).toContainText(figure);
    for (const figure of figures.centre) await expect(page.locator('[data-record="centre"]')).toContainText(figure);
  });
}

/** Two people of the county agree that the money of the outlet's case of that code is given back in cash. */
export async function agreeCashRefund(
  browser: Browser,
  hub: Hub,
  of: { readonly branch: string; readonly code: string },
  payee: string,
): Promise<void> {
  const [found] = await hub.sql(
    `SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body->>'code' = $2 AND body->>'status' = 'open'`,
    [of.branch, of.code],
  );
  const address = `${hub.url}/office/#/case?${new URLSearchParams({ branch: of.branch, id: String(found?.['id']) }).toString()}`;
  for (const person of [SUPERVISION, SECOND]) {
    const page = await openOffice(browser, hub, person);
    await page.goto(address);
    const work = page.locator('[data-case-work]');
    if (person === SUPERVISION) {
      await work.getByRole('button', { name: '认领' }).click();
      await work.getByRole('radio', { name: /^退现金/ }).click();
      await page.locator('#case-name').fill(payee);
      await page.locator('#case-reason').fill('账号写错，客户要现金');
      await expect(work).toContainText(`退给${payee}`);
      await shoot(page, 'office-refund', true);
      await work.getByRole('button', { name: '提交复核' }).click();
      await expect(work).toContainText('另一人复核');
    } else {
      await expect(work).toContainText(`退给${payee}`);
      await work.getByRole('button', { name: '同意' }).click();
      await expect(work).toContainText('等网点付');
    }
    await page.context().close();
  }
}

/** The county counts the one bag that waits, as the outlet wrote it, and sees that it agrees. */
export async function countBag(browser: Browser, hub: Hub, yuan: string): Promise<void> {
  const page = await openOffice(browser, hub, SUPERVISION);
  await page.goto(`${hub.url}/office/#/bags`);
  await page.locator('[data-bags] tbody tr').first().click();
  await page.locator('#bag-fen').fill(yuan);
  await page.locator('[data-bag]').getByRole('button', { name: '确认点收' }).click();
  await expect(page.locator('[data-bags]')).toHaveCount(0, { timeout: 30_000 });
  await page.goto(`${hub.url}/office/#/bags?state=all`);
  await expect(page.locator('[data-bags] tbody tr').first()).toContainText('相符');
  await page.context().close();
}

/** One manager of the county proposes to pay a biller all that is owed, the other agrees. Amount as shown. */
export async function payBiller(browser: Browser, hub: Hub, biller: string, amount: string): Promise<void> {
  const lineOf = (page: Page) => page.locator('[data-billers] tbody tr').filter({ hasText: biller });
  const page = await openOffice(browser, hub, SECOND);
  await page.goto(`${hub.url}/office/#/billers`);
  await expect(lineOf(page)).toContainText('待付', { timeout: 30_000 });
  await lineOf(page).click();
  await page.locator('#biller-reference').fill('网银 20261130-01');
  await shoot(page, 'office-biller');
  await page.getByRole('button', { name: `提议付 ${amount}` }).click();
  await expect(page.locator('[data-biller-waits]')).toContainText('须由另一位');
  const other = await openOffice(browser, hub, THIRD);
  await other.goto(page.url());
  await other.getByRole('button', { name: `同意，已付 ${amount}` }).click();
  await expect(lineOf(other)).toContainText('已付清');
  await shoot(other, 'office-biller-paid');
  for (const one of [page, other]) await one.context().close();
}
