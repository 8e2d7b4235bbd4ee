import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { DeviceId } from '../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { PushRequest } from '../engine/hub-api.ts';
import { decodeEntry } from '../protocol/entry.ts';
import type { BundleFault } from './envelope.ts';
import type { BundleHub } from './hub-bundle.ts';

/**
 * The code on a customer's slip: the entry itself, sealed to the hub, with the vault's signature of its place in the
 * chain. Whoever holds the slip reads which tablet and which number it is and nothing else; what comes of it at the hub
 * is a push of one entry like any other, so it keeps its bytes and its hash.
 *
 *   "YZ2." base64 of CBOR [device (16), seq, box, signature (64)]; in the box: CBOR [previous hash, canonical bytes]
 */
const MARK = 'YZ2';
const HASH_BYTES = 32;

export interface SlipEntry {
  readonly device: DeviceId;
  readonly seq: number;
  readonly previousHash: Bytes;
  readonly canonical: Bytes;
}
interface SlipCode {
  readonly device: DeviceId;
  readonly seq: number;
  readonly box: Bytes;
  readonly signature: Bytes;
}

const purposeOf = (of: Pick<SlipEntry, 'device' | 'seq'>): string => `slip ${of.device} ${of.seq}`;

/** @param by.seal to the hub's sealing key. @param by.signature of the vault over `headBytes` at this entry. */
export async function writeSlipCode(
  of: SlipEntry,
  by: { readonly seal: (purpose: string, plain: Bytes) => Promise<Bytes>; readonly signature: Bytes },
): Promise<string> {
  const box = await by.seal(purposeOf(of), encodeCbor([of.previousHash, of.canonical]));
  return `${MARK}.${bytesToBase64(encodeCbor([hexToBytes(of.device), of.seq, box, by.signature]))}`;
}

function cborOf(text: string): readonly Cbor[] | null {
  try {
    const read = decodeCbor(base64ToBytes(text));
    return read.ok && Array.isArray(read.value) ? (read.value as readonly Cbor[]) : null;
  } catch {
    return null;
  }
}

const isBytes = (value: Cbor | undefined, length?: number): value is Bytes =>
  value instanceof Uint8Array && (length === undefined || value.length === length);

function readSlipCode(text: string): SlipCode | null {
  const [mark, coded = ''] = text.replace(/\s+/g, '').split('.');
  const [device, seq, box, signature] = (mark === MARK ? cborOf(coded) : null) ?? [];
  if (!isBytes(device, 16) || typeof seq !== 'number' || !isBytes(box) || !isBytes(signature)) return null;
  return { device: bytesToHex(device), seq, box, signature };
}

/** The push a slip's code is. Nothing in it is believed before the intake has checked its signature. Never throws. */
export async function openSlipCode(hub: BundleHub, text: string): Promise<Result<PushRequest, BundleFault>> {
  const code = readSlipCode(text);
  if (code === null) return err('VAN_NOT_A_BUNDLE');
  const { device, seq, box, signature } = code;
  const plain = await hub.open(purposeOf(code), box);
  const read = plain === null ? null : decodeCbor(plain);
  const [previousHash, canonical] = read?.ok && Array.isArray(read.value) ? (read.value as readonly Cbor[]) : [];
  if (!isBytes(previousHash, HASH_BYTES) || !isBytes(canonical)) return err('VAN_TAMPERED');
  const entry = decodeEntry(canonical);
  if (!entry.ok || entry.value.device !== device || entry.value.seq !== seq) return err('VAN_TAMPERED');
  const of = { branch: entry.value.branch, device, firstSeq: seq, entries: [canonical], previousHash };
  return ok({ ...of, signature, signedWith: 'vault', early: false });
}
