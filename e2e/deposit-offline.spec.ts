import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { officeShows } from './support/office.ts';
import { pickCustomer } from './support/people.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** The main job: a day without a network, then everything arrives exactly once. Expected figures are literal. */

test('断网照常办理，联网后一笔不少、一笔不重', async () => {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  try {
    const person = await pickCustomer(hub, OUTLET, 500_000);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();

    await hub.kill();
    await tablet.page.reload();
    await tablet.signOn(TELLER);
    await expect(tablet.page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });

    const depositTaps = await tablet.deposit(person.initials, '1200');
    expect(depositTaps).toBeLessThanOrEqual(6);
    await expect(tablet.page.getByRole('heading', { level: 1 })).toContainText('钱已收妥，本机已记');
    await expect(tablet.page.locator('.slip')).toContainText('人民币壹仟贰佰元整');
    await expect(tablet.page.locator('.slip')).toContainText('离线');
    await tablet.home();

    await tablet.withdrawAmount(person.initials, '2000.01');
    await expect(tablet.page.getByRole('alert')).toContainText('离线单笔限额 ¥2,000');
    await tablet.home();

    await tablet.withdrawAmount(person.initials, '1500');
    const withdrawTaps = await tablet.withdrawRest(person.last4, CHIEF);
    expect(withdrawTaps).toBeLessThanOrEqual(9);
    await expect(tablet.page.locator('.done-card')).toBeVisible();
    await tablet.home();

    await tablet.deposit(person.initials, '300');
    await tablet.home();
    const reversalTaps = await tablet.tapsOf(async () => {
      await tablet.menu('流水');
      await tablet.page.getByTestId('journal-row').filter({ hasText: '300.00' }).first().click();
      await tablet.button('冲正').click();
      await tablet.page.getByRole('button', { name: '金额输错' }).click();
      await tablet.approve(CHIEF);
    });
    expect(reversalTaps).toBeLessThanOrEqual(5);
    await expect(tablet.page.locator('.done-card')).toBeVisible();
    // The first paper carries no mark; every later one says which reprint it is, on whatever page it is asked for.
    await tablet.page.evaluate(() => {
      const seen = window as unknown as { papers: string[] };
      seen.papers = [];
      window.print = () => void seen.papers.push(document.documentElement.dataset['print'] ?? '');
    });
    const slip = tablet.page.locator('.slip');
    await tablet.button('打印').click();
    await expect(tablet.button('补打')).toBeVisible();
    await expect(slip).not.toContainText('补打');
    await tablet.button('补打').click();
    await expect(slip).toContainText('补打 1');
    await tablet.home();
    await tablet.menu('流水');
    await tablet.page.getByTestId('journal-row').filter({ hasText: '冲正' }).first().click();
    await expect(slip).toContainText('补打 1');
    await tablet.button('补打').click();
    await expect(slip).toContainText('补打 2');
    await tablet.menu('更多');
    await tablet.button('A5').click();
    await tablet.home();
    await tablet.menu('流水');
    await tablet.page.getByTestId('journal-row').filter({ hasText: '冲正' }).first().click();
    await tablet.button('补打').click();
    await expect(slip).toContainText('补打 3');
    expect(await tablet.page.evaluate(() => (window as unknown as { papers: string[] }).papers)).toEqual([
      'slip',
      'slip',
      'slip',
      'a5',
    ]);
    // One sheet of A5: 420 x 595 points.
    await tablet.page.evaluate(() => (document.documentElement.dataset['print'] = 'a5'));
    const pdf = (await tablet.page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const sheets = [...pdf.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)];
    expect(sheets.map(([, wide, high]) => [Math.round(Number(wide)), Math.round(Number(high))])).toEqual([[420, 595]]);
    await tablet.page.evaluate(() => delete document.documentElement.dataset['print']);
    await tablet.home();

    await hub.start();
    await tablet.menu('流水');
    await expect(tablet.page.getByTestId('journal-row').filter({ hasText: '已入账' })).toHaveCount(3, {
      timeout: 120_000,
    });
    await expect(tablet.page.getByTestId('journal-row').filter({ hasText: '已冲正' })).toHaveCount(1);
    await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔');

    const sums = await hub.sql(
      `SELECT sigma_command AS command, sum(sigma_fen)::int AS fen, count(*)::int AS n FROM hub.command_log
       WHERE branch_id = $1 AND device_id IS NOT NULL AND sigma_direction <> 'none' GROUP BY 1 ORDER BY 1`,
      [OUTLET],
    );
    expect(sums.filter((row) => String(row['command']).startsWith('counter.'))).toEqual([
      { command: 'counter.deposit', fen: 150_000, n: 2 },
      { command: 'counter.reverse', fen: 30_000, n: 1 },
      { command: 'counter.withdraw', fen: 150_000, n: 1 },
    ]);
    const [till] = await hub.sql(
      `SELECT sum(fen)::int AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'CASH-TILL:01'`,
      [OUTLET],
    );
    expect(till).toEqual({ fen: 5_000_000 + 120_000 - 150_000 });
    const [account] = await hub.sql(
      `SELECT (-sum(fen))::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger = 'DEPOSIT' AND account = $2`,
      [OUTLET, person.account],
    );
    expect(Number(account?.['fen'])).toBe(person.ledgerFen + 120_000 - 150_000);
    // Three papers beyond the first, made with no network: the centre has counted them.
    const reprints = await hub.sql(
      `SELECT (r.body->>'reprints')::int AS n, i.body->>'kind' AS kind, r.body->>'last_by' AS by FROM hub.row r
       JOIN hub.row i ON i.branch_id = r.branch_id AND i.kind = 'interaction' AND i.id = r.id
       WHERE r.branch_id = $1 AND r.kind = 'slip_reprint'`,
      [OUTLET],
    );
    expect(reprints).toEqual([{ n: 3, kind: 'counter.reverse', by: TELLER.employeeNo }]);
    await officeShows(hub, { in: '1,500.00', out: '1,800.00' });
    const facts = await hub.sql(
      `SELECT kind, sum(amount_fen)::int AS fen FROM analysis.interaction WHERE branch_id = $1 AND device IS NOT NULL AND amount_fen > 0 GROUP BY 1 ORDER BY 1`,
      [OUTLET],
    );
    expect(facts).toEqual([
      { kind: 'counter.deposit', fen: 150_000 },
      { kind: 'counter.reverse', fen: 30_000 },
      { kind: 'counter.withdraw', fen: 150_000 },
    ]);
    const report = (await hub.command('check')) as { ok: boolean };
    expect(report.ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
