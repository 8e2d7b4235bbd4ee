import { randomUUID } from 'node:crypto';
import { assert } from '../../shared/kernel/assert.ts';
import { base64ToBytes, EMPTY_BYTES, type Bytes } from '../../shared/kernel/bytes.ts';
import type { CommandId, DeviceId } from '../../shared/kernel/ids.ts';
import type {
  BranchTx,
  DeviceRecord,
  DeviceStatus,
  Domain,
  LoggedOutcome,
  RawRecord,
  RecordedReceipt,
  RowBody,
  RowKey,
  WriteSet,
} from '../../sync/index.ts';
import { readBranchRows, type HeldRows } from './branch-rows.ts';
import type { Locked } from './branch-lock.ts';
import { COMMIT, commitValues } from './commit-sql.ts';
import type { Numbers } from './numbers.ts';
import { endRecovery } from './recovery.ts';
import type { Sql } from './pool.ts';
import { rowKeyText, type ReferenceRows } from './reference-rows.ts';

/** One open transaction that holds its branch's row; see `BranchTx` for what each verb promises. */
export interface BranchTxDeps {
  readonly sql: Sql;
  readonly domain: Domain;
  readonly numbers: Numbers;
  readonly reference: ReferenceRows;
  /** Rows of this branch as it stands. */
  readonly rows: HeldRows;
}

export interface DeviceRow {
  readonly device_id: string;
  readonly branch_id: string;
  readonly device_no: string;
  readonly status: DeviceStatus;
  readonly signing_key: Bytes;
  readonly delivery_key: Bytes;
  readonly seq: number;
  readonly head: Bytes;
  readonly signed_seq: number;
  readonly early: readonly { readonly seq: number; readonly hash: string }[];
  readonly forked_at: number | null;
  readonly lost: readonly { from: number; to: number; head: string | null; tail: string | null }[];
  readonly archived_seq: number;
  readonly last_seen_at: number;
  readonly last_captured_at: number;
}

const fromBase64 = (text: string): Bytes =>
  base64ToBytes(text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));

export const toDeviceRecord = (row: DeviceRow): DeviceRecord => ({
  id: row.device_id,
  branch: row.branch_id,
  deviceNo: row.device_no,
  status: row.status,
  signingKey: row.signing_key,
  deliveryKey: row.delivery_key,
  seq: row.seq,
  head: row.head,
  signedSeq: row.signed_seq,
  early: row.early.map(({ seq, hash }) => ({ seq, hash: fromBase64(hash) })),
  forkedAt: row.forked_at,
  lost: row.lost.map(({ from, to, head, tail }) => ({
    from,
    to,
    head: head === null ? null : fromBase64(head),
    tail: tail === null ? null : fromBase64(tail),
  })),
  archivedSeq: row.archived_seq,
  lastSeenAt: row.last_seen_at,
  lastCapturedAt: row.last_captured_at,
});

interface OutcomeRow {
  readonly command_id: string;
  readonly device_id: string | null;
  readonly seq: number | null;
  readonly hash: Bytes | null;
  readonly verdict: LoggedOutcome['verdict'];
  readonly code: string | null;
  readonly has_split: boolean;
  readonly account_fen: number | null;
  readonly suspense_ledger: string | null;
  readonly suspense_fen: number | null;
  readonly version: number;
}

const OUTCOME =
  'command_id, device_id, seq, hash, verdict, code, has_split, account_fen, suspense_ledger, suspense_fen, version';

const toOutcome = (row: OutcomeRow): LoggedOutcome => ({
  device: row.device_id ?? '',
  seq: row.seq ?? 0,
  hash: row.hash ?? EMPTY_BYTES,
  verdict: row.verdict,
  code: row.code,
  split: row.has_split
    ? { accountFen: row.account_fen ?? 0, suspenseLedger: row.suspense_ledger, suspenseFen: row.suspense_fen ?? 0 }
    : null,
  version: row.version,
});

interface RawRow {
  readonly device_id: string;
  readonly seq: number;
  readonly hash: Bytes;
  readonly previous_hash: Bytes;
  readonly bytes: Bytes;
  readonly reason: RawRecord['reason'];
  readonly received_at: number;
  readonly recorded: RecordedReceipt | null;
}

const toRaw = (row: RawRow): RawRecord => ({
  device: row.device_id,
  seq: row.seq,
  hash: row.hash,
  previousHash: row.previous_hash,
  bytes: row.bytes,
  reason: row.reason,
  receivedAt: row.received_at,
  ...(row.recorded === null ? {} : { recorded: row.recorded }),
});

const HELD = `
SELECT device_id, seq, hash, previous_hash, bytes, reason, received_at, recorded FROM hub.raw
WHERE branch_id = $1 AND device_id = $2 AND seq BETWEEN $3 AND $4 ORDER BY seq, hash`;

export function createBranchTx(deps: BranchTxDeps, locked: Locked): BranchTx {
  const { sql, domain } = deps;
  const { token } = locked;
  const branch = token.branch;
  let isCommitted = false;
  return {
    ...locked,

    async device(id: DeviceId) {
      const rows = await sql.prepared<DeviceRow>(
        'device',
        'SELECT * FROM hub.device WHERE branch_id = $1 AND device_id = $2',
        [branch, id],
      );
      return rows[0] === undefined ? null : toDeviceRecord(rows[0]);
    },

    async outcomes(device: DeviceId, fromSeq: number, toSeq: number) {
      const rows = await sql.prepared<OutcomeRow>(
        'outcomes',
        `SELECT ${OUTCOME} FROM hub.command_log WHERE branch_id = $1 AND device_id = $2 AND seq BETWEEN $3 AND $4 ORDER BY seq, version`,
        [branch, device, fromSeq, toSeq],
      );
      return rows.map(toOutcome);
    },

    async held(device: DeviceId, fromSeq: number, toSeq: number) {
      const rows = await sql.prepared<RawRow>('held', HELD, [branch, device, fromSeq, toSeq]);
      return rows.map(toRaw);
    },

    async known(ids: readonly CommandId[]) {
      if (ids.length === 0) return new Map();
      const rows = await sql.prepared<OutcomeRow>(
        'known',
        `SELECT ${OUTCOME} FROM hub.command_log WHERE branch_id = $1 AND command_id = ANY($2::uuid[])`,
        [branch, ids],
      );
      return new Map(rows.map((row) => [row.command_id, toOutcome(row)]));
    },

    async rows(keys: readonly RowKey[]) {
      if (keys.length === 0) return new Map<string, RowBody>();
      const out = await readBranchRows(sql, branch, { keys, held: isCommitted ? null : deps.rows });
      const above = keys.filter((key) => !out.has(rowKeyText(key)) && domain.scopeOf(key.table) === 'reference');
      for (const [key, body] of await deps.reference.read(sql, branch, above)) out.set(key, body);
      return out;
    },

    draw: (kind: string, count: number) => deps.numbers.draw(sql, { branch, kind, count }),

    async commit(write: WriteSet) {
      assert(!isCommitted, 'a batch commits once');
      isCommitted = true;
      const next = { ...token, version: token.version + 1, commitId: randomUUID() };
      deps.rows.wrote(next, write.rows);
      const parts = { branch, version: next.version, commitId: next.commitId, scopeOf: domain.scopeOf };
      const moved = await sql.prepared('commit', COMMIT, commitValues(parts, write));
      assert(moved.length === 1, `branch ${branch} stood at version ${token.version}`);
      // A restored branch does not wait for a device that will not come back.
      if (write.device?.status === 'lost' || write.device?.status === 'revoked') await endRecovery(sql, branch);
      return next;
    },
  };
}
