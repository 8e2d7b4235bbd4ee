import type { Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor } from '../../shared/kernel/cbor.ts';
import { describeProtocol } from '../protocol/codec.ts';

const KINDS = describeProtocol()
  .split('\n')
  .map((line) => line.split(' ')[1]);

/** The kind of a message that is not deflated, by its number on the wire. */
export function kindOfWire(bytes: Bytes): string {
  const cbor = decodeCbor(bytes.slice(1));
  const number: unknown = cbor.ok && Array.isArray(cbor.value) ? cbor.value[0] : null;
  return KINDS[Number(number)] ?? 'unreadable';
}
