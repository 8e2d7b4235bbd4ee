import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { signOnOffice, SUPERVISION } from './support/office.ts';
import { pickCustomer } from './support/people.ts';
import { OUTLET, PASSWORD, TELLER, Terminal } from './support/terminal.ts';

/** The clerk has gone home: what lies on the locked tablet still reaches the centre. Expected figures are literal. */

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`never: ${what}`);
}

test('锁屏以后路通了照样送到；没来得及签名的先收下，解锁后入账', async ({ page: office }) => {
  const hub = await Hub.make();
  await hub.start();
  let tablet = await Terminal.open(hub.url);
  const posted = async (): Promise<readonly number[]> =>
    (
      await hub.sql(
        `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit'
           AND device_id = (SELECT device_id FROM hub.device WHERE branch_id = $1 ORDER BY last_seen_at DESC LIMIT 1) ORDER BY seq`,
        [OUTLET],
      )
    ).map((row) => Number(row['fen']));
  const unlock = async (): Promise<void> => {
    await tablet.page.locator('#password').fill(PASSWORD);
    await tablet.page.getByRole('button', { name: '继续办理' }).click();
    await expect(tablet.page.locator('header.bar')).toContainText('营业日期', { timeout: 60_000 });
  };
  try {
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();

    await hub.kill();
    await tablet.deposit(person.initials, '1200');
    await tablet.home();
    await tablet.page.locator('header.bar').getByRole('button', { name: '锁屏' }).click();
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('已锁屏');
    await hub.start();
    await until('posted while locked', async () => ((await posted()).length === 1 ? true : null));
    expect(await posted()).toEqual([120_000]);
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 30_000 });
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('已锁屏');

    await unlock();
    await tablet.menu('流水');
    await expect(tablet.page.getByTestId('journal-row').filter({ hasText: '已入账' })).toHaveCount(1, {
      timeout: 60_000,
    });

    // The browser dies with a clerk on: the tail has no signature.
    await hub.kill();
    await tablet.home();
    await tablet.deposit(person.initials, '300');
    await tablet.close();
    tablet = await tablet.reopen();
    await hub.start();
    const reasons = await until('received while locked', async () => {
      const rows = await hub.sql(`SELECT reason FROM hub.raw WHERE branch_id = $1`, [OUTLET]);
      return rows.length === 0 ? null : [...new Set(rows.map((row) => row['reason']))];
    });
    expect(reasons).toEqual(['unsigned']);
    expect(await posted()).toEqual([120_000]);
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 30_000 });
    // The county's repair desk says why, and whose turn it is.
    await signOnOffice(office, hub, SUPERVISION);
    await office.goto(`${hub.url}/office/#/repairs`);
    await expect(office.locator('[data-repairs]')).toContainText('没有签名');
    await expect(office.locator('[data-repairs]')).toContainText('在那台平板上解锁');
    await tablet.signOn(TELLER);
    await until('posted after the unlock', async () => ((await posted()).length === 2 ? true : null));
    expect(await posted()).toEqual([120_000, 30_000]);
    await office.reload();
    await expect(office.locator('main')).not.toContainText('没有签名');
    await tablet.menu('流水');
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });
    await tablet.menu('同步');
    await tablet.page.getByTestId('repair-desk').click();
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('修复台');
    await expect(tablet.page.locator('main')).toContainText('没有要修复的');
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
