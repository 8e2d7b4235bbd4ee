import { expect } from '@playwright/test';
import type { Person } from '../../e2e/support/people.ts';
import { CHIEF, type Terminal } from '../../e2e/support/terminal.ts';

/** What people come for beside cash in and out, by the pages a clerk uses. Each returns the hundreds of yuan that the till gained. */

const heading = (tablet: Terminal) => tablet.page.getByRole('heading', { level: 1 });

async function done(tablet: Terminal, word: string): Promise<void> {
  await expect(heading(tablet)).toContainText(word, { timeout: 30_000 });
  await tablet.home();
}

/** A deposit into a passbook, and what is missing in the book printed into it. */
export async function passbook(tablet: Terminal, person: Person): Promise<number> {
  await tablet.deposit(person.initials, '300');
  await tablet.home();
  await tablet.find(person.initials);
  await tablet.button('补登折').click();
  await expect(tablet.page.getByTestId('passbook-rows')).toContainText('+300.00');
  await tablet.page.getByTestId('passbook-send').click();
  await done(tablet, '存折可以打印');
  return 3;
}

/** To somebody else's account of this outlet, warned of fraud. */
export async function transfer(tablet: Terminal, from: Person, to: Person & { readonly no: string }): Promise<number> {
  await tablet.keyTransfer(from, to, '500');
  await tablet.page.locator('.keys .go').click();
  await done(tablet, '转账已入账');
  return 0;
}

/** A power bill in cash. */
export async function bill(tablet: Terminal): Promise<number> {
  await tablet.keyBill('供电', '4127280054321', '200');
  await tablet.page.locator('.keys .go').click();
  await done(tablet, '缴费已入账');
  return 2;
}

/** ¥1,700 keyed for ¥1,300: taken back at once before the chief teller, and entered again. */
export async function reversal(tablet: Terminal, person: Person): Promise<number> {
  await tablet.deposit(person.initials, '1700');
  await tablet.home();
  await tablet.menu('流水');
  await tablet.page.getByTestId('journal-row').filter({ hasText: '1,700.00' }).first().click();
  await tablet.button('冲正').click();
  await tablet.button('金额输错').click();
  await tablet.approve(CHIEF);
  await expect(tablet.page.locator('.done-card')).toBeVisible();
  await tablet.home();
  await tablet.deposit(person.initials, '1300');
  await tablet.home();
  return 13;
}

/** By three facts; nothing more is paid from it. */
export async function loss(tablet: Terminal, person: Person): Promise<number> {
  await tablet.reportLoss(person.initials, person.last4, person.phoneLast4);
  await tablet.home();
  return 0;
}
