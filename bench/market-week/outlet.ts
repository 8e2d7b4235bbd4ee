import type { TillView } from '../../client/terminal/worker/api.ts';
import type { DemoEmployee } from '../../server/demo/staff.ts';
import type { Random } from '../../sync/sim/random.ts';
import { sheetOf } from './cash.ts';
import type { Counter } from './counter.ts';
import type { Payee } from './elsewhere.ts';
import type { Errand } from './papers.ts';
import type { Place, Staff } from './staff.ts';
import type { Road } from './tablet.ts';

/** A day of an outlet with two tablets, three people behind the counter and a manager (domain 6). */
export interface Outlet {
  readonly place: Place;
  readonly staff: Staff;
  readonly road: Road;
  /** The chief teller and the first teller share the first tablet. */
  readonly counters: readonly [Counter, Counter];
  /** Customers by row id. */
  readonly people: readonly string[];
  /** Accounts of its customers, as others know them. */
  readonly payees: readonly Payee[];
  readonly errands: Errand[];
}

const MAIN = '00';
/** Nobody holds the same till on two dates in a row. */
const TILLS = [
  ['01', '02'],
  ['03', '04'],
] as const;
export const tillOf = (tablet: 0 | 1, index: number): string => TILLS[index % 2 === 0 ? 0 : 1][tablet];

const KEEP_FEN = 6_000_000;
const SURPLUS_FEN = 12_000_000;
const MAIN_KEEP_FEN = 20_000_000;
const MAIN_SURPLUS_FEN = 32_000_000;
const BAG_FEN = 1_000_000;

async function tillView(counter: Counter, till: string): Promise<TillView> {
  const found = (await counter.ask(counter.api.tills())).find((one) => one.tillNo === till);
  if (found === undefined) throw new Error(`no till ${till}`);
  return found;
}

async function take(counter: Counter, till: string): Promise<void> {
  const { cashFen } = await tillView(counter, till);
  await counter.must({
    command: 'till.take',
    payload: { till_no: till, counted_fen: cashFen, denominations: sheetOf(cashFen), override_reason: '只有一人可领' },
  });
}

/** Blanks for two weeks, from the county to the main till. */
async function receiveBlanks({ counters: [first], place }: Outlet): Promise<void> {
  const ranges = [
    ['passbook', `${place.code.slice(-5)}00001`, `${place.code.slice(-5)}00200`],
    ['card_blank', `${place.code.slice(4)}000001`, `${place.code.slice(4)}000020`],
  ] as const;
  for (const [voucher_type, from_no, to_no] of ranges)
    await first.must({ command: 'till.voucher_receive', payload: { till: MAIN, voucher_type, from_no, to_no } });
}

/** What was collected for billers on days that are over is handed over, when the road is open. */
async function handOver({ counters: [first], road }: Outlet): Promise<void> {
  if (!road.open) return;
  const days = await first.ask(first.api.collected());
  for (const { biller, businessDate, count, fen } of days.filter((one) => one.fromMinute === null))
    await first.enter({ command: 'agency.hand_over', payload: { biller, business_date: businessDate, count, fen } });
}

/** Two persons open the outlet, the chief teller takes the main till, each teller one. */
export async function open(outlet: Outlet, index: number): Promise<void> {
  const { staff, counters, road } = outlet;
  const [first, second] = counters;
  await first.seat(staff.chief);
  await take(first, MAIN);
  if (index === 0) await receiveBlanks(outlet);
  await handOver(outlet);
  await first.seat(staff.tellers[0]);
  await take(first, tillOf(0, index));
  // It closed itself last evening and could not hear that the outlet did.
  await second.seat(staff.tellers[1], index > 0 && !road.open);
  await take(second, tillOf(1, index));
}

let nonces = 0;
/** Cash over the counter between two clerks of one tablet: sent, counted, taken. */
async function hand(
  counter: Counter,
  of: { from: string; giver: DemoEmployee; to: string; taker: DemoEmployee; fen: number; date: string },
): Promise<void> {
  const { from, to, fen, date } = of;
  const nonce = `n${nonces++}`;
  await counter.seat(of.giver);
  const denominations = sheetOf(fen);
  const sent = await counter.must({
    command: 'till.cash_transfer',
    payload: { from_till: from, to_till: to, fen, denominations, nonce },
  });
  const line = await counter.line(sent.seq);
  if (line === undefined) throw new Error('a transfer without a line in the journal');
  await counter.seat(of.taker);
  await counter.must({
    command: 'till.transfer_answer',
    payload: {
      transfer: line.interaction,
      from_till: from,
      to_till: to,
      fen,
      sent_on: date,
      nonce,
      answer: 'accepted',
      denominations,
    },
  });
}

/** Short or over, written down by the chief teller where she sits; the other tablet must hear of it. */
async function writeDown(counter: Counter, of: { till: string; staff: Staff; chiefAt: Counter; fen: number }) {
  const { till, staff, chiefAt, fen } = of;
  const foundAt = async (at: Counter): Promise<number> => (await at.ask(at.api.tillCount(till)))?.differenceFen ?? 0;
  await chiefAt.seat(staff.chief);
  await chiefAt.hears(`the count of till ${till}`, async () => (await foundAt(chiefAt)) === fen);
  await chiefAt.must({
    command: 'till.over_short',
    payload: { till, fen, cause: 'unknown', note: '复点两遍，原因不明' },
  });
  await counter.hears(`over or short of till ${till}`, async () => (await foundAt(counter)) === 0);
}

