import { addMonths, shanghaiDate, type BusinessDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Fen } from '../../shared/kernel/money.ts';
import { CREDIT_LATE_DAYS } from '../../shared/rules/closing-interest.ts';
import {
  demandInterest,
  lastCreditDay,
  periodCreditedOn,
  yuanDays,
  type DayMove,
  type Period,
} from '../../shared/rules/interest.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import type { Pool } from '../store/pool.ts';

/**
 * Credits the interest of a quarter to the demand accounts of every outlet, as commands of the hub, once: their ids
 * follow from outlet, account and day, so a run that was broken off is simply run again. All figures of a run are of
 * the postings up to one version of the branch; what came later for that quarter is made good by the next one.
 */

export interface InterestDeps {
  readonly db: Pool;
  readonly now: () => number;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
}
export interface InterestReport {
  readonly on: BusinessDate;
  /** Outlets credited now, and those that were already. */
  readonly branches: number;
  readonly before: number;
  readonly accounts: number;
  readonly paidFen: Fen;
}

const PAGE = 500;

interface Run extends Period {
  readonly branch: string;
  readonly on: BusinessDate;
  readonly asOf: number;
  /** The quarter before, and the version its figures were of; null when this hub did not credit it. */
  readonly before: (Period & { readonly asOf: number }) | null;
}
interface AccountLine {
  readonly id: string;
  readonly rate: number;
}
interface MoveLine {
  readonly account: string;
  readonly day: BusinessDate;
  readonly fen: number;
  readonly late: boolean;
}

/** Postings of the accounts by value date; `late` = not in the figures of the run before. */
async function movesOf(db: Pool, run: Run, ids: readonly string[]): Promise<ReadonlyMap<string, MoveLine[]>> {
  const lines = await db.query<MoveLine>(
    `SELECT account, value_date::text AS day, -sum(fen)::bigint AS fen, version > $4 AS late FROM hub.posting
     WHERE branch_id = $1 AND ledger = 'DEPOSIT' AND account = ANY($2::text[]) AND version <= $3 AND value_date <= $5
     GROUP BY account, value_date, version > $4`,
    [run.branch, ids, run.asOf, run.before?.asOf ?? run.asOf, run.through],
  );
  const byAccount = new Map<string, MoveLine[]>();
  for (const line of lines) byAccount.set(line.account, [...(byAccount.get(line.account) ?? []), line]);
  return byAccount;
}

const asMoves = (lines: readonly MoveLine[]): readonly DayMove[] =>
  lines.map((line) => ({ on: line.day, fen: line.fen }));

/** Interest the quarter before would have had with what came late, less what it had. */
function lateInterest(run: Run, lines: readonly MoveLine[], rate: number): Fen {
  const { before } = run;
  if (before === null || !lines.some((line) => line.late && line.day <= before.through)) return 0;
  const had = yuanDays(asMoves(lines.filter((line) => !line.late)), before);
  return demandInterest(yuanDays(asMoves(lines), before), rate) - demandInterest(had, rate);
}

function interestCommand(
  run: Run,
  of: { account: AccountLine; lines: readonly MoveLine[]; at: number },
): Command | null {
  const { id, rate } = of.account;
  const days = yuanDays(asMoves(of.lines), run);
  const late = lateInterest(run, of.lines, rate);
  const fen = demandInterest(days, rate) + late;
  // Said also when late entries just make up for it: a closing at the counter must know what was credited.
  if (fen === 0 && late === 0) return null;
  return hubCommand({
    id: sourceCommandId('interest', `${run.branch}/${id}/${run.on}`),
    branch: run.branch,
    command: 'system.interest',
    payload: {
      account: id,
      from: run.from,
      through: run.through,
      yuan_days: days,
      rate_ppm: rate,
      late_fen: late,
      fen,
    },
    businessDate: run.on,
    at: of.at,
  });
}

/** Row of a run as the hub keeps it. */
interface RunLine {
  readonly from: BusinessDate;
  readonly through: BusinessDate;
  readonly as_of: number;
  readonly done: boolean;
}

async function runOn(db: Pool, branch: string, on: BusinessDate): Promise<RunLine | null> {
  const found = await db.query<RunLine>(
    `SELECT body->>'from' AS "from", body->>'through' AS through, (body->>'as_of_version')::bigint AS as_of,
       body->>'accounts' IS NOT NULL AS done
     FROM hub.row WHERE branch_id = $1 AND kind = 'interest_run' AND id = $2 AND body IS NOT NULL`,
    [branch, on],
  );
  return found[0] ?? null;
}

