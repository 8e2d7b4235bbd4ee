import { assert } from './assert.ts';
import { bytesToHex, concatBytes, hexToBytes, textToBytes, type Bytes } from './bytes.ts';
import { sha256 } from './hash.ts';

/** UUID text, lower case with dashes. */
export type CommandId = string;
/** 32 hex digits: the first 16 bytes of SHA-256 of the device's public signing key (raw P-256 point). */
export type DeviceId = string;

export const deviceIdOf = (publicKey: Uint8Array): DeviceId => bytesToHex(sha256(publicKey).subarray(0, 16));

function toUuidV8(hash: Uint8Array): CommandId {
  const raw = hash.slice(0, 16);
  raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x80;
  raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(raw);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function seqBytes(seq: number): Bytes {
  assert(Number.isSafeInteger(seq) && seq > 0, 'seq is a positive integer');
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(seq));
  return out;
}

/** The id of a journal entry: never sent, needs no randomness, the same on both sides. */
export const entryCommandId = (device: DeviceId, seq: number): CommandId =>
  toUuidV8(sha256(textToBytes('entry'), hexToBytes(device), seqBytes(seq)));

/** The id of a held entry adopted after a fork: (device, seq, hash), so it can never equal the entry it competes with. */
export const adoptedCommandId = (device: DeviceId, seq: number, hash: Uint8Array): CommandId =>
  toUuidV8(sha256(textToBytes('adopted'), hexToBytes(device), seqBytes(seq), hash));

/** The id of a message: (causing command, ordinal among its messages). */
export const messageCommandId = (cause: CommandId, ordinal: number): CommandId =>
  toUuidV8(sha256(textToBytes(`message:${cause}:${ordinal}`)));

/** The id of an imported record: (source, source key). A second import of the same record is a repeat. */
export const sourceCommandId = (source: string, key: string): CommandId =>
  toUuidV8(sha256(textToBytes(`source:${source}\u0000${key}`)));

/** Row id of a row first made on a terminal. */
export const deviceRowId = (device: DeviceId, seq: number): string => `${device.slice(0, 16)}.${seq}`;

export const EMPTY_HASH: Bytes = concatBytes(new Uint8Array(32));
