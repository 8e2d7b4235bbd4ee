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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Text that is nearly always a UUID: then its 16 bytes. */
export const uuid: Shape<string> = {
  text: 'uuid',
  to: (value) => (UUID.test(value) ? hexToBytes(value.replaceAll('-', '')) : value),
  from(cbor) {
    if (typeof cbor === 'string') return cbor.length <= 64 ? cbor : undefined;
    if (!(cbor instanceof Uint8Array) || cbor.length !== 16) return undefined;
    return bytesToHex(cbor).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
};
