import type { Bytes } from '../../shared/kernel/bytes.ts';
import { bytesToHex, equalBytes } from '../../shared/kernel/bytes.ts';
import { linkHash } from '../protocol/entry.ts';
import { lostAt, nextSeq, withoutEntry, withTail } from './lost-ranges.ts';
import type { DeviceRecord, HoldReason, LoggedOutcome, LostRange, RawRecord } from './ports.ts';

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
    /** Comes after all, from a range declared lost: judged now, long after its turn. */
    | { readonly place: 'late' }
    /** Adopted beside the chain, where its seq is another entry's. */
    | { readonly place: 'aside' }
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
  /** In a branch without opening balances: keys (`rawKey`) of what was taken in its turn and waits to be judged. */
  readonly waiting?: ReadonlySet<string>;
  readonly authentication: Authentication;
  /** Entries above this are left for a later attempt. */
  readonly limitSeq: number;
}
export interface Intake {
  readonly placed: readonly Placed[];
  /** What was kept for a gap and turns out to be another journal's: held as a fork from now on. Not in `placed`, as it was not pushed. */
  readonly rivals: readonly Placed[];
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

/** Behind a hole nobody knows the head: an entry then only has to fit what it was pushed with. */
const headFor = (raw: RawRecord, last: { readonly seq: number; readonly hash: Bytes }): Bytes =>
  raw.seq === last.seq + 1 ? last.hash : raw.previousHash;

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
  const { lost, seq: deviceSeq } = input.device;
  let before = deviceSeq;
  for (let seq = nextSeq(before, lost); seq < firstSeq && paths.length > 0; seq = nextSeq(seq, lost)) {
    const here = input.held.filter((raw) => raw.seq === seq && (raw.reason === 'gap' || raw.reason === 'unsigned'));
    const last = before;
    paths = paths.flatMap((path) =>
      here
        .map((raw) => ({ raw, head: headFor(raw, { seq: last, hash: path.head }) }))
        .filter(({ raw, head }) => follows(raw, head))
        .map(({ raw, head }) => ({ head: raw.hash, last: candidate(raw, head), before: path })),
    );
    before = seq;
  }
  const out: Linked[] = [];
  for (let path = paths.find((one) => equalBytes(one.head, previousHash)) ?? null; path?.last; path = path.before)
    out.unshift(path.last);
  return out;
}

/** Held entries that only waited for a predecessor and now follow `last`. Their own push was signed. */
function followingOn(input: IntakeInput, last: { readonly seq: number; readonly hash: Bytes }): readonly Linked[] {
  const out: Linked[] = [];
  for (let at = last; ;) {
    const seq = nextSeq(at.seq, input.device.lost);
    const next = input.held.find((raw) => raw.seq === seq && raw.reason === 'gap' && follows(raw, headFor(raw, at)));
    if (next === undefined) return out;
    out.push(candidate(next, headFor(next, at)));
    at = next;
  }
}

class Position {
  seq: number;
  head: Bytes;
  forkedAt: number | null;
  early: readonly { readonly seq: number; readonly hash: Bytes }[];
  lost: readonly LostRange[];
  constructor(device: DeviceRecord) {
    this.seq = device.seq;
    this.head = device.head;
    this.forkedAt = device.forkedAt;
    this.early = device.early;
    this.lost = device.lost;
    this.passEarly();
  }

  /** The seq whose turn it is. */
  get next(): number {
    return nextSeq(this.seq, this.lost);
  }

  /** Behind a hole, what was taken ahead of its turn has had its turn. */
  private passEarly(): void {
    for (let { next } = this; next !== this.seq + 1; next = this.next) {
      const waits = this.early.find((early) => early.seq === next);
      if (waits === undefined) return;
      this.stand(waits);
    }
  }

  private stand(on: { readonly seq: number; readonly hash: Bytes }): void {
    this.seq = on.seq;
    this.head = on.hash;
    this.early = this.early.filter((early) => early.seq !== on.seq);
  }

  fork(seq: number): void {
    this.forkedAt = this.forkedAt === null ? seq : Math.min(seq, this.forkedAt);
  }

  take(one: Linked): void {
    this.lost = withoutEntry(withTail(this.lost, one.seq - 1, one.previousHash), one);
    this.stand(one);
    this.passEarly();
  }

  takeLate(one: Linked): void {
    this.lost = withoutEntry(this.lost, one);
  }

