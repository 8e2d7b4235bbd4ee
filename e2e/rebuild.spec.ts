import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { writeDemoCounty } from '../server/setup/testing/demo-county.ts';
import { Hub } from './support/hub.ts';
import { openOffice, SECOND, THIRD } from './support/office.ts';
import { balanceFen, pickCustomer } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/**
 * The centre's database is gone and nobody made a backup. The counter goes on; the tablet vouches for its rows; two
 * persons of the county open the outlet again; every deposit is in the books once.
 */

/** The people of the files are those of the demo. */
const PEOPLE: readonly (readonly [string, string, string])[] = [
  ['41202600001', '李示例', `${CHIEF.employeeNo},${CHIEF.name}`],
  ['41202600002', '王示例', `${TELLER.employeeNo},${TELLER.name}`],
  ['41202600003', '赵示例', `${MANAGER.employeeNo},${MANAGER.name}`],
  ['41202690001', '沈示例', `${SECOND},沈文静`],
  ['41202690002', '方示例', `${THIRD},方志强`],
];

async function writeCounty(dir: string): Promise<void> {
  await writeDemoCounty(dir, [OUTLET]);
  for (const file of ['employees.csv', 'posts.csv']) {
    let text = readFileSync(join(dir, file), 'utf8');
    for (const [no, name, own] of PEOPLE)
      text = text.replaceAll(`${no},${name}`, own).replaceAll(no, own.slice(0, own.indexOf(',')));
    writeFileSync(join(dir, file), text);
  }
}

async function openings(browser: Browser, hub: Hub, who: string): Promise<Page> {
  const page = await openOffice(browser, hub, who);
  await page.goto(`${hub.url}/office/#/openings`);
  await expect(page.locator('[data-copy]')).toHaveCount(1, { timeout: 60_000 });
  return page;
}

test('中心全没了、没有备份：柜台照办，县局两人核定期初余额，每一笔只入一次', async ({ browser }) => {
  test.setTimeout(240_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  try {
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();
    await tablet.deposit(person.initials, '1200');
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('存款已入账');
    await tablet.home();
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(person.ledgerFen + 120_000);
    const [known] = await hub.sql('SELECT password FROM hub.employee_login WHERE employee_no = $1', [SECOND]);

    await hub.loseDatabase();
    await tablet.deposit(person.initials, '300');
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('本机已记');
    await tablet.home();

    const files = join(hub.folder, 'county');
    await writeCounty(files);
    expect(await hub.command('rebuild', files)).toMatchObject({ outlets: [OUTLET] });
    await hub.start();
    // In place of their first sign-on with what is in first-passwords.csv.
    await hub.sql('UPDATE hub.employee_login SET password = $1, must_change = false, one_time_until = NULL', [
      known?.['password'],
    ]);

    await tablet.menu('同步');
    await tablet.button('现在试').click();
    await expect(tablet.page.getByText('期初余额要县局两人核定以后才入账')).toBeVisible({ timeout: 90_000 });
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔');
    await shoot(tablet.page, 'rebuild-tablet');
    expect(await hub.sql("SELECT id FROM hub.row WHERE kind = 'account'")).toEqual([]);

    const first = await openings(browser, hub, SECOND);
    await expect(first.locator('[data-copy]')).toContainText('最新');
    await expect(first.locator('[data-copy]')).not.toContainText('还在传', { timeout: 60_000 });
    await expect(first.locator('[data-opening]')).toContainText('1,500.00');
    await first.locator('#opening-words').fill('与上月末对账单核对');
    await shoot(first, 'rebuild-propose');
    await first.getByRole('button', { name: '提议按最新的一份入账' }).click();
    await expect(first.locator('[data-opening]')).toContainText('由您提议，请另一人核定');
    const second = await openings(browser, hub, THIRD);
    await shoot(second, 'rebuild-agree');
    await second.getByRole('button', { name: '同意，入账' }).click();
    await expect(second.getByText('没有等核定的网点')).toBeVisible({ timeout: 60_000 });

    await tablet.button('现在试').click();
    await tablet.menu('流水');
    const deposits = tablet.page.getByTestId('journal-row').filter({ hasText: '存款' });
    await expect(deposits.filter({ hasText: '已入账' })).toHaveCount(2, { timeout: 90_000 });
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(person.ledgerFen + 150_000);
    expect(await hub.command('check')).toMatchObject({ ok: true });
    await first.context().close();
    await second.context().close();
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
