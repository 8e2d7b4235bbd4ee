import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { pickCustomer } from './support/people.ts';
import { productCopy } from './support/power.ts';
import { OUTLET, PASSWORD, TELLER, Terminal } from './support/terminal.ts';

/** What a browser can do to the data it keeps (part of its pages, all of it), and what windows and updates do to each other. */

type Harm =
  /** Turns one bit in every record of a store, or in those of one table. */
  | { readonly kind: 'spoil'; readonly store: string; readonly table: string | null }
  | { readonly kind: 'put'; readonly store: string; readonly record: object }
  | { readonly kind: 'clear' };

/** Does that to the browser's own database. @returns the records that were spoilt */
const harm = (page: Page, what: Harm): Promise<number> =>
  page.evaluate(
    (done) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('yizhan-terminal');
        opening.onerror = () => reject(new Error('not opened'));
        opening.onsuccess = () => {
          const names = done.kind === 'clear' ? [...opening.result.objectStoreNames] : [done.store];
          const write = opening.result.transaction(names, 'readwrite');
          let spoilt = 0;
          write.oncomplete = () => {
            opening.result.close();
            resolve(spoilt);
          };
          if (done.kind === 'clear') for (const name of names) write.objectStore(name).clear();
          else if (done.kind === 'put') write.objectStore(done.store).put(done.record);
          else
            write.objectStore(done.store).openCursor().onsuccess = ({ target }) => {
              const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
              if (cursor === null) return;
              const record = cursor.value as { table?: string; sealed: Uint8Array };
              if (done.table === null || record.table === done.table) {
                record.sealed[record.sealed.length - 1] = (record.sealed.at(-1) ?? 0) ^ 1;
                cursor.update(record);
                spoilt += 1;
              }
              cursor.continue();
            };
        };
      }),
    what,
  );

const spoil = (page: Page, store: string, table: string | null): Promise<number> =>
  harm(page, { kind: 'spoil', store, table });

/** The outlet's rows were damaged and fetched that often in the last hours. */
const fetchedAgain = (page: Page, times: number): Promise<number> => {
  const hours = Array.from({ length: times }, (_, n) => Date.now() - (times - n) * 3_600_000);
  return harm(page, { kind: 'put', store: 'meta', record: { key: 'mends', fetched: { [OUTLET]: hours } } });
};

async function password({ page }: Terminal): Promise<void> {
  await expect(page.locator('.clerks')).toBeVisible({ timeout: 30_000 });
  await page.getByTestId('clerk').filter({ hasText: TELLER.name }).first().click();
  await page.locator('#password').fill(PASSWORD);
  await page.locator('form button.pri').click();
}

/** Signs on and is told that this tablet's data is not whole. */
async function refuses(tablet: Terminal): Promise<void> {
  const { page } = tablet;
  await password(tablet);
  await expect(page.locator('main')).toContainText('本机数据不完整', { timeout: 30_000 });
  await expect(page.getByTestId('act-deposit')).toHaveCount(0);
}

async function atWork(hub: Hub): Promise<{ tablet: Terminal; person: Awaited<ReturnType<typeof pickCustomer>> }> {
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const person = await pickCustomer(hub, OUTLET, 100_000);
  await tablet.toCounter(await hub.enrolCode(OUTLET));
  await tablet.ready();
  return { tablet, person };
}

const deposits = async (hub: Hub): Promise<readonly unknown[]> =>
  (
    await hub.sql(
      `SELECT sigma_fen::int AS fen FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.deposit' AND device_id IS NOT NULL ORDER BY seq`,
      [OUTLET],
    )
  ).map((row) => row['fen']);

