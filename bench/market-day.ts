import { expect } from '@playwright/test';
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
} from '../e2e/support/evening.ts';
import { Hub } from '../e2e/support/hub.ts';
import { ledgerFen, pickCustomer, type Person } from '../e2e/support/people.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from '../e2e/support/terminal.ts';
import { formatFen } from '../shared/kernel/money.ts';
import { Random } from '../sync/sim/random.ts';
import type { BenchRow } from './main.ts';

/**
 * One market day of the two weeks in two real Chromium profiles, by the pages a clerk uses: a teller's queue, the road
 * gone for the middle of it, cash to the main till by digits, both tills counted, the closing carried as a file, the
 * outlet closed without a network, and the hub's own books afterwards. YIZHAN_DAY_CUSTOMERS sets how many come.
 */
const CUSTOMERS = Number(process.env['YIZHAN_DAY_CUSTOMERS'] ?? 40);
const OPENING_HUNDREDS = 500;
/** Nobody runs dry in a day of this size. */
const LEAST_FEN = 1_000_000;
const SEED = 20_261_209;
const info = { budget: null, ok: null, against: null } as const;

async function serve(tablet: Terminal, person: Person, random: Random): Promise<number> {
  await tablet.home();
  const hundreds = random.int(1, 12);
  if (random.chance(0.55)) {
    await tablet.deposit(person.initials, String(hundreds * 100));
    return hundreds;
  }
  await tablet.withdrawAmount(person.initials, String(hundreds * 100));
  await tablet.withdrawRest(person.last4, null);
  const done = tablet.page.locator('.done-card');
  const paid = tablet.page.getByRole('button', { name: '已付款，完成' });
  // Online the centre has posted it first; without a road the cash goes out by the offline limits.
  const second = tablet.page.locator('dialog[open]');
  await expect(done.or(paid).or(second).first()).toBeVisible({ timeout: 30_000 });
  if (await second.isVisible()) await tablet.approve(CHIEF);
  if (await paid.isVisible()) await paid.click();
  await expect(done).toBeVisible({ timeout: 30_000 });
  return -hundreds;
}

async function equal(hub: Hub): Promise<boolean> {
  const [day] = await hub.sql(
    `SELECT body->>'status' AS status, (body->>'vault_fen')::bigint::text AS vault FROM hub.row
     WHERE branch_id = $1 AND kind = 'outlet_day' ORDER BY id DESC LIMIT 1`,
    [OUTLET],
  );
  const [tills] = await hub.sql(
    `SELECT sum(fen)::bigint::text AS fen FROM hub.posting WHERE branch_id = $1 AND ledger LIKE 'CASH-TILL%'`,
    [OUTLET],
  );
  const books = (await hub.command('check')) as { ok: boolean };
  return (
    day?.['status'] === 'closed' &&
    day['vault'] === tills?.['fen'] &&
    (await ledgerFen(hub, OUTLET, 'SUS-TRF')) === 0 &&
    books.ok
  );
}

export async function run(): Promise<BenchRow[]> {
  const hub = await Hub.make();
  await hub.start();
  const [own, main] = [await Terminal.open(hub.url), await Terminal.open(hub.url)];
  try {
    const random = new Random(SEED);
    const people: Person[] = [];
    for (let n = 0; people.length < Math.min(CUSTOMERS, 12); n++) {
      const person = await pickCustomer(hub, OUTLET, 0, n);
      const [held] = await hub.sql(
        `SELECT count(*)::int AS accounts FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND body->>'customer' = $2`,
        [OUTLET, person.customer],
      );
      if (person.ledgerFen >= LEAST_FEN && held?.['accounts'] === 1) people.push(person);
    }
    const hundreds = await mainTillHundreds(hub, OUTLET);
    await morning({ own, main, teller: TELLER, hundreds }, () => hub.enrolCode(OUTLET));
    let till = OPENING_HUNDREDS;
    const times: number[] = [];
    for (let n = 0; n < CUSTOMERS; n++) {
      if (n === Math.floor(CUSTOMERS / 3)) await hub.kill();
      const person = people[n % people.length];
      if (person === undefined) break;
      const began = performance.now();
      till += await serve(own, person, random);
      times.push((performance.now() - began) / 1000);
    }
    const brought = Math.floor(till / 3);
    const digits = await sendCash(own, brought);
    await openCashIn(main);
    await typeCode(main, digits);
    await typeCode(own, await acceptCash(main, brought));
    await balanceTill(own, till - brought, CHIEF);
    const closing = await handOver(own);
    const words = `期末 ${formatFen((till - brought) * 10_000)}`;
    await closeDay(main, { hundreds: hundreds + brought, closing, words });
    await hub.start();
    for (const tablet of [own, main])
      await expect(tablet.page.locator('header.bar')).toContainText('待上传 0 笔', { timeout: 180_000 });
    await expect.poll(() => equal(hub), { timeout: 60_000 }).toBe(true);
    const sorted = times.toSorted((a, b) => a - b);
    return [
      { what: 'customers served in Chromium, two thirds of them with no network', value: CUSTOMERS, unit: '', ...info },
      {
        what: 'a customer, from the home page to the done page, p50',
        value: Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)),
        unit: 's',
        ...info,
      },
      {
        what: 'outlet closed offline, vault = tills = postings, nothing on its way, books without a fault',
        value: 1,
        unit: 'day',
        budget: 1,
        ok: true,
        against: null,
      },
    ];
  } finally {
    await own.discard();
    await main.discard();
    await hub.stop();
  }
}
