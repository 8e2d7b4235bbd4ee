import { EMPTY_BYTES, type Bytes } from '../../../shared/kernel/bytes.ts';
import { encodeCbor, type Cbor } from '../../../shared/kernel/cbor.ts';
import { EMPTY_HASH } from '../../../shared/kernel/ids.ts';
import type { FeedToken } from '../../../sync/index.ts';
import { readCbor } from './row-codec.ts';

/**
 * The head of the terminal: where the journal ends, what the hub has, what is not settled, and which
 * generation of each branch's replica is live. One sealed record, compared by revision in every transaction.
 */
export interface Replica {
  /** Generation the pages lie under. */
  readonly gen: number;
  readonly token: FeedToken;
  /** Where a broken-off load goes on; null when the replica is whole. */
  readonly position: string | null;
  readonly rowsDone: number;
  readonly rowsTotal: number;
  /** Pages written per table: what the start-up check expects to find. */
  readonly pages: Readonly<Record<string, number>>;
}
export interface BranchReplica {
  /** Whole replica in use. */
  readonly live: Replica | null;
  /** Being loaded beside it. */
  readonly next: Replica | null;
}

export const EMPTY_REPLICA: BranchReplica = { live: null, next: null };

export interface Head {
  readonly rev: number;
  readonly seq: number;
  readonly hash: Bytes;
  readonly receivedSeq: number;
  readonly archivedSeq: number;
  readonly pending: readonly number[];
  readonly tokens: readonly FeedToken[];
  readonly branches: Readonly<Record<string, BranchReplica>>;
  readonly genNext: number;
  /** Last journal segment opened. */
  readonly segment: number;
  /** Entries up to here were let go: archived, and older than they need be kept. */
  readonly trimmedSeq: number;
}

export const EMPTY_HEAD: Head = {
  rev: 0,
  seq: 0,
  hash: EMPTY_HASH,
  receivedSeq: 0,
  archivedSeq: 0,
  pending: [],
  tokens: [],
  branches: {},
  genNext: 1,
  segment: 0,
  trimmedSeq: 0,
};

/** [4, 5, 6, 9] -> [4, 3, 9, 1]: start and length. */
function toRuns(seqs: readonly number[]): number[] {
  const runs: number[] = [];
  for (const seq of seqs) {
    const start = runs.at(-2);
    const length = runs.at(-1);
    if (start !== undefined && length !== undefined && start + length === seq) runs[runs.length - 1] = length + 1;
    else runs.push(seq, 1);
  }
  return runs;
}
function fromRuns(runs: readonly number[]): number[] {
  const seqs: number[] = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    const start = runs[i] ?? 0;
    for (let n = 0; n < (runs[i + 1] ?? 0); n++) seqs.push(start + n);
  }
  return seqs;
}

const tokenToCbor = (token: FeedToken): Cbor => [token.epoch, token.branch, token.version, token.commitId];
function tokenFrom(cbor: Cbor): FeedToken {
  const [epoch, branch, version, commitId] = cbor as readonly [string, string, number, string];
  return { epoch, branch, version, commitId };
}
const replicaToCbor = (replica: Replica | null): Cbor =>
  replica === null
    ? null
    : [
        replica.gen,
        tokenToCbor(replica.token),
        replica.position,
        replica.rowsDone,
        replica.rowsTotal,
        { ...replica.pages },
      ];
function replicaFrom(cbor: Cbor): Replica | null {
  if (cbor === null) return null;
  const [gen, token, position, rowsDone, rowsTotal, pages] = cbor as readonly [
    number,
    Cbor,
    string | null,
    number,
    number,
    Record<string, number>,
  ];
  return { gen, token: tokenFrom(token), position, rowsDone, rowsTotal, pages: { ...pages } };
}

export function headBytes(head: Head): Bytes {
  const branches = Object.entries(head.branches).map(([branch, one]) => [
    branch,
    replicaToCbor(one.live),
    replicaToCbor(one.next),
  ]);
  return encodeCbor([
    1,
    head.rev,
    head.seq,
    head.hash,
    head.receivedSeq,
    head.archivedSeq,
    toRuns(head.pending),
    head.tokens.map(tokenToCbor),
    branches,
    head.genNext,
    head.segment,
    head.trimmedSeq,
  ]);
}

export function headFrom(bytes: Uint8Array): Head {
  const f = readCbor(bytes) as readonly Cbor[];
  const branches: Record<string, BranchReplica> = {};
  for (const [branch, live, next] of (f[8] ?? []) as readonly (readonly [string, Cbor, Cbor])[])
    branches[branch] = { live: replicaFrom(live), next: replicaFrom(next) };
  return {
    rev: f[1] as number,
    seq: f[2] as number,
    hash: (f[3] ?? EMPTY_BYTES) as Bytes,
    receivedSeq: f[4] as number,
    archivedSeq: f[5] as number,
    pending: fromRuns(f[6] as readonly number[]),
    tokens: (f[7] as readonly Cbor[]).map(tokenFrom),
    branches,
    genNext: f[9] as number,
    segment: f[10] as number,
    // A head written before anything was ever let go.
    trimmedSeq: (f[11] ?? 0) as number,
  };
}

export const placeOfHead = { store: 'meta', id: 'head' } as const;
