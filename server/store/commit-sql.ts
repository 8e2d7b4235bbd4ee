import type {
  DeviceRecord,
  LogRecord,
  OutboxMessage,
  PostedPosting,
  RawRecord,
  RowChange,
  WriteSet,
} from '../../sync/index.ts';
import { encodeCbor } from '../../shared/kernel/cbor.ts';
import { bodyToJson } from './body.ts';
import type { Value } from './pool.ts';

/**
 * The one statement that writes a batch. Every part goes into it as one jsonb list, so its cost hardly depends on
 * how many commands the batch holds; the branch's version moves in the same statement, or nothing is written.
 */
export const COMMIT = `
WITH moved AS (
  UPDATE hub.branch SET version = $2, commit_id = $3::uuid WHERE branch_id = $1 AND version = $2::bigint - 1
  RETURNING branch_id
), noted AS (
  INSERT INTO hub.branch_commit (branch_id, version, commit_id) VALUES ($1, $2, $3::uuid)
), logged AS (
  INSERT INTO hub.command_log (branch_id, command_id, row_id, door, device_id, seq, hash, bytes, name, payload_version,
    business_date, captured_at, received_at, maker, checker, verdict, code, has_split, account_fen, suspense_ledger,
    suspense_fen, sigma_command, sigma_direction, sigma_fen, numbers, version)
  SELECT $1, c.id, c."rowId", c.door, c.device, c.seq, decode(c.hash, 'base64'), decode(c.bytes, 'base64'), c.name, c."payloadVersion",
    c."businessDate", c."capturedAt", c."receivedAt", c.maker, c.checker, c.verdict, c.code, c.split, c."accountFen", c."suspenseLedger",
    c."suspenseFen", c."sigmaCommand", c."sigmaDirection", c."sigmaFen", c.numbers, $2
  FROM jsonb_to_recordset($4::jsonb) AS c(id uuid, "rowId" text, door text, device text, seq bigint, hash text, bytes text, name text,
    "payloadVersion" int, "businessDate" date, "capturedAt" bigint, "receivedAt" bigint, maker text, checker text, verdict text,
    code text, split boolean, "accountFen" bigint, "suspenseLedger" text, "suspenseFen" bigint, "sigmaCommand" text,
    "sigmaDirection" text, "sigmaFen" bigint, numbers jsonb)
), rows AS (
  INSERT INTO hub.row (branch_id, kind, id, version, scope, body)
  SELECT $1, r.kind, r.id, $2, r.scope, r.body
  FROM jsonb_to_recordset($5::jsonb) AS r(kind text, id text, scope text, body jsonb)
  ON CONFLICT (branch_id, kind, id) DO UPDATE SET version = excluded.version, scope = excluded.scope, body = excluded.body
), posted AS (
  INSERT INTO hub.posting (branch_id, command_id, ordinal, ledger, account, fen, business_date, value_date, posting_date, version)
  SELECT $1, p.command, p.ordinal, p.ledger, p.account, p.fen, p."businessDate", p."valueDate", p."postingDate", $2
  FROM jsonb_to_recordset($6::jsonb) AS p(command uuid, ordinal int, ledger text, account text, fen bigint,
    "businessDate" date, "valueDate" date, "postingDate" date)
), sent AS (
  INSERT INTO hub.outbox (branch_id, id, cause, ordinal, to_branch, command, payload_version, payload, version)
  SELECT $1, o.id, o.cause, o.ordinal, o."toBranch", o.command, o."payloadVersion", decode(o.payload, 'base64'), $2
  FROM jsonb_to_recordset($7::jsonb) AS o(id uuid, cause uuid, ordinal int, "toBranch" text, command text, "payloadVersion" int, payload text)
), taken AS (
  INSERT INTO hub.inbox (branch_id, id, from_branch, version)
  SELECT $1, i.id, i."fromBranch", $2
  FROM jsonb_to_recordset($8::jsonb) AS i(id uuid, "fromBranch" text)
  ON CONFLICT (branch_id, id) DO NOTHING
), kept AS (
  INSERT INTO hub.raw (branch_id, device_id, seq, hash, bytes, reason, received_at, version)
  SELECT $1, w.device, w.seq, decode(w.hash, 'base64'), decode(w.bytes, 'base64'), w.reason, w."receivedAt", $2
  FROM jsonb_to_recordset($9::jsonb) AS w(device text, seq bigint, hash text, bytes text, reason text, "receivedAt" bigint)
  ON CONFLICT (branch_id, device_id, seq, hash) DO UPDATE SET reason = excluded.reason
), device AS (
  INSERT INTO hub.device (branch_id, device_id, device_no, status, signing_key, delivery_key, seq, head, signed_seq, early,
    forked_at, archived_seq, last_seen_at, last_captured_at)
  SELECT $1, d.id, d."deviceNo", d.status, decode(d."signingKey", 'base64'), decode(d."deliveryKey", 'base64'), d.seq,
    decode(d.head, 'base64'), d."signedSeq", d.early, d."forkedAt", d."archivedSeq", d."lastSeenAt", d."lastCapturedAt"
  FROM jsonb_to_recordset($10::jsonb) AS d(id text, "deviceNo" text, status text, "signingKey" text, "deliveryKey" text, seq bigint,
    head text, "signedSeq" bigint, early jsonb, "forkedAt" bigint, "archivedSeq" bigint, "lastSeenAt" bigint, "lastCapturedAt" bigint)
  ON CONFLICT (branch_id, device_id) DO UPDATE SET status = excluded.status, seq = excluded.seq, head = excluded.head,
    signed_seq = excluded.signed_seq, early = excluded.early, forked_at = excluded.forked_at, archived_seq = excluded.archived_seq,
    last_seen_at = excluded.last_seen_at, last_captured_at = excluded.last_captured_at
)
SELECT branch_id FROM moved`;

