import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { pickCustomer } from './support/people.ts';
import { OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** Where a tablet keeps its entries: full, and asked for by two windows at once. Nothing that was recorded is lost. */

test('平板空间已满：说清楚没有记下，腾出空间后照常，已记的照常上传', async () => {
  test.setTimeout(400_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const faults: string[] = [];
  page.on('pageerror', (fault) => faults.push(fault.message));
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();
    await hub.kill();
    await tablet.deposit(person.initials, '101');
    await tablet.home();

    await tablet.limitStorage(1);
    // Chromium goes on for half a minute on the space it saw last.
    await page.waitForTimeout(35_000);
    await page.getByTestId('act-deposit').click();
    await tablet.find(person.initials);
    await tablet.confirmDeposit('102');
    await expect(page.getByRole('alert').filter({ hasText: '空间已满' })).toContainText('没有记下，请不要收付钱', {
      timeout: 30_000,
    });
    await tablet.limitStorage(null);
    // The same customer still stands there with the same money: the same button records it now, once.
    await expect(async () => {
      await page.locator('.facing-right').click();
      await expect(page.locator('.done-card')).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await tablet.home();
    await tablet.deposit(person.initials, '103');
    await tablet.home();
    await tablet.menu('流水');
    const rows = page.getByTestId('journal-row');
    await expect(rows.filter({ hasText: '+101.00' })).toHaveCount(1);
    await expect(rows.filter({ hasText: '+102.00' })).toHaveCount(1);
    await expect(rows.filter({ hasText: '+103.00' })).toHaveCount(1);

    await hub.start();
    // The hub was away for minutes: the next try comes up to 90 s later.
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    const amounts = await hub.sql(
      `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit' AND device_id IS NOT NULL ORDER BY seq`,
      [OUTLET],
    );
    expect(amounts.map((row) => row['fen'])).toEqual([10_100, 10_200, 10_300]);
    // A full disk is said on the page; nothing of it goes by unhandled.
    expect(faults).toEqual([]);
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});

/** In the page: throws the journal away while the store is brought into a later form, and then fails. */
const failingForm = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open('yizhan-terminal', 1_000_000);
    asked.onupgradeneeded = () => {
      asked.transaction?.objectStore('journal').clear();
      asked.result.deleteObjectStore('segments');
      asked.transaction?.abort();
    };
    asked.onsuccess = () => reject(new Error('the form was changed'));
    asked.onerror = () => resolve(asked.error?.name ?? '');
  });

test('同一台平板开两个窗口：第二个说明白，不会各记各的', async () => {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    const other = await tablet.context.newPage();
    await other.goto(hub.url);
    await expect(other.locator('body')).toContainText('另一个窗口正在用', { timeout: 30_000 });
    await tablet.page.bringToFront();
    await tablet.deposit(person.initials, '55');
    await tablet.home();
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });

    // [UP1] A build that fails while it changes the form of the store: the browser puts all of it back.
    await hub.kill();
    await tablet.deposit(person.initials, '56');
    await tablet.home();
    await other.close();
    await tablet.page.goto(`${hub.url}/service-worker.js`);
    expect(await tablet.page.evaluate(failingForm)).toBe('AbortError');
    await hub.start();
    await tablet.page.goto(hub.url);
    await tablet.signOn(TELLER);
    await tablet.menu('流水');
    const rows = tablet.page.getByTestId('journal-row');
    await expect(rows.filter({ hasText: '+55.00' })).toHaveCount(1);
    await expect(rows.filter({ hasText: '+56.00' })).toHaveCount(1);
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });
    await tablet.home();
    await tablet.deposit(person.initials, '57');
    await expect
      .poll(async () =>
        (
          await hub.sql(
            `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit' AND device_id IS NOT NULL ORDER BY seq`,
            [OUTLET],
          )
        ).map((row) => row['fen']),
      )
      .toEqual([5_500, 5_600, 5_700]);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
