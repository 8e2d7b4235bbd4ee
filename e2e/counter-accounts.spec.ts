import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { balanceFen, ledgerFen, pickPassbook } from './support/people.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** The life of an account at the counter: opened with a passbook, applied for without a line, closed with its interest. */

test('开户发存折；断网预受理；销户本息付清，冲正后还在', async () => {
  test.setTimeout(180_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const one = async (sql: string, ...values: string[]) => (await hub.sql(sql, [OUTLET, ...values]))[0];
  const heading = page.getByRole('heading', { level: 1 });
  try {
    const person = await pickPassbook(hub, OUTLET, 10_000, 4_000_000);
    const vault = await ledgerFen(hub, OUTLET, 'CASH-TILL:00');
    await tablet.enrol(await hub.enrolCode(OUTLET), CHIEF);
    await tablet.signOn(CHIEF, TELLER);
    await tablet.loaded();
    await tablet.takeTill('00', vault / 10_000, MANAGER);
    await tablet.menu('尾箱');
    await page.getByTestId('vouchers').click();
    await page.getByTestId('voucher-receive').click();
    await page.locator('#voucher-from').fill('0000001201');
    await page.locator('#voucher-last').fill('0000001202');
    await page.getByTestId('voucher-send').click();
    await tablet.approve(MANAGER);
    await tablet.home();

    // Opened online: a class II account, for the person has one of class I.
    const taps = await tablet.tapsOf(async () => {
      await tablet.find(person.initials);
      await page.getByRole('button', { name: '开户' }).click();
      await expect(page.getByTestId('passbook-no')).toHaveText('0000001201');
      await page.getByTestId('open-id').fill(person.last4);
      await page.getByRole('checkbox', { name: /联网核查/ }).click();
      await page.getByRole('checkbox', { name: /服务协议/ }).click();
      await tablet.keyAmount('100');
      await expect(page.getByTestId('pick-II')).toHaveClass(/on/);
      await page.locator('.keys .go').click();
      await tablet.sign();
      await page.locator('.facing-right').click();
      await tablet.approve(MANAGER);
      await expect(heading).toContainText('已开户，请把存折交给客户');
    });
    expect(taps).toBeLessThanOrEqual(12);
    await expect(page.locator('.slip')).toContainText('0000001201');
    const opened = await one(
      `SELECT body->>'status' AS status, body->>'account_class' AS class, (body->>'ledger_fen')::int AS fen, body->>'customer' AS customer
       FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND body->>'passbook_no' = '0000001201'`,
    );
    expect(opened).toEqual({ status: 'active', class: 'II', fen: 10_000, customer: person.customer });
    // The picture of the signature follows its entry to the hub, and is what the hash says.
    await expect
      .poll(() =>
        one(
          `SELECT count(*)::int AS n FROM hub.evidence WHERE branch_id = $1 AND whole_at > 0 AND sha256(bytes) = hash`,
        ),
      )
      .toEqual({ n: 1 });
    await tablet.home();

    // What is missing in the new book is printed into it; then it is changed for the next one.
    await tablet.find(person.initials);
    await page.getByRole('button', { name: '补登折' }).click();
    await page.getByTestId('passbook-account').filter({ hasText: '0000001201' }).click();
    await expect(page.getByTestId('passbook-place')).toHaveText('第 1 页第 1 行');
    await expect(page.getByTestId('passbook-rows')).toContainText('+100.00');
    await page.getByTestId('passbook-send').click();
    await expect(heading).toContainText('存折可以打印');
    await expect(page.locator('.slip .book-row')).toHaveCount(1);
    await expect(page.locator('.slip .book-row')).toContainText('开户');
    await tablet.home();
    await tablet.find(person.initials);
    await page.getByRole('button', { name: '补登折' }).click();
    await page.getByTestId('passbook-account').filter({ hasText: '0000001201' }).click();
    await expect(page.getByTestId('passbook-send')).toHaveText('没有要登的');
    await page.getByTestId('passbook-mode-exchange').click();
    await expect(page.getByTestId('passbook-new-no')).toHaveText('0000001202');
    await page.getByTestId('exchange-damaged').click();
    await page.getByTestId('passbook-id').fill(person.last4);
    await page.getByRole('checkbox', { name: /旧折已收回/ }).click();
    await page.getByTestId('passbook-send').click();
    await tablet.approve(MANAGER);
    await expect(heading).toContainText('新存折已生效');
    expect(
      await one(
        `SELECT a.body->>'passbook_no' AS no, b.body->>'printed' AS printed, o.body->>'status' AS old
         FROM hub.row a JOIN hub.row b ON b.branch_id = a.branch_id AND b.kind = 'passbook' AND b.id = a.id
         JOIN hub.row o ON o.branch_id = a.branch_id AND o.kind = 'voucher_number' AND o.id = 'passbook/0000001201'
         WHERE a.branch_id = $1 AND a.kind = 'account' AND a.body->>'passbook_no' = '0000001202'`,
      ),
    ).toEqual({ no: '0000001202', printed: '1', old: 'void' });
    await tablet.home();

    // Offers by text message: agreed to and signed, then taken back.
    await tablet.find(person.initials);
    for (const [state, word] of [
      ['没有问过', '已同意'],
      ['已同意', '已撤回'],
    ] as const) {
      await page.getByRole('button', { name: '同意与撤回' }).click();
      await expect(page.getByTestId('consent-marketing_sms')).toContainText(state);
      await page.getByTestId('consent-marketing_sms').click();
      await tablet.sign();
      await page.getByTestId('consent-send').click();
      await expect(heading).toContainText('客户的决定已记');
      await expect(page.locator('.slip')).toContainText('短信推介');
      await tablet.home();
      await tablet.find(person.initials);
      await expect(page.getByTestId('consents')).toContainText(word === '已同意' ? '短信推介' : '没有');
    }
    expect(
      await one(
        `SELECT body->>'granted' AS granted, (body->>'withdrawn_at')::bigint > (body->>'at')::bigint AS after FROM hub.row WHERE branch_id = $1 AND kind = 'consent' AND id = $2`,
        `${person.customer}/marketing_sms`,
      ),
    ).toEqual({ granted: 'false', after: true });
    await tablet.home();

    // Closed with its interest, then taken back.
    await tablet.find(person.initials);
    await page.getByRole('button', { name: '销户' }).click();
    await page.getByTestId('reason-moved').click();
    const sum = page.getByTestId('closing-sum');
    await expect(sum).toBeVisible();
    const paidFen = Math.round(Number((await sum.innerText()).replace(/[^\d.]/g, '')) * 100);
    await page.getByTestId('close-id').fill(person.last4);
    await page.getByRole('checkbox', { name: /剪角/ }).click();
    await page.getByTestId('close-next').click();
    await tablet.sign();
    await page.locator('.facing-right').click();
    await tablet.approve(MANAGER);
    await expect(page.locator('.pay-card')).toContainText('中心已记账，请付钱');
    await tablet.button('已付款，完成').click();
    await expect(heading).toContainText('已销户，本息付清');
    await expect(page.locator('.slip')).toContainText('清户');
    const closed = await one(
      `SELECT r.body->>'account' AS account, a.body->>'status' AS status, (r.body->>'interest_fen')::int AS interest
       FROM hub.row r JOIN hub.row a ON a.branch_id = r.branch_id AND a.kind = 'account' AND a.id = r.body->>'account'
       WHERE r.branch_id = $1 AND r.kind = 'account_closing'`,
    );
    const account = String(closed?.['account']);
    expect(closed?.['status']).toBe('closed');
    expect(await balanceFen(hub, OUTLET, account)).toBe(0);
    expect(await ledgerFen(hub, OUTLET, 'CASH-TILL:00')).toBe(vault + 10_000 - paidFen);
    await tablet.menu('流水');
    await page.getByTestId('journal-row').filter({ hasText: '销户' }).click();
    await page.locator('footer button.danger').click();
    await page.getByRole('button', { name: '客户改主意' }).click();
    await tablet.approve(MANAGER);
    await expect(heading).toContainText('冲正已入账');
    expect(await balanceFen(hub, OUTLET, account)).toBe(paidFen - Number(closed?.['interest']));
    expect(await ledgerFen(hub, OUTLET, 'CASH-TILL:00')).toBe(vault + 10_000);
    await tablet.home();

    // Without a line only an application: no money, no passbook.
    await hub.kill();
    await expect(page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });
    await tablet.find(person.initials);
    await page.getByRole('button', { name: '开户' }).click();
    await page.getByTestId('open-id').fill(person.last4);
    await page.getByRole('checkbox', { name: /服务协议/ }).click();
    await page.getByTestId('open-apply').click();
    await tablet.approve(MANAGER);
    await expect(heading).toContainText('预受理已记');
    await expect(page.locator('.slip')).toContainText('未收款，未发存折');
    await tablet.home();
    await hub.start();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    const pending = await one(
      `SELECT count(*)::int AS n, sum((body->>'ledger_fen')::int)::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND body->>'status' = 'pending'`,
    );
    expect(pending).toEqual({ n: 1, fen: 0 });
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
