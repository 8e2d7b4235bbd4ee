import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { CHANGES_ROWS_MAX, deviceState, inquiryAnswer, reasonToClose, visibleRows } from '../engine/hub-answers.ts';
import type { HubEngine, PushResult } from '../engine/hub-api.ts';
import type { DeviceRecord, FeedToken } from '../engine/ports.ts';
import { ingestSealed } from '../engine/sealed-intake.ts';
import { createCodec, type Codec } from '../protocol/codec.ts';
import { RECEIPTS_MAX } from '../protocol/signed.ts';
import { downBodyBytes, readUpBody, type UpBody } from './body.ts';
import { bundlePurpose, hubName, readBundle, type BundleFault, type BundleHead } from './envelope.ts';

/**
 * The hub's side of the mail van. What is in a file passes the same intake as what a locked tablet delivers over a
 * line; so a file may come late, twice, or beside a line that delivers the same, and nothing is lost or doubled.
 */
export interface BundleHub {
  readonly engine: HubEngine;
  /** The hub's public signing key. */
  readonly hubKey: Bytes;
  /** Opens a box to the hub; null for what does not open. */
  open(purpose: string, box: Bytes): Promise<Bytes | null>;
}

export interface OpenedBundle {
  readonly head: BundleHead;
  readonly body: UpBody;
  readonly device: DeviceRecord;
}
export interface TakenBundle {
  /** Entries in the file, known ones included. */
  readonly entries: number;
  /** The hub has more of this journal, or may judge more of it, than before. */
  readonly isNew: boolean;
  /** Pieces that did not open: they stay on the tablet. */
  readonly damaged: number;
  readonly receivedSeq: number;
  /** Entries that the hub holds until a person or a signature comes. */
  readonly held: number;
  readonly changed: boolean;
  readonly messagesTo: readonly string[];
}

/** Checks a file and opens it; nothing is stored. */
export async function openUp(hub: BundleHub, file: Bytes): Promise<Result<OpenedBundle, BundleFault>> {
  const read = readBundle(file);
  if (!read.ok) return read;
  const { head, sealed, signed, signature } = read.value;
  if (!equalBytes(head.hub, hubName(hub.hubKey))) return err('VAN_FOREIGN');
  if (head.way !== 'up') return err('VAN_WRONG_WAY');
  const found = await deviceState(hub.engine, head);
  if (found === null) return err('VAN_UNKNOWN_DEVICE');
  const { device } = found;
  if (!(await hub.engine.verifier.verify(device.deliveryKey, signature, signed))) return err('VAN_TAMPERED');
  const plain = await hub.open(bundlePurpose(head), sealed);
  const body = plain === null ? null : readUpBody(plain);
  return body === null ? err('VAN_TAMPERED') : ok({ head, body, device });
}

async function ingestAll(hub: HubEngine, codec: Codec, { body, device }: OpenedBundle) {
  const [taken, messagesTo]: [Extract<PushResult, { kind: 'taken' }>[], Set<string>] = [[], new Set()];
  let [entries, damaged] = [0, 0];
  for (const wire of body.messages) {
    const message = await codec.decode(wire);
    if (!message.ok || message.value.type !== 'sealed') {
      damaged += 1;
      continue;
    }
    const { type: _type, signature, ...part } = message.value;
    const result = await ingestSealed(hub, { branch: device.branch, device: device.id, part, signature });
    entries += part.entries.length;
    if (result.kind === 'refused') damaged += 1;
    else taken.push(result);
    if (result.kind === 'taken') for (const to of result.messagesTo) messagesTo.add(to);
  }
  return { taken, entries, damaged, messagesTo: [...messagesTo] };
}

/** Hands what is in an opened file to the intake. */
export async function takeUp(hub: BundleHub, opened: OpenedBundle): Promise<TakenBundle> {
  const { engine } = hub;
  const before = await deviceState(engine, opened.head);
  const { taken, entries, damaged, messagesTo } = await ingestAll(engine, createCodec(engine.compressor), opened);
  const after = await deviceState(engine, opened.head);
  const [receivedSeq, signedSeq] = [after?.received ?? 0, after?.device.signedSeq ?? 0];
  const isNew = receivedSeq > (before?.received ?? 0) || signedSeq > (before?.device.signedSeq ?? 0);
  return {
    entries,
    damaged,
    receivedSeq,
    isNew: isNew || taken.some((one) => one.changed),
    held: Math.max(0, receivedSeq - (after?.device.seq ?? 0)),
    changed: taken.some((one) => one.changed),
    messagesTo,
  };
}

/** Of one branch, as much as there is behind the tablet's position. null = the position is of another life of the hub. */
async function changesOf(
  engine: HubEngine,
  codec: Codec,
  own: string,
  at: FeedToken,
): Promise<readonly Bytes[] | null> {
  const out: Bytes[] = [];
  for (let from = at, more = true; more;) {
    const batch = await engine.store.changesAfter(from, CHANGES_ROWS_MAX);
    if (batch === null) return null;
    const rows = visibleRows(engine.domain, own, from.branch, batch.rows);
    out.push(await codec.encode({ type: 'changes', batch: { ...batch, rows } }));
    from = batch.to;
    more = batch.more;
  }
  return out;
}

/** Room is left for the head, the box and the words of the body. */
const REPLY_BYTES_MAX = 29_360_128;
/** Priority entries may have been taken so far ahead of their turn. */
const EARLY_SEQS = 4096;

/**
 * The answer to a file, to be sealed to its tablet: what became of the entries it asks about, and what moved behind
 * the positions it named. A device that may not pull gets outcomes only, and so does one of a recovering branch.
 */
export async function replyTo(hub: BundleHub, { head, body, device: asked }: OpenedBundle): Promise<Bytes> {
  const { engine } = hub;
  const codec = createCodec(engine.compressor);
  const state = await deviceState(engine, head);
  const device = state?.device ?? asked;
  const messages: Bytes[] = [];
  // A journal that never came has no answers, however long its sender says it is.
  const last = Math.min(body.headSeq, (state?.received ?? 0) + EARLY_SEQS);
  for (let from = Math.max(1, body.askFrom); from <= last; from += RECEIPTS_MAX) {
    const to = Math.min(last, from + RECEIPTS_MAX - 1);
    const inquiry = { from, to, wants: (seq: number) => seq >= from && seq <= to, isMarked: null };
    messages.push(await codec.encode(await inquiryAnswer(engine, device, inquiry)));
  }
  const lineage = await engine.store.lineage(device.branch);
  const mayPull = reasonToClose(device, body.protocol) === null && state?.recovering === false;
  let otherLife = false;
  let bytes = messages.reduce((sum, one) => sum + one.length, 0);
  for (const token of mayPull ? body.tokens.filter((one) => lineage.includes(one.branch)) : []) {
    const changes = await changesOf(engine, codec, device.branch, token);
    if (changes === null && token.branch === device.branch) otherLife = true;
    for (const change of changes ?? []) {
      bytes += change.length;
      // What does not fit is behind the position of the next file.
      if (bytes > REPLY_BYTES_MAX) break;
      messages.push(change);
    }
  }
  return downBodyBytes({
    answers: head.number,
    hubTime: engine.now(),
    receivedSeq: state?.received ?? 0,
    signedSeq: device.signedSeq,
    archivedSeq: device.archivedSeq,
    otherLife,
    messages,
  });
}
