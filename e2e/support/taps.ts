import type { Page } from '@playwright/test';

/** Taps `work` takes on a page, as domain 8 counts them: keypads, typed fields and the signature are none. */
export async function countTaps(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const counter = window as unknown as { taps?: number };
    if (counter.taps === undefined)
      document.addEventListener(
        'pointerdown',
        ({ target }) => {
          const at = target as Element;
          const typed = at.closest('canvas, input:not([type=checkbox], [type=radio])');
          const digit = at.closest('.short-keys button, .keys button:not(.go)');
          if (typed === null && digit === null) counter.taps = (counter.taps ?? 0) + 1;
        },
        true,
      );
    counter.taps = 0;
  });
  await work();
  return page.evaluate(() => (window as unknown as { taps?: number }).taps ?? -1);
}
