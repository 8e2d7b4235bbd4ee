import { expect } from '@playwright/test';
import { CHIEF, MANAGER, type Clerk, type Terminal } from './terminal.ts';

/** The evening of an outlet with two tablets, as clerks do it: cash between tills by digits, tills counted, the day closed. */

export type Shot = (tablet: Terminal, name: string) => Promise<void>;
const noShot: Shot = () => Promise.resolve();

/** Puts hundreds of the own till on their way to the main till. Returns the digits to read aloud. */
export async function sendCash(own: Terminal, hundreds: number, shot: Shot = noShot): Promise<string> {
  const { page } = own;
  await own.menu('尾箱');
  await page.getByTestId('cash').click();
  await page.getByTestId('cash-out').click();
  await page.getByRole('button', { name: /^00/ }).click();
  await own.keyCount(hundreds);
  await shot(own, 'cash-send');
  await page.getByTestId('cash-send').click();
  const digits = await page.getByTestId('code-digits').innerText();
  await shot(own, 'cash-code');
  return digits;
}

/** The page where the main till takes digits. */
export async function openCashIn(main: Terminal): Promise<void> {
  await main.menu('尾箱');
  await main.page.getByTestId('cash').click();
  await main.page.getByTestId('cash-in').click();
}

export async function typeCode({ page }: Terminal, digits: string): Promise<void> {
  await page.getByTestId('code-typed').fill(digits);
  await page.getByTestId('code-read').click();
}

/** Counts what was brought and takes it. Returns the digits of the answer. */
export async function acceptCash(main: Terminal, hundreds: number, shot: Shot = noShot): Promise<string> {
  await main.keyCount(hundreds);
  await shot(main, 'cash-answer');
  await main.page.getByTestId('cash-accept').click();
  return main.page.getByTestId('code-digits').innerText();
}

/** The formal balance of the own till, counted in hundreds and found equal. */
export async function balanceTill(tablet: Terminal, hundreds: number, checker: Clerk): Promise<void> {
  const { page } = tablet;
  await tablet.countTill(hundreds);
  await expect(page.getByTestId('compared')).toContainText('账实相符');
  for (let step = 0; step < 2; step++) {
    await page.getByTestId('balance-next').click();
    await tablet.approve(checker);
  }
}

/** This tablet's end of the day. Returns the path of the file with its closing. */
export async function handOver(own: Terminal, shot: Shot = noShot): Promise<string> {
  const { page } = own;
  await own.menu('尾箱');
  await page.getByTestId('day-end').click();
  await page.getByRole('button', { name: '本机交班' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByTestId('closing-code').click();
      await shot(own, 'closing-code');
      await page.getByTestId('code-save').click();
    })(),
  ]);
  return file.path();
}

/** The main till's tablet ends its own day, takes the other's closing in, and closes the outlet. */
export async function closeDay(
  main: Terminal,
  of: { readonly hundreds: number; readonly closing: string; readonly words: string },
  shot: Shot = noShot,
): Promise<void> {
  const { page } = main;
  await balanceTill(main, of.hundreds, MANAGER);
  await page.getByTestId('day-end').click();
  await page.getByRole('button', { name: '本机交班' }).click();
  await expect(page.getByTestId('close-day')).toContainText('还有');
  await shot(main, 'day-open');
  await page.getByTestId('collect').click();
  await shot(main, 'day-collect');
  await page.getByTestId('code-file').setInputFiles(of.closing);
  await expect(page.locator('p.note.ok')).toContainText(of.words);
  await page.getByTestId('collected').click();
  await expect(page.getByTestId('day-list')).toContainText('已收下交班码');
  await shot(main, 'day-collected');
  await page.getByTestId('close-day').click();
  await main.approve(MANAGER);
  await expect(page.getByTestId('day-closed')).toContainText('已日结');
}

/** Hundreds in the vault's till in the morning. */
export async function mainTillHundreds(
  hub: {
    sql(text: string, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  },
  outlet: string,
): Promise<number> {
  const [vault] = await hub.sql(
    `SELECT (body->>'cash_fen')::int / 10000 AS hundreds FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '00'`,
    [outlet],
  );
  return Number(vault?.['hundreds']);
}

/** The morning: both tablets enrolled and signed on, the tills taken, each has heard of the other. */
export async function morning(
  of: { readonly own: Terminal; readonly main: Terminal; readonly teller: Clerk; readonly hundreds: number },
  code: () => Promise<string>,
): Promise<void> {
  const { own, main, teller } = of;
  await own.enrol(await code(), teller);
  await own.signOn(teller, CHIEF);
  await own.loaded();
  await main.enrol(await code(), CHIEF);
  await main.signOn(CHIEF);
  await main.loaded();
  await main.takeTill('00', of.hundreds, MANAGER);
  await own.takeTill('01', 500, CHIEF);
  await own.ready();
  await main.ready();
  await main.menu('尾箱');
  await expect(main.page.getByTestId('till').filter({ hasText: '尾箱 01' })).toContainText(teller.name);
}
