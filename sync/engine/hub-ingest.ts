import { assert } from '../../shared/kernel/assert.ts';
import { earlyBytes, headBytes } from '../protocol/signed.ts';
import { entryIncident, readEntry, tasksOf } from './entry-tasks.ts';
import type { HubEngine, PushRequest, PushResult } from './hub-api.ts';
import { duplicateOf, signReceipts, verifyRecorded } from './hub-receipts.ts';
import { HubBatch } from './hub-batch.ts';
import { HELD_WINDOW } from './journal-orders.ts';
import { STOOD_FOR } from './judge.ts';
import {
  firstHeldSeq,
  linkAll,
  planIntake,
  rawKey,
  receivedSeqOf,
  type Authentication,
  type Intake,
  type Linked,
  type Placed,
} from './intake.ts';
import { narrow, type Attempt } from './narrow.ts';
import type { BranchTx, DeviceRecord, LoggedOutcome, LogRecord, RawRecord, Receipt, RecordedReceipt } from './ports.ts';

/**
 * Takes a device's entries. One transaction per attempt: device, placement, judgement and every write commit
 * together, then the answer is signed. An attempt whose write fails is halved down to the entry that causes it,
 * and that entry is kept as bytes: one bad entry never stops the others, and none is ever dropped.
 */

interface Bounds {
  /** The pushed entries, chained once for all attempts. */
  readonly linked: readonly Linked[];
  readonly limitSeq: number;
  readonly raw: ReadonlySet<number>;
  readonly recorded: ReadonlyMap<number, RecordedReceipt>;
  readonly attempt: Attempt;
}
interface Taken {
  readonly kind: 'taken';
  readonly receipts: readonly Receipt[];
  readonly device: DeviceRecord;
  readonly receivedSeq: number;
  readonly epoch: string;
  readonly changed: boolean;
  readonly messagesTo: readonly string[];
}
type Once = Taken | Extract<PushResult, { kind: 'refused' }>;

async function authenticate(
  hub: HubEngine,
  device: DeviceRecord,
  push: PushRequest,
  linked: readonly Linked[],
): Promise<Authentication | null> {
  if (push.signature === null && push.early) return null;
  if (push.signature === null) return push.signedWith === 'vault' ? 'session' : 'delivery';
  const seq = push.firstSeq + linked.length - 1;
  const head = linked.at(-1)?.hash ?? push.previousHash;
  const key = push.signedWith === 'vault' ? device.signingKey : device.deliveryKey;
  const signed = push.early ? earlyBytes(device.id, seq, head) : headBytes(device.id, seq, head);
  if (!(await hub.verifier.verify(key, push.signature, signed))) return null;
  return push.signedWith === 'vault' ? 'signed' : 'delivery';
}

/** Hold reasons of which one case is raised when the first entry of a run is held. */
function incidentsOf(
  batch: HubBatch,
  device: DeviceRecord,
  held: readonly Placed[],
  known: readonly RawRecord[],
): void {
  const before = new Set(known.map((raw) => raw.reason));
  for (const one of held) {
    if (one.place !== 'held' || one.reason === 'rebuild' || before.has(one.reason)) continue;
    before.add(one.reason);
    entryIncident(batch, device, one);
  }
}

const isUnsigned = (one: Placed): boolean => one.place === 'held' && one.reason === 'unsigned';

/** Where an entry pushed ahead of its turn belongs, when it may be taken so. */
function planEarly(
  hub: HubEngine,
  device: DeviceRecord,
  one: Linked,
  outcomes: readonly LoggedOutcome[],
): Intake | null {
  const entry = readEntry(device, one);
  const inTurn = one.seq <= device.seq + 1;
  if (inTurn || entry === null || !hub.domain.isPriority(entry.command)) return null;
  if (device.status !== 'active' || device.forkedAt !== null) return null;
  if ([...outcomes, ...device.early].some((known) => known.seq === one.seq)) return null;
  const early = [...device.early, { seq: one.seq, hash: one.hash }];
  return { placed: [{ ...one, place: 'new' }], rivals: [], device: { ...device, early } };
}

/** In a branch without opening balances everything takes its place, and nothing is judged. */
const holdAll = (intake: Intake): Intake => ({
  ...intake,
  placed: intake.placed.map((one) =>
    one.place === 'new' || one.place === 'late' ? { ...one, place: 'held', reason: 'rebuild' } : one,
  ),
});

