import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { SECOND, SUPERVISION, signOnOffice } from './support/office.ts';
import { shoot } from './support/shots.ts';
import { countTaps } from './support/taps.ts';

/**
 * A case is claimed, the outlet asked, its end proposed by one person and agreed to by another; the books follow.
 * Then the county's other pages on the same hub.
 */

interface Overdraft {
  readonly branch: string;
  readonly id: string;
  readonly fen: number;
}

async function openCase(page: Page, hub: Hub, who: string, one: Overdraft): Promise<void> {
  await signOnOffice(page, hub, who);
  const query = new URLSearchParams({ branch: one.branch, id: one.id }).toString();
  await page.goto(`${hub.url}/office/#/case?${query}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('离线透支', { timeout: 30_000 });
}

test('差错：认领、问网点、网点答复、提交核销、第二人同意，挂账清零', async ({ browser }) => {
  const hub = await Hub.make();
  await hub.start();
  const pages = await Promise.all([1, 2, 3].map(async () => (await browser.newContext()).newPage()));
  const [mine, outlet, second] = pages;
  if (mine === undefined || outlet === undefined || second === undefined) throw new Error('three pages');
  try {
    const [found] = await hub.sql(
      `SELECT branch_id AS branch, id, (body->>'suspense_fen')::int AS fen FROM hub.row
       WHERE kind = 'exception_case' AND body->>'code' = 'OVERDRAFT' AND body->>'status' = 'open'
         AND (body->>'suspense_fen')::int BETWEEN 1 AND 100000 ORDER BY id LIMIT 1`,
    );
    const one = found as unknown as Overdraft;
    const work = (page: Page) => page.locator('[data-case-work]');
    // Domain 8: from the list to the second person in six taps, typing apart.
    let taps = 0;
    const fromList = async (page: Page, who: string): Promise<void> => {
      await signOnOffice(page, hub, who);
      await page.goto(`${hub.url}/office/#/cases`);
      const row = page.locator(`tr.link a[href*="${encodeURIComponent(one.id)}"]`);
      await row.waitFor({ timeout: 30_000 });
      taps += await countTaps(page, () => row.click());
      await expect(page.getByRole('heading', { level: 1 })).toContainText('离线透支', { timeout: 30_000 });
    };
    await fromList(mine, SUPERVISION);
    taps += await countTaps(mine, () => work(mine).getByRole('button', { name: '认领' }).click());
    await work(mine).getByRole('button', { name: '问网点' }).click();
    await mine.locator('#case-side').fill('客户知道账户不够吗？');
    await work(mine).getByRole('button', { name: '发出' }).click();
    await expect(mine.locator('[data-case-history]')).toContainText('客户知道账户不够吗？');

    await openCase(outlet, hub, `4120190${one.branch.slice(6)}04`, one);
    await expect(work(outlet)).toContainText('中心在问');
    await outlet.locator('#case-answer').fill('不知道，已经外出务工');
    await work(outlet).getByRole('button', { name: '答复中心' }).click();
    await expect(outlet.locator('[data-case-history]')).toContainText('已经外出务工');

    await mine.reload();
    await work(mine).getByRole('radio', { name: /^认可/ }).click();
    await mine.locator('#case-reason').fill('按实入账');
    await work(mine)
      .getByRole('button', { name: /办理|提交复核/ })
      .click();
    await expect(work(mine).getByRole('alert')).toContainText('挂账，不能就这样结案');
    taps += await countTaps(mine, async () => {
      await work(mine).getByRole('radio', { name: /^核销/ }).click();
      await expect(work(mine)).toContainText('列损失');
      await mine.locator('#case-reason').fill('客户外出，无法追回');
      await work(mine).getByRole('button', { name: '提交复核' }).click();
    });
    await expect(work(mine)).toContainText('另一人复核');

    await fromList(second, SECOND);
    await expect(work(second)).toContainText('客户外出，无法追回');
    taps += await countTaps(second, () => work(second).getByRole('button', { name: '同意' }).click());
    expect(taps).toBeLessThanOrEqual(6);
    await expect(second.getByText('核销').first()).toBeVisible();
    await expect(second.locator('[data-case-history]')).toContainText('同意');

    const [entry] = await hub.sql(
      `SELECT c.body->>'status' AS status, i.body->>'status' AS entry, (i.body->>'suspense_fen')::int AS left FROM hub.row c
       JOIN hub.row i ON i.branch_id = c.branch_id AND i.kind = 'interaction' AND i.id = c.body->>'interaction'
       WHERE c.kind = 'exception_case' AND c.branch_id = $1 AND c.id = $2`,
      [one.branch, one.id],
    );
    expect(entry).toEqual({ status: 'closed', entry: 'written_off', left: 0 });
    const [loss] = await hub.sql("SELECT sum(fen)::int AS fen FROM hub.posting WHERE ledger = 'EXPENSE-LOSS'");
    expect(loss).toEqual({ fen: one.fen });
    expect(await hub.command('check')).toMatchObject({ ok: true });

    // Two that only inform are read and closed together.
    await hub.sql(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
       SELECT branch_id, kind, 'info' || n || '/LOST_AFTER_PAYMENT', version, scope, body ||
         '{"code": "LOST_AFTER_PAYMENT", "severity": "info", "status": "open", "owner": null, "amount_fen": 20000, "suspense_ledger": null, "suspense_fen": 0, "interaction": null, "closed_at": null}'
       FROM hub.row, generate_series(1, 2) n WHERE kind = 'exception_case' AND branch_id = $1 AND id = $2`,
      [one.branch, one.id],
    );
    await mine.goto(`${hub.url}/office/#/cases`);
    await mine.reload();
    await mine.getByRole('button', { name: '批量知悉提示类（2）' }).click();
    const bulk = mine.locator('[data-bulk-close]');
    await bulk.getByRole('checkbox', { name: '全选' }).check();
    await mine.locator('#bulk-reason').fill('已阅，先支付后挂失');
    await bulk.getByRole('button', { name: '知悉并结案 2 件' }).click();
    await expect(bulk.getByRole('status')).toContainText('已结 2 件');
    const informed = await hub.sql(
      "SELECT DISTINCT body->>'status' AS status FROM hub.row WHERE kind = 'exception_case' AND id LIKE 'info%'",
    );
    expect(informed).toEqual([{ status: 'closed' }]);

    // Supervision looks at the vouchers of that date: one in order, one with a finding, which is a case.
    const [worked] = await hub.sql(
      `SELECT body->>'business_date' AS date FROM hub.row WHERE kind = 'exception_case' AND branch_id = $1 AND id = $2`,
      [one.branch, one.id],
    );
    await mine.goto(`${hub.url}/office/#/vouchers?date=${String(worked?.['date'])}`);
    const rows = mine.locator('[data-vouchers] tbody tr');
    await rows.first().click();
    const voucher = mine.locator('[data-voucher]');
    await voucher.getByRole('radio', { name: '无误' }).check();
    await voucher.getByRole('button', { name: '记下，看下一张' }).click();
    await expect(rows.last()).toContainText('无误');
    await rows.first().click();
    await voucher.getByRole('radio', { name: '缺客户签名' }).check();
    await mine.locator('#voucher-words').fill('第二联没有客户签名');
    await shoot(mine, 'vouchers', true);
    await voucher.getByRole('button', { name: '记下，看下一张' }).click();
    await expect(mine.locator('[data-vouchers]')).toContainText('缺客户签名');
    await mine.goto(`${hub.url}/office/#/cases`);
    await expect(mine.locator('tr.link').filter({ hasText: '凭证有问题' })).toHaveCount(1, { timeout: 30_000 });

    await mine.goto(`${hub.url}/office/#/calendar`);
    const month = mine.locator('table.month');
    await expect(month.locator('tbody tr')).toHaveCount(8);
    await month.getByRole('button', { name: /老城镇.*营业中/ }).click();
    await expect(mine.locator('.day-drill')).toContainText('未到');
    await mine.locator('.day-drill').getByRole('link', { name: '看这天的流水' }).click();
    await expect(mine.getByRole('heading', { level: 1 })).toHaveText('流水');
  } finally {
    await Promise.all(pages.map((page) => page.context().close()));
    await hub.stop();
  }
});
