import type { DeviceRecord, OutboxMessage, RawRecord, RowChange, WriteSet } from '../../sync/index.ts';
import { encodeCbor } from '../../shared/kernel/cbor.ts';
import { ColumnBytes, columnNames, unnest } from './binary-columns.ts';
import { LOG_COLUMNS, POSTING_COLUMNS, ROW_COLUMNS } from './commit-columns.ts';
import type { Value } from './pool.ts';

/**
 * The one statement that writes a batch. The long lists go into it as binary columns, the short ones as one jsonb
 * list each, so its cost is that of the rows; the branch's version moves in the same statement, or nothing is written.
 */
const LOG_FROM = 4;
const ROWS_FROM = LOG_FROM + LOG_COLUMNS.length;
const POSTINGS_FROM = ROWS_FROM + ROW_COLUMNS.length;
const OUTBOX = POSTINGS_FROM + POSTING_COLUMNS.length;

export const COMMIT = `
WITH moved AS (
  UPDATE hub.branch SET version = $2, commit_id = $3::uuid WHERE branch_id = $1 AND version = $2::bigint - 1
  RETURNING branch_id
), noted AS (
  INSERT INTO hub.branch_commit (branch_id, version, commit_id) VALUES ($1, $2, $3::uuid)
), logged AS (
  INSERT INTO hub.command_log (branch_id, version, ${columnNames(LOG_COLUMNS)})
  SELECT $1, $2, c.* FROM ${unnest(LOG_COLUMNS, 'c', LOG_FROM)}
), rows AS (
  INSERT INTO hub.row (branch_id, version, ${columnNames(ROW_COLUMNS)})
  SELECT $1, $2, r.* FROM ${unnest(ROW_COLUMNS, 'r', ROWS_FROM)}
  ON CONFLICT (branch_id, kind, id) DO UPDATE SET version = excluded.version, scope = excluded.scope, body = excluded.body
), posted AS (
  INSERT INTO hub.posting (branch_id, version, ${columnNames(POSTING_COLUMNS)})
  SELECT $1, $2, p.* FROM ${unnest(POSTING_COLUMNS, 'p', POSTINGS_FROM)}
), sent AS (
  INSERT INTO hub.outbox (branch_id, id, cause, ordinal, to_branch, command, payload_version, payload, version)
  SELECT $1, o.id, o.cause, o.ordinal, o."toBranch", o.command, o."payloadVersion", decode(o.payload, 'base64'), $2
  FROM jsonb_to_recordset($${OUTBOX}::jsonb) AS o(id uuid, cause uuid, ordinal int, "toBranch" text, command text, "payloadVersion" int, payload text)
), taken AS (
  INSERT INTO hub.inbox (branch_id, id, from_branch, version)
  SELECT $1, i.id, i."fromBranch", $2
  FROM jsonb_to_recordset($${OUTBOX + 1}::jsonb) AS i(id uuid, "fromBranch" text)
  ON CONFLICT (branch_id, id) DO NOTHING
), kept AS (
  INSERT INTO hub.raw (branch_id, device_id, seq, hash, previous_hash, bytes, reason, received_at, recorded, version)
  SELECT $1, w.device, w.seq, decode(w.hash, 'base64'), decode(w."previousHash", 'base64'), decode(w.bytes, 'base64'), w.reason, w."receivedAt", w.recorded, $2
  FROM jsonb_to_recordset($${OUTBOX + 2}::jsonb) AS w(device text, seq bigint, hash text, "previousHash" text, bytes text, reason text, "receivedAt" bigint, recorded jsonb)
  ON CONFLICT (branch_id, device_id, seq, hash) DO UPDATE SET reason = excluded.reason, recorded = coalesce(excluded.recorded, hub.raw.recorded)
), device AS (
  INSERT INTO hub.device (branch_id, device_id, device_no, status, signing_key, delivery_key, seq, head, signed_seq, early,
    forked_at, lost, archived_seq, last_seen_at, last_captured_at)
  SELECT $1, d.id, d."deviceNo", d.status, decode(d."signingKey", 'base64'), decode(d."deliveryKey", 'base64'), d.seq,
    decode(d.head, 'base64'), d."signedSeq", d.early, d."forkedAt", d.lost, d."archivedSeq", d."lastSeenAt", d."lastCapturedAt"
  FROM jsonb_to_recordset($${OUTBOX + 3}::jsonb) AS d(id text, "deviceNo" text, status text, "signingKey" text, "deliveryKey" text, seq bigint,
    head text, "signedSeq" bigint, early jsonb, "forkedAt" bigint, lost jsonb, "archivedSeq" bigint, "lastSeenAt" bigint, "lastCapturedAt" bigint)
  ON CONFLICT (branch_id, device_id) DO UPDATE SET status = excluded.status, seq = excluded.seq, head = excluded.head,
    signed_seq = excluded.signed_seq, early = excluded.early, forked_at = excluded.forked_at, lost = excluded.lost, archived_seq = excluded.archived_seq,
    last_seen_at = excluded.last_seen_at, last_captured_at = excluded.last_captured_at
)
SELECT branch_id FROM moved`;

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const outboxToJson = (message: OutboxMessage) => ({ ...message, payload: base64(encodeCbor(message.payload)) });

const rawToJson = (raw: RawRecord) => ({
  ...raw,
  hash: base64(raw.hash),
  previousHash: base64(raw.previousHash),
  bytes: base64(raw.bytes),
});

const deviceToJson = (device: DeviceRecord) => ({
  ...device,
  signingKey: base64(device.signingKey),
  deliveryKey: base64(device.deliveryKey),
  head: base64(device.head),
  early: device.early.map(({ seq, hash }) => ({ seq, hash: base64(hash) })),
  lost: device.lost.map((range) => ({ ...range, head: base64(range.head), tail: base64(range.tail) })),
});

/** The last change of a key wins: one statement may touch a row once. A table's rows stand together, as its keys do. */
function lastOfEach(rows: readonly RowChange[]): readonly RowChange[] {
  const tables = new Map<string, Map<string, RowChange>>();
  for (const row of rows) {
    let ids = tables.get(row.table);
    if (ids === undefined) tables.set(row.table, (ids = new Map()));
    ids.set(row.id, row);
  }
  return [...tables.values()].flatMap((ids) => [...ids.values()]);
}

/** Guesses of what the columns of a batch take. */
const BATCH_BYTES = 4_096;
const BYTES_A_RECORD = 448;

export interface CommitParts {
  readonly branch: string;
  readonly version: number;
  readonly commitId: string;
  readonly scopeOf: (table: string) => string;
}

export function commitValues(parts: CommitParts, write: WriteSet): Value[] {
  const rows = lastOfEach(write.rows).map(({ table, id, body }) => ({ table, id, body, scope: parts.scopeOf(table) }));
  const out = new ColumnBytes(BATCH_BYTES + BYTES_A_RECORD * (write.log.length + rows.length + write.postings.length));
  const short = [
    write.outbox.map(outboxToJson),
    write.inbox,
    write.raw.map(rawToJson),
    write.device === null ? [] : [deviceToJson(write.device)],
  ];
  return [
    parts.branch,
    parts.version,
    parts.commitId,
    ...LOG_COLUMNS.map((one) => one.encode(write.log, out)),
    ...ROW_COLUMNS.map((one) => one.encode(rows, out)),
    ...POSTING_COLUMNS.map((one) => one.encode(write.postings, out)),
    ...short.map((list) => JSON.stringify(list)),
  ];
}
