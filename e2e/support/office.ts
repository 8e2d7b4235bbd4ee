import { chromium, expect } from '@playwright/test';
import type { Hub } from './hub.ts';
import { PASSWORD } from './terminal.ts';

/** County supervision of the demo county. */
export const SUPERVISION = '41201990001';

/** Signs on at the office and checks what its first page says of today's money. Amounts as shown. */
export async function officeShows(hub: Hub, figures: { readonly in: string; readonly out: string }): Promise<void> {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    await page.goto(`${hub.url}/office/`);
    await page.locator('#employee').fill(SUPERVISION);
    await page.locator('#password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-tile="in"]')).toContainText(figures.in, { timeout: 30_000 });
    await expect(page.locator('[data-tile="out"]')).toContainText(figures.out);
  } finally {
    await browser.close();
  }
}
