import 'fake-indexeddb/auto';
import './market-week/busy.ts';
import './market-week/known-keys.ts';
import { WebSocket } from 'ws';
import { Random } from '../sync/sim/random.ts';
import { DEMO_PASSWORD } from '../server/demo/staff.ts';
import type { BenchRow } from './main.ts';
import { checkBooks, checkCash, countsOf, type BookFault } from './market-week/books.ts';
import { workCases } from './market-week/cases.ts';
import { countBags, Desk } from './market-week/desk.ts';
import { add, Counter, newTally, type Tally } from './market-week/counter.ts';
import { startPlayHub, type PlayHub } from './market-week/hub.ts';
import { close, open, supply, type Evening, type Outlet } from './market-week/outlet.ts';
import type { Payee, Remittance } from './market-week/elsewhere.ts';
import {
  CHIEF_KINDS,
  dayKind,
  dayOf,
  FIRST_DAY,
  midnight,
  outagesOf,
  visitsOf,
  type Outage,
  type Visit,
} from './market-week/plan.ts';
import { PLACES, staffOf } from './market-week/staff.ts';
import { openTablet, setRoad, type Road } from './market-week/tablet.ts';
import { SimTime } from './market-week/time.ts';
import { serve } from './market-week/visits.ts';

/**
 * Two weeks of four outlets: the product's hub on a real PostgreSQL, and eight tablets that run the product's own
 * worker in Node on an IndexedDB in memory (no browser), by one clock that runs faster. Every evening the books must
 * close and every till hold what was counted; at the end every case must have been closable by somebody who may.
 * YIZHAN_WEEK_DAYS, YIZHAN_WEEK_SHARE (percent of the volume) and YIZHAN_WEEK_SEED make it shorter or another one;
 * YIZHAN_WEEK_SAY=1 says every evening how far it has come.
 */
const setting = (name: string, byDefault: number): number => Number(process.env[name] ?? byDefault);
const SEED = setting('YIZHAN_WEEK_SEED', 20_261_209);
const DAYS = setting('YIZHAN_WEEK_DAYS', 14);
const SHARE = setting('YIZHAN_WEEK_SHARE', 100) / 100;
const CUSTOMERS_PERCENT = setting('YIZHAN_WEEK_CUSTOMERS', 25);
const HOUR_MS = 3_600_000;

/** Node has no WebSocket of its own yet; the carrier is the browser's. */
(globalThis as { WebSocket?: unknown }).WebSocket = WebSocket;

interface Play {
  readonly time: SimTime;
  readonly play: PlayHub;
  readonly outlets: readonly Outlet[];
  readonly outages: readonly (readonly Outage[])[];
  readonly random: Random;
  readonly tally: Tally;
  readonly remittances: Remittance[];
  readonly desk: Desk;
  /** Bags the county has counted. */
  readonly bags: { count: number };
  readonly faults: BookFault[];
  /** Evenings whose journals have not all arrived. */
  readonly waiting: { readonly outlet: Outlet; readonly date: string; readonly evening: Evening }[];
}

async function makeOutlet(play: Omit<Play, 'outlets'>, number: number): Promise<Outlet> {
  const place = PLACES[number];
  if (place === undefined) throw new Error(`no outlet ${number}`);
  const { time, tally } = play;
  const staff = staffOf(place.code);
  const road: Road = { open: true, lines: new Set() };
  const counters: Counter[] = [];
  for (const name of ['a', 'b']) {
    const api = await openTablet({ name: `${place.code}${name}`, port: play.play.hub.port, road, time });
    const enrolled = await time.settle(
      api.enrol({
        code: await play.play.enrolCode(place.code),
        employeeNo: staff.manager.employeeNo,
        password: DEMO_PASSWORD,
      }),
    );
    if (!enrolled.ok) throw new Error(`no enrolment: ${JSON.stringify(enrolled.error)}`);
    counters.push(new Counter(api, time, staff, tally));
  }
  const { db } = play.play.hub;
  const rows = await db.query<{ id: string }>(
    "SELECT id FROM hub.row WHERE branch_id = $1 AND kind = 'customer' ORDER BY id",
    [place.code],
  );
  const payees = await db.query<Payee>(
    `SELECT a.id, a.body->>'account_no' AS "accountNo", c.body->>'name' AS name, right(c.body->>'id_no', 4) AS "idLast4"
     FROM hub.row a JOIN hub.row c ON c.branch_id = a.branch_id AND c.kind = 'customer' AND c.id = a.body->>'customer'
     WHERE a.branch_id = $1 AND a.kind = 'account' AND a.body->>'kind' = 'demand' AND a.body->>'status' = 'active' ORDER BY a.id`,
    [place.code],
  );
  const people = rows.map((one) => one.id);
  return { place, staff, road, counters: counters as [Counter, Counter], people, payees, errands: [] };
}

