import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import type { SealedJournal } from '../engine/sealed-delivery.ts';
import type { BundleStanding, TerminalIdentity } from '../engine/terminal-api.ts';
import { createCodec, type Compressor } from '../protocol/codec.ts';
import { sealedBytes } from '../protocol/signed.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { upBodyBytes } from './body.ts';
import { bundlePurpose, hubName, writeBundle } from './envelope.ts';

/** Puts the journal of a tablet, as it lies, into a file. Needs the delivery key alone: it works while the tablet is locked. */
export interface PackUp {
  readonly journal: SealedJournal;
  readonly identity: TerminalIdentity;
  readonly compressor: Compressor;
  /** The hub's public signing key. */
  readonly hubKey: Bytes;
  /** With the delivery key. */
  sign(bytes: Bytes): Promise<Bytes>;
  /** To the hub's sealing key. */
  seal(purpose: string, plain: Bytes): Promise<Bytes>;
}
export interface PackedUp {
  readonly file: Bytes;
  readonly entries: number;
  /** Entries that did not fit: another file carries them, after this one was answered. */
  readonly left: number;
}

/** Room is left for the head, the box and the words of the body. */
const JOURNAL_BYTES_MAX = 25_165_824;
const PART_BYTES = 262_144;

async function partsOf(deps: PackUp, receivedSeq: number, bytesMax: number) {
  const codec = createCodec(deps.compressor);
  const messages: Bytes[] = [];
  let [seq, signedSeq, bytes, entries] = [receivedSeq, 0, 0, 0];
  while (bytes < bytesMax) {
    const part = await deps.journal.partAfter(seq, signedSeq, Math.min(PART_BYTES, bytesMax));
    if (part === null) break;
    const signature = await deps.sign(sealedBytes(deps.identity.device, part));
    const message = await codec.encode({ type: 'sealed', ...part, signature });
    messages.push(message);
    bytes += message.length;
    entries += part.entries.length;
    seq = Math.max(seq, part.firstSeq + part.entries.length - 1);
    if (part.head !== null && part.head.lastSeq <= seq) signedSeq = part.head.lastSeq;
  }
  return { messages, entries, seq };
}

/** @param bytesMax of the journal in it; a longer one takes several files. */
export async function packUp(
  deps: PackUp,
  standing: BundleStanding,
  of: { readonly number: number; readonly madeAt: Instant },
  bytesMax: number = JOURNAL_BYTES_MAX,
): Promise<PackedUp> {
  const { device, branch, appVersion } = deps.identity;
  const headSeq = await deps.journal.lastSeq();
  const { messages, entries, seq } = await partsOf(deps, standing.receivedSeq, bytesMax);
  const { askFrom, tokens } = standing;
  const plain = upBodyBytes({ protocol: PROTOCOL_VERSION, appVersion, headSeq, askFrom, tokens, messages });
  const head = { way: 'up', hub: hubName(deps.hubKey), device, branch, ...of } as const;
  const sealed = await deps.seal(bundlePurpose(head), plain);
  return {
    file: await writeBundle(head, sealed, (bytes) => deps.sign(bytes)),
    entries,
    left: Math.max(0, headSeq - seq),
  };
}
