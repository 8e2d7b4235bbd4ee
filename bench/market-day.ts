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
import { accountNoOf, ledgerFen, pickCustomer, pickPassbook, type Person } from '../e2e/support/people.ts';
import { CHIEF, OUTLET, TELLER, Terminal } from '../e2e/support/terminal.ts';
import { formatFen } from '../shared/kernel/money.ts';
import { Random } from '../sync/sim/random.ts';
import type { BenchRow } from './main.ts';
import { bill, loss, passbook, reversal, transfer } from './market-day/visits.ts';

/**
 * One market day of the two weeks in two real Chromium profiles, by the pages a clerk uses: a teller's queue, the road
 * gone for two thirds of it, a passbook, a transfer, a bill, a reversal and a loss between them, cash to the main till
 * by digits, both tills counted, the closing carried as a file, the outlet closed without a network, and the hub's own
 * books afterwards. YIZHAN_DAY_CUSTOMERS sets how many come, nine at least.
 */
const CUSTOMERS = Math.max(9, Number(process.env['YIZHAN_DAY_CUSTOMERS'] ?? 40));
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

/** Who comes: a queue that is served round and round, somebody with a passbook, somebody who has lost theirs. */
interface People {
  readonly queue: readonly Person[];
  readonly reader: Person;
  readonly loser: Person;
  readonly payee: Person & { readonly no: string };
}

async function whoComes(hub: Hub): Promise<People> {
  const queue: Person[] = [];
  const holdsOne = async ({ customer }: Person): Promise<boolean> => {
    const [held] = await hub.sql(
      `SELECT count(*)::int AS accounts FROM hub.row WHERE branch_id = $1 AND kind = 'account' AND body->>'customer' = $2`,
      [OUTLET, customer],
    );
    return held?.['accounts'] === 1;
  };
  const reader = await pickPassbook(hub, OUTLET, 100_000, Infinity);
  for (let n = 0; queue.length < Math.min(CUSTOMERS, 12) + 2; n++) {
    const person = await pickCustomer(hub, OUTLET, LEAST_FEN, n);
    if (person.account !== reader.account && (await holdsOne(person))) queue.push(person);
  }
  // Not everybody has a telephone, and its last digits are one of the three facts of a loss.
  const at = queue.findIndex((one) => /^\d{4}$/.test(one.phoneLast4));
  const [loser] = queue.splice(at, at < 0 ? 0 : 1);
  const payee = queue.pop();
  if (payee === undefined || loser === undefined) throw new Error('nobody else comes');
  return { queue, reader, loser, payee: { ...payee, no: await accountNoOf(hub, OUTLET, payee.account) } };
}

/** What happens beside the queue, by the number of customers served before: three with the centre's word, two without. */
function beside(tablet: Terminal, { queue, reader, loser, payee }: People): ReadonlyMap<number, () => Promise<number>> {
  const [first, second] = queue;
  if (first === undefined || second === undefined) throw new Error('two at least are needed');
  const away = Math.floor(CUSTOMERS / 3);
  return new Map([
    [0, () => passbook(tablet, reader)],
    [1, () => transfer(tablet, first, payee)],
    [2, () => bill(tablet)],
    [away + 1, () => reversal(tablet, second)],
    [away + 2, () => loss(tablet, loser)],
  ]);
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
  const [other] = await hub.sql(
    `SELECT count(DISTINCT name)::int AS kinds FROM hub.command_log WHERE branch_id = $1 AND verdict = 'posted'
     AND name IN ('counter.passbook_update', 'counter.transfer', 'counter.agency_collect', 'counter.reverse', 'counter.lost_oral')`,
    [OUTLET],
  );
  const books = (await hub.command('check')) as { ok: boolean };
  return (
    day?.['status'] === 'closed' &&
    other?.['kinds'] === 5 &&
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
    const people = await whoComes(hub);
    const others = beside(own, people);
    const hundreds = await mainTillHundreds(hub, OUTLET);
    await morning({ own, main, teller: TELLER, hundreds }, () => hub.enrolCode(OUTLET));
    let till = OPENING_HUNDREDS;
    const times: number[] = [];
    for (let n = 0; n < CUSTOMERS; n++) {
      if (n === Math.floor(CUSTOMERS / 3)) await hub.kill();
      const person = people.queue[n % people.queue.length];
      if (person === undefined) break;
      await own.home();
      till += (await others.get(n)?.()) ?? 0;
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
        what: 'beside them: passbook, transfer, bill online; reversal, loss offline',
        value: others.size,
        unit: '',
        ...info,
      },
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
