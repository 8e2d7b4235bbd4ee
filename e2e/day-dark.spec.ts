import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { pickCustomer } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/**
 * A tablet that lay dark over an evening: the outlet closes the date without it (缺终端). It hears of that, the network
 * goes, and its page leads it step by step: till counted, handed in, own closing, the next business date joined.
 */
test('平板黑着过了日结：按页上几步点清、上缴、交班、进入新的营业日，断网也行', async () => {
  test.setTimeout(240_000);
  const hub = await Hub.make();
  await hub.start();
  const main = await Terminal.open(hub.url);
  let dark = await Terminal.open(hub.url);
  const shot = (tablet: Terminal, name: string): Promise<void> => shoot(tablet.page, name);
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    const [vault] = await hub.sql(
      `SELECT (body->>'cash_fen')::int / 10000 AS hundreds FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '00'`,
      [OUTLET],
    );
    const hundreds = Number(vault?.['hundreds']);
    await dark.toCounter(await hub.enrolCode(OUTLET));
    await dark.ready();
    await dark.home();
    await dark.deposit(person.initials, '1000');
    await expect(dark.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });
    await dark.close();

    await main.enrol(await hub.enrolCode(OUTLET), CHIEF);
    await main.signOn(CHIEF);
    await main.loaded();
    await main.takeTill('00', hundreds, MANAGER);
    await main.countTill(hundreds);
    for (let step = 0; step < 2; step++) {
      await main.page.getByTestId('balance-next').click();
      await main.approve(MANAGER);
    }
    await main.page.getByTestId('day-end').click();
    await main.page.getByRole('button', { name: '本机交班' }).click();
    await main.page.getByRole('button', { name: '读不到，按缺终端日结' }).click();
    await main.page.getByTestId('close-day').click();
    await main.approve(MANAGER);
    await expect(main.page.getByTestId('day-closed')).toContainText('已日结');
    await expect(main.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });

    // Next morning: it comes back, hears of the close, and the road closes.
    dark = await dark.reopen();
    await dark.signOn(TELLER);
    await expect(dark.page.getByTestId('date-over')).toContainText('已日结', { timeout: 60_000 });
    await hub.kill();
    await expect(dark.page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });
    await shot(dark, 'dark-home');
    await dark.menu('尾箱');
    await dark.page.getByTestId('day-end').click();
    await expect(dark.page.getByTestId('own-late')).toContainText('尾箱 01');
    await shot(dark, 'dark-day');
    await dark.home();
    await dark.page.getByTestId('catch-up-open').click();
    const steps = dark.page.getByTestId('catch-up');
    const next = dark.page.getByTestId('catch-up-next');
    await expect(steps.locator('.day-line')).toHaveCount(4);
    await expect(steps).toContainText(`尾箱 01 · ${TELLER.name}`);
    await shot(dark, 'dark-steps');

    await expect(next).toHaveText('点清尾箱，正式轧账');
    await next.click();
    await dark.keyCount(510);
    await dark.page.getByTestId('count-submit').click();
    await expect(dark.page.getByTestId('compared')).toContainText('账实相符');
    await dark.page.getByTestId('balance-next').click();
    await dark.approve(CHIEF);
    await dark.page.getByTestId('balance-next').click();
    await dark.approve(CHIEF);
    await expect(next).toHaveText('本机交班');
    await next.click();
    await expect(next).toHaveText('正式签退');
    await shot(dark, 'dark-last');
    await next.click();
    // The next date is opened here by two persons: nobody else has, as far as this tablet knows.
    await dark.signOn(TELLER, CHIEF);
    await expect(dark.page.getByTestId('date-over')).toHaveCount(0);
    const [closed] = await main.page.getByTestId('day-closed').getByRole('heading').allInnerTexts();
    const date = closed?.slice(0, 10) ?? '';
    await expect(dark.page.locator('header.bar')).not.toContainText(date.slice(5));

    await hub.start();
    await expect(dark.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    const late = () =>
      hub.sql(
        `SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case'
         AND body->>'code' = 'DAY_CLOSE_LATE' AND body->>'business_date' = $2`,
        [OUTLET, date],
      );
    await expect.poll(late, { timeout: 60_000 }).toEqual([{ status: 'closed' }]);
    const state = () =>
      hub.sql(
        `SELECT body->>'last_closed' AS closed, body->>'tills_out' AS out FROM hub.row WHERE branch_id = $1 AND kind = 'outlet_state'`,
        [OUTLET],
      );
    await expect.poll(state, { timeout: 60_000 }).toEqual([{ closed: date, out: '[]' }]);
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await dark.discard();
    await main.discard();
    await hub.stop();
  }
});