async function plan(
  hub: HubEngine,
  tx: BranchTx,
  known: { device: DeviceRecord; push: PushRequest; authentication: Authentication; bounds: Bounds },
) {
  const { device, push, authentication } = known;
  const { linked: pushed, limitSeq } = known.bounds;
  const lastSeq = Math.max(push.firstSeq + pushed.length - 1, device.seq);
  const overlaps = push.firstSeq <= device.seq || device.early.length > 0 || device.forkedAt !== null;
  // Entries that come back from aside may have been taken ahead of their turn: their outcomes are needed too.
  const from = Math.min(push.firstSeq, device.seq + 1);
  const outcomes = overlaps ? await tx.outcomes(device.id, from, lastSeq + HELD_WINDOW) : [];
  const behind = firstHeldSeq(device);
  const kept = await tx.held(device.id, tx.rebuilding ? Math.min(from, behind) : behind, lastSeq + HELD_WINDOW);
  const held = kept.filter((raw) => raw.seq >= behind);
  const waiting = new Set(kept.filter((raw) => raw.reason === 'rebuild').map(rawKey));
  const first = pushed[0];
  const overtakes = push.early && authentication === 'signed' && !tx.rebuilding;
  const early = overtakes && first !== undefined ? planEarly(hub, device, first, outcomes) : null;
  const input = { device, pushed, outcomes, held, waiting, authentication, limitSeq };
  const intake = early ?? planIntake(input, push.firstSeq, push.previousHash);
  return { held, intake: tx.rebuilding ? holdAll(intake) : intake };
}

type Kept = RawRecord['reason'] | null | undefined;
function reasonToKeep(one: Placed, judged: ReadonlyMap<number | null, Kept>): Kept {
  if (one.place === 'held') return one.reason;
  if (one.place === 'duplicate') return one.waits;
  return one.place === 'new' || one.place === 'late' ? judged.get(one.seq) : null;
}

function rawOf(
  batch: HubBatch,
  device: DeviceRecord,
  placed: readonly Placed[],
  recorded: ReadonlyMap<number, RecordedReceipt>,
): RawRecord[] {
  const judged = new Map(batch.results.map((result) => [result.task.command.seq, result.raw]));
  return placed.flatMap((one) => {
    const reason = reasonToKeep(one, judged);
    if (!reason) return [];
    const { seq, hash, previousHash, canonical: bytes } = one;
    const kept = { device: device.id, seq, hash, previousHash, bytes, reason, receivedAt: batch.receivedAt };
    const said = reason === 'rebuild' ? recorded.get(seq) : undefined;
    return [said === undefined ? kept : { ...kept, recorded: said }];
  });
}

function receiptsOf(placed: readonly Placed[], log: ReadonlyMap<number | null, LogRecord>, version: number): Receipt[] {
  return placed.map((one): Receipt => {
    if (one.place === 'held')
      return { seq: one.seq, verdict: 'held', first: null, code: one.reason, split: null, version };
    if (one.place === 'duplicate') return duplicateOf(one.outcome);
    if (one.place === 'linked' && one.outcome !== null) return duplicateOf(one.outcome);
    const record = log.get(one.seq);
    assert(record !== undefined, 'every entry taken has its log record');
    const { verdict, code, split } = record;
    // The stand-in has had its effect: this one is the second telling of it.
    if (code === STOOD_FOR) return { seq: one.seq, verdict: 'duplicate', first: verdict, code, split, version };
    return { seq: one.seq, verdict, first: null, code, split, version };
  });
}

