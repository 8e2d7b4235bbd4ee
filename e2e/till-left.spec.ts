import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, MANAGER, OUTLET, Terminal } from './support/terminal.ts';

/** The clerk who took a till does not come back: the chief teller and the manager count it at its tablet. */
test('柜员不返岗：综合柜员和支局长在同一台平板代缴尾箱，差额登记后入库', async () => {
  test.setTimeout(120_000);
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Terminal.open(hub.url);
  const { page } = tablet;
  const shot = (name: string): Promise<void> => shoot(page, name);
  try {
    await tablet.toCounter(await hub.enrolCode(OUTLET));
    // Neither of the two has ever signed on here, and the tablet is found shut: the hub and the tablet let the chief in.
    await page.reload();
    await tablet.signOn(CHIEF);
    expect(await hub.sql(`SELECT actor FROM hub.audit WHERE action = 'vault.guest'`)).toEqual([
      { actor: CHIEF.employeeNo },
    ]);
    await tablet.menu('尾箱');
    const tile = page.getByTestId('till').filter({ hasText: '尾箱 01' });
    await expect(tile).toContainText('可代缴');
    await shot('till-left');
    for (const [hundreds, said] of [
      [499, '少 ¥100.00'],
      [500, '已轧账入库'],
    ] as const) {
      if (hundreds === 499) await tile.click();
      else await page.getByTestId('collect-again').click();
      await tablet.keyCount(hundreds);
      await page.locator('#collect-reason').fill('柜员送医，未返岗');
      if (hundreds === 499) await shot('till-collect');
      await page.getByTestId('collect-send').click();
      await tablet.approve(MANAGER);
      await expect(page.getByTestId('collected')).toContainText(said);
      await shot(`till-collected-${hundreds}`);
    }
    await page.getByRole('button', { name: '完成', exact: true }).click();
    await expect(tile).not.toContainText('可代缴');
    await expect
      .poll(
        async () =>
          (
            await hub.sql(
              `SELECT body->>'status' AS status, body->>'holder' AS holder, body->>'balanced_on' IS NOT NULL AS balanced
               FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '01'`,
              [OUTLET],
            )
          )[0],
        { timeout: 30_000 },
      )
      .toEqual({ status: 'in_vault', holder: null, balanced: true });
  } finally {
    await tablet.discard();
    await hub.stop();
  }
});