  /** Whether the entry stands behind what was before it, as far as that is known. */
  links(one: Linked): boolean {
    const tail = one.seq === this.seq + 1 ? this.head : (lostAt(this.lost, one.seq - 1)?.tail ?? null);
    return tail === null || equalBytes(tail, one.previousHash);
  }
}

/** Another entry under a seq or head that is taken. The delivery key alone proves no fork: it only delivers. */
function conflict(at: Position, one: Linked, reason: HoldReason, input: IntakeInput): Placed {
  if (input.authentication === 'delivery') return { ...one, place: 'held', reason: 'unsigned' };
  at.fork(one.seq);
  return { ...one, place: 'held', reason };
}

/** An entry of a range declared lost. It must fit between what is known on both sides of it. */
function placeLate(at: Position, one: Linked, range: LostRange, input: IntakeInput): Placed {
  if (at.forkedAt !== null) return { ...one, place: 'held', reason: 'fork' };
  if (input.device.status !== 'active') return { ...one, place: 'held', reason: 'revoked' };
  if (input.authentication === 'delivery') return { ...one, place: 'held', reason: 'unsigned' };
  if (!fits(one, range)) return conflict(at, one, 'broken_chain', input);
  at.takeLate(one);
  return { ...one, place: 'late' };
}

function fits(one: Linked, { from, to, head, tail }: LostRange): boolean {
  const behind = one.seq !== from || head === null || equalBytes(head, one.previousHash);
  return behind && (one.seq !== to || tail === null || equalBytes(tail, one.hash));
}

function placeNext(at: Position, one: Linked, input: IntakeInput, outcome: LoggedOutcome | undefined): Placed {
  if (!at.links(one)) return conflict(at, one, 'broken_chain', input);
  const early = at.early.find((waits) => waits.seq === one.seq);
  if (early !== undefined && !equalBytes(early.hash, one.hash)) return conflict(at, one, 'fork', input);
  if (early === undefined && input.authentication === 'delivery') return { ...one, place: 'held', reason: 'unsigned' };
  at.take(one);
  return early === undefined ? { ...one, place: 'new' } : { ...one, place: 'linked', outcome: outcome ?? null };
}

function place(at: Position, one: Linked, input: IntakeInput, outcome: LoggedOutcome | undefined): Placed {
  const waits = input.authentication === 'delivery' ? 'unsigned' : 'gap';
  const early = waitsEarly(at, one);
  if (outcome !== undefined && !(early && one.seq === at.next))
    return early ? { ...one, place: 'duplicate', outcome, waits } : { ...one, place: 'duplicate', outcome };
  if (input.waiting?.has(rawKey(one))) return { ...one, place: 'held', reason: 'rebuild' };
  const hole = one.seq <= at.seq ? lostAt(at.lost, one.seq) : undefined;
  if (hole !== undefined) return placeLate(at, one, hole, input);
  if (one.seq <= at.seq) return conflict(at, one, 'fork', input);
  if (at.forkedAt !== null) return { ...one, place: 'held', reason: 'fork' };
  if (input.device.status !== 'active') return { ...one, place: 'held', reason: 'revoked' };
  if (one.seq === at.seq + 1 || one.seq === at.next) return placeNext(at, one, input, outcome);
  return { ...one, place: 'held', reason: waits };
}

/**
 * A tablet and its copy: what one of them signed waits for a predecessor, and the other fills the gap with a chain that
 * does not lead there. Nothing that is still to come can let it in, so it is the same fork as under a taken seq.
 */
function rivalsOf(at: Position, input: IntakeInput, placed: readonly Placed[]): readonly Placed[] {
  if (at.forkedAt !== null || input.held.length === 0) return [];
  const known = new Set([...placed, ...input.outcomes].map(rawKey));
  const waiting = input.held.filter((raw) => raw.reason === 'gap' && !known.has(rawKey(raw)) && !waitsEarly(at, raw));
  const isShutOut = (raw: RawRecord): boolean => {
    if (raw.seq <= input.device.seq || lostAt(at.lost, raw.seq) !== undefined) return false;
    return raw.seq <= at.seq || (raw.seq === at.seq + 1 && !follows(raw, at.head));
  };
  const shutOut = waiting.filter(isShutOut).map((raw) => raw.seq);
  if (shutOut.length === 0) return [];
  const first = Math.min(...shutOut);
  at.fork(first);
  return waiting
    .filter((raw) => raw.seq >= first)
    .map((raw) => ({ ...candidate(raw, raw.previousHash), place: 'held', reason: 'fork' }));
}

