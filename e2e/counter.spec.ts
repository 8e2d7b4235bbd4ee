import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { agreeCashRefund } from './support/office.ts';
import { accountNoOf, balanceFen, ledgerFen, pickCustomer, pickTwoAccounts } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, OUTLET, Terminal } from './support/terminal.ts';

/** Money to somebody else, and what else a counter does with no network: a loss, a new customer, a changed phone, cash for an account this tablet does not hold. */

test('联网转账给他人、汇款和兑付、代收；离线挂失、建客户、改资料、待核存款，联网后各归其位，挂账退现金', async ({
  browser,
}) => {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const shot = (name: string): Promise<void> => shoot(page, name);
  try {
    const loser = await pickCustomer(hub, OUTLET, 100_000);
    const mover = await pickCustomer(hub, OUTLET, 100_000, 1);
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    // Online, to somebody else's account here: by number and name, with the warning against fraud.
    const payeeNo = await accountNoOf(hub, OUTLET, mover.account);
    const before = [
      await balanceFen(hub, OUTLET, loser.account),
      await balanceFen(hub, OUTLET, mover.account),
    ] as const;
    await tablet.home();
    await tablet.keyTransfer(loser, { no: payeeNo, name: `${mover.name}甲` }, '66.60');
    await expect(page.getByRole('alert')).toContainText('户名不一样');
    await expect(page.locator('.keys .go')).toBeDisabled();
    await page.locator('#payee-name').fill(mover.name);
    await page.locator('#payee-name').blur();
    await shot('payee');
    await page.locator('.keys .go').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('转账已入账');
    await expect(page.locator('.slip')).toContainText('货款');
    await shot('payee-done');
    expect([await balanceFen(hub, OUTLET, loser.account), await balanceFen(hub, OUTLET, mover.account)]).toEqual([
      before[0] - 6_660,
      before[1] + 6_660,
    ]);
    await tablet.home();

    // ¥200 with its fee of ¥2 for a payee who comes to this outlet with paper and password.
    await tablet.menu('更多');
    await page.getByTestId('remit-send').click();
    await page.locator('#remit-sender').fill('张三');
    await page.locator('#remit-payee').fill('李四');
    await page.locator('#remit-address').fill('河南省沈丘县老城镇前街 8 号');
    await page.locator('#remit-postcode').fill('466300');
    await page.getByTestId('remit-mode-password').click();
    await page.locator('#remit-password').fill('135790');
    await tablet.keyAmount('200');
    await expect(page.locator('.amount-side')).toContainText('共收 ¥202.00');
    await shot('remit-send');
    await page.locator('.keys .go').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('汇款已汇出', { timeout: 30_000 });
    await shot('remit-sent');
    const remitNo = /99\d{13}/.exec((await page.locator('.slip').textContent()) ?? '')?.[0] ?? '';
    await tablet.menu('更多');
    await page.getByTestId('remit-pay').click();
    await page.locator('#remit-no').fill(remitNo);
    await page.locator('#remit-payee-name').fill('李四');
    await page.locator('#remit-payee-id').fill('412728198807152013');
    await page.locator('#remit-pay-password').fill('000000');
    await page.getByTestId('remit-pay').click();
    await expect(page.locator('body')).toContainText(/密码/);
    await shot('remit-pay');
    await tablet.home();
    await tablet.menu('更多');
    await page.getByTestId('remit-pay').click();
    await page.locator('#remit-no').fill(remitNo);
    await page.locator('#remit-payee-name').fill('李四');
    await page.locator('#remit-payee-id').fill('412728198807152013');
    await page.locator('#remit-pay-password').fill('135790');
    await page.getByTestId('remit-pay').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('可以付钱', { timeout: 30_000 });
    await shot('remit-paid');
    expect(await ledgerFen(hub, OUTLET, 'REMITTANCE')).toBe(0);
    expect(await ledgerFen(hub, OUTLET, 'INCOME-FEE')).toBe(-200);
    await tablet.home();

    // Another one that its sender takes back before anybody came: ¥100 out again, the fee stays.
    await tablet.menu('更多');
    await page.getByTestId('remit-send').click();
    await page.locator('#remit-sender').fill('张三');
    await page.locator('#remit-payee').fill('王五');
    await page.locator('#remit-address').fill('河南省沈丘县老城镇前街 9 号');
    await tablet.keyAmount('100');
    await page.locator('.keys .go').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('汇款已汇出', { timeout: 30_000 });
    const taken = /99\d{13}/.exec((await page.locator('.slip').textContent()) ?? '')?.[0] ?? '';
    for (const [say, done] of [
      [null, '撤回已受理'],
      ['已退回本网点', '可以付钱，退汇已入账'],
    ] as const) {
      await tablet.menu('更多');
      await page.getByTestId('remit-back').click();
      await page.locator('#remit-no').fill(taken);
      await page.locator('#remit-back-name').fill('张三');
      await page.locator('#remit-back-id').fill('412728196503120486');
      if (say !== null) await expect(page.getByTestId('remit-say')).toContainText(say);
      await page.getByTestId('remit-back').click();
      if (say === null) await tablet.approve(CHIEF);
      await expect(page.getByRole('heading', { level: 1 })).toContainText(done, { timeout: 30_000 });
    }
    await shot('remit-refunded');
    expect(await ledgerFen(hub, OUTLET, 'REMITTANCE')).toBe(0);
    expect(await ledgerFen(hub, OUTLET, 'INCOME-FEE')).toBe(-400);
    await tablet.home();

    // A power bill of ¥86.50; the same bill is not taken a second time.
    await tablet.keyBill('供电', '4127280012345', '86.5');
    await shot('agency');
    await page.locator('.keys .go').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('缴费已入账', { timeout: 30_000 });
    await expect(page.locator('.slip')).toContainText('沈丘县供电公司');
    await shot('agency-done');
    await tablet.keyBill('供电', '4127280012345', '86.5');
    await expect(page.getByRole('alert')).toContainText('已经缴过');
    expect(await ledgerFen(hub, OUTLET, 'AGENCY:power-412728')).toBe(-8_650);
    await tablet.home();
    await hub.kill();
    await expect(page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });

    expect(await tablet.reportLoss(loser.initials, loser.last4, loser.phoneLast4)).toBeLessThanOrEqual(5);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('挂失已记，本机立即止付');
    await tablet.home();
    await page.getByTestId('act-withdraw').click();
    await tablet.find(loser.initials);
    await expect(page.locator('body')).toContainText(/没有可以|挂失|不能付/);
    await tablet.home();

    await page.getByTestId('act-create').click();
    await page.locator('#name').fill('古力·阿依');
    await page.locator('#id-no').fill('412728196503120487');
    await expect(page.getByRole('alert')).toBeVisible();
    await page.locator('#id-no').fill('412728196503120486');
    await page.locator('#phone').fill('13837155555');
    await page.locator('#address').fill('河南省沈丘县老城镇前街村 8 号');
    await page.locator('footer button.pri').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await tablet.home();

    await tablet.find(mover.initials);
    await page.getByRole('button', { name: /改资料/ }).click();
    await page.locator('#phone').fill('13937166666');
    await page.locator('footer button.pri').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await tablet.home();

    await tablet.depositByNumber('412728090000017', '88.50');
    await tablet.home();

    await hub.start();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    await tablet.menu('流水');
    await expect(page.getByTestId('journal-row').filter({ hasText: '88.50' })).toContainText(/挂账|待核/, {
      timeout: 60_000,
    });

    const [account] = await hub.sql(
      `SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2`,
      [OUTLET, loser.account],
    );
    expect(account).toEqual({ status: 'lost_oral' });
    const [made] = await hub.sql(
      `SELECT body->>'customer_no' AS no, body->>'birth_date' AS birth, body->>'gender' AS gender FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND body->>'name' = '古力·阿依'`,
      [OUTLET],
    );
    expect(made).toMatchObject({ birth: '1965-03-12', gender: 'female' });
    expect(String(made?.['no'])).toMatch(/^\d{12}$/);
    const [moved] = await hub.sql(
      `SELECT body->>'phone' AS phone FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND id = $2`,
      [OUTLET, mover.customer],
    );
    expect(moved).toEqual({ phone: '13937166666' });
    const suspense = await hub.sql(
      `SELECT ledger, sum(fen)::int AS fen FROM hub.posting WHERE branch_id = $1 AND ledger LIKE 'SUS-%' GROUP BY 1`,
      [OUTLET],
    );
    expect(suspense).toEqual([{ ledger: 'SUS-UNK', fen: -8_850 }]);
    const cases = await hub.sql(
      `SELECT body->>'code' AS code, (body->>'suspense_fen')::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body->>'status' = 'open'`,
      [OUTLET],
    );
    expect(cases).toEqual([{ code: 'UNKNOWN_ACCOUNT', fen: 8_850 }]);

    // Two of the county let the counter give it back in cash; the customer gets it on the identity paper.
    await agreeCashRefund(browser, hub, { branch: OUTLET, code: 'UNKNOWN_ACCOUNT' }, '王明');
    await page.getByTestId('cases').click();
    await page.getByTestId('case-row').filter({ hasText: '账户不存在' }).getByTestId('case-open').click();
    await expect(page.getByTestId('case-refund')).toBeVisible({ timeout: 60_000 });
    await shot('refund-case');
    await page.getByTestId('case-refund').click();
    await page.locator('#refund-name').fill('王明');
    await page.locator('#refund-id').fill('412728198807152013');
    await shot('refund');
    await page.getByTestId('refund-pay').click();
    await tablet.approve(CHIEF);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('可以付钱', { timeout: 30_000 });
    await expect(page.locator('.slip')).toContainText('挂账退现');
    await shot('refund-paid');
    expect(await ledgerFen(hub, OUTLET, 'SUS-UNK')).toBe(0);
    const [ended] = await hub.sql(
      `SELECT body->>'status' AS status, body->>'resolution' AS by FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND body->>'code' = 'UNKNOWN_ACCOUNT'`,
      [OUTLET],
    );
    expect(ended).toEqual({ status: 'closed', by: 'refund_cash' });
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});