/** Everybody has worked once on each tablet while the road was open; later they come in without it. */
async function introduce({ counters, staff }: Outlet): Promise<void> {
  for (const counter of counters)
    for (const who of [staff.manager, staff.chief, ...staff.tellers]) {
      await counter.seat(who);
      await counter.leave();
    }
}

function roadAt({ outages, outlets, time }: Pick<Play, 'outages' | 'outlets' | 'time'>): void {
  outlets.forEach((outlet, n) => {
    const shut = outages[n]?.some((one) => one.from <= time.wall && time.wall < one.to) ?? false;
    if (outlet.road.open === shut) setRoad(outlet.road, !shut);
  });
}

/** Moves on, and opens or closes the roads on the way. */
async function reach(play: Play, at: number): Promise<void> {
  const turns = play.outages
    .flat()
    .flatMap((one) => [one.from, one.to])
    .filter((turn) => turn > play.time.wall && turn < at)
    .sort((a, b) => a - b);
  for (const turn of [...turns, at]) {
    await play.time.reach(turn);
    roadAt(play);
  }
}

async function visit(play: Play, one: Visit, index: number): Promise<void> {
  const outlet = play.outlets[one.outlet];
  if (outlet === undefined) return;
  const { staff, errands } = outlet;
  const [desk] = outlet.counters;
  const isChiefs = CHIEF_KINDS.has(one.kind);
  const counter = isChiefs ? desk : outlet.counters[one.tablet];
  await counter.seat(isChiefs ? staff.chief : staff.tellers[one.tablet]);
  const person = await counter.card(play.random.pick(outlet.people));
  if (person === null) return void add(play.tally.refused, 'customer not on the tablet');
  const pension = dayKind(one.outlet, index).startsWith('pension');
  const here = outlet.place.code;
  const outlets = play.outlets.map((each) => each.place.code);
  const payees = new Map(play.outlets.map((each) => [each.place.code, each.payees]));
  const { random, remittances } = play;
  const at = { counter, random, person, pension, here, outlets, remittances, staff, desk, errands, payees };
  await serve(one.kind, at);
}

async function arrived(play: Play): Promise<void> {
  for (const one of [...play.waiting]) {
    const states = await Promise.all(one.outlet.counters.map((counter) => counter.ask(counter.api.sync())));
    if (!one.outlet.road.open || states.some((state) => state.waiting > 0)) continue;
    play.waiting.splice(play.waiting.indexOf(one), 1);
    play.faults.push(
      ...(await checkCash(play.play.hub.db, {
        branch: one.outlet.place.code,
        date: one.date,
        cash: one.evening.cash,
      })),
    );
  }
}

/** Tablets sleep until a few minutes before `morning`; then each has the road again that has one. */
async function night(play: Play, morning: number): Promise<void> {
  for (const { road } of play.outlets) setRoad(road, false);
  await play.time.sleep(morning - 10 * 60_000);
  roadAt(play);
  await reach(play, morning);
}

async function day(play: Play, index: number): Promise<void> {
  const date = dayOf(index);
  await night(play, midnight(date) + 8 * HOUR_MS);
  await play.play.hub.leases.round();
  play.bags.count += await countBags(play.desk);
  for (const outlet of play.outlets) {
    if (index === 0) await introduce(outlet);
    await open(outlet, index);
    await supply(outlet, { index, date });
  }
  for (const one of visitsOf(play.random, { outlets: play.outlets.length, index, share: SHARE })) {
    if (one.at > play.time.wall) await reach(play, one.at);
    await visit(play, one, index);
  }
  await reach(play, Math.max(play.time.wall, midnight(date) + 17 * HOUR_MS));
  for (const outlet of play.outlets) {
    const evening = await close(outlet, { index, date, random: play.random });
    play.waiting.push({ outlet, date, evening });
  }
  await reach(play, play.time.wall + 5 * 60_000);
  await arrived(play);
  play.faults.push(...(await checkBooks(play.play.hub.db, date)));
  if (process.env['YIZHAN_WEEK_SAY'] === '1') {
    const seconds = { real: Math.round(performance.now() / 1000), cpu: Math.round(process.cpuUsage().user / 1e6) };
    const entries = [...play.tally.done.values()].reduce((a, b) => a + b, 0);
    console.error(JSON.stringify({ date, faults: play.faults, entries, ...seconds }));
  }
}

