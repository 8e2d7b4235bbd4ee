import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/**
 * The files of the archive: frames one after another, only ever appended. A frame is a line
 * `YZA1 <header bytes> <body bytes> <sha256>`, its header as JSON, its body, a newline. What is cut off behind the last
 * whole frame was never answered and counts for nothing; damage before it is told.
 */
export const ARCHIVE_COMMANDS = 'commands';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const word = v.pipe(v.string(), v.regex(/^\w+$/));
const headerShape = v.object({
  branch: v.string(),
  /** The batch holds the versions (from, to] of its branch; with `from` 0 also version 0. */
  from: count,
  to: count,
  /** Random id of the commit at `from`: tells whose past this batch follows. */
  fromCommit: v.string(),
  /** ms since 1970 UTC. */
  at: count,
  parts: v.array(v.object({ table: word, columns: v.array(word), rows: count, bytes: count })),
});
export type BatchHeader = v.InferOutput<typeof headerShape>;

const LINE_MAX = 160;
const LINE = /^YZA1 (\d+) (\d+) ([\da-f]{64})\n/;

const hashOf = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

export function frameOf(header: BatchHeader, body: Buffer): Buffer {
  const head = Buffer.from(JSON.stringify(header));
  const line = `YZA1 ${head.length} ${body.length} ${hashOf(head, body)}\n`;
  return Buffer.concat([Buffer.from(line), head, body, Buffer.from('\n')]);
}

/** Where a batch lies. */
export interface ArchivedBatch {
  readonly header: BatchHeader;
  readonly path: string;
  readonly bodyAt: number;
  readonly bodyBytes: number;
}
export interface ArchiveIndex {
  readonly batches: readonly ArchivedBatch[];
  /** Files with damage before their last whole frame, and how far each can be read. */
  readonly damaged: readonly { readonly path: string; readonly at: number }[];
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}

type Frame = { readonly batch: ArchivedBatch; readonly next: number } | 'cut' | 'damaged';

async function readFrame(file: FileHandle, path: string, at: number): Promise<Frame> {
  const start = (await readAt(file, at, LINE_MAX)).toString('latin1');
  const line = LINE.exec(start);
  if (line === null) return start.includes('\n') || start.length === LINE_MAX ? 'damaged' : 'cut';
  const [whole, headBytes, bodyBytes, hash] = [line[0], Number(line[1]), Number(line[2]), line[3]];
  const headAt = at + whole.length;
  const bytes = await readAt(file, headAt, headBytes + bodyBytes + 1);
  if (bytes.length < headBytes + bodyBytes + 1) return 'cut';
  const head = bytes.subarray(0, headBytes);
  const body = bytes.subarray(headBytes, headBytes + bodyBytes);
  if (hashOf(head, body) !== hash) return 'damaged';
  const header = v.safeParse(headerShape, JSON.parse(head.toString()));
  if (!header.success) return 'damaged';
  const batch = { header: header.output, path, bodyAt: headAt + headBytes, bodyBytes };
  return { batch, next: headAt + headBytes + bodyBytes + 1 };
}

async function readFileIndex(path: string): Promise<{ batches: ArchivedBatch[]; damagedAt: number | null }> {
  const file = await open(path, 'r');
  const batches: ArchivedBatch[] = [];
  try {
    const { size } = await stat(path);
    for (let at = 0; at < size;) {
      const frame = await readFrame(file, path, at);
      if (frame === 'cut') return { batches, damagedAt: null };
      if (frame === 'damaged') return { batches, damagedAt: at };
      batches.push(frame.batch);
      at = frame.next;
    }
    return { batches, damagedAt: null };
  } finally {
    await file.close();
  }
}

/** Every whole batch of the archive, oldest file first. */
export async function readArchive(archiveFolder: string): Promise<ArchiveIndex> {
  const folder = join(archiveFolder, ARCHIVE_COMMANDS);
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.log')).sort();
  const batches: ArchivedBatch[] = [];
  const damaged: { path: string; at: number }[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const read = await readFileIndex(path);
    batches.push(...read.batches);
    if (read.damagedAt !== null) damaged.push({ path, at: read.damagedAt });
  }
  return { batches, damaged };
}

/** The bodies of a batch's parts, in the order of its header. */
export async function readParts({ header, path, bodyAt, bodyBytes }: ArchivedBatch): Promise<readonly Buffer[]> {
  const file = await open(path, 'r');
  try {
    const body = await readAt(file, bodyAt, bodyBytes);
    let at = 0;
    return header.parts.map(({ bytes }) => body.subarray(at, (at += bytes)));
  } finally {
    await file.close();
  }
}

/** The name an archive folder was given when it was first used; null = it was not. */
export async function archiveId(archiveFolder: string): Promise<string | null> {
  const text = await readFile(join(archiveFolder, ARCHIVE_COMMANDS, 'id'), 'utf8').catch(() => null);
  return text === null || text.trim() === '' ? null : text.trim();
}
