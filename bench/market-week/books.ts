import { checkInvariants } from '../../server/jobs/check.ts';
import type { Database } from '../../server/store/database.ts';

/** The hub's books after an evening, by its own check and by what the counters hold in their hands. */
export interface BookFault {
  readonly date: string;
  readonly what: string;
}

export async function checkBooks(db: Database, date: string): Promise<readonly BookFault[]> {
  const { findings } = await checkInvariants(db);
  const faults = findings
    .filter((one) => !one.ok)
    .map((one) => ({ date, what: `${one.name}: ${one.wrong} wrong, ${one.samples[0]?.figures ?? ''}` }));
  const trial = await db.query<{ branch: string; fen: number }>(
    'SELECT branch_id AS branch, sum(fen)::bigint AS fen FROM hub.posting GROUP BY branch_id HAVING sum(fen) <> 0',
  );
  return [...faults, ...trial.map((one) => ({ date, what: `trial balance of ${one.branch}: ${one.fen} fen` }))];
}

/**
 * Cash per till by the postings against what was counted that evening, and the vault of the closed day against all tills
 * of the outlet.
 */
export async function checkCash(
  db: Database,
  of: { readonly branch: string; readonly date: string; readonly cash: ReadonlyMap<string, number> },
): Promise<readonly BookFault[]> {
  const rows = await db.query<{ ledger: string; fen: number }>(
    `SELECT ledger, sum(fen)::bigint AS fen FROM hub.posting
     WHERE branch_id = $1 AND ledger LIKE 'CASH-TILL:%' AND business_date <= $2 GROUP BY ledger`,
    [of.branch, of.date],
  );
  const [day] = await db.query<{ vault: number }>(
    "SELECT (body->>'vault_fen')::bigint AS vault FROM hub.row WHERE branch_id = $1 AND kind = 'outlet_day' AND id = $2 AND body->>'status' = 'closed'",
    [of.branch, of.date],
  );
  const all = rows.reduce((sum, one) => sum + Number(one.fen), 0);
  const vault =
    day?.vault === all
      ? []
      : [{ date: of.date, what: `${of.branch}: vault ${day?.vault ?? 'not closed'}, all tills ${all}` }];
  const booked = new Map(rows.map((one) => [one.ledger.slice('CASH-TILL:'.length), Number(one.fen)]));
  const tills = [...of.cash]
    .filter(([till, fen]) => booked.get(till) !== fen)
    .map(([till, fen]) => ({
      date: of.date,
      what: `${of.branch} till ${till}: counted ${fen}, booked ${booked.get(till) ?? 0}`,
    }));
  return [...vault, ...tills];
}

export async function countsOf(db: Database): Promise<{ commands: number; offlineDays: number; suspenseFen: number }> {
  const [log] = await db.query<{ n: number }>('SELECT count(*) AS n FROM hub.command_log WHERE device_id IS NOT NULL');
  const [suspense] = await db.query<{ fen: number }>(
    "SELECT coalesce(sum(abs(fen)), 0)::bigint AS fen FROM (SELECT sum(fen) AS fen FROM hub.posting WHERE ledger LIKE 'SUS-%' AND ledger <> 'SUS-TRF' GROUP BY branch_id, ledger) AS s",
  );
  const [days] = await db.query<{ n: number }>(
    "SELECT count(*) AS n FROM hub.row WHERE kind = 'outlet_day' AND body->>'status' = 'closed'",
  );
  return {
    commands: Number(log?.n ?? 0),
    offlineDays: Number(days?.n ?? 0),
    suspenseFen: Number(suspense?.fen ?? 0),
  };
}