async function begin(deps: InterestDeps, branch: string, on: BusinessDate): Promise<Run | null> {
  const period = periodCreditedOn(on);
  if (period === null) return null;
  const known = await runOn(deps.db, branch, on);
  if (known?.done === true) return null;
  const versions = await deps.db.query<{ version: number }>('SELECT version FROM hub.branch WHERE branch_id = $1', [
    branch,
  ]);
  const asOf = known?.as_of ?? versions[0]?.version ?? 0;
  if (known === null) await note(deps, { branch, on, asOf, ...period }, null);
  const earlier = await runOn(deps.db, branch, addMonths(on, -3));
  const before = earlier === null ? null : { from: earlier.from, through: earlier.through, asOf: earlier.as_of };
  return { branch, on, asOf, before, ...period };
}

/** Posts the beginning or the end of a run. */
async function note(
  deps: InterestDeps,
  run: Omit<Run, 'before'>,
  end: { readonly accounts: number; readonly paidFen: Fen } | null,
): Promise<void> {
  const command = hubCommand({
    id: sourceCommandId('interest-run', `${run.branch}/${run.on}/${end === null ? 'begin' : 'end'}`),
    branch: run.branch,
    command: 'system.interest_run',
    payload: {
      on: run.on,
      from: run.from,
      through: run.through,
      as_of_version: run.asOf,
      accounts: end?.accounts ?? null,
      paid_fen: end?.paidFen ?? null,
    },
    businessDate: run.on,
    at: deps.now(),
  });
  await deps.post(run.branch, [command]);
}

async function creditBranch(deps: InterestDeps, run: Run): Promise<{ accounts: number; paidFen: Fen }> {
  let after = '';
  for (;;) {
    const page = await deps.db.query<AccountLine>(
      `SELECT id, (body->>'rate_ppm')::int AS rate FROM hub.row
       WHERE branch_id = $1 AND kind = 'account' AND id > $2 AND body->>'kind' = 'demand'
         AND body->>'status' NOT IN ('closed', 'cancelled', 'pending')
       ORDER BY id LIMIT ${PAGE}`,
      [run.branch, after],
    );
    const moves = await movesOf(
      deps.db,
      run,
      page.map((one) => one.id),
    );
    const at = deps.now();
    const commands = page.flatMap((one) => {
      const command = interestCommand(run, { account: one, lines: moves.get(one.id) ?? [], at });
      return command === null ? [] : [command];
    });
    if (commands.length > 0) await deps.post(run.branch, commands);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.id;
  }
  const sums = await deps.db.query<{ accounts: number; paid: number }>(
    `SELECT count(*)::int AS accounts, coalesce(sum((body->>'account_fen')::bigint), 0)::bigint AS paid FROM hub.row
     WHERE branch_id = $1 AND kind = 'interaction' AND body->>'kind' = 'system.interest' AND body->>'business_date' = $2
       AND body->>'source_key' IS NULL`,
    [run.branch, run.on],
  );
  return { accounts: sums[0]?.accounts ?? 0, paidFen: sums[0]?.paid ?? 0 };
}

/** Credits the quarter of day `on` at every outlet that has accounts. Idempotent; nothing happens on another day. */
export async function creditInterest(deps: InterestDeps, on: BusinessDate): Promise<InterestReport> {
  const branches = await deps.db.query<{ branch: string }>(
    "SELECT DISTINCT branch_id AS branch FROM hub.row WHERE kind = 'account' AND body IS NOT NULL ORDER BY 1",
  );
  let [done, before, accounts, paidFen] = [0, 0, 0, 0];
  for (const { branch } of branches) {
    const run = await begin(deps, branch, on);
    if (run === null) {
      before += 1;
      continue;
    }
    const paid = await creditBranch(deps, run);
    await note(deps, run, paid);
    done += 1;
    accounts += paid.accounts;
    paidFen += paid.paidFen;
  }
  return { on, branches: done, before, accounts, paidFen };
}

const EVERY_MS = 3_600_000;

export interface InterestRounds {
  /** Ends after the run in hand. */
  stop(): Promise<void>;
}

/** Looks every hour whether a quarter is due: on its day, or up to fifteen days after it. */
export function startInterestRounds(deps: InterestDeps, failed: (fault: unknown) => void): InterestRounds {
  let round: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    const today = shanghaiDate(deps.now());
    const due = lastCreditDay(today);
    const lateBy = (Date.parse(today) - Date.parse(due)) / 86_400_000;
    if (lateBy <= CREDIT_LATE_DAYS) await creditInterest(deps, due);
  };
  const timer = setInterval(() => {
    round = round.then(look).catch(failed);
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
