import type { Bytes } from '../../shared/kernel/bytes.ts';
import { bytesToHex, equalBytes } from '../../shared/kernel/bytes.ts';
import { linkHash } from '../protocol/entry.ts';
import type { DeviceRecord, HoldReason, LoggedOutcome, RawRecord } from './ports.ts';

/**
 * Where each pushed entry belongs, before anything is judged: new in its turn, a repeat, ahead of its turn, or
 * kept aside. Pure. What always holds: every pushed entry gets exactly one place, none is dropped, and only an
 * entry that links to the device's head can become `new`.
 */

/** `hash` always is the link hash of `previousHash` and `canonical`: it was computed here, or checked. */
export interface Linked {
  readonly seq: number;
  readonly canonical: Bytes;
  readonly previousHash: Bytes;
  readonly hash: Bytes;
}

export type Placed = Linked &
  (
    | { readonly place: 'new' }
    /** Was judged ahead of its turn; now it only takes its place in the chain. */
    | { readonly place: 'linked'; readonly outcome: LoggedOutcome | null }
    /** `waits`: was judged ahead of its turn, and its bytes wait among the held until its turn comes. */
    | { readonly place: 'duplicate'; readonly outcome: LoggedOutcome; readonly waits?: HoldReason }
    | { readonly place: 'held'; readonly reason: HoldReason }
  );

/** signed: covered by the vault key's signature. session: inside a live session opened with it. delivery: store only. */
export type Authentication = 'signed' | 'session' | 'delivery';

export interface IntakeInput {
  readonly device: DeviceRecord;
  readonly pushed: readonly Linked[];
  readonly outcomes: readonly LoggedOutcome[];
  /** What is kept aside behind the device's head. */
  readonly held: readonly RawRecord[];
  readonly authentication: Authentication;
  /** Entries above this are left for a later attempt. */
  readonly limitSeq: number;
}
export interface Intake {
  readonly placed: readonly Placed[];
  readonly device: DeviceRecord;
}

/** Chains raw entries behind `previousHash`. */
export function linkAll(firstSeq: number, entries: readonly Bytes[], previousHash: Bytes): readonly Linked[] {
  let previous = previousHash;
  return entries.map((canonical, index) => {
    const linked = { seq: firstSeq + index, canonical, previousHash: previous, hash: linkHash(previous, canonical) };
    previous = linked.hash;
    return linked;
  });
}

const candidate = (raw: RawRecord, previousHash: Bytes): Linked => ({
  seq: raw.seq,
  canonical: raw.bytes,
  previousHash,
  hash: raw.hash,
});

const follows = (raw: RawRecord, head: Bytes): boolean => equalBytes(linkHash(head, raw.bytes), raw.hash);

interface Path {
  readonly head: Bytes;
  readonly last: Linked | null;
  readonly before: Path | null;
}

/**
 * Held entries that lead from the device's head exactly to `previousHash`, the chain this push was signed on.
 * Several entries may claim one seq; only the ones the signature covers come back.
 */
function leadingTo(input: IntakeInput, firstSeq: number, previousHash: Bytes): readonly Linked[] {
  let paths: Path[] = [{ head: input.device.head, last: null, before: null }];
  for (let seq = input.device.seq + 1; seq < firstSeq && paths.length > 0; seq++) {
    const here = input.held.filter((raw) => raw.seq === seq && (raw.reason === 'gap' || raw.reason === 'unsigned'));
    paths = paths.flatMap((path) =>
      here
        .filter((raw) => follows(raw, path.head))
        .map((raw) => ({ head: raw.hash, last: candidate(raw, path.head), before: path })),
    );
  }
  const out: Linked[] = [];
  for (let path = paths.find((one) => equalBytes(one.head, previousHash)) ?? null; path?.last; path = path.before)
    out.unshift(path.last);
  return out;
}

/** Held entries that only waited for a predecessor and now follow `last`. Their own push was signed. */
function followingOn(input: IntakeInput, last: { readonly seq: number; readonly hash: Bytes }): readonly Linked[] {
  const out: Linked[] = [];
  for (let { seq, hash } = last; ;) {
    const next = input.held.find((raw) => raw.seq === seq + 1 && raw.reason === 'gap' && follows(raw, hash));
    if (next === undefined) return out;
    out.push(candidate(next, hash));
    [seq, hash] = [next.seq, next.hash];
  }
}

