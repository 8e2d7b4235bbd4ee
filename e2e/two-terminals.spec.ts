import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { officeShowsCase } from './support/office.ts';
import { balanceFen, ledgerFen, pickBetween } from './support/people.ts';
import { Road } from './support/road.ts';
import { CHIEF, OUTLET, TELLER_2, Terminal } from './support/terminal.ts';

/**
 * Worked case X1: two tablets pay from one account, one of them without a network. Both payments are facts: what the
 * account cannot bear waits in suspense with a case. Expected figures are literal.
 */

test('两台平板取同一账户：都付出了，不够的部分挂账待核', async () => {
  test.setTimeout(300_000);
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const a = await Terminal.open(road.url);
  const b = await Terminal.open(hub.url);
  try {
    const person = await pickBetween(hub, OUTLET, 1_000, 299_000);
    await a.toCounter(await hub.enrolCode(OUTLET));
    await a.ready();
    await b.enrol(await hub.enrolCode(OUTLET), TELLER_2);
    await b.signOn(TELLER_2);
    await b.loaded();
    await b.takeTill('02', 500, CHIEF);

    await b.deposit(person.initials, yuan(300_000 - person.ledgerFen));
    await expect(b.page.getByRole('heading', { level: 1 })).toContainText('存款已入账');
    await b.home();
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(300_000);

    await a.page.getByTestId('act-withdraw').click();
    await a.find(person.initials);
    await expect(a.page.locator('dl.kv').first()).toContainText('3,000.00', { timeout: 30_000 });
    await a.home();

    road.set('closed');
    await expect(a.page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });
    await a.withdrawAmount(person.initials, '2000');
    await a.withdrawRest(person.last4, CHIEF);
    await expect(a.page.locator('.done-card')).toBeVisible();
    await expect(a.page.getByRole('heading', { level: 1 })).toContainText('钱已付出，本机已记');
    await a.home();

    const taps = await b.tapsOf(async () => {
      await b.withdrawAmount(person.initials, '1500');
      await b.withdrawRest(person.last4, null);
      await expect(b.page.locator('.pay-card')).toContainText('中心已记账，请付钱');
    });
    expect(taps).toBeLessThanOrEqual(6);
    await b.button('已付款，完成').click();
    await expect(b.page.getByRole('heading', { level: 1 })).toContainText('取款已入账');
    await b.home();
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(150_000);

    road.set('open');
    await a.menu('流水');
    const line = a.page.getByTestId('journal-row').filter({ hasText: '取款' }).filter({ hasText: '−2,000.00' });
    await expect(line).toContainText('挂账 ¥500.00', { timeout: 120_000 });
    await expect(a.page.locator('header.bar')).toContainText('待上传 0 笔');
    await line.click();
    await expect(a.page.locator('dl.kv.left')).toContainText('余额不够，¥500.00 先挂账');

    const verdicts = await hub.sql(
      `SELECT verdict, account_fen::int AS account_fen, suspense_ledger, suspense_fen::int AS suspense_fen, sigma_fen::int AS fen
       FROM hub.command_log WHERE branch_id = $1 AND name = 'counter.withdraw' AND device_id IS NOT NULL ORDER BY version`,
      [OUTLET],
    );
    expect(verdicts).toEqual([
      // A split is noted only where the entry did not go to the account whole.
      { verdict: 'posted', account_fen: null, suspense_ledger: null, suspense_fen: null, fen: 150_000 },
      {
        verdict: 'posted_with_exception',
        account_fen: 150_000,
        suspense_ledger: 'SUS-OD',
        suspense_fen: 50_000,
        fen: 200_000,
      },
    ]);
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(0);
    expect(await ledgerFen(hub, OUTLET, 'SUS-OD')).toBe(50_000);
    expect(await ledgerFen(hub, OUTLET, 'CASH-TILL:01')).toBe(4_800_000);
    const cases = await hub.sql(
      `SELECT id, body->>'code' AS code, body->>'status' AS status, body->>'severity' AS severity, (body->>'suspense_fen')::int AS suspense_fen
       FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body IS NOT NULL AND body->>'account' = $2`,
      [OUTLET, person.account],
    );
    const { id, ...found } = cases[0] ?? {};
    expect(cases).toHaveLength(1);
    expect(found).toEqual({ code: 'OVERDRAFT', status: 'open', severity: 'high', suspense_fen: 50_000 });

    await officeShowsCase(
      hub,
      { branch: OUTLET, id: String(id) },
      { name: '离线透支', suspense: '500.00', outlet: ['2,000.00'], centre: ['1,500.00'] },
    );
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await a.discard();
    await b.discard();
    await road.discard();
    await hub.stop();
  }
});

/** As it is keyed: no grouping, cents only when there are some. */
function yuan(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
}
