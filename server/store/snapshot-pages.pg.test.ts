import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import {
  createHubSession,
  helloBytes,
  PROTOCOL_VERSION,
  type Compressor,
  type HubMessage,
  type RowChange,
} from '../../sync/index.ts';
import { createCodec } from '../../sync/protocol/codec.ts';
import { deviceKeys, newDevice, testHub, testSign } from '../../sync/testing/device-kit.ts';
import { readPage } from '../../sync/testing/read-page.ts';
import { compressor } from '../ws/compressor.ts';
import type { Database } from './database.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase } from './testing/database.ts';
import { EMPTY, scopesOnly } from './testing/writes.ts';

/** Pages of a snapshot by real sessions over a real database, counted by what is deflated for them. */
let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => ({ db, close } = await openTestDatabase()));
afterAll(() => close());

const OUTLET = '44010103';
const PAGE_FROM = 1000;
const customers = (from: number, count: number): RowChange[] =>
  Array.from({ length: count }, (_, n) => ({
    table: 'customer',
    id: String(from + n),
    body: { name: `王秀英 ${String((from + n) * 7919)}` },
  }));

/** One hub process whose compressor counts what it squeezes of a page's size. */
function countingHub() {
  let packed = 0;
  const counting: Compressor = {
    ...compressor,
    deflate(bytes) {
      if (bytes.length > PAGE_FROM) packed += 1;
      return compressor.deflate(bytes);
    },
  };
  const hub = { ...testHub(createPostgresStore(db, scopesOnly), scopesOnly), compressor: counting };
  return { hub, packings: () => packed };
}
type Counting = ReturnType<typeof countingHub>['hub'];

let enrolled = 0;
/** A tablet of that protocol; every call loads the outlet, and answers its rows and how many pages brought them. */
async function tablet(hub: Counting, name: string, protocol = PROTOCOL_VERSION) {
  const keys = deviceKeys(name);
  await hub.store.inBranch(OUTLET, (tx) =>
    tx.commit({ ...EMPTY, device: newDevice(keys, OUTLET, String(++enrolled).padStart(2, '0')) }),
  );
  return () => loadAs(hub, keys, protocol);
}

async function loadAs(hub: Counting, keys: ReturnType<typeof deviceKeys>, protocol: number) {
  const codec = createCodec(compressor, (table) => scopesOnly.kindsOf(table));
  const arrived: Bytes[] = [];
  let wake = (): void => undefined;
  const session = createHubSession(
    hub,
    {},
    {
      send(bytes) {
        arrived.push(bytes);
        wake();
      },
      close: () => undefined,
    },
  );
  const next = async (): Promise<HubMessage> => {
    while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const message = await codec.decode(arrived.shift() ?? new Uint8Array());
    if (!message.ok) throw new Error(message.error);
    return message.value as HubMessage;
  };
  session.start();
  const challenge = await next();
  if (challenge.type !== 'challenge') throw new Error(challenge.type);
  const body = {
    protocol,
    device: keys.id,
    branch: OUTLET,
    appVersion: '1',
    signedWith: 'vault' as const,
    headSeq: 0,
    headHash: EMPTY_HASH,
    claims: [],
  };
  const signature = testSign(keys.signingKey, helloBytes(challenge.nonce, body));
  await session.receive(await codec.encode({ type: 'hello', ...body, signature }));
  const rows: RowChange[] = [];
  let pages = 0;
  const flows = protocol >= 6;
  const ask = async (position: string | null): Promise<void> =>
    session.receive(await codec.encode({ type: flows ? 'load' : 'page_request', branch: OUTLET, position }));
  await ask(null);
  for (;;) {
    const message = await next();
    if (message.type === 'goodbye') throw new Error(message.reason);
    if (message.type !== 'page') continue;
    pages += 1;
    rows.push(...message.page.rows);
    if (message.page.next === null) return { rows, pages };
    await (flows ? session.receive(await codec.encode({ type: 'taken', pages: 1 })) : ask(message.page.next));
  }
}

test('[PR13] twenty tablets that load the same version cost one packing of each page, whatever they speak', async () => {
  const whole = customers(0, 6000);
  const { hub, packings } = countingHub();
  for (let from = 0; from < whole.length; from += 2000)
    await hub.store.inBranch(OUTLET, (tx) => tx.commit({ ...EMPTY, rows: whole.slice(from, from + 2000) }));
  const loads = [];
  for (let n = 0; n < 20; n++) loads.push(await tablet(hub, `tablet ${String(n)}`));
  const older = await Promise.all([5, 2].map((protocol) => tablet(hub, `of ${String(protocol)}`, protocol)));
  const first = await loads[0]?.();
  expect(first?.rows.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(whole.map((_, n) => n));
  expect(packings()).toBe(first?.pages);
  const others = await Promise.all(loads.slice(1).map((load) => load()));
  for (const other of others) expect(other).toEqual(first);
  expect(packings()).toBe(first?.pages);
  for (const load of older) {
    const before = packings();
    const { rows, pages } = await load();
    expect(rows).toEqual(first?.rows);
    expect(packings()).toBe(before + pages);
    await load();
    expect(packings()).toBe(before + pages);
  }
  const at = { branch: OUTLET, position: null, rowsMax: 2048 };
  // Behind the hub's back, so that a second reading would show.
  await db.query(`UPDATE hub.row SET body = '{"name":"read again"}' WHERE branch_id = $1`, [OUTLET]);
  expect((await loads[0]?.())?.rows).toEqual(first?.rows);
  expect((await readPage(hub.store, at)).rows[0]?.body).toEqual({ name: 'read again' });
  // A new version is packed anew, once.
  await hub.store.inBranch(OUTLET, (tx) => tx.commit({ ...EMPTY, rows: customers(9000, 1) }));
  const before = packings();
  const moved = await Promise.all(loads.slice(0, 4).map((load) => load()));
  expect(moved[0]?.rows).toHaveLength(6001);
  expect(packings()).toBe(before + (moved[0]?.pages ?? 0));
});
