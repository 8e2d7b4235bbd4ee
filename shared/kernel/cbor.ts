import type { Bytes } from './bytes.ts';
import { err, ok, type Result } from './result.ts';

/**
 * Deterministic CBOR (RFC 8949 section 4.2): shortest integers, definite lengths, map keys in bytewise order.
 * One value has exactly one encoding, so a hash of the bytes is a hash of the value. Floats, tags and
 * indefinite lengths do not exist here; the decoder refuses every other spelling of a value.
 */
export type Cbor = number | string | boolean | null | Bytes | readonly Cbor[] | { readonly [key: string]: Cbor };

export type CborFault = 'truncated' | 'not_canonical' | 'unsupported' | 'too_deep' | 'trailing_bytes';

const MAX_DEPTH = 16;
/** ASCII text up to this many characters, which nearly all text is, goes without the coder of UTF-8: it costs more. */
const SHORT_TEXT = 48;

class Writer {
  private buffer = new Uint8Array(256);
  private length = 0;
  private readonly view = () => new DataView(this.buffer.buffer);

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + more));
    grown.set(this.buffer);
    this.buffer = grown;
  }

  head(major: number, value: number): void {
    this.reserve(9);
    const lead = major << 5;
    if (value < 24) this.buffer[this.length++] = lead | value;
    else if (value < 0x100) {
      this.buffer[this.length++] = lead | 24;
      this.buffer[this.length++] = value;
    } else if (value < 0x10000) {
      this.buffer[this.length] = lead | 25;
      this.view().setUint16(this.length + 1, value);
      this.length += 3;
    } else if (value < 0x100000000) {
      this.buffer[this.length] = lead | 26;
      this.view().setUint32(this.length + 1, value);
      this.length += 5;
    } else {
      this.buffer[this.length] = lead | 27;
      this.view().setBigUint64(this.length + 1, BigInt(value));
      this.length += 9;
    }
  }

  /** Length and characters of short ASCII text. false: it is neither, nothing was written. */
  shortText(text: string): boolean {
    if (text.length > SHORT_TEXT) return false;
    this.reserve(text.length + 9);
    const before = this.length;
    this.head(3, text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.length = before;
        return false;
      }
      this.buffer[this.length++] = code;
    }
    return true;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  simple(code: number): void {
    this.reserve(1);
    this.buffer[this.length++] = 0xe0 | code;
  }

  done(): Bytes {
    return this.buffer.slice(0, this.length);
  }
}

const utf8 = new TextEncoder();

/** Well-formed UTF-16 only: a lone surrogate would change when it is written as UTF-8. */
function encodeText(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError('text has a lone surrogate');
  return utf8.encode(text);
}

function write(out: Writer, value: Cbor): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
    if (value >= 0) out.head(0, value);
    else out.head(1, -1 - value);
  } else if (typeof value === 'string') {
    if (out.shortText(value)) return;
    const bytes = encodeText(value);
    out.head(3, bytes.length);
    out.raw(bytes);
  } else if (value === null) out.simple(22);
  else if (typeof value === 'boolean') out.simple(value ? 21 : 20);
  else if (value instanceof Uint8Array) {
    out.head(2, value.length);
    out.raw(value);
  } else if (Array.isArray(value)) {
    out.head(4, value.length);
    for (const item of value as readonly Cbor[]) write(out, item);
  } else writeMap(out, value as { readonly [key: string]: Cbor });
}

