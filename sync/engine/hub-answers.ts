import { EMPTY_HASH, type DeviceId } from '../../shared/kernel/ids.ts';
import type { CloseReason } from '../protocol/close-reasons.ts';
import type { Outcome } from '../protocol/messages.ts';
import { PROTOCOL_FLOOR } from '../protocol/version.ts';
import type { HubEngine } from './hub-api.ts';
import { signReceipts } from './hub-ingest.ts';
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
}

/** What became of these entries: a receipt for each one the hub knows, signed as one batch. */
export async function inquiryAnswer(hub: HubEngine, asked: DeviceRecord, range: Inquiry): Promise<Outcome> {
  const { id, branch } = asked;
  const { from, to } = range;
  const state = await hub.store.inBranch(branch, async (tx) => {
    const device = (await tx.device(id)) ?? asked;
    const held = await tx.held(id, Math.min(from, firstHeldSeq(device)), Math.max(to, device.seq + HELD_WINDOW));
    return { device, outcomes: await tx.outcomes(id, from, to), held, epoch: tx.token.epoch };
  });
  const { device, epoch } = state;
  const receipts = inquiryReceipts(range, state);
  const { signed, signature } = await signReceipts(
    hub,
    { device: id, branch },
    { receipts, hashes: [EMPTY_HASH], epoch },
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

function inquiryReceipts(
  range: Inquiry,
  state: { outcomes: readonly LoggedOutcome[]; held: readonly RawRecord[] },
): readonly Receipt[] {
  // What was adopted beside the chain came after the entry of that seq, and is no answer for it.
  const first = new Map(state.outcomes.toReversed().map((outcome) => [outcome.seq, outcome]));
  const known = [...first.values()].filter((outcome) => range.wants(outcome.seq));
  const answered = new Set(known.map((outcome) => outcome.seq));
  const held = state.held.filter((raw) => range.wants(raw.seq) && !answered.has(raw.seq));
  return [
    ...known.map((o): Receipt => ({
      seq: o.seq,
      verdict: 'duplicate',
      first: o.verdict,
      code: o.code,
      split: o.split,
      version: o.version,
    })),
    ...held.map((raw): Receipt => ({
      seq: raw.seq,
      verdict: 'held',
      first: null,
      code: raw.reason,
      split: null,
      version: 0,
    })),
  ];
}
