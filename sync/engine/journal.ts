import type { Instant } from '../../shared/kernel/dates.ts';
import { encodeEntry, linkHash, type Entry } from '../protocol/entry.ts';
import type { JournalHead, JournalRecord } from './ports.ts';
import type { CaptureDraft, TerminalIdentity } from './terminal-api.ts';
import { trustedAt, type TimeState } from './trusted-time.ts';

/** Linking a draft to the journal: the next seq, both times, the chain hash. Pure. */

export const REQUEST_DEADLINE_MS = 30_000;

export interface LinkInput {
  readonly identity: TerminalIdentity;
  readonly head: JournalHead;
  readonly time: TimeState;
  readonly wall: Instant;
  readonly mono: number;
  readonly replicaAsOf: Instant | null;
}

export function draftEntry(draft: CaptureDraft, input: LinkInput): Entry {
  const capturedAt = trustedAt(input.time, input.mono);
  return {
    format: 1,
    branch: input.identity.branch,
    device: input.identity.device,
    seq: input.head.seq + 1,
    command: draft.command,
    payloadVersion: draft.payloadVersion,
    basis: draft.basis,
    businessDate: draft.businessDate,
    wallAt: Math.round(input.wall),
    capturedAt,
    segment: input.time.segment,
    monoMs: Math.max(0, Math.round(input.mono)),
    anchored: input.time.anchored,
    offline: draft.offline && draft.basis !== 'request',
    maker: draft.maker,
    checker: draft.checker,
    approval: draft.approval,
    lease: draft.lease,
    replicaAsOf: input.replicaAsOf === null ? null : Math.round(input.replicaAsOf),
    deadline: draft.basis === 'request' ? capturedAt + REQUEST_DEADLINE_MS : null,
    replaces: draft.replaces,
    payload: draft.payload,
  };
}

export function linkEntry(entry: Entry, head: JournalHead): JournalRecord {
  const canonical = encodeEntry(entry);
  return { seq: entry.seq, hash: linkHash(head.hash, canonical), canonical, entry, state: 'recorded', receipt: null };
}
