import type { Instant } from '../../shared/kernel/dates.ts';
import type { EvidenceKeeper } from '../../sync/index.ts';
import type { Pool, Sql } from './pool.ts';

/** Pictures of signatures in the hub's database. */

/** A signature is some kilobytes; more than this is none. */
export const EVIDENCE_BYTES_MAX = 262_144;
/** Pictures of one device that may be without their last piece. */
const UNFINISHED_MAX = 64;
/** A backup holds what was committed so long before it was made: its snapshot is a moment older than its time. */
const BACKUP_SLACK_MS = 60_000;

type Piece = Parameters<EvidenceKeeper['keep']>[0];
type Standing = Awaited<ReturnType<EvidenceKeeper['keep']>>;
const REFUSED: Standing = { bytes: 0, state: 'refused' };

/** Whether every backup still offered holds what was whole at that time. */
async function isArchived(sql: Sql, wholeAt: Instant): Promise<boolean> {
  const [oldest] = await sql.query<{ at: number | null }>(
    'SELECT min(made_at) AS at FROM hub.backup WHERE withdrawn_at IS NULL',
  );
  return oldest?.at !== undefined && oldest.at !== null && wholeAt + BACKUP_SLACK_MS < oldest.at;
}

async function begin(sql: Sql, piece: Piece): Promise<Standing> {
  const { branch, device, hash, total, from, part } = piece;
  if (from !== 0 || part.length === 0) return { bytes: 0, state: 'part' };
  const rows = await sql.query<{ total: number }>(
    `INSERT INTO hub.evidence (branch_id, hash, device_id, total, bytes)
     SELECT $1, $2, $3, $4, ''::bytea
     WHERE (SELECT count(*) FROM hub.evidence WHERE branch_id = $1 AND device_id = $3 AND whole_at IS NULL) < $5
     ON CONFLICT (branch_id, hash) DO NOTHING RETURNING total`,
    [branch, hash, device, total, UNFINISHED_MAX],
  );
  return rows.length === 0 ? REFUSED : append(sql, piece);
}

async function append(sql: Sql, { branch, hash, total, from, part, at }: Piece): Promise<Standing> {
  const end = from + part.length;
  const rows = await sql.query<{ is_whole: boolean }>(
    `UPDATE hub.evidence SET bytes = bytes || $3,
       whole_at = CASE WHEN sha256(bytes || $3) = hash THEN $4::bigint END
     WHERE branch_id = $1 AND hash = $2 RETURNING whole_at IS NOT NULL AS is_whole`,
    [branch, hash, part, at],
  );
  const isWhole = rows[0]?.is_whole === true;
  if (isWhole === (end === total)) return { bytes: end, state: isWhole ? 'whole' : 'part' };
  // All bytes are here and are not what their hash says, or they were it before the end.
  await sql.query('DELETE FROM hub.evidence WHERE branch_id = $1 AND hash = $2', [branch, hash]);
  return REFUSED;
}

async function keep(sql: Sql, piece: Piece): Promise<Standing> {
  const { branch, hash, total, from, part } = piece;
  if (total === 0 || total > EVIDENCE_BYTES_MAX || from + part.length > total) return REFUSED;
  const [known] = await sql.query<{ bytes: number; total: number; whole_at: number | null }>(
    'SELECT octet_length(bytes) AS bytes, total, whole_at FROM hub.evidence WHERE branch_id = $1 AND hash = $2 FOR UPDATE',
    [branch, hash],
  );
  if (known === undefined) return begin(sql, piece);
  if (known.total !== total) return REFUSED;
  if (known.whole_at !== null)
    return { bytes: total, state: (await isArchived(sql, known.whole_at)) ? 'archived' : 'whole' };
  if (from !== known.bytes || part.length === 0) return { bytes: known.bytes, state: 'part' };
  return append(sql, piece);
}

export const createEvidenceKeeper = (db: Pool): EvidenceKeeper => ({
  keep: (piece) => db.transaction((sql) => keep(sql, piece)),
});
