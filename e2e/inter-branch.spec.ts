import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { accountNoOf, balanceFen, ledgerFen, pickCustomer } from './support/people.ts';
import { Road } from './support/road.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, OUTLET, Terminal } from './support/terminal.ts';

/**
 * 通存通兑: a customer of another outlet at this counter, the hub's own messages between the two. Every fen that moved
 * here stands in the two clearing ledgers with opposite signs, and the check of the hub says so. Figures are literal.
 */

const HOME = '41272802';
/** A good number that is nobody's. */
const NOBODY = '412728196503052014';

test('他网点账户：存一笔；取一笔，答复丢了查回来再付；放弃一笔；凭证件取资料；转账过去先对户名；两边清算相抵', async () => {
  const hub = await Hub.make();
  await hub.start();
  const road = await Road.make(hub.port);
  const tablet = await Terminal.open(road.url);
  const { page } = tablet;
  try {
    const person = await pickCustomer(hub, HOME, 500_000);
    const accountNo = await accountNoOf(hub, HOME, person.account);
    const clearing = {
      here: await ledgerFen(hub, OUTLET, `CLEARING-BRANCH:${HOME}`),
      home: await ledgerFen(hub, HOME, `CLEARING-BRANCH:${OUTLET}`),
    };
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    await tablet.ready();

    await tablet.elsewhere('deposit', accountNo, '300');
    await expect(page.getByTestId('elsewhere-holder')).toContainText('*');
    await expect(page.locator('body')).not.toContainText(person.name);
    await tablet.bringElsewhere();
    await expect(page.getByTestId('deal-note')).toContainText('开户网点已记账', { timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('存款已入开户网点的账');
    await expect(page.locator('.slip')).toContainText('以开户网点为准');
    expect(await balanceFen(hub, HOME, person.account)).toBe(person.ledgerFen + 30_000);
    await tablet.home();

    await tablet.elsewhere('withdraw', accountNo, '1200');
    road.set('no_answers');
    await tablet.askHome(person.last4);
    await expect(page.locator('.pay-card')).toContainText('开户网点答复以前不要付钱');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('还不知道结果', { timeout: 60_000 });
    await expect(tablet.button('客户已拿到钱，按付款记')).toHaveCount(0);
    road.set('open');
    await expect(async () => {
      const ask = tablet.button('查询结果');
      if (await ask.isVisible()) await ask.click({ timeout: 2_000 });
      await expect(page.locator('.pay-card')).toContainText('开户网点已授权', { timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
    expect(await ledgerFen(hub, OUTLET, 'CASH-TILL:01')).toBe(5_030_000);
    await tablet.payElsewhere();
    await expect(page.getByTestId('deal-note')).toContainText('开户网点已记账', { timeout: 30_000 });
    expect(await balanceFen(hub, HOME, person.account)).toBe(person.ledgerFen - 90_000);
    await tablet.home();

    await tablet.elsewhere('withdraw', accountNo, '50');
    await tablet.askHome(person.last4);
    await expect(page.locator('.pay-card')).toContainText('开户网点已授权', { timeout: 30_000 });
    await page.getByTestId('deal-give-up').click();
    await expect(page.locator('.done-card')).toBeVisible();
    const held = (): Promise<unknown> =>
      hub
        .sql(
          `SELECT (body->>'hold_fen')::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND id = $2`,
          [HOME, person.account],
        )
        .then((rows) => rows[0]?.['fen']);
    await expect.poll(held, { timeout: 30_000 }).toBe(0);

    // With the paper in hand, what the other outlet knows of the person comes here as a read copy.
    const [paper] = await hub.sql(
      `SELECT body->>'id_no' AS no FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND id = $2`,
      [HOME, person.customer],
    );
    await tablet.home();
    await page.locator('.find input').fill(NOBODY);
    await page.getByTestId('fetch-copy').click();
    await page.locator('#id-no').fill(NOBODY);
    await tablet.button('取资料').click();
    await expect(page.getByTestId('fetch-none')).toContainText('各网点都没有登记过', { timeout: 12_000 });
    await shoot(page, 'fetch-nobody');
    await tablet.button('再核对号码').click();
    await page.locator('#id-no').fill(String(paper?.['no']));
    await tablet.button('取资料').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name, { timeout: 30_000 });

    // Somebody of this outlet pays that person: a wrong name moves nothing, the right one does.
    const payer = await pickCustomer(hub, OUTLET, 500_000);
    const transfer = async (name: string): Promise<void> => {
      await tablet.home();
      await tablet.find(payer.initials);
      await page.getByRole('button', { name: '转账给他人' }).click();
      await page.getByTestId('payee-id').fill(payer.last4);
      await page.locator('#payee-no').fill(accountNo);
      await page.locator('#payee-name').fill(name);
      await page.locator('#payee-name').blur();
      await expect(page.getByTestId('payee-elsewhere')).toContainText('*', { timeout: 20_000 });
      // A name that is not even like the one the home outlet shows goes no further than the field.
      await page.locator('#payee-name').fill(`${name}吉`);
      await expect(page.getByTestId('payee-name-wrong')).toBeVisible();
      await expect(page.locator('.keys .go')).toContainText('先核对姓名');
      await page.locator('#payee-name').fill(name);
      await page.getByRole('button', { name: '货款' }).click();
      await page.getByRole('checkbox', { name: '已提醒防诈骗' }).click();
      await tablet.keyAmount('150');
      await shoot(page, 'payee-elsewhere');
      await page.locator('.keys .go').click();
    };
    // Masked it looks the same: only the home outlet can tell.
    const alike = [...person.name].map((letter, at) => (at === 1 ? (letter === '吉' ? '福' : '吉') : letter)).join('');
    await transfer(alike);
    await expect(page.locator('.pay-card')).toContainText('没有转出', { timeout: 30_000 });
    await shoot(page, 'transfer-refused');
    expect(await balanceFen(hub, OUTLET, payer.account)).toBe(payer.ledgerFen);
    await transfer(person.name);
    await expect(page.locator('.pay-card')).toContainText('已转到', { timeout: 30_000 });
    await shoot(page, 'transfer-done');
    expect(await balanceFen(hub, OUTLET, payer.account)).toBe(payer.ledgerFen - 15_000);
    expect(await balanceFen(hub, HOME, person.account)).toBe(person.ledgerFen - 75_000);

    // It was the wrong payee: asked back the same day with a second person, it returns while that account covers it.
    await tablet.home();
    await tablet.menu('流水');
    await page.getByTestId('journal-row').filter({ hasText: '转账到他网点' }).first().click();
    await tablet.button('冲正').click();
    await shoot(page, 'transfer-back');
    await page.getByRole('button', { name: '账户选错' }).click();
    await tablet.approve(CHIEF);
    await expect(page.getByTestId('back-note')).toContainText('已从对方账户退回', { timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('已冲正');
    await expect(page.locator('.slip')).toContainText('冲正转账');
    await shoot(page, 'transfer-back-done');
    expect(await balanceFen(hub, OUTLET, payer.account)).toBe(payer.ledgerFen);
    expect(await balanceFen(hub, HOME, person.account)).toBe(person.ledgerFen - 90_000);

    expect(await ledgerFen(hub, OUTLET, 'CASH-TILL:01')).toBe(4_910_000);
    expect((await ledgerFen(hub, OUTLET, `CLEARING-BRANCH:${HOME}`)) - clearing.here).toBe(90_000);
    expect((await ledgerFen(hub, HOME, `CLEARING-BRANCH:${OUTLET}`)) - clearing.home).toBe(-90_000);
    expect(((await hub.command('check')) as { ok: boolean }).ok).toBe(true);
  } finally {
    await tablet.discard();
    await road.discard();
    await hub.stop();
  }
});