test('数据损坏：资料页坏了说明白、联网重取；流水坏了不办业务，能导出交县局', async () => {
  test.setTimeout(180_000);
  const hub = await Hub.make();
  const { tablet, person } = await atWork(hub);
  const { page } = tablet;
  try {
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });
    await hub.kill();
    await tablet.deposit(person.initials, '101');
    await tablet.home();
    expect(await spoil(page, 'base', 'account')).toBeGreaterThan(0);
    // What follows from the journal is made again from it: no fault of the journal.
    expect(await spoil(page, 'overlay', null)).toBeGreaterThan(0);
    await page.reload();
    await tablet.signOn(TELLER);
    await tablet.menu('同步');
    await expect(page.getByTestId('mending')).toContainText('读不出来', { timeout: 30_000 });
    await tablet.home();
    await page.getByTestId('act-deposit').click();
    await tablet.find(person.initials);
    await expect(page.getByTestId('mending')).toBeVisible();
    await expect(page.locator('header.bar')).toContainText('正在恢复');
    await tablet.home();

    await hub.start();
    await tablet.menu('同步');
    await expect(page.getByTestId('mending')).toHaveCount(0, { timeout: 90_000 });
    await tablet.home();
    await tablet.deposit(person.initials, '102');
    await tablet.home();
    await expect.poll(() => deposits(hub), { timeout: 60_000 }).toEqual([10_100, 10_200]);

    // A storage that was fetched again five times this week and rots on: the tablet is to be exchanged, its journal leaves.
    await hub.kill();
    await tablet.deposit(person.initials, '103');
    await tablet.home();
    await fetchedAgain(page, 5);
    expect(await spoil(page, 'base', 'account')).toBeGreaterThan(0);
    await page.reload();
    await tablet.signOn(TELLER);
    await hub.start();
    await tablet.menu('同步');
    await expect(page.getByTestId('mending')).toContainText('请换平板', { timeout: 30_000 });
    await expect(page.locator('header.bar')).toContainText('请换平板');
    await expect.poll(() => deposits(hub), { timeout: 60_000 }).toEqual([10_100, 10_200, 10_300]);
    await expect(page.getByTestId('mending')).toContainText('请换平板');

    await spoil(page, 'journal', null);
    await page.reload();
    await refuses(tablet);
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出' }).first().click();
    const file = readFileSync(await (await saving).path());
    expect(file.includes('yizhan rescue 1')).toBe(true);

    // What a browser does that is short of room: the keys stay, the database is empty.
    await harm(page, { kind: 'clear' });
    await page.reload();
    await refuses(tablet);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});

test('窗口和更新：冻住的窗口让出终端，醒来不再记；更新等正在记的一笔，一笔不少、一笔不重', async () => {
  test.setTimeout(180_000);
  const product = productCopy();
  const hub = await Hub.make(3, product);
  const { tablet, person } = await atWork(hub);
  const first = tablet.page;
  try {
    await tablet.deposit(person.initials, '55');
    await tablet.home();
    // Its worker answers nobody for a while, as one that the system has frozen.
    const [worker] = first.workers();
    const frozen = worker?.evaluate((ms) => {
      for (const until = Date.now() + ms; Date.now() < until;);
    }, 15_000);
    tablet.page = await tablet.context.newPage();
    await tablet.page.goto(hub.url);
    await tablet.signOn(TELLER);
    await tablet.deposit(person.initials, '66');
    await tablet.home();
    await frozen;
    await expect(first.locator('body')).toContainText('另一个窗口正在用', { timeout: 30_000 });
    await expect.poll(() => deposits(hub), { timeout: 60_000 }).toEqual([5500, 6600]);
    await first.close();

    const { page } = tablet;
    await hub.kill();
    appendFileSync(join(product, 'dist/client/terminal/service-worker.js'), '\n// a later version\n');
    await hub.start();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const update = page.locator('.update button');
    await expect(update).toBeVisible({ timeout: 30_000 });
    await page.getByTestId('act-deposit').click();
    await tablet.find(person.initials);
    await tablet.keyAmount('77');
    await page.locator('.keys .go').click();
    await tablet.sign();
    const reloaded = page.waitForEvent('load');
    // One tap right behind the other: the worker hears of the entry before it hears of the update.
    await page.evaluate(() => {
      for (const what of ['.facing-right', '.update button']) document.querySelector<HTMLElement>(what)?.click();
    });
    await reloaded;
    await password(tablet);
    await expect(page.locator('header.bar').getByRole('button', { name: '锁屏' })).toBeVisible({ timeout: 60_000 });
    await expect(update).toHaveCount(0);
    await tablet.menu('流水');
    const rows = page.getByTestId('journal-row').filter({ hasText: '存款' });
    await expect(rows.first()).toBeVisible();
    const kept = await rows.count();
    expect([2, 3]).toContain(kept);
    await tablet.home();
    await tablet.deposit(person.initials, '88');
    await tablet.home();
    await expect
      .poll(() => deposits(hub), { timeout: 60_000 })
      .toEqual(kept === 3 ? [5500, 6600, 7700, 8800] : [5500, 6600, 8800]);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
    rmSync(product, { recursive: true, force: true });
  }
});
