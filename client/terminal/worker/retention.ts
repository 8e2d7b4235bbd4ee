import { DAY_MS, shanghaiDate, type BusinessDate } from '../../../shared/kernel/dates.ts';
import { cashTransfer } from '../../../shared/tables/cash-transfer.ts';
import { exceptionCase } from '../../../shared/tables/exception-case.ts';
import { isShown } from '../../../shared/rules/notice.ts';
import { DATED_TABLES, journalLine, mayDrop, replicaLine } from '../../../shared/rules/retention.ts';
import type { RowOf } from '../../../shared/tables/define.ts';
import { notice } from '../../../shared/tables/notice.ts';
import type { JournalCut } from '../../platform/dexie/retention-part.ts';
import type { Chore } from './chore.ts';
import type { Clerk } from './clerk.ts';
import { captureOwn } from './enter.ts';
import { lineageOf, type Terminal } from './terminal.ts';
import type { World } from './world.ts';

interface Kept {
  readonly at: number;
  /** What the hub was told last, so that the same is not said every day. */
  readonly told: string;
  /** Dated rows that went since. */
  readonly rows: number;
}
const NEVER: Kept = { at: 0, told: '', rows: 0 };

async function load(world: World): Promise<Kept> {
  const value = (await world.keyDb.facts.get('retention'))?.value;
  return typeof value === 'string' ? (JSON.parse(value) as Kept) : NEVER;
}
const save = (world: World, kept: Kept): Promise<unknown> =>
  world.keyDb.facts.put({ key: 'retention', value: JSON.stringify(kept) });

/** Entries and transfers that something is still open about. */
async function inUse(terminal: Terminal): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const one of (await terminal.rows.list(exceptionCase)).values())
    if (one.status !== 'closed' && one.interaction !== null) ids.add(one.interaction);
  // A transfer whose answer was not seen by its sender is asked about by its own tablet.
  for (const [id, one] of await terminal.rows.list(cashTransfer))
    if (one.kind === 'till' && !one.confirmed) ids.add(id);
  return ids;
}

/** The line moves back to the oldest date of which an entry here still waits for its outcome. */
async function lineOf(terminal: Terminal, now: number): Promise<BusinessDate> {
  const { pending } = await terminal.store.load();
  const waiting = (await terminal.store.records(pending)).map((one) => one.entry.businessDate);
  return [replicaLine(now), ...waiting].sort()[0] ?? replicaLine(now);
}

async function dropRows(terminal: Terminal, now: number): Promise<number> {
  const keep = { line: await lineOf(terminal, now), inUse: await inUse(terminal) };
  const { code } = terminal.device.outlet;
  let dropped = 0;
  for (const table of DATED_TABLES)
    dropped += await terminal.store.dropRows(code, table, (id, row) => mayDrop(table, { id, row }, keep));
  // A notice that was withdrawn or is over is shown to nobody.
  const today = shanghaiDate(now);
  for (const branch of lineageOf(code))
    dropped += await terminal.store.dropRows(
      branch,
      notice.name,
      (_, row) => !isShown(row as RowOf<typeof notice>, today),
    );
  return dropped;
}

async function tell(terminal: Terminal, clerk: Clerk, of: { cut: JournalCut; rows: number }): Promise<boolean> {
  const { kept, trimmedSeq, held, reason, pictures } = of.cut;
  const payload = {
    journal_kept: kept,
    trimmed_seq: trimmedSeq,
    held,
    held_reason: reason,
    rows_dropped: of.rows,
    pictures,
  };
  const on = { maker: clerk.employeeNo, date: clerk.businessDate, checker: null };
  return (await captureOwn(terminal, 'device.retention', on, payload)).ok;
}

/**
 * Once a day the tablet lets go what it no longer needs: the acknowledged journal after 30 days, as far as the hub says
 * that it is archived, and dated rows that were not used for 30 days. The hub is told when something went or had to
 * stay. While the hub is not heard nothing goes: only its present word says what is safe.
 */
export function createRetention(world: World): Chore {
  let nextAt = 0;
  return {
    isDue: (sync) => sync.phase === 'live' && sync.online && world.clock.mono() >= nextAt,
    async run(terminal, clerk) {
      nextAt = world.clock.mono() + DAY_MS;
      const before = await load(world);
      const { at, anchored } = terminal.engine.now();
      if (!anchored || at - before.at < DAY_MS) return;
      const { archivedSeq } = terminal.engine.status();
      const cut = await terminal.store.cutJournal({ before: journalLine(at), archivedSeq });
      const rows = before.rows + (await dropRows(terminal, at));
      const told = `${cut.trimmedSeq} ${cut.held} ${cut.reason}`;
      const isNews = rows > 0 || (told !== before.told && (cut.trimmedSeq > 0 || cut.held > 0));
      const done = isNews && (await tell(terminal, clerk, { cut, rows }));
      await save(world, done ? { at, told, rows: 0 } : { ...before, at, rows });
    },
  };
}
