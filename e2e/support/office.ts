import { chromium, expect, type Page } from '@playwright/test';
import type { Hub } from './hub.ts';
import { PASSWORD } from './terminal.ts';

/** County supervision of the demo county. */
export const SUPERVISION = '41201990001';

export async function signOnOffice(page: Page, hub: Hub, employeeNo: string): Promise<void> {
  await page.goto(`${hub.url}/office/`);
  await page.locator('#employee').fill(employeeNo);
  await page.locator('#password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-tile="in"]')).toBeVisible({ timeout: 30_000 });
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