/** On line: from one account to the other of the same customer, then a written loss of the first medium and its lifting. */
async function transferAndLoss(hub: Hub, tablet: Terminal): Promise<void> {
  const { page } = tablet;
  const person = await pickTwoAccounts(hub, OUTLET, 50_000);
  const before = await Promise.all(person.accounts.map((one) => balanceFen(hub, OUTLET, one)));
  await tablet.find(person.idNo.slice(-6));
  await tablet.button('同名转账').click();
  await tablet.keyAmount('120');
  await page.locator('.keys .go').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('转账已入账', { timeout: 30_000 });
  await expect(page.locator('.slip')).toContainText('转账凭条');
  const after = await Promise.all(person.accounts.map((one) => balanceFen(hub, OUTLET, one)));
  expect(after.map((fen, place) => fen - (before[place] ?? 0)).sort((a, b) => a - b)).toEqual([-12_000, 12_000]);
  await tablet.home();

  const last4 = person.idNo.slice(-4);
  const paper = async (mode: 'written' | 'lift'): Promise<void> => {
    await page.getByTestId('act-loss').click();
    await tablet.find(person.idNo.slice(-6));
    await page.getByTestId(`loss-mode-${mode}`).click();
    await page.getByTestId('loss-id').fill(last4);
    await page.locator('#loss-form').fill('GS-2026-0001');
    await page.locator('footer button.pri').click();
  };
  await paper('written');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('挂失已生效', { timeout: 30_000 });
  await expect(page.locator('.slip')).toContainText('书面挂失');
  await tablet.home();
  await paper('lift');
  await tablet.approve(CHIEF);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已解挂，可以支取', { timeout: 30_000 });
  await tablet.home();
  const lost = await hub.sql(
    `SELECT id FROM hub.row WHERE branch_id = $1 AND kind IN ('account', 'card') AND body->>'status' = 'lost_written'`,
    [OUTLET],
  );
  expect(lost).toEqual([]);
  const done = await hub.sql(
    `SELECT name, verdict FROM hub.command_log WHERE branch_id = $1 AND device_id IS NOT NULL AND name IN ('counter.transfer_same', 'counter.lost_written', 'counter.unlost') ORDER BY seq`,
    [OUTLET],
  );
  expect(done.map((row) => `${String(row['name'])} ${String(row['verdict'])}`)).toEqual([
    'counter.transfer_same posted',
    'counter.lost_written posted',
    'counter.unlost posted',
  ]);
}

test('联机同名转账、书面挂失和解挂', async () => {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  try {
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await transferAndLoss(hub, tablet);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
