import { createReadStream, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Readable } from 'node:stream';
import { dateToDay, type BusinessDate } from '../../shared/kernel/dates.ts';

/**
 * Reads the files of the Berka collection: cp1250 text, `;` between fields, `"` around texts, CRLF, a first line
 * of names. Every line is either a whole record or a rejected line with its number and reason; nothing is guessed.
 */

/** The folder or a file in it is not what it claims to be. The message is one sentence for the operator. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}

export interface RejectedLine {
  readonly file: string;
  /** 1 = the line of names. */
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}
export interface FileSeen {
  readonly file: string;
  readonly sha256: string;
  /** Bytes after decompression. */
  readonly bytes: number;
  readonly rows: number;
}

/** Fields of one line, or the reason why it cannot be read. */
export function splitLine(line: string): readonly string[] | string {
  if (!line.includes('"')) return line.split(';');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const end = line.indexOf('"', at + 1);
      if (end < 0) return 'a quoted text is not closed';
      fields.push(line.slice(at + 1, end));
      at = end + 1;
      if (at < line.length && line[at] !== ';') return 'characters after a quoted text';
    } else {
      const next = line.indexOf(';', at);
      const end = next < 0 ? line.length : next;
      fields.push(line.slice(at, end));
      at = end;
    }
    if (at >= line.length) return fields;
    at += 1;
    if (at === line.length) {
      fields.push('');
      return fields;
    }
  }
}

const wholeNumber = /^\d{1,15}$/;
const money = /^(\d{1,12})(?:\.(\d{1,2}))?$/;

export function readInt(text: string): number {
  if (!wholeNumber.test(text)) throw new RangeError(`not a whole number: ${text.slice(0, 20)}`);
  return Number(text);
}

/** Amount in hundredths. A sign is allowed because stored balances may be below zero. */
export function readMoney(text: string): number {
  const negative = text.startsWith('-');
  const match = money.exec(negative ? text.slice(1) : text);
  if (match === null) throw new RangeError(`not an amount: ${text.slice(0, 20)}`);
  const value = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return negative ? -value : value;
}

/** `YYMMDD` of the twentieth century, with or without ` 00:00:00`. */
export function readDate(text: string): BusinessDate {
  const match = /^(\d{2})(\d{2})(\d{2})(?: 00:00:00)?$/.exec(text);
  const date = match === null ? '' : `19${match[1]}-${match[2]}-${match[3]}`;
  if (dateToDay(date) === null) throw new RangeError(`not a date: ${text.slice(0, 20)}`);
  return date;
}

export interface Source<T> {
  readonly file: string;
  readonly names: readonly string[];
  /** Throws RangeError when a field is not what it must be. */
  readonly read: (fields: readonly string[]) => T;
}

interface Opened {
  readonly path: string;
  readonly stream: Readable;
}

/** `trans` is published whole or as a prefix, plain or compressed: the first that exists is taken. */
function open(dir: string, file: string): Opened {
  const stem = file.replace(/\.asc$/, '');
  for (const name of [file, `${file}.gz`, `${stem}_prefix.asc`, `${stem}_prefix.asc.gz`]) {
    const path = join(dir, name);
    if (!existsSync(path)) continue;
    const raw = createReadStream(path, { highWaterMark: 1 << 18 });
    if (!name.endsWith('.gz')) return { path, stream: raw };
    const unzipped = createGunzip();
    raw.on('error', (fault) => unzipped.destroy(fault));
    return { path, stream: raw.pipe(unzipped) };
  }
  throw new ImportFault(`the folder ${dir} holds no ${file}: it is not a Berka collection`);
}

const textOf = new TextDecoder('windows-1250');
const headerOf = (names: readonly string[]): string => names.join(';');

/**
 * Streams the records of one file. `take` gets each record with its line number; bad lines go to `reject`.
 * @throws ImportFault when the file is absent, cannot be decompressed or has another line of names.
 */
export async function readFileOf<T>(
  dir: string,
  source: Source<T>,
  sink: { take(record: T, line: number): void | Promise<void>; reject(line: RejectedLine): void },
): Promise<FileSeen> {
  const { path, stream } = open(dir, source.file);
  const digest = createHash('sha256');
  const seen = { bytes: 0, rows: 0, line: 0 };
  let rest: Buffer = Buffer.alloc(0);
  const handle = (line: Buffer): void | Promise<void> => {
    seen.line += 1;
    const ended = line.length > 0 && line[line.length - 1] === 13 ? line.subarray(0, -1) : line;
    return takeLine(source, seen, textOf.decode(ended), sink);
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      digest.update(chunk);
      seen.bytes += chunk.length;
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
        const pending = handle(data.subarray(from, end));
        if (pending !== undefined) await pending;
        from = end + 1;
      }
      rest = data.subarray(from);
      if (rest.length > 4096)
        throw new ImportFault(`${path} is not a text file of records: line ${seen.line + 1} does not end`);
    }
    if (rest.length > 0) await handle(rest);
  } catch (fault) {
    if (fault instanceof ImportFault) throw fault;
    if (isReadFault(fault)) throw new ImportFault(`${path} cannot be read: ${fault.code}`);
    throw fault;
  }
  if (seen.line === 0) throw new ImportFault(`${path} is empty`);
  return {
    file: path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/, ''),
    sha256: digest.digest('hex'),
    bytes: seen.bytes,
    rows: seen.rows,
  };
}

/** Faults of the file system and of decompression carry a code in capitals; everything else is a fault of ours. */
const isReadFault = (fault: unknown): fault is { code: string } =>
  typeof fault === 'object' &&
  fault !== null &&
  'code' in fault &&
  typeof fault.code === 'string' &&
  /^(Z_|E[A-Z]+$)/.test(fault.code);

function takeLine<T>(
  source: Source<T>,
  seen: { rows: number; line: number },
  text: string,
  sink: { take(record: T, line: number): void | Promise<void>; reject(line: RejectedLine): void },
): void | Promise<void> {
  const line = seen.line;
  if (line === 1) {
    if (text.replaceAll('"', '') === headerOf(source.names)) return;
    throw new ImportFault(`${source.file} is not a Berka file: its first line must name ${headerOf(source.names)}`);
  }
  const fields = splitLine(text);
  const reject = (reason: string): void => sink.reject({ file: source.file, line, text: text.slice(0, 120), reason });
  if (typeof fields === 'string') return reject(fields);
  if (fields.length !== source.names.length) return reject(`${fields.length} fields instead of ${source.names.length}`);
  let record: T;
  try {
    record = source.read(fields);
  } catch (fault) {
    if (fault instanceof RangeError) return reject(fault.message);
    throw fault;
  }
  seen.rows += 1;
  return sink.take(record, line);
}
