import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { SECOND, signOnOffice, SUPERVISION } from './support/office.ts';
import { accountNoOf, pickCustomer } from './support/people.ts';
import { Road } from './support/road.ts';
import { shoot } from './support/shots.ts';
import { OUTLET, PASSWORD, TELLER_2, Terminal } from './support/terminal.ts';

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

test('没有网：锁着屏导出，县局导入，回执带回，解锁后三灯亮；有网的终端替它捎第二趟', async ({
  page: office,
  browser,
}) => {
  const manager = await browser.newPage();
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
    await tablet.toCounter(await hub.enrolCode(OUTLET));
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

    // Lost with one more deposit that nobody has: the county enters it from the customer's slip, by two.
    await tablet.home();
    await tablet.deposit(person.initials, '450');
    await shoot(tablet.page, 'slip', true);
    await tablet.page.setViewportSize({ width: 1280, height: 800 });
    const seq = await tablet.page.locator('.slip dt', { hasText: '流水号' }).locator('+ dd').textContent();
    const [device] = await hub.sql('SELECT device_id FROM hub.device WHERE branch_id = $1 AND device_no = $2', [
      OUTLET,
      deviceNo,
    ]);
    const accountNo = await accountNoOf(hub, OUTLET, person.account);
    const at = `${hub.url}/office/#/device?branch=${OUTLET}&id=${String(device?.['device_id'])}`;
    await signOnOffice(manager, hub, SECOND);
    await manager.goto(at);
    await manager.getByText('报失', { exact: true }).click();
    await manager.locator('#device-reason').fill('赶集路上丢失，已报警');
    await manager.getByRole('button', { name: '确认报失' }).click();
    await expect(manager.locator('h1 + .tag')).toContainText('丢失');
    await office.goto(at);
    await office.getByRole('button', { name: '录入一张纸面凭证' }).click();
    await office.locator('#stand-in-seq').fill(seq ?? '');
    await office.locator('#stand-in-slip').fill('00000017');
    await office.locator('#stand-in-fen').fill('450');
    await office.locator('#stand-in-account').fill(accountNo);
    await office.locator('#stand-in-till').fill('01');
    await office.locator('#stand-in-time').fill('00:01');
    await office.locator('#stand-in-words').fill('客户持有回单');
    await shoot(office, 'stand-in-form', true);
    await office.getByRole('button', { name: '提交核对' }).click();
    await expect(office.locator('[data-stand-ins]')).toContainText('等另一人核对');
    await manager.reload();
    await manager.getByRole('button', { name: '等核对' }).click();
    await shoot(manager, 'stand-in-check', true);
    await manager.getByRole('button', { name: '核对无误，代记入账' }).click();
    await expect(manager.locator('[data-stand-ins]')).toContainText('已代记');
    const legs = async (): Promise<number> =>
      Number(
        (
          await hub.sql(
            `SELECT sum(p.fen)::int AS fen FROM hub.posting p WHERE p.branch_id = $1 AND p.ledger = 'DEPOSIT' AND p.account = $2 AND p.fen = -45000`,
            [OUTLET, person.account],
          )
        )[0]?.['fen'],
      );
    expect(await legs()).toBe(-45_000);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);

    // Found: its entries are held, two let them in, and the 450 counts once.
    road.set('open');
    const held = (): Promise<readonly unknown[]> =>
      hub.sql('SELECT 1 FROM hub.raw WHERE branch_id = $1 AND device_id = $2', [OUTLET, String(device?.['device_id'])]);
    await expect.poll(async () => (await held()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    expect(await legs()).toBe(-45_000);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await carrier?.discard();
    await road.discard();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
