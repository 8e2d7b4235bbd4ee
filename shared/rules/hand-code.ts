import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes, textToBytes, type Bytes } from '../kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../kernel/cbor.ts';
import { sha256 } from '../kernel/hash.ts';
import { deviceIdOf, deviceRowId, type DeviceId } from '../kernel/ids.ts';
import type { Fen } from '../kernel/money.ts';
import { isLuhn, luhnDigit } from './luhn.ts';

/**
 * What tablets of one outlet show each other with no network: a signed code to be scanned or carried as a file, and
 * for cash between tills a short one of digits that can be read aloud. A device's number is the hash of its public
 * key, so a code that carries the key proves which tablet speaks; whether that tablet is of this outlet the reader
 * looks up.
 */
export type HandKind = 'send' | 'answer' | 'closing';
const LETTER: Readonly<Record<HandKind, string>> = { send: 'T', answer: 'A', closing: 'C' };

export interface HandCode {
  readonly kind: HandKind;
  readonly device: DeviceId;
  readonly body: Cbor;
  readonly publicKey: Bytes;
  readonly signature: Bytes;
  /** What the signature covers. */
  readonly signed: Bytes;
}

/** The kind is signed too: a code of one kind cannot pass for another. */
export const handBytes = (kind: HandKind, body: Cbor): Bytes => encodeCbor([`hand:${LETTER[kind]}`, body]);

export const handText = (kind: HandKind, signed: Bytes, by: { publicKey: Bytes; signature: Bytes }): string =>
  [`YZ${LETTER[kind]}1`, ...[signed, by.publicKey, by.signature].map(bytesToBase64)].join('.');

function bytesOf(text: string): Bytes | null {
  try {
    return base64ToBytes(text);
  } catch {
    return null;
  }
}

/** null: not such a code, or a damaged one. The signature is still to be verified against `publicKey`. */
export function readHand(text: string): HandCode | null {
  const [head, ...parts] = text.replace(/\s+/g, '').split('.');
  const kind = (Object.keys(LETTER) as HandKind[]).find((one) => head === `YZ${LETTER[one]}1`);
  const [signed, publicKey, signature] = parts.map(bytesOf);
  if (kind === undefined || parts.length !== 3 || !signed || !publicKey || !signature) return null;
  const read = decodeCbor(signed);
  if (!read.ok || !Array.isArray(read.value)) return null;
  const [said, body] = read.value as readonly Cbor[];
  if (said !== `hand:${LETTER[kind]}` || body === undefined) return null;
  return { kind, device: deviceIdOf(publicKey), body, publicKey, signature, signed };
}

// ---- cash between tills ------------------------------------------------------------------------------------

/** Drawn by the sender, repeated by the receiver. `draw` is from 0 up to 1. */
export const nonceOf = (draw: number): string => String(Math.floor(draw * 1_000_000)).padStart(6, '0');

export interface ShortSend {
  readonly deviceNo: string;
  readonly fromTill: string;
  readonly seq: number;
  readonly nonce: string;
}

const SEQ_DIGITS = 7;

/** 18 digits: terminal 2, till 2, entry 7, nonce 6, check 1. The amount is not in it: the receiver counts. */
export function shortSend(of: ShortSend): string {
  const digits = `${of.deviceNo}${of.fromTill}${String(of.seq).padStart(SEQ_DIGITS, '0')}${of.nonce}`;
  return digits + luhnDigit(digits);
}

export function readShortSend(text: string): ShortSend | null {
  const digits = text.replace(/\s+/g, '');
  if (!/^\d{18}$/.test(digits) || !isLuhn(digits)) return null;
  const seq = Number(digits.slice(4, 11));
  return seq === 0
    ? null
    : { deviceNo: digits.slice(0, 2), fromTill: digits.slice(2, 4), seq, nonce: digits.slice(11, 17) };
}

/** Row id of the transfer a short code names. */
export const transferOf = (code: ShortSend, device: DeviceId): string => deviceRowId(device, code.seq);

export interface AnswerSaid {
  readonly transfer: string;
  readonly nonce: string;
  readonly answer: 'accepted' | 'refused';
  readonly fen: Fen;
}

/** 8 digits: 1 accepted or 2 refused, six that only who knows transfer, nonce and the amount taken can make, check 1. */
export function shortAnswer(of: AnswerSaid): string {
  const hash = sha256(
    textToBytes(['answer', of.transfer, of.nonce, of.answer, of.answer === 'accepted' ? of.fen : 0].join('|')),
  );
  const six = String(Number.parseInt(bytesToHex(hash.subarray(0, 4)), 16) % 1_000_000).padStart(6, '0');
  const digits = `${of.answer === 'accepted' ? 1 : 2}${six}`;
  return digits + luhnDigit(digits);
}

/** Which answer to this transfer the digits are; null when they are none. */
export function readShortAnswer(text: string, of: Omit<AnswerSaid, 'answer'>): AnswerSaid['answer'] | null {
  const digits = text.replace(/\s+/g, '');
  const fits = (answer: AnswerSaid['answer']): boolean => shortAnswer({ ...of, answer }) === digits;
  return fits('accepted') ? 'accepted' : fits('refused') ? 'refused' : null;
}

/** Digits in groups of `size`, to be read aloud and typed. */
export const grouped = (digits: string, size: number): string =>
  digits.match(new RegExp(`.{1,${size}}`, 'g'))?.join(' ') ?? '';

// ---- records as rows of values -----------------------------------------------------------------------------

/** Names cost room in a code: values in the order of `names`. */
export const valuesOf = <T extends object>(names: readonly (keyof T & string)[], record: T): Cbor =>
  names.map((name) => record[name] as Cbor);

export function recordOf(names: readonly string[], values: Cbor | undefined): Record<string, Cbor> | null {
  if (!Array.isArray(values) || values.length !== names.length) return null;
  return Object.fromEntries(names.map((name, at) => [name, (values as readonly Cbor[])[at] ?? null]));
}

/** 32 hex digits as 16 bytes, and back. */
export const deviceBytes = (device: DeviceId): Bytes => hexToBytes(device);
