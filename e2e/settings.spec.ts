import { expect, test, type Page } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { signOnOffice } from './support/office.ts';
import { shoot } from './support/shots.ts';
import { OUTLET, PASSWORD, TELLER, Terminal } from './support/terminal.ts';

/** A limit of the county is proposed by one person on the page, agreed to by another, and counts in its outlets. */

const OPS = '41201990002';
const OPS_2 = '41201990006';
const HR = '41201990007';
const PROVINCE = '41201992002';
const OWN = 'shui-diao-ge-tou';

/** The page as it stands in both languages. */
async function shootBoth(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] === undefined) return;
  for (const lang of ['zh', 'en']) {
    await shoot(page, `${name}-${lang}`);
    await page.getByRole('button', { name: lang === 'zh' ? 'English' : '中文' }).click();
  }
}

test('设置：提议限额、越界当场说明、第二人对照后同意，网点页上生效', async ({ browser }) => {
  const hub = await Hub.make();
  await hub.start();
  const [first, second, third] = await Promise.all([1, 2, 3].map(async () => (await browser.newContext()).newPage()));
  if (first === undefined || second === undefined || third === undefined) throw new Error('three pages');
  const row = (page: Page) => page.locator('[data-key="offline.withdraw.txn_fen"]');
  try {
    await signOnOffice(first, hub, OPS);
    await first.goto(`${hub.url}/office/#/settings?tab=limits`);
    await expect(row(first)).toContainText('¥2,000.00');
    const before = await first.locator('[data-version]').textContent();
    await shootBoth(first, 'limits');
    await row(first).getByRole('button', { name: '改' }).click();
    const form = first.locator('[data-propose="config"]');
    await form.locator('#field-value').fill('50000');
    await expect(form).toContainText('最高 ¥49,999.99');
    await expect(form.locator('button.pri')).toBeDisabled();
    await form.locator('#field-value').fill('4000');
    await expect(form).toContainText('每户每日');
    await expect(form.locator('button.pri')).toBeDisabled();
    await shootBoth(first, 'propose');
    await form.locator('#field-value').fill('1000');
    await expect(form.getByRole('button', { name: '还差理由' })).toBeDisabled();
    await form.locator('#setting-reason').fill('离线支取降额');
    await form.getByRole('button', { name: '提交' }).click();
    await expect(form).toContainText('已提交');
    await expect(form).toContainText('¥2,000.00 → ¥1,000.00');

    await signOnOffice(second, hub, OPS_2);
    await second.goto(`${hub.url}/office/#/settings`);
    await shootBoth(second, 'changes');
    await second.locator('[data-changes] tr.link').filter({ hasText: '离线取款：单笔' }).click();
    await expect(second.locator('.compare tr.differs')).toContainText('¥1,000.00');
    await shootBoth(second, 'change');
    await second.getByRole('button', { name: '同意' }).click();
    await expect(second.locator('[data-status]')).toHaveText('已生效');
    await second.goto(`${hub.url}/office/#/settings?tab=limits&unit=${OUTLET}`);
    await expect(row(second)).toContainText('¥1,000.00');
    await expect(row(second)).toContainText('沈丘县');
    expect(await second.locator('[data-version]').textContent()).not.toBe(before);
    for (const tab of ['products', 'calendar', 'billers', 'hot']) {
      await second.goto(`${hub.url}/office/#/settings?tab=${tab}`);
      await expect(second.locator('[data-products], [data-year], [data-billers], [data-hot]').first()).toBeVisible();
      await shootBoth(second, tab);
    }

    await second.goto(`${hub.url}/office/#/retention`);
    await expect(second.locator('[data-retention="hub"]')).toContainText('至少 10 年');
    await shootBoth(second, 'retention');

    await first.goto(`${hub.url}/office/#/staff?tab=duties`);
    const gaps = first.locator('[data-gaps]');
    await expect(gaps).toHaveAttribute('data-gaps', '36');
    await shootBoth(first, 'duties');
    const cell = (page: Page) => page.locator(`[data-unit="${OUTLET}"] [data-duty="statistics"]`);
    await cell(first).getByRole('button', { name: '指定' }).click();
    await first.locator('[data-propose="duty"]').getByText(TELLER.name).click();
    await first.locator('#setting-reason').fill('综合统计由专人负责');
    await shootBoth(first, 'duty');
    await first.getByRole('button', { name: '提交' }).click();
    await expect(first.locator('[data-propose="duty"]')).toContainText('已提交');
    await second.goto(`${hub.url}/office/#/settings`);
    await second.locator('[data-changes] tr.link').filter({ hasText: '综合统计' }).click();
    await expect(second.locator('.compare tr.differs')).toContainText(`${TELLER.name} ${TELLER.employeeNo}`);
    await second.getByRole('button', { name: '同意' }).click();
    await expect(second.locator('[data-status]')).toHaveText('已生效');
    await first.goto(`${hub.url}/office/#/staff?tab=duties`);
    await first.reload();
    await first.reload();
    await expect(cell(first)).toContainText(TELLER.name);
    await expect(gaps).toHaveAttribute('data-gaps', '35');
    await first.goto(`${hub.url}/office/#/staff?tab=units`);
    await expect(first.locator(`[data-units] [data-unit="${OUTLET}"]`)).toBeVisible();
    await shootBoth(first, 'units');
    await first.getByRole('button', { name: '登记机构' }).click();
    await first.locator('#field-code').fill('41272901');
    await expect(first.locator('[data-propose="unit"] button.pri')).toBeDisabled();
    await shootBoth(first, 'unit-new');
    await first.goto(`${hub.url}/office/#/staff?tab=employees&unit=${OUTLET}`);
    await expect(first.locator(`[data-person="${TELLER.employeeNo}"]`)).toContainText('普通柜员');
    await shootBoth(first, 'people');

    await third.goto(`${hub.url}/office/`);
    await third.locator('#employee').fill(HR);
    await third.locator('#password').fill(PASSWORD);
    await third.keyboard.press('Enter');
    await third.goto(`${hub.url}/office/#/staff?edit=${TELLER.employeeNo}`);
    await third.getByRole('button', { name: '加一个岗位' }).click();
    await third.locator('[data-post] select').last().selectOption('lobby_manager');
    await third.locator('#setting-reason').fill('兼大堂');
    await shootBoth(third, 'person');
    await third.getByRole('button', { name: '提交' }).click();
    await expect(third.locator('[data-propose="employee"]')).toContainText('已提交');

    // Somebody forgot their password: personnel asks, the business manager agrees, personnel draws it, once.
    await third.goto(`${hub.url}/office/#/staff?tab=employees&unit=${OUTLET}`);
    await third.locator(`[data-person="${TELLER.employeeNo}"]`).getByRole('button', { name: '首次密码' }).click();
    await third.locator('#setting-reason').fill('本人忘记密码');
    await shootBoth(third, 'password-ask');
    await third.getByRole('button', { name: '提交' }).click();
    await expect(third.locator('[data-propose="password"]')).toContainText('已提交');
    await second.goto(`${hub.url}/office/#/settings`);
    await second.reload();
    await second.locator('[data-changes] tr.link').filter({ hasText: '首次密码' }).click();
    await expect(second.getByRole('heading', { level: 1 })).toContainText(`${TELLER.name} ${TELLER.employeeNo}`);
    await expect(second.locator('.compare tr.differs')).toContainText('原密码作废');
    await second.getByRole('button', { name: '同意' }).click();
    await expect(second.locator('[data-status]')).toHaveText('已生效');
    await expect(second.locator('[data-draw-password]')).toHaveCount(0);
    await third.goto(second.url());
    await third.reload();
    await third.getByRole('button', { name: '领取一次性密码' }).click();
    const once = (await third.locator('[data-once]').textContent()) ?? '';
    expect(once).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$/);
    await shootBoth(third, 'password-drawn');
    await third.getByRole('button', { name: '签退' }).click();

    // It opens nothing by itself: on a tablet its person chooses their own, and that one counts from then on.
    const tablet = await Terminal.open(hub.url);
    try {
      await tablet.page.locator('#code').fill(await hub.enrolCode(OUTLET));
      await tablet.page.locator('#employee').fill(TELLER.employeeNo);
      await tablet.page.locator('#password').fill(once);
      await tablet.button('登记这台平板').click();
      await tablet.page.locator('#new-password').fill(OWN);
      await tablet.page.locator('#new-password-again').fill(`${OWN}x`);
      await expect(tablet.page.getByTestId('new-password')).toContainText('两遍输入不一样');
      await tablet.page.locator('#new-password-again').fill(OWN);
      await shoot(tablet.page, 'new-password');
      await tablet.button('登记这台平板').click();
      await expect(tablet.page.locator('.clerks')).toBeVisible({ timeout: 60_000 });
    } finally {
      await tablet.discard();
    }
    await third.locator('#employee').fill(TELLER.employeeNo);
    await third.locator('#password').fill(OWN);
    await third.keyboard.press('Enter');
    await expect(third.locator('header.top')).toContainText(TELLER.name);
    await third.getByRole('button', { name: '签退' }).click();

    await signOnOffice(third, hub, PROVINCE);
    await third.goto(`${hub.url}/office/#/settings?tab=products`);
    await third.locator('[data-product="demand"]').getByRole('button', { name: '定新利率' }).click();
    await third.locator('#field-rate_ppm').fill('0.03');
    await third.locator('#setting-reason').fill('挂牌利率下调');
    await shootBoth(third, 'rate');
    await third.getByRole('button', { name: '提交' }).click();
    await expect(third.locator('[data-propose="rate"]')).toContainText('已提交');
    await third.goto(`${hub.url}/office/#/settings?tab=products&edit=demand`);
    await shootBoth(third, 'product');
    await third.goto(`${hub.url}/office/#/settings?tab=billers&edit=power-412728`);
    await third.locator('#field-cut_off_minute').fill('18:00');
    await third.locator('#setting-reason').fill('供电公司延后截止');
    await shootBoth(third, 'biller');
    await third.getByRole('button', { name: '提交' }).click();
    await expect(third.locator('[data-propose="biller"]')).toContainText('已提交');
    await third.goto(`${hub.url}/office/#/settings?tab=calendar&edit=2026`);
    await shootBoth(third, 'calendar-edit');
  } finally {
    await Promise.all([first, second, third].map((page) => page.context().close()));
    await hub.stop();
  }
});
