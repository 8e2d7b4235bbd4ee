import { domain } from '../../shared/commands/domain.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { HeldLine, JournalState, SeqRange } from '../../shared/read-models/office-journal.ts';
import { commandOf, decodeEntry, missingBefore } from '../../sync/index.ts';
import type { Sql } from './pool.ts';

/** The journal of one device as people decide about it: what is missing, declared lost, or held and not judged. */

const STANDS = 'SELECT seq, early, lost, said_seq AS said FROM hub.device WHERE branch_id = $1 AND device_id = $2';
/** Kept bytes that were judged since are in the log under the same seq and hash. */
const HELD_MAX = 2000;
const HELD = `
SELECT w.seq, w.reason, w.bytes, w.received_at AS "receivedAt" FROM hub.raw w
WHERE w.branch_id = $1 AND w.device_id = $2 AND NOT EXISTS (SELECT 1 FROM hub.command_log c
  WHERE c.branch_id = w.branch_id AND c.device_id = w.device_id AND c.seq = w.seq AND c.hash = w.hash)
ORDER BY w.seq, w.received_at LIMIT ${HELD_MAX}`;

interface StandsRow {
  readonly seq: number;
  readonly early: readonly { readonly seq: number }[];
  readonly lost: readonly SeqRange[];
  readonly said: number;
}
interface RawRow {
  readonly seq: number;
  readonly reason: string;
  readonly bytes: Bytes;
  readonly receivedAt: number;
}

function toHeld({ bytes, ...row }: RawRow): HeldLine {
  const decoded = decodeEntry(bytes);
  if (!decoded.ok) return { ...row, command: null, direction: 'none', fen: 0, capturedAt: null };
  const { direction, fen } = domain.sigma(commandOf(decoded.value));
  return { ...row, command: decoded.value.command, direction, fen, capturedAt: decoded.value.capturedAt };
}

export async function readJournal(sql: Sql, branch: string, device: string): Promise<JournalState | null> {
  const [stands, rows] = await Promise.all([
    sql.query<StandsRow>(STANDS, [branch, device]),
    sql.query<RawRow>(HELD, [branch, device]),
  ]);
  const at = stands[0];
  if (at === undefined) return null;
  const held = rows.map(toHeld);
  const present = [...held, ...at.early].map((one) => one.seq);
  const lost = at.lost.map(({ from, to }) => ({ from, to }));
  const known = { seq: at.seq, lost: lost.map((range) => ({ ...range, head: null, tail: null })) };
  const missing = missingBefore(known, new Set(present), Math.max(at.seq, at.said + 1, ...present));
  return { seq: at.seq, missing, lost, held };
}
