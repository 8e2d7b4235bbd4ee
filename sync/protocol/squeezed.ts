import { concatBytes, type Bytes } from '../../shared/kernel/bytes.ts';

/**
 * The bytes of one message: a byte that says plain or deflated, then its body. A page is squeezed once and sent to many
 * although every line counts its own: what a line says of it goes in front, in a block that deflate stores as it is
 * (RFC 1951, 3.2.4), so whoever inflates the whole reads one message, whichever build they are.
 */

/** Raw deflate (RFC 1951) as the platform offers it. `inflate` answers null for bytes that are not deflated or would pass `bytesMax`. */
export interface Compressor {
  deflate(bytes: Bytes): Promise<Bytes>;
  inflate(bytes: Bytes, bytesMax: number): Promise<Bytes | null>;
}

/** Shorter messages are sent as they are: deflate would only make them longer. */
const DEFLATE_FROM = 200;
export const PLAIN = 0;
export const DEFLATED = 1;

/** The shorter of both. */
export async function squeeze(compressor: Compressor, body: Bytes): Promise<Bytes> {
  const small = body.length < DEFLATE_FROM ? body : await compressor.deflate(body);
  return small.length < body.length
    ? concatBytes(new Uint8Array([DEFLATED]), small)
    : concatBytes(new Uint8Array([PLAIN]), body);
}

/** @param head at most 65,535 bytes that come before the body of `squeezed` */
export function withHead(head: Bytes, squeezed: Bytes): Bytes {
  if (head.length === 0) return squeezed;
  const how = squeezed.slice(0, 1);
  if (how[0] === PLAIN) return concatBytes(how, head, squeezed.slice(1));
  const { length } = head;
  const stored = new Uint8Array([0, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff]);
  return concatBytes(how, stored, head, squeezed.slice(1));
}
