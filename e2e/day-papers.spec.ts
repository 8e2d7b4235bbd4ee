import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { countBag } from './support/office.ts';
import { accountNoOf, balanceFen, ledgerFen, pickCustomer } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, TELLER_2, Terminal } from './support/terminal.ts';

/**
 * What a day has beside its customers: a bag to the county, controlled vouchers from the county to a till, a slip that
 * was written on paper, a formal balance with vouchers, a till reopened after it, and a passbook lost and reissued.
 * Expected figures are literal.
 */
test('缴款、凭证入库领用作废、手工凭证补录、带凭证的正式轧账、重开尾箱、挂失补发', async ({ browser }) => {
  test.setTimeout(240_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const shot = (name: string): Promise<void> => shoot(page, name);
  const send = async (id: string): Promise<void> => {
    await page.getByTestId(id).click();
    await expect(page.getByTestId(id)).toHaveCount(0);
  };
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    const accountNo = await accountNoOf(hub, OUTLET, person.account);
    const [vault] = await hub.sql(
      `SELECT (body->>'cash_fen')::int / 10000 AS hundreds FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '00'`,
      [OUTLET],
    );
    const before = await balanceFen(hub, OUTLET, person.account);
    await tablet.enrol(await hub.enrolCode(OUTLET), TELLER);
    await tablet.signOn(TELLER, CHIEF);
    await tablet.loaded();
    // Who is new to a tablet signs on while it is still open from the clerk before.
    await tablet.signOff();
    await tablet.switchTo(CHIEF);
    await tablet.takeTill('00', Number(vault?.['hundreds']), MANAGER);

    // 100 hundreds in a bag to the county.
    await tablet.menu('尾箱');
    await page.getByTestId('cash').click();
    await page.getByTestId('bag-out').click();
    await tablet.keyCount(100);
    await page.getByTestId('bag-next').click();
    await page.locator('#seal').fill('YZ-2026-118');
    await page.locator('#escort-1').fill(TELLER.employeeNo);
    await page.locator('#escort-2').fill(TELLER_2.employeeNo);
    await shot('bag');
    await page.getByTestId('bag-send').click();
    await tablet.approve(MANAGER);
    await expect(page.getByTestId('cash-move')).toContainText('缴县局 · 封签 YZ-2026-118');
    await expect(page.getByTestId('cash-move')).toContainText('等县局确认');
    await shot('bag-list');

    // 100 passbooks from the county, 20 of them to till 01.
    await tablet.menu('尾箱');
    await page.getByTestId('vouchers').click();
    await shot('vouchers-none');
    for (const [act, from, to, checker] of [
      ['receive', '0000041201', '0000041300', MANAGER],
      ['move', '0000041201', '0000041220', null],
    ] as const) {
      await page.getByTestId(`voucher-${act}`).click();
      if (act === 'receive') await page.locator('#voucher-from').fill(from);
      else await expect(page.locator('#voucher-from')).toHaveValue(from);
      await page.locator('#voucher-last').fill(to);
      if (act === 'move') await page.locator('#voucher-to').selectOption('01');
      await shot(`voucher-${act}`);
      await page.getByTestId('voucher-send').click();
      // The chief teller does not approve herself: the manager stands in.
      await tablet.approve(checker ?? MANAGER);
      await expect(page.getByTestId(`voucher-${act}`)).toBeVisible();
    }
    await expect(page.getByTestId('voucher-stock').nth(1)).toContainText('0000041201–0000041220');
    await shot('vouchers');

    // The teller voids one, and enters a slip of this morning.
    await tablet.switchTo(TELLER);
    await tablet.takeTill('01', 500, CHIEF);
    await tablet.menu('尾箱');
    await page.getByTestId('vouchers').click();
    await page.getByTestId('voucher-void').click();
    await page.locator('#voucher-reason').fill('打印卡纸');
    await page.getByTestId('voucher-send').click();
    await tablet.approve(CHIEF);
    await expect(page.getByTestId('voucher-stock').nth(1)).toContainText('19 张');
    await tablet.menu('更多');
    await page.getByTestId('paper').click();
    await page.locator('#slip').fill('00817205');
    await page.locator('#paper-account').fill(accountNo);
    await page.locator('#paper-amount').fill('1200');
    const hourAgo = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 16);
    await page.locator('#paper-when').fill(hourAgo.slice(0, 10).replaceAll('-', ''));
    await expect(page.locator('#paper-when')).toHaveValue(hourAgo.slice(0, 10));
    await page.locator('#paper-time').fill(hourAgo.slice(11));
    await page.locator('#paper-second').fill(TELLER_2.employeeNo);
    await expect(page.locator('.flow')).toContainText(person.name);
    await shot('paper');
    await page.getByTestId('paper-send').click();
    await tablet.approve(CHIEF);
    await expect(page.locator('.done-card')).toBeVisible();
    await shot('paper-done');

    // 51,200.00 and 19 passbooks; a wrong number of pieces does not balance.
    await tablet.countTill(512);
    await expect(page.getByTestId('compared')).toContainText('账实相符');
    await page.locator('#pieces-passbook').fill('20');
    await page.getByTestId('balance-next').click();
    await expect(page.getByRole('alert')).toBeVisible();
    await shot('balance-vouchers');
    await page.locator('#pieces-passbook').fill('19');
    await page.getByTestId('balance-next').click();
    await tablet.approve(CHIEF);
    await expect(page.locator('body')).toContainText('已正式轧账');

    await tablet.switchTo(CHIEF);
    await tablet.menu('尾箱');
    await page.getByTestId('till').filter({ hasText: '尾箱 01' }).click();
    await page.locator('#reopen-reason').fill('客户回来补存');
    await shot('reopen');
    await send('reopen-send');
    await expect(page.getByTestId('till').filter({ hasText: '尾箱 01' })).not.toContainText('已正式轧账');

    // The passbook is lost in writing, ten yuan in cash; a new one goes out against the same form.
    await tablet.switchTo(TELLER);
    await page.getByTestId('act-loss').click();
    await tablet.find(person.initials);
    await page.getByTestId('loss-mode-written').click();
    await page.locator('#loss-form').fill('G0001');
    await page.getByTestId('loss-id').fill(person.last4);
    await shot('loss-written');
    await page.getByRole('button', { name: '确认书面挂失' }).click();
    await expect(page.locator('.done-card')).toBeVisible();
    await expect(page.locator('.slip')).toContainText('¥10.00');
    await tablet.home();
    await page.getByTestId('act-loss').click();
    await tablet.find(person.initials);
    await page.getByTestId('loss-mode-reissue').click();
    await page.locator('#loss-form').fill('G0001');
    await page.getByTestId('loss-id').fill(person.last4);
    await expect(page.locator('#loss-new-no')).toHaveValue('0000041202');
    await page.getByRole('checkbox', { name: /联网核查通过/ }).click();
    await shot('loss-reissue');
    await page.getByRole('button', { name: '确认补发' }).click();
    await tablet.approve(CHIEF);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('新凭证已生效');
    await expect(page.locator('.slip')).toContainText('0000041202');
    await shot('loss-reissue-done');

    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 60_000 });
    const [reissued] = await hub.sql(
      `SELECT body->>'status' AS status, body->>'passbook_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2`,
      [OUTLET, person.account],
    );
    expect(reissued).toEqual({ status: 'active', no: '0000041202' });
    expect(await ledgerFen(hub, OUTLET, 'INCOME-FEE')).toBe(-1_000);
    const stock = await hub.sql(
      `SELECT body->>'holder' AS holder, body->'ranges' AS ranges FROM hub.row
       WHERE branch_id = $1 AND kind = 'voucher_stock' AND body->>'holder' <> 'outlet' ORDER BY 1`,
      [OUTLET],
    );
    expect(stock).toEqual([
      { holder: '00', ranges: [{ from_no: '0000041221', to_no: '0000041300' }] },
      { holder: '01', ranges: [{ from_no: '0000041203', to_no: '0000041220' }] },
    ]);
    expect(await balanceFen(hub, OUTLET, person.account)).toBe(before + 120_000);
    expect(await ledgerFen(hub, OUTLET, 'SUS-TRF')).toBe(1_000_000);
    await countBag(browser, hub, '10000');
    expect([await ledgerFen(hub, OUTLET, 'SUS-TRF'), await ledgerFen(hub, OUTLET, 'CLEARING-COUNTY')]).toEqual([
      0, 1_000_000,
    ]);
    const [till] = await hub.sql(
      `SELECT body->>'balanced_on' AS balanced, (body->>'cash_fen')::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '01'`,
      [OUTLET],
    );
    expect(till).toEqual({ balanced: null, fen: 5_121_000 });
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
