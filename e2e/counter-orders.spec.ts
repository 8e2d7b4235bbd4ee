import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { payBiller } from './support/office.ts';
import { ledgerFen, pickCardHolder } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/** What the chief teller does with a second person: a card replaced, collections handed over, freezes and a stop. */

const COUNTY = '412728';

test('丢卡补卡；代收款上划，县局付给代收单位；轮候冻结；内部止付等支局长确认', async ({ browser }) => {
  test.setTimeout(180_000);
  const hub = await Hub.make();
  await hub.start();
  // A biller whose day is over whatever the hour of this run.
  await hub.sql(
    `UPDATE hub.row SET body = body || '{"cut_off_minute": 0}'::jsonb WHERE kind = 'biller' AND id = 'power-412728'`,
    [],
  );
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const one = async (sql: string, ...values: string[]) => (await hub.sql(sql, [OUTLET, ...values]))[0];
  const shot = (name: string): Promise<void> => shoot(page, name);
  const heading = page.getByRole('heading', { level: 1 });
  try {
    const vault = await ledgerFen(hub, OUTLET, 'CASH-TILL:00');
    const until = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
    await tablet.enrol(await hub.enrolCode(OUTLET), CHIEF);
    await tablet.signOn(CHIEF, TELLER);
    await tablet.loaded();
    await tablet.takeTill('00', vault / 10_000, MANAGER);

    // A lost card: reported in writing, replaced at once after the online identity check.
    const holder = await pickCardHolder(hub, OUTLET, 10_000);
    const blank = `${OUTLET.slice(4)}000001`;
    await tablet.menu('尾箱');
    await page.getByTestId('vouchers').click();
    await page.getByTestId('voucher-receive').click();
    await page.locator('#voucher-type').selectOption('card_blank');
    await page.locator('#voucher-from').fill(blank);
    await page.locator('#voucher-last').fill(blank);
    await page.getByTestId('voucher-send').click();
    await tablet.approve(MANAGER);
    await tablet.home();
    for (const mode of ['written', 'reissue'] as const) {
      await page.getByTestId('act-loss').click();
      await tablet.find(holder.initials);
      await page.getByTestId(`loss-mode-${mode}`).click();
      await page.getByTestId('medium').filter({ hasText: '储蓄卡' }).first().click();
      await page.getByTestId('loss-id').fill(holder.last4);
      await page.locator('#loss-form').fill('GS-2026-0002');
      if (mode === 'written') await page.getByTestId('loss-fee-0').click();
      else {
        await expect(page.locator('#loss-new-no')).toHaveValue(blank);
        await page.getByRole('checkbox', { name: /联网核查通过/ }).click();
      }
      await page.locator('footer button.pri').click();
      if (mode === 'reissue') await tablet.approve(MANAGER);
      await expect(heading).toContainText(mode === 'written' ? '挂失已生效' : '新卡已发', { timeout: 30_000 });
      await tablet.home();
    }
    const cards = await hub.sql(
      `SELECT body->>'status' AS status FROM hub.row WHERE branch_id = $1 AND kind = 'card' AND body->>'account' = $2 ORDER BY 1`,
      [OUTLET, holder.account],
    );
    expect(cards.map((row) => row['status'])).toEqual(['issued', 'replaced']);

    // A power bill of ¥86.50, and the day's collections handed over to the county: its cut-off is over.
    await tablet.keyBill('供电', '4127280012345', '86.5');
    await page.locator('.keys .go').click();
    await expect(heading).toContainText('缴费已入账', { timeout: 30_000 });
    await tablet.home();
    await tablet.menu('更多');
    await page.getByTestId('agency').click();
    await page.getByTestId('agency-hand').click();
    await page.getByTestId('collected').filter({ hasText: '86.50' }).click();
    await page.getByTestId('hand-send').click();
    await tablet.approve(MANAGER);
    await expect(heading).toContainText('代收款已上划县局', { timeout: 30_000 });
    await expect(page.locator('.slip')).toContainText('沈丘县供电公司');
    expect(await ledgerFen(hub, OUTLET, 'AGENCY:power-412728')).toBe(0);
    expect(await ledgerFen(hub, OUTLET, 'CLEARING-COUNTY')).toBe(-8_650);
    await payBiller(browser, hub, '供电', '¥86.50');
    expect(await ledgerFen(hub, COUNTY, 'AGENCY:power-412728')).toBe(0);
    expect(await ledgerFen(hub, COUNTY, 'CLEARING-REMIT')).toBe(-8_650);
    await tablet.home();

    // A court freezes all of an account; a second one waits its turn and begins when the first lifts.
    for (const [mode, court, said] of [
      ['freeze', '沈丘县人民法院', '冻结'],
      ['freeze', '郸城县人民法院', '轮候1'],
      ['unfreeze', '沈丘县人民法院', '解除冻结'],
    ] as const) {
      await tablet.find(holder.initials);
      await page.getByRole('button', { name: '止付、冻结' }).click();
      await page.getByTestId(`stop-mode-${mode}`).click();
      await page.locator('#freeze-authority').fill(court);
      await page.locator('#freeze-document').fill(`(2026)豫${court.length}执${mode}`);
      await page.locator('#freeze-officer-1').fill('4116240001');
      await page.locator('#freeze-officer-2').fill('4116240002');
      if (mode === 'freeze') await page.locator('#freeze-until').fill(until);
      if (said === '轮候1') await expect(page.getByTestId('freeze-turn')).toContainText('第 1 位');
      await page.getByTestId('stop-send').click();
      await tablet.approve(MANAGER);
      await expect(heading).toContainText('已生效', { timeout: 30_000 });
      await expect(page.locator('.slip')).toContainText(said);
      await tablet.home();
    }
    expect(
      await one(
        `SELECT body->>'authority' AS authority, jsonb_array_length(body->'waiting') AS waiting FROM hub.row WHERE branch_id = $1 AND kind = 'freeze_turns' AND id = $2`,
        holder.account,
      ),
    ).toEqual({ authority: '郸城县人民法院', waiting: 0 });

    // A stop of the bank's own, in force at once; it waits for the manager.
    await tablet.find(holder.initials);
    await page.getByRole('button', { name: '止付、冻结' }).click();
    await page.getByRole('button', { name: '疑似被骗' }).click();
    await page.getByTestId('stop-send').click();
    await expect(heading).toContainText('已生效', { timeout: 30_000 });
    await tablet.home();
    expect(
      await one(
        `SELECT body->>'reason' AS reason, body->>'confirmed_at' AS confirmed FROM hub.row WHERE branch_id = $1 AND kind = 'stop_watch' AND id = $2`,
        holder.account,
      ),
    ).toEqual({ reason: '疑似被骗', confirmed: null });
    // The manager, new to this tablet and its vault shut, is told at once and confirms.
    await tablet.switchTo(MANAGER);
    const banner = page.getByTestId('stops-open');
    await expect(banner).toContainText('1 笔止付等您确认');
    await shot('stop-banner');
    await banner.getByRole('button').click();
    await page.getByTestId('stop-mode-confirm_stop').click();
    await expect(page.locator('.screen')).toContainText(CHIEF.name);
    await shot('stop-confirm');
    await page.getByTestId('stop-send').click();
    await expect(heading).toContainText('已生效', { timeout: 30_000 });
    await shot('stop-confirmed');
    await tablet.home();
    await expect(banner).toHaveCount(0);
    await expect
      .poll(() =>
        one(
          `SELECT body->>'confirmed_by' AS by, body->>'confirmed_at' IS NOT NULL AS confirmed FROM hub.row WHERE branch_id = $1 AND kind = 'stop_watch' AND id = $2`,
          holder.account,
        ),
      )
      .toEqual({ by: MANAGER.employeeNo, confirmed: true });

    // The manager takes another approval PIN; the stop is lifted by the new one.
    await tablet.menu('更多');
    await page.getByTestId('change-pin').click();
    await page.locator('#pin-present').fill(MANAGER.pin);
    await page.locator('#pin-chosen').fill('123456');
    await expect(page.locator('dialog [role=alert]')).toContainText('太容易猜');
    await page.locator('#pin-chosen').fill('730194');
    await page.locator('#pin-again').fill('730194');
    await shot('change-pin');
    await page.getByTestId('change-pin-send').click();
    await expect(page.locator('dialog')).toContainText('授权密码已修改', { timeout: 30_000 });
    await page.locator('dialog [data-first]').click();
    await tablet.switchTo(CHIEF);
    await tablet.find(holder.initials);
    await page.getByRole('button', { name: '止付、冻结' }).click();
    await page.getByTestId('stop-mode-lift_stop').click();
    await page.getByRole('button', { name: '已核实无误' }).click();
    await page.getByTestId('stop-send').click();
    await tablet.approve({ ...MANAGER, pin: '730194' });
    await expect(heading).toContainText('已生效', { timeout: 30_000 });
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
