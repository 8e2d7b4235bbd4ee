import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** How a tablet is held. */
export const SIZES = { wide: { width: 1280, height: 800 }, tall: { width: 800, height: 1280 } } as const;

/** Pictures of a page for people, wide and upright, where SHOTS names a folder; the page has its size again afterwards. */
export async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder === undefined) return;
  const before = page.viewportSize();
  for (const [shape, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await page.screenshot({ path: join(folder, `${name}-${shape}.png`), fullPage });
  }
  if (before !== null) await page.setViewportSize(before);
}
