import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { signOnOffice, SUPERVISION } from './support/office.ts';
import { pickCustomer } from './support/people.ts';
import { Road } from './support/road.ts';
import { CHIEF, OUTLET, PASSWORD, TELLER, TELLER_2, Terminal } from './support/terminal.ts';

/** 邮车同步: a tablet that has no network at all sends its journal and gets its outcomes as files. */

/** Does what makes the page save a file, and keeps it under the name the page gave it. */
async function saved(page: Page, folder: string, act: () => Promise<unknown>): Promise<string> {
  const waiting = page.waitForEvent('download');
  await act();
  const download = await waiting;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test('没有网：锁着屏导出，县局导入，回执带回，解锁后三灯亮；有网的终端替它捎第二趟', async ({ page: office }) => {
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const folder = mkdtempSync(join(tmpdir(), 'yizhan-van-'));
  const tablet = await Terminal.open(road.url);
  let carrier: Terminal | null = null;
  let deviceNo = '';
  const posted = async (): Promise<readonly number[]> =>
    (
      await hub.sql(
        `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit'
           AND device_id = (SELECT device_id FROM hub.device WHERE branch_id = $1 AND device_no = $2) ORDER BY seq`,
        [OUTLET, deviceNo],
      )
    ).map((row) => Number(row['fen']));
  try {
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.enrol(await hub.enrolCode(OUTLET), TELLER);
    await tablet.signOn(TELLER, CHIEF);
    await tablet.loaded();
    await tablet.takeTill('01', 500, CHIEF);
    await tablet.ready();
    road.set('closed');
    await tablet.deposit(person.initials, '1200');
    await tablet.home();
    await tablet.page.locator('header.bar').getByRole('button', { name: '锁屏' }).click();

    // Locked: out with the delivery key alone.
    await tablet.page.getByTestId('van').click();
    const up = await saved(tablet.page, folder, () => tablet.page.getByTestId('van-out').click());
    deviceNo = /yizhan-to-centre-41272801-(\d\d)-1\.van$/.exec(up)?.[1] ?? '';

    await signOnOffice(office, hub, SUPERVISION);
    await office.goto(`${hub.url}/office/#/van`);
    const cut = join(folder, 'cut.van');
    writeFileSync(cut, readFileSync(up).subarray(0, 500));
    await office.getByTestId('van-file').setInputFiles(cut);
    await expect(office.getByRole('alert')).toContainText('文件不完整');
    const down = await saved(office, folder, () => office.getByTestId('van-file').setInputFiles(up));
    await expect(office.getByTestId('van-taken')).toContainText('41272801');
    expect(await posted()).toEqual([120_000]);
    await office.getByTestId('van-file').setInputFiles(up);
    await expect(office.getByRole('alert')).toContainText('不会记两遍');

    // Locked: in, sealed until the clerk is back.
    await tablet.page.getByTestId('van-back').setInputFiles(up);
    await expect(tablet.page.getByTestId('van-failed')).toContainText('方向不对');
    await tablet.page.getByTestId('van-back').setInputFiles(down);
    await expect(tablet.page.getByTestId('van-said')).toContainText('下次解锁');
    await tablet.page.getByTestId('van-leave').click();
    await tablet.page.locator('#password').fill(PASSWORD);
    await tablet.page.getByRole('button', { name: '继续办理' }).click();
    await tablet.menu('流水');
    const rows = tablet.page.getByTestId('journal-row');
    await expect(rows.filter({ hasText: '已入账' })).toHaveCount(1, { timeout: 30_000 });
    await expect(tablet.page.locator('header.bar')).toContainText('离线');

    // The second trip: a tablet that is on line carries it, with nobody signed on there.
    await tablet.home();
    await tablet.deposit(person.initials, '300');
    await tablet.menu('同步');
    await tablet.page.getByTestId('van').click();
    const second = await saved(tablet.page, folder, () => tablet.page.getByTestId('van-out').click());
    carrier = await Terminal.open(hub.url);
    await carrier.enrol(await hub.enrolCode(OUTLET), TELLER_2);
    await carrier.page.getByTestId('van').click();
    const there = carrier.page;
    await expect(there.locator('header.bar')).toContainText('联机', { timeout: 30_000 });
    const back = await saved(there, folder, () => there.getByTestId('van-carry').setInputFiles(second));
    await expect(there.getByTestId('van-said')).toContainText('已交中心');
    expect(await posted()).toEqual([120_000, 30_000]);
    await tablet.page.getByTestId('van-back').setInputFiles(back);
    await expect(tablet.page.getByTestId('van-said')).toContainText('有了结果');
    await tablet.menu('流水');
    await expect(rows.filter({ hasText: '已入账' })).toHaveCount(2);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await carrier?.discard();
    await road.discard();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