/** Counted blind, short or over written down, balanced, handed in. `wrongFen`: what is really in it less its book. */
async function balance(
  counter: Counter,
  of: { till: string; holder: DemoEmployee; staff: Staff; chiefAt: Counter; wrongFen: number },
): Promise<number> {
  const { till, holder } = of;
  await counter.seat(holder);
  const inIt = Math.max(0, (await tillView(counter, till)).cashFen + of.wrongFen);
  const counted = { till, counted_fen: inIt, denominations: sheetOf(inIt) };
  await counter.must({ command: 'till.interim_balance', payload: counted });
  const found = await counter.ask(counter.api.tillCount(till));
  if (found !== null && found.differenceFen !== 0) {
    await writeDown(counter, { ...of, fen: found.differenceFen });
    await counter.seat(holder);
  }
  const vouchers = (await counter.ask(counter.api.voucherStocks()))
    .filter((one) => one.mine)
    .map(({ type, count }) => ({ voucher_type: type, count }));
  await counter.must({ command: 'till.formal_balance', payload: { ...counted, vouchers } });
  await counter.must({ command: 'till.hand_in', payload: counted });
  return inIt;
}

export interface Evening {
  /** What lies in each till when the lights go out, fen. */
  readonly cash: ReadonlyMap<string, number>;
  readonly missing: number;
}

/** Once in twelve till days somebody gave ten yuan too much or too little. */
const wrongOf = (random: Random): number => (random.chance(1 / 12) ? random.pick([-10_000, -1_000, 1_000, 5_000]) : 0);

let seals = 1_000_000;
/** What is over goes to the county in a sealed bag. */
async function sendBag({ counters: [first], staff }: Outlet, fen: number): Promise<void> {
  await first.seat(staff.chief);
  await first.must({
    command: 'till.vault_in',
    payload: {
      till: MAIN,
      fen,
      denominations: sheetOf(fen),
      escorts: staff.tellers.map(({ employeeNo }) => ({ employee: employeeNo })),
      seal_no: `FD${seals++}`,
    },
  });
}

/** While the page says that the other tablet has not closed, that one shows its closing as a code, and the camera reads it. */
async function readClosing(counter: Counter, text: string): Promise<void> {
  const day = await counter.ask(counter.api.dayEnd());
  if (day?.devices.every((one) => one.closed) === true) return;
  const read = await counter.ask(counter.api.readCode(text));
  if (!read.ok) throw new Error(`a closing that cannot be read: ${JSON.stringify(read.error)}`);
}

export async function close(outlet: Outlet, of: { index: number; date: string; random: Random }): Promise<Evening> {
  const { staff, counters } = outlet;
  const [first, second] = counters;
  const { date, random } = of;
  const cash = new Map<string, number>();
  const [till, other] = [tillOf(0, of.index), tillOf(1, of.index)];

  // The chief teller is signed on at the first tablet: what she writes reaches the second only by the road.
  const besideFen = outlet.road.open ? wrongOf(random) : 0;
  const beside = { till: other, holder: staff.tellers[1], staff, chiefAt: first, wrongFen: besideFen };
  cash.set(other, await balance(second, beside));
  await second.must({ command: 'outlet.device_close', payload: {} });
  const closing = await second.ask(second.api.closingCode());
  await second.leave();

  const { cashFen } = await tillView(first, till);
  const [teller] = staff.tellers;
  if (cashFen > SURPLUS_FEN)
    await hand(first, { from: till, giver: teller, to: MAIN, taker: staff.chief, fen: cashFen - KEEP_FEN, date });
  cash.set(till, await balance(first, { till, holder: teller, staff, chiefAt: first, wrongFen: wrongOf(random) }));
  const main = (await tillView(first, MAIN)).cashFen;
  if (main > MAIN_SURPLUS_FEN) await sendBag(outlet, main - MAIN_KEEP_FEN);
  // On every third evening a bag goes whatever the till holds: the car comes by.
  else if (of.index % 3 === 2 && main > 2 * BAG_FEN) await sendBag(outlet, BAG_FEN);
  cash.set(MAIN, await balance(first, { till: MAIN, holder: staff.chief, staff, chiefAt: first, wrongFen: 0 }));
  await first.must({ command: 'outlet.device_close', payload: {} });
  await readClosing(first, closing?.text ?? '');
  const day = await first.ask(first.api.dayEnd());
  const missing = (day?.devices ?? []).filter((one) => !one.closed).map((one) => one.device);
  await first.must({
    command: 'outlet.day_close',
    payload: { over_limit_reason: '库款超限，次日上缴' },
    missing,
  });
  await first.leave();
  return { cash, missing: missing.length };
}

/** Before the customers: a teller who has little gets some from the main till. */
export async function supply(outlet: Outlet, of: { index: number; date: string }): Promise<void> {
  const [first] = outlet.counters;
  const till = tillOf(0, of.index);
  const [low, main] = [await tillView(first, till), await tillView(first, MAIN)];
  if (low.cashFen >= 2_000_000 || main.cashFen < 8_000_000) return;
  const [teller] = outlet.staff.tellers;
  await hand(first, {
    from: MAIN,
    giver: outlet.staff.chief,
    to: till,
    taker: teller,
    fen: KEEP_FEN - low.cashFen,
    date: of.date,
  });
}
