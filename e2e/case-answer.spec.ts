import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { SUPERVISION, signOnOffice } from './support/office.ts';
import { pickCustomer } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { Terminal, type Clerk } from './support/terminal.ts';

/** Business manager of the demo county: reads the limits. */
const OPS = '41201990002';

/** People of a demo outlet: numbers and PINs follow its own. */
async function clerkOf(hub: Hub, branch: string, no: string): Promise<Clerk> {
  const own = `${branch.slice(6)}${no}`;
  const employeeNo = `4120190${own}`;
  const [row] = await hub.sql(`SELECT body->>'name' AS name FROM hub.row WHERE kind = 'employee' AND id = $1 LIMIT 1`, [
    employeeNo,
  ]);
  return { employeeNo, name: String(row?.['name']), pin: `20${own}` };
}

/**
 * The county asks an outlet about a case and writes a notice; the outlet answers and acknowledges on its own tablet, with no
 * network; the county reads it.
 */
test('县局问差错、发通知，网点在自己的平板上离线答复、签收，联网后县局看得到', async ({ browser }) => {
  test.setTimeout(240_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const office = await (await browser.newContext()).newPage();
  const shot = (name: string): Promise<void> => shoot(page, name);
  const officeShot = (name: string): Promise<void> => shoot(office, `office-${name}`);
  try {
    const [found] = await hub.sql(
      `SELECT branch_id AS branch, id FROM hub.row WHERE kind = 'exception_case' AND body->>'status' = 'open'
       AND branch_id LIKE '412728__' ORDER BY branch_id, id LIMIT 1`,
    );
    const one = found as { readonly branch: string; readonly id: string } | undefined;
    if (one === undefined) throw new Error('the demo county has no open case');
    const [teller, chief] = await Promise.all(['02', '01'].map((no) => clerkOf(hub, one.branch, no)));
    if (teller === undefined || chief === undefined) throw new Error('no clerks');
    await tablet.enrol(await hub.enrolCode(one.branch), teller);
    await tablet.signOn(teller, chief);
    await tablet.loaded();
    await tablet.ready();

    await signOnOffice(office, hub, OPS);
    await office.goto(`${hub.url}/office/#/settings?tab=limits&unit=${one.branch}`);
    const version = (await office.locator('[data-version]').textContent())?.trim().slice(0, 4) ?? '-';
    await tablet.menu('更多');
    await expect(page.getByTestId('settings-version')).toContainText(version);
    await shot('more');

    // A customer brings a new paper: the chief teller looks at it too, and the centre has the new name.
    const person = await pickCustomer(hub, one.branch, 0);
    const [paper] = await hub.sql(
      `SELECT body->>'id_no' AS no, body->>'id_type' AS type FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND id = $2`,
      [one.branch, person.customer],
    );
    await tablet.home();
    await tablet.find(person.initials);
    await page.getByRole('button', { name: '改姓名证件' }).click();
    await page.locator('#key-name').fill('王换名');
    await page.locator('#key-type').selectOption(String(paper?.['type']));
    await page.locator('#key-no').fill(String(paper?.['no']));
    await page.getByTestId('key-reason-name_changed').click();
    await page.getByTestId('key-seen').click();
    await shot('identity');
    await page.getByTestId('key-send').click();
    await tablet.approve(chief);
    await expect(page.locator('h1')).toContainText('已', { timeout: 30_000 });
    await shot('identity-done');
    const [renamed] = await hub.sql(
      `SELECT body->>'name' AS name FROM hub.row WHERE branch_id = $1 AND kind = 'customer' AND id = $2`,
      [one.branch, person.customer],
    );
    expect(renamed?.['name']).toBe('王换名');
    await tablet.home();

    // The county writes a notice: it is on the tablet without being asked for.
    await office.goto(`${hub.url}/office/#/notices?write=1`);
    await office.locator('#notice-title').fill('集市日备付金');
    await office.locator('#notice-body').fill('各网点备足十元、二十元券，上午九点前报县局。');
    await office.locator('#notice-kind').selectOption('checklist');
    await expect(office.getByRole('button', { name: '还差要点' })).toBeDisabled();
    await office.locator('#notice-points').fill('一');
    await expect(office.locator('[data-notice-form]')).toContainText('至少写一条要点');
    await expect(office.getByRole('button', { name: '还差要点' })).toBeDisabled();
    await office.locator('#notice-points').fill('零钞备足\n监控看过\n');
    await officeShot('notice-form');
    await office.getByRole('button', { name: '下发给 8 个网点' }).click();
    await expect(office.locator('[data-notice-form]')).toContainText('已下发');
    await expect(page.getByTestId('notice-banner')).toContainText('集市日备付金', { timeout: 60_000 });
    await shot('notice-banner');

    await office.getByRole('button', { name: '签退' }).click();

    await signOnOffice(office, hub, SUPERVISION);
    await office.goto(`${hub.url}/office/#/case?${new URLSearchParams({ ...one }).toString()}`);
    const work = office.locator('[data-case-work]');
    await work.getByRole('button', { name: '认领' }).click();
    await work.getByRole('button', { name: '问网点' }).click();
    await office.locator('#case-side').fill('凭条还在不在？');
    await work.getByRole('button', { name: '发出' }).click();
    await expect(office.locator('[data-case-history]')).toContainText('凭条还在不在？');

    await tablet.menu('流水');
    await expect(page.getByTestId('cases')).toContainText('1', { timeout: 60_000 });
    await hub.kill();
    await expect(page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });
    await page.getByTestId('cases').click();
    const row = page.getByTestId('case-row').first();
    await expect(row).toContainText('县局在问');
    await shot('cases');
    await row.getByTestId('case-open').click();
    await expect(page.locator('.flow')).toContainText('凭条还在不在？');
    await page.getByTestId('case-words').fill('在，两张客户都签了字');
    await shot('case');
    await page.getByTestId('case-send').click();
    await expect(page.locator('.flow .tl')).toContainText('两张客户都签了字');
    await expect(page.locator('p.note.ok')).toContainText('已记下');
    await shot('case-answered');

    // Read and acknowledged with no network.
    await tablet.home();
    await page.getByTestId('notice-banner').getByRole('button').click();
    await shot('notices');
    await page.getByTestId('notice-open').first().click();
    await expect(page.getByTestId('notice-words')).toContainText('上午九点前报县局');
    await shot('notice');
    await expect(page.getByTestId('notice-ack')).toBeDisabled();
    for (const point of [/零钞备足/, /监控看过/]) {
      await page.getByRole('checkbox', { name: point }).click();
      await expect(page.getByRole('checkbox', { name: point })).toHaveAttribute('aria-checked', 'true');
    }
    await shot('notice-ticked');
    await page.getByTestId('notice-ack').click();
    await expect(page.locator('p.note[role=status]')).toContainText('已签收，联网后上级看得到');
    await shot('notice-acked');
    await tablet.home();
    await expect(page.getByTestId('notice-banner')).toHaveCount(0);

    await hub.start();
    await expect(page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    const steps = await hub.sql(
      `SELECT body->>'step' AS step, body->>'by' AS by, body->>'words' AS words FROM hub.row
       WHERE branch_id = $1 AND kind = 'case_action' AND body->>'case' = $2 AND body->>'step' = 'answer'`,
      [one.branch, one.id],
    );
    expect(steps).toEqual([{ step: 'answer', by: teller.employeeNo, words: '在，两张客户都签了字' }]);
    await office.reload();
    await expect(office.locator('[data-case-history]')).toContainText('两张客户都签了字', { timeout: 30_000 });

    // The customer brings part of it back to the counter: the suspense falls by that, with nobody of the county.
    const [owed] = await hub.sql(
      `SELECT (body->>'suspense_fen')::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND id = $2`,
      [one.branch, one.id],
    );
    await tablet.home();
    await tablet.takeTill('01', 500, chief);
    await tablet.home();
    await tablet.menu('流水');
    await page.getByTestId('cases').click();
    await page.getByTestId('case-row').first().getByTestId('case-open').click();
    await page.getByTestId('case-repay').click();
    await page.locator('#repay-payer').fill('周建国');
    await tablet.keyAmount('100');
    await shot('repay');
    await page.locator('.keys .go').click();
    await expect(page.locator('.done-card')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('还款已入账', { timeout: 30_000 });
    await expect(page.locator('.slip')).toContainText('追款还款');
    await shot('repay-done');
    const [left] = await hub.sql(
      `SELECT (body->>'suspense_fen')::int AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case' AND id = $2`,
      [one.branch, one.id],
    );
    expect(left).toEqual({ fen: Number(owed?.['fen']) - 10_000 });
    expect(await hub.command('check')).toMatchObject({ ok: true });
    await office.goto(`${hub.url}/office/#/notices`);
    await office.locator('[data-notices] tr.link').first().click();
    await expect(office.locator('[data-read]')).toHaveText('1 / 32', { timeout: 30_000 });
    await expect(office.locator(`[data-reader="${chief.employeeNo}"]`)).toContainText('未签收');
    await expect(office.locator(`[data-reader="${teller.employeeNo}"]`)).not.toContainText('未签收');
    await expect(office.locator(`[data-reader="${teller.employeeNo}"]`)).toContainText('已勾 2 / 2');
    await officeShot('notices');
  } finally {
    await tablet.discard();
    await office.context().close();
    await hub.stop();
  }
});
