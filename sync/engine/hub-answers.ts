import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import type { Outcome } from '../protocol/messages.ts';
import { isMarked } from '../protocol/marks.ts';
import { PROTOCOL_FLOOR } from '../protocol/version.ts';
import type { HubEngine } from './hub-api.ts';
import { duplicateOf, OF_SEQS, signReceipts } from './hub-receipts.ts';
import { firstHeldSeq, receivedSeqOf } from './intake.ts';
import type { DeviceRecord, Domain, LoggedOutcome, RawRecord, Receipt, RowChange } from './ports.ts';

/** What the hub answers a device out of its store, the same over every carrier. */

export const CHANGES_ROWS_MAX = 4096;
const HELD_WINDOW = 8192;

/** Why a device may only hand over its journal, or null. */
export function reasonToClose(device: DeviceRecord, protocol: number): CloseReason | null {
  if (device.status === 'suspended') return 'device_suspended';
  if (device.status !== 'active') return 'device_revoked';
  return protocol < PROTOCOL_FLOOR ? 'version_too_old' : null;
}

/** Where a device stands; null when the branch or the device is not known. */
export async function deviceState(hub: HubEngine, of: { readonly device: DeviceId; readonly branch: string }) {
  if ((await hub.store.token(of.branch)) === null) return null;
  return hub.store.inBranch(of.branch, async (tx) => {
    const device = await tx.device(of.device);
    if (device === null) return null;
    const held = await tx.held(device.id, firstHeldSeq(device), device.seq + HELD_WINDOW);
    const { recovering, rebuilding } = tx;
    return { device, received: receivedSeqOf(device, held), recovering, rebuilding };
  });
}

/** Of its own branch a terminal sees what is meant for outlets, of an ancestor only reference rows. */
export function visibleRows(
  domain: Domain,
  ownBranch: string,
  branch: string,
  rows: readonly RowChange[],
): readonly RowChange[] {
  return rows.filter((row) => {
    const scope = domain.scopeOf(row.table);
    return scope === 'reference' || (branch === ownBranch && scope === 'outlet');
  });
}

export interface Inquiry {
  readonly from: number;
  readonly to: number;
  wants(seq: number): boolean;
  /** Whether an entry is the one that is asked about; null = the inquiry names seqs only. */
  readonly isMarked: ((entry: Entry) => boolean) | null;
}
type Entry = Pick<RawRecord, 'seq' | 'hash'>;

/** @param marks of protocols that have them, see `Inquire` */
export function inquiryOf(seqs: readonly number[], marks: Bytes | undefined): Inquiry {
  const nthOf = new Map(seqs.map((seq, nth) => [seq, nth]));
  return {
    from: Math.min(...seqs),
    to: Math.max(...seqs),
    wants: (seq) => nthOf.has(seq),
    isMarked: marks === undefined ? null : ({ seq, hash }) => isMarked(marks, nthOf.get(seq) ?? 0, hash),
  };
}

/** What became of these entries: a receipt for each one the hub knows, signed as one batch. */
export async function inquiryAnswer(hub: HubEngine, asked: DeviceRecord, inquiry: Inquiry): Promise<Outcome> {
  const { id, branch } = asked;
  const { from, to } = inquiry;
  const ofSeqs = inquiry.isMarked === null;
  const state = await hub.store.inBranch(branch, async (tx) => {
    const device = (await tx.device(id)) ?? asked;
    // Where journals part must be known when only seqs are asked for.
    const first = ofSeqs ? 1 : Math.min(from, firstHeldSeq(device));
    const held = await tx.held(id, first, Math.max(to, device.seq + HELD_WINDOW));
    const since = ofSeqs ? Math.min(from, held[0]?.seq ?? from) : from;
    return { device, outcomes: await tx.outcomes(id, since, to), held, epoch: tx.token.epoch };
  });
  const { device, epoch } = state;
  const { receipts, hashes } = inquiryReceipts(inquiry, state);
  const { signed, signature } = await signReceipts(
    hub,
    { device: id, branch },
    { receipts, hashes: ofSeqs ? [OF_SEQS] : hashes, epoch },
  );
  return {
    type: 'outcome',
    hubTime: hub.now(),
    receivedSeq: receivedSeqOf(device, state.held),
    signedSeq: device.signedSeq,
    archivedSeq: device.archivedSeq,
    signed,
    signature,
  };
}

const heldReceipt = (raw: RawRecord): Receipt => ({
  seq: raw.seq,
  verdict: 'held',
  first: null,
  code: raw.reason,
  split: null,
  version: 0,
});

/**
 * The seq from which there are two journals, a tablet's and its copy's: who asks by seqs alone may be either, and each
 * hears of its own in answer to its push.
 */
function partsAt(state: { outcomes: readonly LoggedOutcome[]; held: readonly RawRecord[] }): number {
  const judged = new Map(state.outcomes.map((outcome) => [outcome.seq, outcome.hash]));
  const isOther = ({ seq, hash }: Entry): boolean => {
    const own = judged.get(seq);
    return own !== undefined && !equalBytes(own, hash);
  };
  return Math.min(...state.held.filter(isOther).map((raw) => raw.seq));
}

/** The receipts, and the hashes of the entries they are of, in the same order. */
function inquiryReceipts(
  inquiry: Inquiry,
  state: { outcomes: readonly LoggedOutcome[]; held: readonly RawRecord[] },
): { readonly receipts: readonly Receipt[]; readonly hashes: readonly Bytes[] } {
  const isAsked = (entry: Entry): boolean => inquiry.wants(entry.seq) && (inquiry.isMarked?.(entry) ?? true);
  // What was adopted beside the chain came after the entry of that seq, and is no answer for the seq.
  const first = new Map(
    state.outcomes
      .filter(isAsked)
      .toReversed()
      .map((outcome) => [outcome.seq, outcome]),
  );
  const upTo = inquiry.isMarked === null ? partsAt(state) : Infinity;
  const known = [...first.values()].filter((outcome) => outcome.seq < upTo);
  const waiting = state.held.filter((raw) => isAsked(raw) && raw.seq < upTo && !first.has(raw.seq));
  return {
    receipts: [...known.map(duplicateOf), ...waiting.map(heldReceipt)],
    hashes: [...known, ...waiting].map((one) => one.hash),
  };
}
