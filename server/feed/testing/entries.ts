import type { RowChange } from '../../../sync/index.ts';
import type { Database } from '../../store/database.ts';
import type { Sql } from '../../store/pool.ts';
import { createPostgresStore } from '../../store/postgres-store.ts';
import { aLog, anInteraction, DAY, depositPostings, EMPTY, scopesOnly } from '../../store/testing/writes.ts';
import { FACT_TABLES } from '../facts.ts';
import { ROLLUP_TABLES } from '../rollups.ts';

/** Entries with every kind of change that the feed carries, and the analysis schema as text to compare. */
const DAYS = ['2026-11-10', '2026-11-11', '2026-11-09', '2026-11-10'];

/** Every table of the analysis schema as ordered text. */
export async function dump(db: Sql): Promise<Readonly<Record<string, string>>> {
  const out: Record<string, string> = {};
  for (const name of [...FACT_TABLES.map((fact) => fact.name), ...ROLLUP_TABLES, 'feed_cursor']) {
    const rows = await db.query<{ line: string }>(`SELECT t::text AS line FROM analysis.${name} AS t ORDER BY t::text`);
    out[name] = rows.map((row) => row.line).join('\n');
  }
  return out;
}

const aCase = (seq: number, status: string): RowChange => ({
  table: seq % 2 === 0 ? 'aml_case' : 'exception_case',
  id: `c${seq}/OVERDRAFT`,
  body: {
    code: 'OVERDRAFT',
    severity: 'high',
    status,
    command: `c${seq}`,
    interaction: null,
    account: '1',
    customer: null,
    device: null,
    amount_fen: 100,
    suspense_ledger: 'SUS-OD',
    suspense_fen: 100,
    business_date: DAY,
    opened_at: 1,
    due_at: 2,
    owner: null,
    closed_at: null,
    resolution: null,
    outlet_record: '',
    centre_record: '',
  },
});

/** One deposit; every fifth also reverses the one before it, raises a case and settles an earlier one. */
export async function commitEntry(db: Database, branch: string, seq: number): Promise<void> {
  const businessDate = DAYS[seq % DAYS.length] ?? DAY;
  const log = aLog(seq, { businessDate });
  const previous = aLog(Math.max(seq - 1, 1), { businessDate: DAYS[(seq - 1) % DAYS.length] ?? DAY });
  const moved = seq % 7 === 0 ? { kind: 'counter.transfer_same', direction: 'none', to_account: '2' } : {};
  const rows = [anInteraction(log, { ...moved, channel: seq % 3 === 0 ? 'atm' : 'counter', offline: seq % 4 === 0 })];
  if (seq % 5 === 0)
    rows.push(
      anInteraction(previous, { status: 'reversed', reversed_by: log.rowId }),
      aCase(seq, 'open'),
      aCase(seq - 5, 'closed'),
    );
  if (seq === 20) rows.push({ table: 'exception_case', id: 'c5/OVERDRAFT', body: null });
  const store = createPostgresStore(db, scopesOnly);
  await store.inBranch(branch, (tx) =>
    tx.commit({ ...EMPTY, log: [log], rows, postings: depositPostings(log, 100 * seq, String(seq % 3)) }),
  );
}
