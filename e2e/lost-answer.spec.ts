import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { balanceFen, ledgerFen, pickCustomer, type Person } from './support/people.ts';
import { Road, type RoadState } from './support/road.ts';
import { CHIEF, OUTLET, Terminal } from './support/terminal.ts';

/** An online withdrawal whose answer never came: nobody pays, nobody repeats, and at most one payment has effect. */

interface Counter {
  readonly hub: Hub;
  readonly road: Road;
  readonly tablet: Terminal;
  readonly person: Person;
}

/** A tablet with till 01 behind a road of its own. Closes everything, whatever happens. */
async function atCounter(work: (counter: Counter) => Promise<void>): Promise<void> {
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const tablet = await Terminal.open(road.url);
  try {
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();
    await work({ hub, road, tablet, person });
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await road.discard();
    await hub.stop();
  }
}

/** Asks for ¥1,200 while the road loses one way, then closes it; ends on the page of the unknown result. */
async function loseAnswer({ hub, road, tablet, person }: Counter, lost: RoadState): Promise<void> {
  await tablet.withdrawAmount(person.initials, '1200');
  road.set(lost);
  await tablet.withdrawRest(person.last4, null);
  const { page } = tablet;
  await expect(page.locator('.pay-card')).toContainText('中心答复以前不要付钱');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('还不知道结果', { timeout: 60_000 });
  await expect(page.getByText('先不要付钱，也不要重做')).toBeVisible();
  await expect(tablet.button('查询结果')).toBeVisible();
  await expect(tablet.button('放弃这笔请求')).toBeVisible();
  await expect(tablet.button('客户已拿到钱，按付款记')).toBeVisible();
  await expect(page.getByRole('button', { name: /再试|重试|重发/ })).toHaveCount(0);
  const taken = lost === 'no_answers' ? 1 : 0;
  expect(
    await hub.sql(
      `SELECT 1 FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.withdraw' AND device_id IS NOT NULL`,
      [OUTLET],
    ),
  ).toHaveLength(taken);
}

const uploaded = async ({ road, tablet }: Counter): Promise<void> => {
  road.set('open');
  await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
};

async function entries(hub: Hub): Promise<readonly Record<string, unknown>[]> {
  return hub.sql(
    `SELECT name, verdict, code FROM hub.command_log WHERE branch_id = $1 AND device_id IS NOT NULL AND name IN ('counter.withdraw', 'request.abandon') ORDER BY seq`,
    [OUTLET],
  );
}

async function money({ hub, person }: Counter): Promise<{ readonly account: number; readonly till: number }> {
  return {
    account: (await balanceFen(hub, OUTLET, person.account)) - person.ledgerFen,
    till: await ledgerFen(hub, OUTLET, 'CASH-TILL:01'),
  };
}

test('答复丢了：先不付钱，网络恢复后查询得到结果', () =>
  atCounter(async (counter) => {
    await loseAnswer(counter, 'no_answers');
    expect(await money(counter)).toEqual({ account: -120_000, till: 4_880_000 });
    counter.road.set('open');
    const { page } = counter.tablet;
    await expect(async () => {
      const ask = counter.tablet.button('查询结果');
      if (await ask.isVisible()) await ask.click({ timeout: 2_000 });
      await expect(page.getByRole('heading', { level: 1 })).toContainText('中心已记账', { timeout: 3_000 });
    }).toPass({ timeout: 120_000 });
    await expect(counter.tablet.button('查询结果')).toHaveCount(0);
    await expect(page.getByTestId('pay-now')).toContainText('请付钱');
    await expect(counter.tablet.button('没有付钱，放弃这笔')).toBeVisible();
    await counter.tablet.button('已付款，完成').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('取款已入账');
    expect(await money(counter)).toEqual({ account: -120_000, till: 4_880_000 });
  }));

for (const lost of ['no_answers', 'no_requests'] as const) {
  const where = lost === 'no_answers' ? '中心已收到请求' : '请求没有到中心';

  test(`放弃：${where}，账户和尾箱都不变`, () =>
    atCounter(async (counter) => {
      await loseAnswer(counter, lost);
      counter.road.set('closed');
      await counter.tablet.button('放弃这笔请求').click();
      await expect(counter.tablet.button('放弃这笔请求')).toHaveCount(0);
      await uploaded(counter);
      await expect.poll(() => money(counter), { timeout: 30_000 }).toEqual({ account: 0, till: 5_000_000 });
      const [request, abandon] = await entries(counter.hub);
      expect(request?.['name']).toBe('counter.withdraw');
      expect(abandon).toEqual({ name: 'request.abandon', verdict: 'posted', code: null });
      if (lost === 'no_answers') expect(request).toEqual({ name: 'counter.withdraw', verdict: 'posted', code: null });
      await counter.tablet.menu('流水');
      await expect(counter.tablet.page.getByTestId('journal-row').filter({ hasText: '取款' })).toContainText(
        /已冲正|未办/,
      );
    }));

  test(`按付款记：${where}，正好付一次`, () =>
    atCounter(async (counter) => {
      await loseAnswer(counter, lost);
      counter.road.set('closed');
      await counter.tablet.button('客户已拿到钱，按付款记').click();
      // Offline from ¥1,000 a second person looks too; whether the bar already says offline is not the matter here.
      await expect(counter.tablet.page.locator('dialog[open], .slip').first()).toBeVisible();
      if (await counter.tablet.page.locator('dialog[open]').isVisible()) await counter.tablet.approve(CHIEF);
      await expect(counter.tablet.button('客户已拿到钱，按付款记')).toHaveCount(0);
      await uploaded(counter);
      await expect.poll(() => money(counter), { timeout: 30_000 }).toEqual({ account: -120_000, till: 4_880_000 });
      const log = await entries(counter.hub);
      expect(log.map((row) => row['name'])).toEqual(['counter.withdraw', 'counter.withdraw']);
      expect(log[1]?.['verdict']).toBe('posted');
    }));
}
