import { expect, test } from '@playwright/test';
import {
  acceptCash,
  balanceTill,
  closeDay,
  handOver,
  mainTillHundreds,
  morning,
  openCashIn,
  sendCash,
  typeCode,
} from './support/evening.ts';
import { Hub } from './support/hub.ts';
import { ledgerFen, pickCustomer } from './support/people.ts';
import { shoot } from './support/shots.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from './support/terminal.ts';

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
  const shot = (tablet: Terminal, name: string): Promise<void> => shoot(tablet.page, name);
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    const hundreds = await mainTillHundreds(hub, OUTLET);
    // Each has heard of the other before the road closes, as in the morning of a real day.
    await morning({ own, main, teller: TELLER, hundreds }, () => hub.enrolCode(OUTLET));
    await hub.kill();
    for (const tablet of [own, main])
      await expect(tablet.page.locator('header.bar')).toHaveClass(/off/, { timeout: 90_000 });

    await own.deposit(person.initials, '1000');
    // 200 hundreds go to the main till.
    const digits = await sendCash(own, 200, shot);
    expect(digits.replace(/\s/g, '')).toMatch(/^\d{18}$/);
    await openCashIn(main);
    await typeCode(main, `${digits.slice(0, -1)}${(Number(digits.at(-1)) + 1) % 10}`);
    await expect(main.page.getByRole('alert')).toContainText('有一位输错');
    await shot(main, 'cash-read');
    await typeCode(main, digits);
    const reply = await acceptCash(main, 200, async (tablet, name) => {
      await expect(tablet.page.getByTestId('offer-amount')).toHaveText('¥20,000.00');
      await shot(tablet, name);
    });
    await shot(main, 'cash-reply');
    await typeCode(own, reply);
    const sent = own.page.getByTestId('cash-move').filter({ hasText: '尾箱 01 → 尾箱 00' });
    await expect(sent).toContainText('两方已确认');
    await expect(sent).toContainText('¥20,000.00');
    await shot(own, 'cash-list');

    // 51,000 - 20,000 = 31,000 in the teller's till.
    await balanceTill(own, 310, CHIEF);
    const closing = await handOver(own, shot);
    await closeDay(main, { hundreds: hundreds + 200, closing, words: '期末 ¥31,000.00' }, shot);

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