const base64 = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const logToJson = (log: LogRecord) => ({
  id: log.command,
  rowId: log.rowId,
  door: log.door,
  device: log.device,
  seq: log.seq,
  hash: base64(log.hash),
  bytes: base64(log.bytes),
  name: log.name,
  payloadVersion: log.payloadVersion,
  businessDate: log.businessDate,
  capturedAt: log.capturedAt,
  receivedAt: log.receivedAt,
  maker: log.maker,
  checker: log.checker,
  verdict: log.verdict,
  code: log.code,
  split: log.split !== null,
  accountFen: log.split?.accountFen ?? null,
  suspenseLedger: log.split?.suspenseLedger ?? null,
  suspenseFen: log.split?.suspenseFen ?? null,
  sigmaCommand: log.sigma.command,
  sigmaDirection: log.sigma.direction,
  sigmaFen: log.sigma.fen,
  numbers: log.numbers,
});

const postingToJson = (posting: PostedPosting) => posting;

const outboxToJson = (message: OutboxMessage) => ({ ...message, payload: base64(encodeCbor(message.payload)) });

const rawToJson = (raw: RawRecord) => ({ ...raw, hash: base64(raw.hash), bytes: base64(raw.bytes) });

const deviceToJson = (device: DeviceRecord) => ({
  ...device,
  signingKey: base64(device.signingKey),
  deliveryKey: base64(device.deliveryKey),
  head: base64(device.head),
  early: device.early.map(({ seq, hash }) => ({ seq, hash: base64(hash) })),
});

/** The last change of a key wins: one statement may touch a row once. */
function lastOfEach(rows: readonly RowChange[]): Iterable<RowChange> {
  const byKey = new Map<string, RowChange>();
  for (const row of rows) byKey.set(`${row.table}:${row.id}`, row);
  return byKey.values();
}

export interface CommitParts {
  readonly branch: string;
  readonly version: number;
  readonly commitId: string;
  readonly scopeOf: (table: string) => string;
}

export function commitValues(parts: CommitParts, write: WriteSet): Value[] {
  const rows = Array.from(lastOfEach(write.rows), ({ table, id, body }) => ({
    kind: table,
    id,
    scope: parts.scopeOf(table),
    body: body === null ? null : bodyToJson(body),
  }));
  const lists = [
    write.log.map(logToJson),
    rows,
    write.postings.map(postingToJson),
    write.outbox.map(outboxToJson),
    write.inbox,
    write.raw.map(rawToJson),
    write.device === null ? [] : [deviceToJson(write.device)],
  ];
  return [parts.branch, parts.version, parts.commitId, ...lists.map((list) => JSON.stringify(list))];
}
