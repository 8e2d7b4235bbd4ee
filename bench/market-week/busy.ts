import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import zlib from 'node:zlib';
import pg from 'pg';

/**
 * Whether anything in this process (the hub and the tablets of the play) still works on what it was given: a query in
 * the database, a call to a plain door, cryptography on another thread, or code that waits for its turn. The clock of
 * the play moves only when nothing does, and then at once. Imported before the hub: it takes hold of what the hub
 * imports from Node.
 */
const querying = new Set<pg.Client>();
const known = new WeakSet<pg.Client>();
let inFlight = 0;

/** Counts `work` as unfinished until it ends. */
export async function during<T>(work: Promise<T>): Promise<T> {
  inFlight += 1;
  try {
    return await work;
  } finally {
    inFlight -= 1;
  }
}

/** A connection is at work while it is made, and from its first query until its queue is empty. */
function watchQueries(): void {
  const prototype = pg.Client.prototype as unknown as Record<'connect' | 'query', (...given: unknown[]) => unknown>;
  const { connect, query } = prototype;
  const begin = (client: pg.Client): void => {
    querying.add(client);
    if (known.has(client)) return;
    known.add(client);
    for (const event of ['connect', 'drain', 'end'] as const) client.on(event, () => void querying.delete(client));
  };
  prototype.connect = function (this: pg.Client, ...given: unknown[]): unknown {
    begin(this);
    return connect.apply(this, given);
  };
  prototype.query = function (this: pg.Client, ...given: unknown[]): unknown {
    begin(this);
    return query.apply(this, given);
  };
}

/** Packing and unpacking of messages, on other threads too. */
function watchZlib(): void {
  const names = zlib as unknown as Record<string, (...given: unknown[]) => void>;
  for (const name of ['deflateRaw', 'inflateRaw']) {
    const real = names[name];
    if (real === undefined) continue;
    names[name] = (...given) => {
      const told = given.pop() as (...answer: unknown[]) => void;
      inFlight += 1;
      real(...given, (...answer: unknown[]) => {
        inFlight -= 1;
        told(...answer);
      });
    };
  }
  syncBuiltinESMExports();
}

/** The web's cryptography works on other threads, where the event loop does not see it. */
function watchKeys(): void {
  const subtle = crypto.subtle as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  for (const name of ['encrypt', 'decrypt', 'sign', 'verify', 'digest', 'deriveBits', 'wrapKey', 'unwrapKey']) {
    const real = subtle[name]?.bind(crypto.subtle);
    if (real !== undefined) subtle[name] = (...given) => during(real(...given));
  }
}

watchQueries();
watchZlib();
watchKeys();

/** Real milliseconds of each look, and how much of one the event loop must have had nothing to do. */
const LOOK_MS = 1;
const IDLE_MS = 0.4;
const LOOKS = 2;
/** What takes longer than this is not waited for: it has come to nothing, and the clock has to show that. */
const PATIENCE_MS = 180_000;

async function look(): Promise<boolean> {
  const before = performance.eventLoopUtilization();
  await pause(LOOK_MS);
  return performance.eventLoopUtilization(before).idle >= IDLE_MS && querying.size === 0 && inFlight === 0;
}

/** Resolves when nothing has worked for a moment, or `over` says that the caller has what it waits for. */
export async function idle(over: () => boolean = () => false): Promise<void> {
  const since = performance.now();
  for (let quiet = 0; quiet < LOOKS && !over();) {
    quiet = (await look()) ? quiet + 1 : 0;
    if (performance.now() - since > PATIENCE_MS) return;
  }
}
