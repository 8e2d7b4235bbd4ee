import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { pickCustomer } from './support/people.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** A whole day of one counter with no network from the first deposit on: counted, short, balanced, handed in, closed. */

test('离线一天：点库短款登记、正式轧账、上缴、网点日结，联网后账平', async () => {
  test.setTimeout(300_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    await tablet.enrol(await hub.enrolCode(OUTLET), TELLER);
    await tablet.signOn(TELLER, CHIEF);
    await tablet.loaded();
    // Who is new to a tablet signs on while it is still open from the clerk before.
    await tablet.signOff();
    await tablet.switchTo(CHIEF);
    const [vault] = await hub.sql(
      `SELECT (body->>'cash_fen')::int / 10000 AS hundreds FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '00'`,
      [OUTLET],
    );
    const main = Number(vault?.['hundreds']);
    await tablet.takeTill('00', main, MANAGER);
    await tablet.switchTo(TELLER);
    await tablet.takeTill('01', 500, CHIEF);
    await tablet.ready();
    await hub.kill();
    await expect(page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });
    await tablet.deposit(person.initials, '1000');

    // 51,000 in the book, 50,900 in the till.
    await tablet.countTill(509);
    const compared = page.getByTestId('compared');
    await expect(compared).toContainText('短款 ¥100.00');
    await expect(page.getByTestId('over-short')).toHaveCount(0);
    await tablet.switchTo(CHIEF);
    await tablet.menu('尾箱');
    await page.getByTestId('till').filter({ hasText: '尾箱 01' }).click();
    await page.locator('#over-note').fill('当场复点仍少一百');
    await page.getByTestId('record-difference').click();
    await tablet.approve(MANAGER);
    await tablet.switchTo(TELLER);
    await tablet.menu('尾箱');
    await page.getByTestId('balance').click();
    await expect(compared).toContainText('账实相符');
    for (const shown of ['已正式轧账', null]) {
      await page.getByTestId('balance-next').click();
      await tablet.approve(CHIEF);
      if (shown !== null) await expect(page.locator('body')).toContainText(shown);
    }
    await expect(page.getByTestId('balance')).toHaveCount(0);
    await tablet.signOff();

    await tablet.switchTo(CHIEF);
    await tablet.home();
    const closing = await tablet.tapsOf(async () => {
      await tablet.countTill(main);
      await expect(compared).toContainText('账实相符');
      await page.getByTestId('balance-next').click();
      await tablet.approve(MANAGER);
    });
    expect(closing).toBeLessThanOrEqual(5);
    await page.getByTestId('balance-next').click();
    await tablet.approve(MANAGER);
    await page.getByTestId('day-end').click();
    await expect(page.getByTestId('close-day')).toContainText('还有 1 项');
    await page.getByRole('button', { name: '本机交班' }).click();
    await tablet.home();
    const close = await tablet.tapsOf(async () => {
      await tablet.menu('尾箱');
      await page.getByTestId('day-end').click();
      await page.getByTestId('close-day').click();
      await tablet.approve(MANAGER);
    });
    expect(close).toBeLessThanOrEqual(4);
    await expect(page.getByTestId('day-closed')).toContainText('已日结');

    await hub.start();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    await expect
      .poll(
        async () =>
          (
            await hub.sql(
              `SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND kind = 'outlet_day' ORDER BY id DESC LIMIT 1`,
              [OUTLET],
            )
          )[0],
        { timeout: 60_000 },
      )
      .toEqual({ status: 'closed' });
    const [short] = await hub.sql(
      `SELECT sum(fen)::int AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'CASH-SHORT'`,
      [OUTLET],
    );
    expect(short).toEqual({ fen: 10_000 });
    const wrong = await hub.sql(
      `SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body->>'code' = 'TILL_MISMATCH' AND body->>'device' IS NOT NULL`,
      [OUTLET],
    );
    expect(wrong).toEqual([]);
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
