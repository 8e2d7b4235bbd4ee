import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { pickCustomer } from './support/people.ts';
import { killAllNaming } from './support/processes.ts';
import { OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** kill -9 on both sides: of the browser right after "saved", of the hub again and again while the journal goes up. */

test('杀掉浏览器和中心，一笔不少、一笔不重', async () => {
  test.setTimeout(300_000);
  const hub = await Hub.make();
  await hub.start();
  let tablet = await Terminal.open(hub.url);
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();
    await hub.kill();

    for (let n = 1; n <= 8; n++) {
      await tablet.deposit(person.initials, String(100 + n));
      if (n < 8) await tablet.home();
    }
    expect(killAllNaming(tablet.profile)).toBeGreaterThan(0);
    tablet = await tablet.reopen();
    await tablet.signOn(TELLER);
    await tablet.menu('流水');
    for (let n = 1; n <= 8; n++)
      await expect(tablet.page.getByTestId('journal-row').filter({ hasText: `+${100 + n}.00` })).toHaveCount(1);

    for (const afterMs of [0, 150, 400, 900]) {
      await hub.start();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await hub.kill();
    }
    await hub.start();
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    await expect(
      tablet.page.getByTestId('journal-row').filter({ hasText: '存款' }).filter({ hasText: '已入账' }),
    ).toHaveCount(8, { timeout: 60_000 });

    const amounts = await hub.sql(
      `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit' AND device_id IS NOT NULL ORDER BY seq`,
      [OUTLET],
    );
    expect(amounts.map((row) => row['fen'])).toEqual([10_100, 10_200, 10_300, 10_400, 10_500, 10_600, 10_700, 10_800]);
    const [account] = await hub.sql(
      `SELECT (-sum(fen))::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'DEPOSIT' AND account = $2`,
      [OUTLET, person.account],
    );
    expect(Number(account?.['fen'])).toBe(person.ledgerFen + 83_600);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
