import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { PROTOCOL_FLOOR, PROTOCOL_VERSION } from '../../sync/index.ts';
import { enrol, startTestHub, type TestHub } from '../http/testing/hub.ts';
import { checkInvariants } from '../jobs/check.ts';
import { EngineTablet } from './testing/engine-tablet.ts';

/**
 * Tablets that were out of reach while the hub moved on: the product's engine in the protocol and with the payloads of
 * then, over a real socket, against a hub on a real database.
 */
const OUTLET = '41272801';
const TELLER = '41201900102';
const DAY = shanghaiDate(Date.now());
const PENDING = 5000;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

/** The payload as the version before wrote it: newer fields stand at the end. */
function olderPayload(name: string, payload: Readonly<Record<string, unknown>>, fields: number): Cbor {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`${name} is no command`);
  const all = { ...Object.fromEntries(Object.keys(command.payload).map((field) => [field, null])), ...payload };
  return (payloadToCbor(command, all) as readonly Cbor[]).slice(0, fields) as Cbor;
}
const fieldsOf = (name: string): number => Object.keys(findCommand(name)?.payload ?? {}).length;

interface Account {
  readonly id: string;
  readonly no: string;
  readonly fen: number;
}
const accountsOf = (): Promise<readonly Account[]> =>
  hub.hub.db.query<Account>(
    `SELECT id, body->>'account_no' AS no, (body->>'ledger_fen')::bigint AS fen FROM hub.row
     WHERE branch_id = $1 AND kind = 'account' AND body->>'status' = 'active' AND body->>'kind' = 'demand' ORDER BY id LIMIT 20`,
    [OUTLET],
  );

/** Two payload versions ago: sign-on knew neither days not worked nor closings elsewhere. */
const signOn = (tablet: EngineTablet) =>
  tablet.capture({
    command: 'session.sign_on',
    payloadVersion: 1,
    businessDate: DAY,
    maker: TELLER,
    payload: olderPayload(
      'session.sign_on',
      {
        employee_no: TELLER,
        first_of_day: false,
        witness: null,
        credential_until: Date.now() + 3_600_000,
        not_worked: [],
      },
      4,
    ),
  });
/** One version ago: a deposit said nothing of the household. */
const deposit = (tablet: EngineTablet, to: Account, fen: number) =>
  tablet.capture({
    command: 'counter.deposit',
    payloadVersion: 1,
    businessDate: DAY,
    maker: TELLER,
    payload: olderPayload(
      'counter.deposit',
      {
        account: to.id,
        account_no: to.no,
        fen,
        till: '01',
        denominations: [],
        voucher_no: '4127280102261110000174',
        medium_seen: true,
        id_seen: false,
        duplicate_reason: '第二笔',
      },
      fieldsOf('counter.deposit') - 1,
    ),
  });

interface Logged {
  readonly name: string;
  readonly version: number;
  readonly verdict: string;
  readonly count: number;
  readonly fen: number;
}
const loggedOf = (device: string): Promise<readonly Logged[]> =>
  hub.hub.db.query<Logged>(
    `SELECT name, payload_version AS version, CASE WHEN verdict LIKE 'posted%' THEN 'posted' ELSE verdict END AS verdict, count(*)::int AS count,
       sum(sigma_fen)::int AS fen FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 GROUP BY 1, 2, 3 ORDER BY 1`,
    [OUTLET, device],
  );
const hashesOf = async (device: string): Promise<readonly string[]> =>
  (
    await hub.hub.db.query<{ hash: Uint8Array }>(
      'SELECT hash FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 ORDER BY seq',
      [OUTLET, device],
    )
  ).map((one) => bytesToHex(one.hash));

async function aTablet(protocol: number): Promise<EngineTablet & { readonly id: string }> {
  const of = await enrol(hub, OUTLET);
  return Object.assign(new EngineTablet(hub.url, of, protocol), { id: of.device.deviceId });
}

