import { Hub } from '../e2e/support/hub.ts';
import { pickCustomer } from '../e2e/support/people.ts';
import type { BenchRow } from './main.ts';
import { holdToQuarterCore, NOT_HELD } from './support/slow-tablet.ts';
import { OUTLET, percentile, Tablet, workerSource } from './support/tablet.ts';

/**
 * A deposit without a network, signature and all, from the page's call to the worker's answer: judged, chained, encrypted and durable.
 * Beside each one a raw strict IndexedDB write of as many bytes, in the same page; half of the pairs begin with it.
 */
const ROUNDS = 150;
const ROUNDS_HELD = 100;
const WARM_UP = 15;
/** A drawn signature as a PNG. */
const SIGNATURE_BYTES = 4_000;
const BUDGET_MS = 50;
const BUDGET_RATIO = 2.5;

/** Adds up the bytes that each transaction of the worker puts, and when its last one was durable. */
const COUNT_BYTES = `
{
  const size = (value) => value instanceof Uint8Array ? value.byteLength : value !== null && typeof value === 'object' ? Object.values(value).reduce((sum, one) => sum + size(one), 0) : 8;
  for (const name of ['put', 'add']) {
    const original = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (value, ...rest) {
      const { transaction } = this;
      if (transaction.benchBytes === undefined) {
        transaction.benchBytes = 0;
        transaction.addEventListener('complete', () => self.postMessage({ type: 'note', note: { store: [...transaction.objectStoreNames].join(), bytes: transaction.benchBytes, durability: transaction.durability } }));
      }
      transaction.benchBytes += size(value);
      return original.call(this, value, ...rest);
    };
  }
}
`;

interface Sample {
  readonly capture: readonly number[];
  readonly raw: readonly number[];
  readonly bytes: number;
  /** Most strict transactions that one capture took. */
  readonly transactions: number;
}

/** Runs in the page. */
const MEASURE = `async ({ account, fromFen, rounds, warmUp, signatureBytes }) => {
  const opened = indexedDB.open('bench-raw', 1);
  opened.onupgradeneeded = () => opened.result.createObjectStore('raw', { keyPath: 'n' });
  await new Promise((resolve, reject) => { opened.onsuccess = resolve; opened.onerror = reject; });
  const db = opened.result;
  let n = 0;
  const raw = (bytes) => new Promise((resolve, reject) => {
    const value = { n: ++n, sealed: crypto.getRandomValues(new Uint8Array(bytes)) };
    const began = performance.now();
    const transaction = db.transaction('raw', 'readwrite', { durability: 'strict' });
    transaction.objectStore('raw').put(value);
    transaction.oncomplete = () => resolve(performance.now() - began);
    transaction.onerror = reject;
  });
  const capture = async (fen) => {
    const signature = crypto.getRandomValues(new Uint8Array(signatureBytes));
    const signature_hash = new Uint8Array(await crypto.subtle.digest('SHA-256', signature));
    const draft = { command: 'counter.deposit', signature, payload: { account, fen, medium_seen: true, id_seen: false, id_last4: null, signature_hash } };
    const began = performance.now();
    const answer = await bench.call('capture', draft, null);
    const took = performance.now() - began;
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    if (answer.value.lights !== 'recorded') throw new Error('not offline: ' + answer.value.lights);
    return took;
  };
  const rest = () => new Promise((resolve) => setTimeout(resolve, 25));
  const out = { capture: [], raw: [], bytes: 0, transactions: 0 };
  let bytes = 4096;
  for (let i = 0; i < rounds + warmUp; i++) {
    const kept = i >= warmUp;
    const doRaw = async () => { const ms = await raw(bytes); if (kept) out.raw.push(ms); };
    const doCapture = async () => {
      bench.notes.length = 0;
      const ms = await capture(fromFen + i * 100);
      if (kept) out.capture.push(ms);
      await rest();
      const strict = bench.notes.filter((note) => note.durability === 'strict' && /journal|evidence/.test(note.store));
      bytes = strict.reduce((sum, note) => sum + note.bytes, 0);
      if (kept) { out.bytes += bytes; out.transactions = Math.max(out.transactions, strict.length); }
    };
    if (i % 2 === 0) { await doRaw(); await rest(); await doCapture(); } else { await doCapture(); await doRaw(); await rest(); }
  }
  db.close();
  return { ...out, bytes: Math.round(out.bytes / rounds) };
}`;

const round = (value: number): number => Math.round(value * 100) / 100;

function rowsOf(sample: Sample, on: string): BenchRow[] {
  const [p50, p95] = [percentile(sample.capture, 0.5), percentile(sample.capture, 0.95)];
  const [raw50, raw95] = [percentile(sample.raw, 0.5), percentile(sample.raw, 0.95)];
  const against = `a raw strict IndexedDB write of ${sample.bytes} bytes, ${round(raw50)} ms p50, ${round(raw95)} ms p95, ${sample.raw.length} interleaved`;
  const row = (what: string, value: number, unit: string, budget: number | null, ratio = false): BenchRow => ({
    what: `${what}${on}`,
    value: round(value),
    unit,
    budget,
    ok: budget === null ? null : value <= budget,
    against: ratio ? against : null,
  });
  return [
    row('offline deposit, call to durable answer, p50', p50, 'ms', null),
    row('offline deposit, call to durable answer, p95', p95, 'ms', BUDGET_MS),
    row('offline deposit, ratio of the medians', p50 / raw50, 'x', BUDGET_RATIO, true),
    row('offline deposit, ratio of the p95', p95 / raw95, 'x', null, true),
    row('strict transactions of one capture, at most', sample.transactions, '', 1),
  ];
}

/** The same on the slow tablet, or one row that says why not. */
async function heldRows(tablet: Tablet, measure: (rounds: number) => Promise<Sample>): Promise<BenchRow[]> {
  const held = holdToQuarterCore(tablet.profile);
  if (held === null) return [NOT_HELD];
  try {
    return rowsOf(await measure(ROUNDS_HELD), ` (whole browser held: ${held.how})`);
  } finally {
    held.release();
  }
}

export async function run(): Promise<BenchRow[]> {
  const hub = await Hub.make();
  await hub.start();
  const tablet = await Tablet.open(hub.url, await workerSource(COUNT_BYTES));
  try {
    const person = await pickCustomer(hub, OUTLET, 100_000);
    await tablet.toCounter(hub);
    await tablet.until('the till is settled', 'sync', (sync) => sync['waiting'] === 0 && sync['unsettled'] === 0);
    await hub.kill();
    await tablet.until('the line is gone', 'sync', (sync) => sync['phase'] !== 'live');
    let fromFen = 100_000;
    const measure = (rounds: number): Promise<Sample> => {
      const input = { account: person.account, fromFen, rounds, warmUp: WARM_UP, signatureBytes: SIGNATURE_BYTES };
      // The same amount twice within five minutes would be asked about.
      fromFen += 1_000_000;
      return tablet.page.evaluate<Sample>(`(${MEASURE})(${JSON.stringify(input)})`);
    };
    return [...rowsOf(await measure(ROUNDS), ''), ...(await heldRows(tablet, measure))];
  } finally {
    await tablet.discard();
    await hub.stop();
  }
}
