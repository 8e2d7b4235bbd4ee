import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { base64ToBytes, bytesToBase64, bytesToHex, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { StartFault } from './embedded-binaries.ts';

/**
 * What a backup folder holds: one compressed COPY of each table, and `manifest.json` with the SHA-256 of every file.
 * The manifest is written last and signed with the hub's key (`manifest.sig`), so a copy that was broken off, damaged,
 * altered or made by another hub is told apart before anything is put into a database.
 */
export const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';
const FORMAT = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hex64 = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/));
const word = v.pipe(v.string(), v.regex(/^\w+$/));

const tableFile = v.object({
  schema: v.picklist(['hub', 'analysis']),
  name: word,
  columns: v.array(word),
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.copy\.gz$/)),
  rows: count,
  /** Size of the file. */
  bytes: count,
  sha256: hex64,
});
const manifestShape = v.object({
  format: v.literal(FORMAT),
  id: v.pipe(v.string(), v.uuid()),
  /** SHA-256 of the signing key of the hub whose backup this is. */
  hubKey: hex64,
  /** ms since 1970 UTC. */
  madeAt: count,
  epoch: v.string(),
  migrations: v.array(v.string()),
  tables: v.array(tableFile),
  /** Where every journal stood in the snapshot. */
  devices: v.array(
    v.object({ branch: v.string(), device: v.string(), no: v.string(), status: v.string(), seq: count }),
  ),
});
export type Manifest = v.InferOutput<typeof manifestShape>;
export type TableFile = v.InferOutput<typeof tableFile>;

/** The hub whose backups these are. */
export interface BackupKeys {
  readonly signingKey: Bytes;
  sign(bytes: Bytes): Promise<Bytes>;
  verify(publicKey: Bytes, signature: Bytes, bytes: Bytes): Promise<boolean>;
}

export const hubKeyName = (signingKey: Bytes): string => bytesToHex(sha256(signingKey));

/** A backup that cannot be made or taken, as one sentence for the operator. */
export class BackupFault extends StartFault {}

/** Durable before it counts: written beside, flushed, then renamed. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

export async function writeManifest(folder: string, manifest: Manifest, keys: BackupKeys): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeDurably(join(folder, SIGNATURE), `${bytesToBase64(await keys.sign(textToBytes(text)))}\n`);
  await writeDurably(join(folder, MANIFEST), text);
  await syncFolder(folder);
}

const readText = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

/** The signed manifest of a folder. @throws BackupFault with one sentence when it is none of this hub. */
export async function readManifest(folder: string, keys: BackupKeys): Promise<Manifest> {
  const text = await readText(join(folder, MANIFEST));
  const signature = await readText(join(folder, SIGNATURE));
  if (text === null || signature === null)
    throw new BackupFault(
      `${folder} holds no whole backup (${MANIFEST} or ${SIGNATURE} is missing): give the folder of a backup that ended well.`,
    );
  const manifest = parse(text);
  if (manifest === null)
    throw new BackupFault(`${MANIFEST} in ${folder} cannot be read: it was damaged, or a newer program made it.`);
  if (manifest.hubKey !== hubKeyName(keys.signingKey))
    throw new BackupFault(
      `The backup in ${folder} was made by a hub with other keys: put the hub-keys.json that belongs to it into the data folder first.`,
    );
  if (!(await isSigned(keys, text, signature)))
    throw new BackupFault(`${MANIFEST} in ${folder} is not as the hub signed it: it was altered. Use another backup.`);
  return manifest;
}

function parse(text: string): Manifest | null {
  try {
    const parsed = v.safeParse(manifestShape, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

async function isSigned(keys: BackupKeys, text: string, signature: string): Promise<boolean> {
  try {
    return await keys.verify(keys.signingKey, base64ToBytes(signature.trim()), textToBytes(text));
  } catch {
    return false;
  }
}

/** The rows of a table file, decompressed. */
export function tableRows(folder: string, { file }: Pick<TableFile, 'file'>): AsyncIterable<Buffer> {
  const source = createReadStream(join(folder, file));
  const plain = createGunzip();
  source.on('error', (fault) => plain.destroy(fault));
  return source.pipe(plain);
}

const NEWLINE = 10;
/** In the text form of COPY a row is a line and no value holds a bare newline. */
export function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) rows += 1;
  return rows;
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Reads a table file back from the disk. @throws BackupFault when it is not what the manifest says. */
async function verifyTable(folder: string, table: TableFile): Promise<void> {
  const path = join(folder, table.file);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) throw new BackupFault(`${table.file} is missing in ${folder}: use another copy of this backup.`);
  if (size !== table.bytes)
    throw new BackupFault(
      `${table.file} in ${folder} has ${size} bytes and should have ${table.bytes}: it was cut off or changed. Use another copy of this backup.`,
    );
  if ((await fileHash(path)) !== table.sha256)
    throw new BackupFault(
      `${table.file} in ${folder} does not have the SHA-256 of its manifest: it was damaged or altered. Use another copy of this backup.`,
    );
  let rows = 0;
  for await (const chunk of tableRows(folder, table)) rows += countRows(chunk);
  if (rows !== table.rows)
    throw new BackupFault(`${table.file} in ${basename(folder)} holds ${rows} rows instead of ${table.rows}.`);
}

/** Reads every file of a backup back. @throws BackupFault */
export async function verifyBackup(folder: string, manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) await verifyTable(folder, table);
}
