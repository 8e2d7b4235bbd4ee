import { expect, test } from '@playwright/test';
import { Hub } from './support/hub.ts';
import { ledgerFen, pickCustomer } from './support/people.ts';
import { CHIEF, MANAGER, OUTLET, TELLER, Terminal } from './support/terminal.ts';

/**
 * A day of two tablets with no network between anything: cash goes from the teller's till to the main till by digits
 * that are read aloud, the teller's tablet ends its day, its closing is carried to the chief teller's as a file, and
 * the outlet closes. The hub gets it all afterwards and its own sums are the same. Expected figures are literal.
 */
test('两台平板不联网：按数字调拨现金，交班按文件交给综合柜员，日结，联网后账平', async () => {
  test.setTimeout(300_000);
  const hub = await Hub.make();
  await hub.start();
  const [own, main] = [await Terminal.open(hub.url), await Terminal.open(hub.url)];
  const shots = process.env['SHOTS'];
  const shot = async (tablet: Terminal, name: string): Promise<void> => {
    if (shots !== undefined) await tablet.page.screenshot({ path: `${shots}/${name}.png` });
  };
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    const [vault] = await hub.sql(
      `SELECT (body->>'cash_fen')::int / 10000 AS hundreds FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id = '00'`,
      [OUTLET],
    );
    const hundreds = Number(vault?.['hundreds']);
    await own.enrol(await hub.enrolCode(OUTLET), TELLER);
    await own.signOn(TELLER, CHIEF);
    await own.loaded();
    await main.enrol(await hub.enrolCode(OUTLET), CHIEF);
    await main.signOn(CHIEF);
    await main.loaded();
    await main.takeTill('00', hundreds, MANAGER);
    await own.takeTill('01', 500, CHIEF);
    await own.ready();
    await main.ready();
    // Each has heard of the other before the road closes, as in the morning of a real day.
    await main.menu('尾箱');
    await expect(main.page.getByTestId('till').filter({ hasText: '尾箱 01' })).toContainText(TELLER.name);
    await hub.kill();
    for (const tablet of [own, main])
      await expect(tablet.page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });

    await own.deposit(person.initials, '1000');
    // 200 hundreds go to the main till.
    await own.menu('尾箱');
    await own.page.getByTestId('cash').click();
    await own.page.getByTestId('cash-out').click();
    await own.page.getByRole('button', { name: /^00/ }).click();
    await own.keyCount(200);
    await shot(own, 'cash-send');
    await own.page.getByTestId('cash-send').click();
    const digits = await own.page.getByTestId('code-digits').innerText();
    expect(digits.replace(/\s/g, '')).toMatch(/^\d{18}$/);
    await shot(own, 'cash-code');

    await main.menu('尾箱');
    await main.page.getByTestId('cash').click();
    await main.page.getByTestId('cash-in').click();
    await main.page.getByTestId('code-typed').fill(`${digits.slice(0, -1)}${(Number(digits.at(-1)) + 1) % 10}`);
    await main.page.getByTestId('code-read').click();
    await expect(main.page.getByRole('alert')).toContainText('有一位输错');
    await shot(main, 'cash-read');
    await main.page.getByTestId('code-typed').fill(digits);
    await main.page.getByTestId('code-read').click();
    await main.keyCount(200);
    await expect(main.page.getByTestId('offer-amount')).toHaveText('¥20,000.00');
    await shot(main, 'cash-answer');
    await main.page.getByTestId('cash-accept').click();
    const reply = await main.page.getByTestId('code-digits').innerText();
    await shot(main, 'cash-reply');
    await own.page.getByTestId('code-typed').fill(reply);
    await own.page.getByTestId('code-read').click();
    const sent = own.page.getByTestId('cash-move').filter({ hasText: '尾箱 01 → 尾箱 00' });
    await expect(sent).toContainText('两方已确认');
    await expect(sent).toContainText('¥20,000.00');
    await shot(own, 'cash-list');

    // 51,000 - 20,000 = 31,000 in the teller's till.
    await own.countTill(310);
    await expect(own.page.getByTestId('compared')).toContainText('账实相符');
    for (const checker of [CHIEF, CHIEF]) {
      await own.page.getByTestId('balance-next').click();
      await own.approve(checker);
    }
    await own.menu('尾箱');
    await own.page.getByTestId('day-end').click();
    await own.page.getByRole('button', { name: '本机交班' }).click();
    const [file] = await Promise.all([
      own.page.waitForEvent('download'),
      (async () => {
        await own.page.getByTestId('closing-code').click();
        await shot(own, 'closing-code');
        await own.page.getByTestId('code-save').click();
      })(),
    ]);
    const path = await file.path();

    await main.countTill(hundreds + 200);
    await expect(main.page.getByTestId('compared')).toContainText('账实相符');
    for (let step = 0; step < 2; step++) {
      await main.page.getByTestId('balance-next').click();
      await main.approve(MANAGER);
    }
    await main.page.getByTestId('day-end').click();
    await main.page.getByRole('button', { name: '本机交班' }).click();
    await expect(main.page.getByTestId('close-day')).toContainText('还有');
    await shot(main, 'day-open');
    await main.page.getByTestId('collect').click();
    await shot(main, 'day-collect');
    await main.page.getByTestId('code-file').setInputFiles(path);
    await expect(main.page.locator('p.note.ok')).toContainText('期末 ¥31,000.00');
    await main.page.getByTestId('collected').click();
    await expect(main.page.getByTestId('day-list')).toContainText('已收下交班码');
    await shot(main, 'day-collected');
    await main.page.getByTestId('close-day').click();
    await main.approve(MANAGER);
    await expect(main.page.getByTestId('day-closed')).toContainText('已日结');

    await hub.start();
    for (const tablet of [own, main])
      await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 120_000 });
    const day = async () =>
      (
        await hub.sql(
          `SELECT body->>'status' AS status, (body->>'vault_fen')::bigint::text AS vault, body->'devices' AS devices
           FROM hub.row WHERE branch_id = $1 AND kind = 'outlet_day' ORDER BY id DESC LIMIT 1`,
          [OUTLET],
        )
      )[0];
    await expect.poll(day, { timeout: 60_000 }).toMatchObject({ status: 'closed' });
    const closed = await day();
    const devices = closed?.['devices'] as readonly { readonly missing: boolean; readonly seq: number }[];
    expect(devices.map((one) => one.missing)).toEqual(devices.map(() => false));
    // What the package says is in the vault is what the hub's own postings say is in all tills.
    const [tills] = await hub.sql(
      `SELECT sum(fen)::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger LIKE 'CASH-TILL%'`,
      [OUTLET],
    );
    expect(closed?.['vault']).toBe(tills?.['fen']);
    const cash = await hub.sql(
      `SELECT id, (body->>'cash_fen')::bigint::text AS fen FROM hub.row WHERE branch_id = $1 AND kind = 'till' AND id IN ('00', '01') ORDER BY id`,
      [OUTLET],
    );
    expect(cash).toEqual([
      { id: '00', fen: String((hundreds + 200) * 10_000) },
      { id: '01', fen: '3100000' },
    ]);
    expect(await ledgerFen(hub, OUTLET, 'SUS-TRF')).toBe(0);
    const cases = await hub.sql(
      `SELECT body->>'code' AS code FROM hub.row WHERE branch_id = $1 AND kind = 'exception_case'
       AND body->>'code' IN ('TILL_MISMATCH', 'TRANSFER_ONE_SIDED', 'DAY_CLOSE_LATE') AND body->>'device' IS NOT NULL`,
      [OUTLET],
    );
    expect(cases).toEqual([]);
    expect(await hub.command('check')).toMatchObject({ ok: true });
  } finally {
    await own.discard();
    await main.discard();
    await hub.stop();
  }
});