describe('a tablet of an older version', () => {
  it(`[VE1] two protocols and two payload versions behind, with ${PENDING} entries of a dark month: all of them post, byte for byte, and its rows are the hub's`, async () => {
    const tablet = await aTablet(PROTOCOL_VERSION - 2);
    const accounts = await accountsOf();
    await tablet.start();
    await tablet.whole();
    tablet.cut();
    await signOn(tablet);
    let sum = 0;
    for (let n = 1; n < PENDING; n++) {
      const to = accounts[n % accounts.length];
      if (to === undefined) throw new Error('accounts of the demo');
      await deposit(tablet, to, n);
      sum += n;
    }
    expect(tablet.status()).toMatchObject({ waiting: PENDING, headSeq: PENDING });
    tablet.nudge();
    await tablet.settled();
    expect(await loggedOf(tablet.id)).toEqual([
      { name: 'counter.deposit', version: 1, verdict: 'posted', count: PENDING - 1, fen: sum },
      { name: 'session.sign_on', version: 1, verdict: 'posted', count: 1, fen: 0 },
    ]);
    expect(await hashesOf(tablet.id)).toEqual(tablet.hashes().map(bytesToHex));
    for (const now of await accountsOf())
      expect(tablet.store.replicaOf(OUTLET).get(`account:${now.id}`)).toMatchObject({ ledger_fen: now.fen });

    // The update takes over what is there: nothing is sent again, nothing waits, nothing changes.
    tablet.cut();
    for (const to of accounts.slice(0, 1)) await deposit(tablet, to, 77);
    tablet.road = true;
    await tablet.update(PROTOCOL_VERSION);
    await tablet.settled();
    expect((await loggedOf(tablet.id))[0]).toMatchObject({ count: PENDING, fen: sum + 77 });
    await tablet.stop();
    expect((await checkInvariants(hub.hub.db)).findings.filter((finding) => !finding.ok)).toEqual([]);
  }, 170_000);

  it.each(Array.from({ length: PROTOCOL_VERSION - PROTOCOL_FLOOR + 1 }, (_, n) => PROTOCOL_FLOOR + n))(
    '[VE1] protocol %i goes on as it is',
    async (protocol) => {
      const tablet = await aTablet(protocol);
      const [to] = await accountsOf();
      if (to === undefined) throw new Error('an account of the demo');
      await deposit(tablet, to, 100 + protocol);
      await tablet.start();
      await tablet.whole();
      await tablet.settled();
      expect(await loggedOf(tablet.id)).toMatchObject([{ verdict: 'posted', count: 1, fen: 100 + protocol }]);
      expect(tablet.store.replicaOf(OUTLET).get(`account:${to.id}`)).toMatchObject({
        ledger_fen: to.fen + 100 + protocol,
      });
      await tablet.stop();
    },
  );

  it('[VE2] one below the floor hands its journal over, is told to update, and nothing of it is lost or sent again after the update', async () => {
    const tablet = await aTablet(PROTOCOL_FLOOR - 1);
    const [to] = await accountsOf();
    if (to === undefined) throw new Error('an account of the demo');
    for (let n = 1; n <= 40; n++) await deposit(tablet, to, 1000 + n);
    await tablet.start();
    await tablet.until('told', () => tablet.status().stopped === 'version_too_old');
    expect(await loggedOf(tablet.id)).toMatchObject([{ verdict: 'posted', count: 40, fen: 40_820 }]);
    // Posted there; here it stays pending until rows come, which this build is not given.
    expect(tablet.status()).toMatchObject({ waiting: 0, unsettled: 40, dataAt: null });
    await deposit(tablet, to, 5);
    expect(tablet.status().waiting).toBe(1);
    await tablet.update(PROTOCOL_VERSION);
    await tablet.whole();
    await tablet.settled();
    expect(await loggedOf(tablet.id)).toMatchObject([{ verdict: 'posted', count: 41, fen: 40_825 }]);
    expect(await hashesOf(tablet.id)).toEqual(tablet.hashes().map(bytesToHex));
    await tablet.stop();
  });
});