const text = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function rowOf(what: string, value: number, unit: string, more: { wanted?: number; against?: string } = {}): BenchRow {
  const { wanted } = more;
  return {
    what,
    value,
    unit,
    budget: wanted ?? null,
    ok: wanted === undefined ? null : value === wanted,
    against: more.against ?? null,
  };
}

async function rowsOf(play: Play, startedAt: number): Promise<readonly BenchRow[]> {
  const { play: hub, tally, faults, outlets } = play;
  const cases = await workCases(
    play.desk,
    new Map(outlets.map((one) => [one.place.code, one.payees[0]?.accountNo ?? ''])),
  );
  await hub.hub.relay.drain();
  faults.push(...(await checkBooks(hub.hub.db, 'after the cases')));
  for (const fault of [...faults, ...cases.left].slice(0, 20)) console.error(JSON.stringify(fault));
  for (const line of hub.faults.slice(0, 5)) console.error(line);
  const counts = await countsOf(hub.hub.db);
  const done = [...tally.done.values()].reduce((sum, one) => sum + one, 0);
  const refused = [...tally.refused.values()].reduce((sum, one) => sum + one, 0);
  const how = `${outlets.length} outlets, ${DAYS} days, ${SHARE * 100} % of the volume, worker code in Node, seed ${SEED}`;
  return [
    rowOf('entries captured', done, 'entries', { against: `${how}; ${text(tally.done)}` }),
    rowOf('of them with no network', tally.offline.count, 'entries'),
    rowOf('refused before anything moved', refused, 'times', { against: text(tally.refused) }),
    rowOf("commands of tablets in the hub's log", counts.commands, 'commands'),
    rowOf('outlet days closed', counts.offlineDays, 'days', { wanted: outlets.length * DAYS }),
    rowOf('evenings and tills whose books did not close', faults.length, 'faults', { wanted: 0 }),
    rowOf('evenings not arrived at the end', play.waiting.length, 'evenings', { wanted: 0 }),
    rowOf('bags the county counted', play.bags.count, 'bags'),
    rowOf('remittances not fetched yet', play.remittances.length, 'remittances'),
    rowOf('cases ended by somebody who may', cases.closed, 'cases', { against: text(cases.byCode) }),
    rowOf('cases that nobody could end', cases.left.length, 'cases', { wanted: 0 }),
    rowOf('left in suspense after the cases', counts.suspenseFen, 'fen', { wanted: 0 }),
    rowOf("faults in the hub's log", hub.faults.length, 'lines', { wanted: 0 }),
    rowOf('real time', Math.round((performance.now() - startedAt) / 1000), 's'),
    // Of hub and tablets together, without the database: what a busy machine does not change.
    rowOf('processor time', Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e6), 's'),
  ];
}

export async function run(): Promise<readonly BenchRow[]> {
  const startedAt = performance.now();
  const time = new SimTime(midnight(FIRST_DAY) + 7 * HOUR_MS);
  const hub = await startPlayHub(time, CUSTOMERS_PERCENT);
  const random = new Random(SEED);
  const outages = PLACES.map((_, outlet) => outagesOf(random, { outlet, days: DAYS }));
  const tally = newTally();
  const desk = new Desk(`http://127.0.0.1:${hub.hub.port}`);
  const kept = { remittances: [], desk, bags: { count: 0 }, faults: [], waiting: [] };
  const base = { time, play: hub, outages, random, tally, ...kept };
  try {
    const outlets: Outlet[] = [];
    for (let n = 0; n < PLACES.length; n++) outlets.push(await makeOutlet(base, n));
    const play: Play = { ...base, outlets };
    for (let index = 0; index < DAYS; index++) await day(play, index);
    // The morning after: whoever was cut off overnight has the road again.
    await night(play, midnight(dayOf(DAYS)) + 8 * HOUR_MS);
    for (const outlet of outlets) setRoad(outlet.road, true);
    for (const { counters, staff } of outlets)
      for (const place of [0, 1] as const) await counters[place].seat(staff.tellers[place]);
    await time.reach(time.wall + 10 * 60_000);
    await arrived(play);
    play.bags.count += await countBags(play.desk);
    return await rowsOf(play, startedAt);
  } finally {
    await hub.stop();
  }
}
