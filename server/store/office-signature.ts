import { readPayload } from '../../shared/commands/domain.ts';
import { bytesToHex, type Bytes } from '../../shared/kernel/bytes.ts';
import type { SignatureLine } from '../../shared/read-models/office.ts';
import { decodeEntry } from '../../sync/index.ts';
import type { Sql } from './pool.ts';

/** What a customer signed: the hash is in the tablet's entry, the picture comes after all money. */

/** The hash that an entry carries; null = it carries none, or came by another door than a journal. */
function signatureHash(logged: Bytes): Bytes | null {
  const entry = decodeEntry(logged);
  if (!entry.ok) return null;
  const { command, payloadVersion, payload } = entry.value;
  const hash = readPayload(command, payloadVersion, payload)?.['signature_hash'];
  return hash instanceof Uint8Array ? new Uint8Array(hash) : null;
}

const PICTURE = 'FROM hub.evidence WHERE branch_id = $1 AND hash = $2 AND whole_at IS NOT NULL';

/** @param logged the entry's bytes in the command log */
export async function readSignature(sql: Sql, branch: string, logged: Bytes | null): Promise<SignatureLine | null> {
  const hash = logged === null ? null : signatureHash(logged);
  if (hash === null) return null;
  const rows = await sql.query<{ one: number }>(`SELECT 1 AS one ${PICTURE}`, [branch, hash]);
  return { hash: bytesToHex(hash), isHere: rows.length > 0 };
}

/** The picture as it was drawn, a PNG; null = its tablet has not brought it whole. */
export async function readSignaturePicture(sql: Sql, branch: string, hash: Bytes): Promise<Bytes | null> {
  const rows = await sql.query<{ bytes: Bytes }>(`SELECT bytes ${PICTURE}`, [branch, hash]);
  return rows[0] === undefined ? null : new Uint8Array(rows[0].bytes);
}