class Position {
  seq: number;
  head: Bytes;
  forkedAt: number | null;
  early: readonly { readonly seq: number; readonly hash: Bytes }[];
  constructor(device: DeviceRecord) {
    this.seq = device.seq;
    this.head = device.head;
    this.forkedAt = device.forkedAt;
    this.early = device.early;
  }

  fork(seq: number): void {
    this.forkedAt = this.forkedAt === null ? seq : Math.min(seq, this.forkedAt);
  }

  take(one: Linked): void {
    this.seq = one.seq;
    this.head = one.hash;
    this.early = this.early.filter((early) => early.seq !== one.seq);
  }
}

/** Another entry under a seq or head that is taken. The delivery key alone proves no fork: it only delivers. */
function conflict(at: Position, one: Linked, reason: HoldReason, input: IntakeInput): Placed {
  if (input.authentication === 'delivery') return { ...one, place: 'held', reason: 'unsigned' };
  at.fork(one.seq);
  return { ...one, place: 'held', reason };
}

function placeNext(at: Position, one: Linked, input: IntakeInput, outcome: LoggedOutcome | undefined): Placed {
  if (!equalBytes(at.head, one.previousHash)) return conflict(at, one, 'broken_chain', input);
  const early = at.early.find((waits) => waits.seq === one.seq);
  if (early !== undefined && !equalBytes(early.hash, one.hash)) return conflict(at, one, 'fork', input);
  if (early === undefined && input.authentication === 'delivery') return { ...one, place: 'held', reason: 'unsigned' };
  at.take(one);
  return early === undefined ? { ...one, place: 'new' } : { ...one, place: 'linked', outcome: outcome ?? null };
}

function place(at: Position, one: Linked, input: IntakeInput, outcome: LoggedOutcome | undefined): Placed {
  const waits = input.authentication === 'delivery' ? 'unsigned' : 'gap';
  if (outcome !== undefined && equalBytes(outcome.hash, one.hash) && one.seq !== at.seq + 1)
    return one.seq <= at.seq ? { ...one, place: 'duplicate', outcome } : { ...one, place: 'duplicate', outcome, waits };
  if (one.seq <= at.seq) return conflict(at, one, 'fork', input);
  if (at.forkedAt !== null) return { ...one, place: 'held', reason: 'fork' };
  if (input.device.status !== 'active') return { ...one, place: 'held', reason: 'revoked' };
  if (one.seq === at.seq + 1) return placeNext(at, one, input, outcome);
  return { ...one, place: 'held', reason: waits };
}

export function planIntake(input: IntakeInput, firstSeq: number, previousHash: Bytes): Intake {
  const at = new Position(input.device);
  const outcomes = new Map(input.outcomes.map((outcome) => [outcome.seq, outcome]));
  const before = input.authentication === 'signed' ? leadingTo(input, firstSeq, previousHash) : [];
  const all = [...before, ...input.pushed];
  const after = followingOn(input, all.at(-1) ?? { seq: at.seq, hash: at.head });
  const within = [...all, ...after].filter((one) => one.seq <= input.limitSeq);
  const placed = within.map((one) => place(at, one, input, outcomes.get(one.seq)));
  // A signature speaks for what it covers, not for entries behind it that came without one.
  const covered = Math.min(at.seq, firstSeq + input.pushed.length - 1);
  const signedSeq =
    input.authentication === 'signed' ? Math.max(covered, input.device.signedSeq) : input.device.signedSeq;
  return {
    placed,
    device: { ...input.device, seq: at.seq, head: at.head, early: at.early, forkedAt: at.forkedAt, signedSeq },
  };
}

/** Seq up to which everything is durable here, held entries included. */
export function receivedSeqOf(deviceSeq: number, held: readonly { readonly seq: number }[]): number {
  const seqs = new Set(held.map((raw) => raw.seq));
  let received = deviceSeq;
  while (seqs.has(received + 1)) received += 1;
  return received;
}

export const rawKey = (raw: { readonly seq: number; readonly hash: Bytes }): string =>
  `${raw.seq}:${bytesToHex(raw.hash)}`;
