import { webcrypto } from 'node:crypto';
import { domain, findCommand, payloadToCbor } from '../shared/commands/domain.ts';
import type { Bytes } from '../shared/kernel/bytes.ts';
import { shanghaiDate } from '../shared/kernel/dates.ts';
import { sha256 } from '../shared/kernel/hash.ts';
import { EMPTY_HASH } from '../shared/kernel/ids.ts';
import { compressor } from '../server/ws/compressor.ts';
import type { RowChange } from '../sync/index.ts';
import { encodeEntry, linkHash } from '../sync/protocol/entry.ts';
import { outcomeBytes } from '../sync/protocol/signed.ts';
import { PROTOCOL_PLAIN as PLAIN, PROTOCOL_VERSION } from '../sync/protocol/version.ts';
import { greetedCodecs } from '../sync/testing/greeted-codecs.ts';
import type { BenchRow } from './main.ts';
import { makeWorkload } from './peers/lib/workload.mjs';
import { accountId, accountNo, peerPages, type PeerRecords } from './support/peer-rows.ts';

/**
 * What the codec makes of the records of `bench/peers`, by the protocol before typed columns and by today's, in one
 * run: bytes as they go into the socket, and how long writing and reading takes.
 */
const token = {
  epoch: 'f6a0c1de-93a0-4b8e-8d6e-0a9a3c1f7a55',
  branch: '41272804',
  version: 1,
  commitId: '0123456789abcdef',
};

interface Cost {
  readonly bytes: number;
  readonly writeMs: number;
  readonly readMs: number;
}

async function sendPages(protocol: number, pages: readonly (readonly RowChange[])[]): Promise<Cost> {
  const kinds = (table: string) => domain.kindsOf(table);
  const { hub, terminal } = await greetedCodecs(compressor, kinds, { hub: PROTOCOL_VERSION, terminal: protocol });
  let [bytes, writeMs, readMs] = [0, 0, 0];
  for (const rows of pages) {
    const began = performance.now();
    const page = { token, table: rows[0]?.table ?? '', rows, next: null, rowsTotal: rows.length };
    const wire = await hub.encode({ type: 'page', page });
    const written = performance.now();
    const back = await terminal.decode(wire);
    if (!back.ok || back.value.type !== 'page' || back.value.page.rows.length !== rows.length)
      throw new Error(`a page did not come back: ${JSON.stringify(back).slice(0, 200)}`);
    bytes += wire.length;
    writeMs += written - began;
    readMs += performance.now() - written;
  }
  return { bytes, writeMs, readMs };
}

// ---- one post office's interactions up ----------------------------------------------------------------------------

interface PeerInteraction {
  readonly kind: string;
  readonly amount: number;
  readonly occurredAt: string;
  readonly accountId: string;
}
const DEVICE = 'ab'.repeat(16);
const EPOCH = token.epoch;
/** A frame of a client carries a mask; longer ones two bytes more of length. */
const frame = (bytes: number): number => bytes + (bytes < 126 ? 6 : 8);
const frameDown = (bytes: number): number => bytes + (bytes < 126 ? 2 : 4);
const signature = new Uint8Array(webcrypto.getRandomValues(new Uint8Array(64)));

/** The bench's interactions as deposits and withdrawals of one tablet: accounts, amounts and times are theirs. */
function journalOf(records: ReturnType<typeof makeWorkload>): readonly Bytes[] {
  const rowOf = new Map(records.accounts.map((one, n) => [one['id'] as string, n]));
  const command = findCommand('counter.deposit');
  if (command === undefined) throw new Error('counter.deposit is a command');
  const optional = Object.keys(command.payload).map((field) => [field, null] as const);
  return (records.interactions as unknown as readonly PeerInteraction[]).map((one, at) => {
    const n = rowOf.get(one.accountId) ?? 0;
    const wallAt = Date.parse(one.occurredAt);
    const payload = {
      ...Object.fromEntries(optional),
      account: accountId(n),
      account_no: accountNo(n),
      fen: one.amount + 1,
      till: '01',
      denominations: [],
      voucher_no: `4127280401261102${String(at).padStart(6, '0')}`,
      medium_seen: true,
      id_seen: false,
    };
    return encodeEntry({
      format: 1,
      branch: token.branch,
      device: DEVICE,
      seq: at + 1,
      command: command.name,
      payloadVersion: command.version,
      basis: 'advice',
      businessDate: shanghaiDate(wallAt),
      wallAt,
      capturedAt: wallAt + 3,
      segment: 2,
      monoMs: wallAt - 1_767_000_000_000,
      anchored: true,
      offline: true,
      maker: `4127280400${String(at % 6)}`,
      checker: null,
      approval: null,
      lease: null,
      replicaAsOf: 1_767_600_000_000,
      deadline: null,
      replaces: null,
      payload: payloadToCbor(command, payload),
    });
  });
}

interface Traffic {
  readonly up: number;
  readonly down: number;
}