async function ingestOnce(hub: HubEngine, tx: BranchTx, push: PushRequest, bounds: Bounds): Promise<Once> {
  const device = await tx.device(push.device);
  if (device === null) return { kind: 'refused', reason: 'unknown_device' };
  const authentication = await authenticate(hub, device, push, bounds.linked);
  if (authentication === null) return { kind: 'refused', reason: 'bad_signature' };
  const { held, intake } = await plan(hub, tx, { device, push, authentication, bounds });

  const fresh = intake.placed.filter((one) => one.place === 'new' || one.place === 'late');
  bounds.attempt.seqs = fresh.map((one) => one.seq);
  const { tasks, lastCapturedAt } = tasksOf(hub, device, fresh, bounds);
  const batch = new HubBatch(hub, tx);
  await batch.run(tasks);
  const unlookedAt = push.signatureFollows === true ? intake.placed.filter((one) => !isUnsigned(one)) : intake.placed;
  incidentsOf(batch, device, [...unlookedAt, ...intake.rivals], held);

  const bySeq = new Map(fresh.map((one) => [one.seq, one]));
  const log = batch.results.map((result) => {
    const one = bySeq.get(result.task.command.seq ?? 0);
    assert(one !== undefined, 'a result belongs to an entry');
    return batch.logOf(result, { hash: one.hash, bytes: one.canonical });
  });
  // A second early push of the same entry adds nothing.
  const kept = push.early ? intake.placed.filter((one) => one.place !== 'duplicate') : intake.placed;
  const raw = rawOf(batch, device, [...kept, ...intake.rivals], bounds.recorded);
  // An entry ahead of its turn says nothing about the clock of those before it.
  const inTurn = intake.device.seq !== device.seq;
  const nextDevice: DeviceRecord = {
    ...intake.device,
    lastCapturedAt: inTurn ? lastCapturedAt : device.lastCapturedAt,
    lastSeenAt: batch.receivedAt,
  };
  const outbox = batch.outbox();
  const moved =
    log.length > 0 || raw.length > 0 || nextDevice.seq !== device.seq || nextDevice.signedSeq !== device.signedSeq;
  const token = moved
    ? await tx.commit({
        device: nextDevice,
        log,
        rows: batch.rowChanges(),
        postings: batch.postings(),
        outbox,
        inbox: [],
        raw,
      })
    : tx.token;
  return {
    kind: 'taken',
    receipts: receiptsOf(intake.placed, new Map(log.map((record) => [record.seq, record])), token.version),
    device: nextDevice,
    receivedSeq: receivedSeqOf(nextDevice, [...held, ...raw]),
    epoch: token.epoch,
    changed: moved,
    messagesTo: [...new Set(outbox.map((message) => message.toBranch))],
  };
}

async function answer(
  hub: HubEngine,
  push: PushRequest,
  done: {
    linked: readonly Linked[];
    taken: Taken;
    receipts: ReadonlyMap<number, Receipt>;
    messagesTo: ReadonlySet<string>;
    changed: boolean;
  },
): Promise<PushResult> {
  const { taken } = done;
  const receipts = [...done.receipts.values()].sort((a, b) => a.seq - b.seq);
  const hashes = done.linked.map((one) => one.hash);
  const { signed, signature } = await signReceipts(hub, push, { receipts, hashes, epoch: taken.epoch });
  return {
    kind: 'taken',
    receipts,
    signed,
    signature,
    receivedSeq: taken.receivedSeq,
    signedSeq: taken.device.signedSeq,
    archivedSeq: taken.device.archivedSeq,
    changed: done.changed,
    messagesTo: [...done.messagesTo],
  };
}

/** Stores, places and judges a push. @throws only when the store is not available; then nothing was answered. */
export async function ingestPush(hub: HubEngine, push: PushRequest): Promise<PushResult> {
  // A seq nobody can have: there is no place to keep such an entry under.
  const lastSeq = push.firstSeq + push.entries.length;
  if (push.firstSeq < 1 || !Number.isSafeInteger(lastSeq)) return { kind: 'refused', reason: 'bad_message' };
  if (push.early && push.entries.length !== 1) return { kind: 'refused', reason: 'bad_message' };
  const recorded = await verifyRecorded(hub, push);
  const linked = linkAll(push.firstSeq, push.entries, push.previousHash);
  const raw = new Set<number>();
  const receipts = new Map<number, Receipt>();
  const messagesTo = new Set<string>();
  let changed = false;
  for (let limitSeq = Number.POSITIVE_INFINITY; ;) {
    const attempt: Attempt = { seqs: [] };
    let once: Once;
    try {
      once = await hub.store.inBranch(push.branch, (tx) =>
        ingestOnce(hub, tx, push, { linked, limitSeq, raw, recorded, attempt }),
      );
    } catch (failure) {
      limitSeq = narrow(attempt, raw, failure);
      continue;
    }
    if (once.kind === 'refused') return once;
    for (const receipt of once.receipts) if (!receipts.has(receipt.seq)) receipts.set(receipt.seq, receipt);
    for (const branch of once.messagesTo) messagesTo.add(branch);
    changed ||= once.changed;
    if (limitSeq === Number.POSITIVE_INFINITY)
      return answer(hub, push, { linked, taken: once, receipts, messagesTo, changed });
    limitSeq = Number.POSITIVE_INFINITY;
  }
}
