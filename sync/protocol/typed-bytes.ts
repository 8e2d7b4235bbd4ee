import type { Bytes } from '../../shared/kernel/bytes.ts';

/** Bytes of typed columns, written and read. A reader never reads past its end and never trusts a length it has not seen bytes for. */

/** What was read is no typed column. Thrown inside `sync/protocol` only; callers outside get undefined. */
export class TypedFault extends Error {}

/** Integers beyond this do not travel as varints: doubled by the sign bit they would no longer be exact. */
export const VARINT_MAX = 2 ** 52;

const utf8 = new TextEncoder();
const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteWriter {
  private buffer = new Uint8Array(256);
  length = 0;

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + more));
    grown.set(this.buffer);
    this.buffer = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /** Seven bits a byte, low ones first. @param value a non-negative safe integer */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  /** @param value an integer of at most `VARINT_MAX` either way */
  signed(value: number): void {
    this.varint(zigzag(value));
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Length in bytes, then UTF-8. @throws RangeError for text with a lone surrogate, which UTF-8 would change. */
  text(text: string): void {
    if (!text.isWellFormed()) throw new RangeError('text has a lone surrogate');
    const bytes = utf8.encode(text);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  done(): Bytes {
    return this.buffer.slice(0, this.length);
  }
}

export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** Bytes that `varint` takes. */
export function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
  return length;
}

export class ByteReader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new TypedFault('truncated');
    this.at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let n = 0; n < 8; n++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (!Number.isSafeInteger(value) || (byte === 0 && n > 0)) throw new TypedFault('varint');
        return value;
      }
      scale *= 128;
    }
    throw new TypedFault('varint');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A number of things that follow, at most `max`. */
  count(max: number): number {
    const value = this.varint();
    if (value > max) throw new TypedFault('count');
    return value;
  }

  raw(length: number): Bytes {
    if (length > this.left) throw new TypedFault('truncated');
    this.at += length;
    return this.bytes.slice(this.at - length, this.at) as Bytes;
  }

  text(max: number): string {
    const length = this.varint();
    if (length > this.left) throw new TypedFault('truncated');
    this.at += length;
    let text: string;
    try {
      text = utf8Strict.decode(this.bytes.subarray(this.at - length, this.at));
    } catch {
      throw new TypedFault('utf8');
    }
    if (text.length > max) throw new TypedFault('text');
    return text;
  }
}
