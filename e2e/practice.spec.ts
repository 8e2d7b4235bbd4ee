import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { Road } from './support/road.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, OUTLET, TELLER, Terminal, type Clerk } from './support/terminal.ts';

/** Practice (演练): a drill on the terminal's own pages that no hub and no real database ever hears of. */

const PLAY_TELLER: Clerk = { employeeNo: '99999901001', name: '周练习', pin: '135790' };
const PLAY_CHIEF: Clerk = { employeeNo: '99999901002', name: '吴演示', pin: '135790' };
const PLAY_PASSWORD = 'yanlian-2026';

/** Everything the real databases hold, read by the page itself: records with their bytes as text. */
const realRecords = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const found: Record<string, string> = {};
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reading'));
      });
    const plain = (_: string, value: unknown): unknown =>
      value instanceof Uint8Array ? [...value].join(' ') : value instanceof CryptoKey ? 'key' : value;
    for (const name of ['yizhan-terminal', 'yizhan-keys']) {
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames)
        found[`${name}/${store}`] = JSON.stringify(
          await done(db.transaction(store).objectStore(store).getAll()),
          plain,
        );
      db.close();
    }
    return found;
  });

const databases = (page: Page): Promise<readonly (string | undefined)[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name).sort());

test('演练：同样的页面、假的数据，断网也能练，真账一个字节不变，退出即删', async () => {
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const tablet = await Terminal.open(road.url);
  const { page } = tablet;
  const shot = (name: string): Promise<void> => shoot(page, name);
  const entries = async (): Promise<unknown> =>
    (await hub.sql('SELECT count(*)::int AS n, max(received_at)::text AS at FROM hub.command_log'))[0];
  try {
    await tablet.enrol(await hub.enrolCode(OUTLET), TELLER);
    await tablet.signOn(TELLER, CHIEF);
    await tablet.loaded();
    await tablet.signOff();
    await tablet.ready();
    await expect(page.locator('header.bar')).toContainText('待上传 0', { timeout: 60_000 });
    const names = await databases(page);
    // The page is opened anew with the vault shut and no road at all: from here the hub hears nothing of this tablet.
    road.set('closed');
    const meta = async (): Promise<string | undefined> => (await realRecords(page))['yizhan-terminal/meta'];
    const left = await meta();
    await page.reload();
    await expect(page.getByTestId('clerk')).toHaveCount(1, { timeout: 30_000 });
    // The page stands before its worker does, and what the worker writes when it takes the terminal belongs to before.
    await expect.poll(meta).not.toBe(left);
    await expect(page.getByTestId('practice-band')).toHaveCount(0);
    const [before, posted] = [await realRecords(page), await entries()];
    expect(Object.keys(before)).toContain('yizhan-terminal/journal');

    await page.getByTestId('practice').click();
    await shot('practice-ask');
    await page.getByTestId('practice-sure').click();
    const band = page.getByTestId('practice-band');
    await expect(band).toContainText(PLAY_PASSWORD, { timeout: 30_000 });
    await expect(page).toHaveTitle(/^演练/);
    await expect(page.locator('header.bar')).toContainText('演练支局');
    await expect(page.getByTestId('clerk')).toHaveText([/周练习/, /吴演示/, /郑督导/]);
    await expect(page.locator('body')).not.toContainText(TELLER.name);
    await shot('practice-sign-on');
    road.set('open');
    await tablet.signOn(PLAY_TELLER, PLAY_CHIEF, PLAY_PASSWORD);
    await tablet.takeTill('01', 500, PLAY_CHIEF);
    await tablet.home();
    await shot('practice-home');
    await tablet.deposit('wxy', '120');
    await expect(page.locator('.slip')).toContainText('演练 · 不是真实业务 · 不作凭证');
    await expect(page.locator('.slip .practice-mark')).toBeVisible();
    await expect(page.locator('.practice-water')).toBeVisible();
    await shot('practice-done');
    // As the printer would get it: only the slip, and the words across it.
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => (document.documentElement.dataset['print'] = 'slip'));
    await expect(page.locator('.slip .practice-mark')).toBeVisible();
    await expect(page.locator('.slip .practice-stamp').first()).toBeVisible();
    await shot('practice-paper');
    await page.evaluate(() => delete document.documentElement.dataset['print']);
    await page.emulateMedia({ media: 'screen' });
    await tablet.home();
    await page.getByTestId('practice-line').click();
    await page.getByTestId('practice-guide').click();
    await expect(page.getByTestId('practice-task').first()).toHaveAttribute('data-done', 'true');
    await expect(page.getByTestId('practice-task').nth(1)).toHaveAttribute('data-done', 'false');
    await shot('practice-guide');
    await page.locator('dialog [data-first]').click();

    // The road to the hub was open all the while: neither it nor the real databases know of any of this.
    expect(await entries()).toEqual(posted);
    expect(await hub.sql(`SELECT 1 FROM hub.command_log WHERE branch_id LIKE '99%'`)).toEqual([]);
    expect(await hub.sql(`SELECT 1 FROM hub.device WHERE branch_id LIKE '99%'`)).toEqual([]);
    const after = await realRecords(page);
    expect(Object.keys(after).filter((store) => after[store] !== before[store])).toEqual([]);
    expect(await databases(page)).toEqual([...names, 'yizhan-practice-keys', 'yizhan-practice-terminal'].sort());

    await band.getByTestId('practice-leave').click();
    await page.getByTestId('practice-leave-sure').click();
    await expect(page.getByTestId('practice-over')).toContainText('这里是真实业务', { timeout: 30_000 });
    await expect(band).toHaveCount(0);
    await expect(page.getByTestId('clerk')).toHaveText([new RegExp(TELLER.name)]);
    await expect.poll(() => databases(page)).toEqual(names);
    await shot('practice-over');
    // Nor does it come back over a reload in the middle of a drill.
    await page.getByTestId('practice').click();
    await page.getByTestId('practice-sure').click();
    await expect(band).toContainText(PLAY_PASSWORD, { timeout: 30_000 });
    await page.reload();
    await expect(page.getByTestId('practice-over')).toBeVisible({ timeout: 30_000 });
    await expect(band).toHaveCount(0);
    await tablet.signOn(TELLER);
    await expect(page.getByTestId('practice-over')).toHaveCount(0);
    // How far the drill came is kept, and is recorded under who says it was theirs.
    const offer = page.getByTestId('drill-offer');
    await expect(offer).toContainText('演练完成 1/6 项');
    await shot('practice-offer');
    await offer.getByRole('button', { name: '记到我名下' }).click();
    await expect(offer).toHaveCount(0);
    const kept = () =>
      hub.sql(`SELECT body->>'employee' AS who, body->>'passed' AS passed FROM hub.row WHERE kind = 'drill_result'`);
    await expect.poll(kept, { timeout: 30_000 }).toEqual([{ who: TELLER.employeeNo, passed: 'false' }]);
  } finally {
    await tablet.discard();
    await road.discard();
    await hub.stop();
  }
});
