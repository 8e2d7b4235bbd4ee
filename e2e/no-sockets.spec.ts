import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { balanceFen, pickCustomer } from './support/people.ts';
import { Road } from './support/road.ts';
import { OUTLET, Terminal } from './support/terminal.ts';

/** A proxy on the way that breaks every WebSocket: the same day goes over plain posts. */

test('线路上的代理不认 WebSocket：装入、存款、联机取款都照常', async () => {
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const tablet = await Terminal.open(road.url);
  const { page } = tablet;
  try {
    road.set('no_sockets');
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();
    await tablet.deposit(person.initials, '101');
    await tablet.home();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 30_000 });
    // Above what a tablet may pay by itself: the hub answers within the page's patience.
    await tablet.withdrawAmount(person.initials, '1200');
    await tablet.withdrawRest(person.last4, null);
    await expect(page.locator('.pay-card')).toContainText('中心已记账，请付钱', { timeout: 20_000 });
    expect((await balanceFen(hub, OUTLET, person.account)) - person.ledgerFen).toBe(10_100 - 120_000);
    const carriers = await (await fetch(`${hub.url}/metrics`)).text();
    expect(carriers).toMatch(/yizhan_sync_messages_total\{carrier="http",direction="up"\} [1-9]/);
    expect(carriers).not.toMatch(/yizhan_sync_messages_total\{carrier="socket",direction="up"\} [1-9]/);
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await tablet.discard();
    await road.discard();
    await hub.stop();
  }
});