export function planIntake(input: IntakeInput, firstSeq: number, previousHash: Bytes): Intake {
  const at = new Position(input.device);
  const outcomes = new Map(input.outcomes.map((outcome) => [rawKey(outcome), outcome]));
  const before = input.authentication === 'signed' ? leadingTo(input, firstSeq, previousHash) : [];
  const all = [...before, ...input.pushed];
  // A late entry leads nowhere: what waits, waits behind the head.
  const last = all.at(-1);
  const after = followingOn(input, last !== undefined && last.seq > at.seq ? last : { seq: at.seq, hash: at.head });
  const within = [...all, ...after].filter((one) => one.seq <= input.limitSeq);
  const placed = within.map((one) => place(at, one, input, outcomes.get(rawKey(one))));
  const rivals = rivalsOf(at, input, placed);
  // A signature speaks for what it covers, not for entries behind it that came without one.
  const covered = Math.min(at.seq, firstSeq + input.pushed.length - 1);
  const signedSeq =
    input.authentication === 'signed' ? Math.max(covered, input.device.signedSeq) : input.device.signedSeq;
  return {
    placed,
    rivals,
    device: { ...standing(input.device, at), signedSeq },
  };
}

const standing = (device: DeviceRecord, { seq, head, early, forkedAt, lost }: Position): DeviceRecord => ({
  ...device,
  seq,
  head,
  early,
  forkedAt,
  lost,
});

/**
 * Where held entries go that two persons adopt: in their turn when they follow, else beside the chain when their seq
 * is another's. What stands behind something missing goes on waiting.
 */
export function planAdoption(
  device: DeviceRecord,
  held: readonly RawRecord[],
  outcomes: readonly LoggedOutcome[],
): Intake {
  const at = new Position(device);
  const known = new Set(outcomes.map(rawKey));
  const taken = new Set(outcomes.map((outcome) => outcome.seq));
  const placed: Placed[] = [];
  for (const seq of [...new Set(held.map((raw) => raw.seq))]) {
    const here = held.filter((raw) => raw.seq === seq).map((raw) => candidate(raw, raw.previousHash));
    const own = here.find((one) => known.has(rawKey(one)) === waitsEarly(at, one) && inTurn(at, one));
    if (own !== undefined && known.has(rawKey(own))) at.take(own);
    else if (own !== undefined && !taken.has(seq)) placed.push(adopt(at, own));
    const isTaken = taken.has(seq) || seq <= at.seq || at.forkedAt !== null;
    const isRival = (one: Linked) => isTaken && one !== own && !known.has(rawKey(one));
    placed.push(...here.filter(isRival).map((one): Placed => ({ ...one, place: 'aside' })));
  }
  return { placed, rivals: [], device: standing(device, at) };
}

/** Was judged ahead of its turn, and its turn has not come. */
const waitsEarly = (at: Position, one: Pick<Linked, 'seq' | 'hash'>): boolean =>
  at.early.some((early) => early.seq === one.seq && equalBytes(early.hash, one.hash));

function inTurn(at: Position, one: Linked): boolean {
  const hole = one.seq <= at.seq ? lostAt(at.lost, one.seq) : undefined;
  if (hole !== undefined) return fits(one, hole);
  return (one.seq === at.seq + 1 || one.seq === at.next) && at.links(one);
}

function adopt(at: Position, one: Linked): Placed {
  if (one.seq <= at.seq) {
    at.takeLate(one);
    return { ...one, place: 'late' };
  }
  at.take(one);
  return { ...one, place: 'new' };
}

/** Seq up to which everything is durable here, held entries included. What is declared lost may still be sent. */
export function receivedSeqOf(
  device: Pick<DeviceRecord, 'seq' | 'lost'>,
  held: readonly { readonly seq: number }[],
): number {
  const seqs = new Set(held.map((raw) => raw.seq));
  const isHere = (seq: number) => seqs.has(seq) || (seq <= device.seq && lostAt(device.lost, seq) === undefined);
  let received = Math.min(device.seq, (device.lost[0]?.from ?? Number.POSITIVE_INFINITY) - 1);
  while (isHere(received + 1)) received += 1;
  return received;
}

/** The first seq of which something may be kept aside. */
export const firstHeldSeq = (device: Pick<DeviceRecord, 'seq' | 'lost'>): number =>
  Math.min(device.seq, (device.lost[0]?.from ?? Number.POSITIVE_INFINITY) - 1) + 1;

export const rawKey = (raw: { readonly seq: number; readonly hash: Bytes }): string =>
  `${raw.seq}:${bytesToHex(raw.hash)}`;
