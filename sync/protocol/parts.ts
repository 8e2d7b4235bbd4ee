import { bytesToHex, hexToBytes } from '../../shared/kernel/bytes.ts';
import { dateToDay, dayToDate } from '../../shared/kernel/dates.ts';
import type { FeedToken } from '../engine/ports.ts';
import { bytes, count, record, text, word, type Shape } from './shape.ts';

/** Shapes that messages have in common. */
export const device: Shape<string> = {
  text: 'device',
  to: (id) => hexToBytes(id),
  from: (cbor) => (cbor instanceof Uint8Array && cbor.length === 16 ? bytesToHex(cbor) : undefined),
};
export const date: Shape<string> = {
  text: 'date',
  to: (value) => dateToDay(value),
  from: (cbor) => (typeof cbor === 'number' && Math.abs(cbor) < 1_000_000 ? dayToDate(cbor) : undefined),
};
export const hash = bytes(32, 32);
export const signature = bytes(64, 80);
export const branch = text(32);
export const keyUse = word(['vault', 'delivery']);

export const token = record<FeedToken>({ epoch: text(64), branch, version: count, commitId: text(64) });