function writeMap(out: Writer, map: { readonly [key: string]: Cbor }): void {
  const entries = Object.entries(map).map(([key, value]) => {
    const keyOut = new Writer();
    write(keyOut, key);
    return { key: keyOut.done(), value };
  });
  entries.sort((a, b) => compareBytes(a.key, b.key));
  out.head(5, entries.length);
  for (const { key, value } of entries) {
    out.raw(key);
    write(out, value);
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** @throws RangeError for a number that is not a safe integer or text that is not well formed (both are bugs of the caller). */
export function encodeCbor(value: Cbor): Bytes {
  const out = new Writer();
  write(out, value);
  return out.done();
}

class Fault extends Error {
  constructor(readonly fault: CborFault) {
    super(fault);
  }
}

function asciiText(bytes: Uint8Array, from: number, to: number): string | null {
  let text = '';
  for (let at = from; at < to; at++) {
    const code = bytes[at] ?? 0x80;
    if (code > 0x7f) return null;
    text += String.fromCharCode(code);
  }
  return text;
}

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Reader {
  at = 0;
  private readonly view: DataView;
  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private take(length: number): number {
    const start = this.at;
    if (start + length > this.bytes.length) throw new Fault('truncated');
    this.at += length;
    return start;
  }

  private argument(low: number): number {
    if (low < 24) return low;
    if (low === 24) return this.atLeast(this.view.getUint8(this.take(1)), 24);
    if (low === 25) return this.atLeast(this.view.getUint16(this.take(2)), 0x100);
    if (low === 26) return this.atLeast(this.view.getUint32(this.take(4)), 0x10000);
    if (low !== 27) throw new Fault('unsupported');
    const big = this.view.getBigUint64(this.take(8));
    if (big > BigInt(Number.MAX_SAFE_INTEGER)) throw new Fault('unsupported');
    return this.atLeast(Number(big), 0x100000000);
  }

  private atLeast(value: number, least: number): number {
    if (value < least) throw new Fault('not_canonical');
    return value;
  }

  private text(length: number): string {
    const start = this.take(length);
    const short = length <= SHORT_TEXT ? asciiText(this.bytes, start, start + length) : null;
    if (short !== null) return short;
    try {
      return utf8Strict.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw new Fault('unsupported');
    }
  }

  value(depth: number): Cbor {
    if (depth > MAX_DEPTH) throw new Fault('too_deep');
    const lead = this.view.getUint8(this.take(1));
    const major = lead >> 5;
    if (major === 7) return this.simple(lead & 31);
    const argument = this.argument(lead & 31);
    switch (major) {
      case 0:
        return argument;
      case 1:
        if (argument === Number.MAX_SAFE_INTEGER) throw new Fault('unsupported');
        return -1 - argument;
      case 2: {
        const start = this.take(argument);
        return this.bytes.slice(start, start + argument) as Bytes;
      }
      case 3:
        return this.text(argument);
      case 4:
        return this.array(argument, depth);
      case 5:
        return this.map(argument, depth);
      default:
        throw new Fault('unsupported');
    }
  }

  private simple(code: number): Cbor {
    if (code === 20) return false;
    if (code === 21) return true;
    if (code === 22) return null;
    throw new Fault('unsupported');
  }

  private array(length: number, depth: number): Cbor {
    if (length > this.bytes.length - this.at) throw new Fault('truncated');
    const items: Cbor[] = [];
    for (let i = 0; i < length; i++) items.push(this.value(depth + 1));
    return items;
  }

  private map(length: number, depth: number): Cbor {
    if (length > this.bytes.length - this.at) throw new Fault('truncated');
    const out: Record<string, Cbor> = Object.create(null) as Record<string, Cbor>;
    let previous: Uint8Array | null = null;
    for (let i = 0; i < length; i++) {
      const start = this.at;
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw new Fault('unsupported');
      const keyBytes = this.bytes.subarray(start, this.at);
      if (previous !== null && compareBytes(previous, keyBytes) >= 0) throw new Fault('not_canonical');
      previous = keyBytes;
      out[key] = this.value(depth + 1);
    }
    return out;
  }
}

/** Decodes exactly one value that fills the whole input. Never throws on bad input. */
export function decodeCbor(bytes: Uint8Array): Result<Cbor, CborFault> {
  try {
    const reader = new Reader(bytes);
    const value = reader.value(0);
    return reader.at === bytes.length ? ok(value) : err('trailing_bytes');
  } catch (thrown) {
    if (thrown instanceof Fault) return err(thrown.fault);
    throw thrown;
  }
}