/** Sends entries in batches, each answered; counts the frames of both ways. Signatures count on the way down only. */
async function converse(protocol: number, entries: readonly Bytes[], batch: number): Promise<Traffic> {
  const kinds = (table: string) => domain.kindsOf(table);
  const { hub, terminal } = await greetedCodecs(
    compressor,
    kinds,
    { hub: PROTOCOL_VERSION, terminal: protocol },
    token.branch,
  );
  let [up, down] = [0, 0];
  let previousHash: Bytes = EMPTY_HASH;
  for (let from = 0; from < entries.length; from += batch) {
    const part = entries.slice(from, from + batch);
    const wire = await terminal.encode({
      type: 'push',
      firstSeq: from + 1,
      previousHash,
      entries: part,
      signature: null,
      signedWith: 'vault',
      early: false,
      recorded: [],
    });
    if (!(await hub.decode(wire)).ok) throw new Error('a push did not come through');
    const hashes = part.map((canonical) => (previousHash = linkHash(previousHash, canonical)));
    const receipts = part.map((_, n) => ({
      seq: from + n + 1,
      verdict: 'posted' as const,
      first: null,
      code: null,
      split: null,
      version: 40_000 + from + n,
    }));
    const last = from + part.length;
    const answer = await hub.encode({
      type: 'outcome',
      hubTime: 1_767_600_000_000 + last * 7,
      receivedSeq: last,
      signedSeq: last,
      archivedSeq: 0,
      signed: outcomeBytes({
        device: DEVICE,
        branch: token.branch,
        epoch: EPOCH,
        receipts,
        entriesHash: sha256(...hashes),
      }),
      signature,
    });
    if (!(await terminal.decode(answer)).ok) throw new Error('an outcome did not come through');
    if (from > 0 || batch > 1) [up, down] = [up + frame(wire.length), down + frameDown(answer.length)];
  }
  return { up, down };
}

const LIVE_BYTES = 48;
const BATCH_BYTES = 25;
const BATCH = 256;
const LIVE = 400;

async function interactionRows(entries: readonly Bytes[]): Promise<BenchRow[]> {
  const live = entries.slice(0, LIVE);
  const each = (bytes: number, count: number): number => Number((bytes / count).toFixed(1));
  const [before, now] = [await converse(PLAIN, live, 1), await converse(PROTOCOL_VERSION, live, 1)];
  const [batchBefore, batchNow] = [
    await converse(PLAIN, entries, BATCH),
    await converse(PROTOCOL_VERSION, entries, BATCH),
  ];
  const upNow = each(now.up, LIVE - 1);
  const batch = each(batchNow.up + batchNow.down, entries.length);
  return [
    {
      what: 'one captured interaction up on a live connection, frame included, signature apart',
      value: upNow,
      unit: 'B',
      budget: LIVE_BYTES,
      ok: upNow <= LIVE_BYTES,
      against: `${String(each(before.up, LIVE - 1))} B plain`,
    },
    {
      what: 'its outcome down, frame and the signature of the hub included',
      value: each(now.down, LIVE - 1),
      unit: 'B',
      ...info,
      against: `${String(each(before.down, LIVE - 1))} B plain`,
    },
    {
      what: `one of ${String(entries.length)} interactions in batches of ${String(BATCH)}, up and its acknowledgement`,
      value: batch,
      unit: 'B',
      budget: BATCH_BYTES,
      ok: batch <= BATCH_BYTES,
      against: `${String(each(batchBefore.up + batchBefore.down, entries.length))} B plain`,
    },
  ];
}

const info = { budget: null, ok: null, against: null } as const;
const megabytes = (bytes: number): number => Number((bytes / 1e6).toFixed(3));
const BOOTSTRAP_MB = 1.6;

export async function run(): Promise<BenchRow[]> {
  const records = makeWorkload();
  const pages = peerPages(records as unknown as PeerRecords);
  const plain = await sendPages(PLAIN, pages);
  const typed = await sendPages(PROTOCOL_VERSION, pages);
  const what = 'bootstrap of the bench/peers records';
  return [
    { what: `${what}, plain columns`, value: megabytes(plain.bytes), unit: 'MB', ...info },
    {
      what: `${what}, typed columns`,
      value: megabytes(typed.bytes),
      unit: 'MB',
      budget: BOOTSTRAP_MB,
      ok: typed.bytes <= BOOTSTRAP_MB * 1e6,
      against: null,
    },
    {
      what: `${what}, bytes`,
      value: Number((typed.bytes / plain.bytes).toFixed(2)),
      unit: 'x',
      ...info,
      against: 'plain columns',
    },
    {
      what: `${what}, writing on the hub`,
      value: Math.round(typed.writeMs),
      unit: 'ms',
      ...info,
      against: `${String(Math.round(plain.writeMs))} ms plain`,
    },
    {
      what: `${what}, reading`,
      value: Math.round(typed.readMs),
      unit: 'ms',
      ...info,
      against: `${String(Math.round(plain.readMs))} ms plain`,
    },
    ...(await interactionRows(journalOf(records))),
  ];
}
