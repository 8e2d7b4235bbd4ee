import { randomUUID } from 'node:crypto';
import { AnalysisDown } from '../http/analysis-down.ts';
import { describe, type Database } from './database.ts';
import { StartFault } from './embedded-binaries.ts';
import { migrate } from './migrate.ts';
import { openPool, type Pool, type Sql, type Value } from './pool.ts';

/**
 * Where schema `analysis` lives: in the hub's own database, or at ANALYSIS_DATABASE_URL in one that holds nothing else
 * and belongs to this hub alone. One that is away is waited for; one that is wrong is refused with a sentence.
 */
export interface AnalysisDatabase {
  /** The hub's own pool when the schema is there. */
  readonly pool: Pool;
  /** As `pool`, for reading; a database that does not answer is thrown as AnalysisDown. */
  readonly reads: Sql;
  readonly apart: boolean;
  /** Brings the schema up to date once. @throws StartFault when the database is wrong, AnalysisDown when it is away. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

const CONNECTIONS = 6;
const CONNECT_MS_MAX = 5_000;

/** Class 08 connection lost, 57P0x shut down or starting, 53300 no connection left. */
const AWAY = /^(08\w{3}|57P0\d|53300|ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)$/;
const WRONG: Readonly<Record<string, string>> = {
  '28P01': 'the password is wrong',
  '28000': 'this user may not connect',
  '3D000': 'there is no such database',
};

const codeOf = (fault: unknown): string => (fault instanceof Error && 'code' in fault ? String(fault.code) : '');

/** Faults of a broken connection that `pg` throws itself carry no code. */
const isAway = (fault: unknown): boolean =>
  AWAY.test(codeOf(fault)) || (fault instanceof Error && codeOf(fault) === '' && fault.message.includes('onnection'));

async function orDown<T>(work: () => Promise<T>, where: string): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (!isAway(fault)) throw fault;
    throw new AnalysisDown(
      `The analysis database at ${where} does not answer${codeOf(fault) && ` (${codeOf(fault)})`}.`,
    );
  }
}

/** A name of this hub that stays through restores and new epochs. */
async function hubName(hub: Sql): Promise<string> {
  await hub.query("INSERT INTO hub.setting (name, value) VALUES ('hub', $1) ON CONFLICT (name) DO NOTHING", [
    randomUUID(),
  ]);
  const rows = await hub.query<{ value: string }>("SELECT value FROM hub.setting WHERE name = 'hub'");
  return rows[0]?.value ?? '';
}

/** @throws StartFault when it holds a hub, or the figures of another one. */
async function claim(hub: Sql, analysis: Sql, where: string): Promise<void> {
  const [found] = await analysis.query<{ hub: string | null }>("SELECT to_regclass('hub.branch')::text AS hub");
  if (found?.hub !== null)
    throw new StartFault(
      `ANALYSIS_DATABASE_URL names the database of a hub (${where}): give an empty database, or leave it unset to keep the figures in the hub's own.`,
    );
  const name = await hubName(hub);
  await analysis.script('CREATE TABLE IF NOT EXISTS public.analysis_of (hub text PRIMARY KEY)');
  const owners = await analysis.query<{ hub: string }>('SELECT hub FROM public.analysis_of');
  if (owners.some((owner) => owner.hub !== name))
    throw new StartFault(
      `The analysis database at ${where} holds the figures of another hub: give this one a database of its own.`,
    );
  if (owners.length === 0) await analysis.query('INSERT INTO public.analysis_of (hub) VALUES ($1)', [name]);
}

async function prepareAt(hub: Pool, pool: Pool, where: string): Promise<void> {
  try {
    await orDown(async () => {
      await claim(hub, pool, where);
      await migrate(pool, 'analysis');
    }, where);
  } catch (fault) {
    const wrong = WRONG[codeOf(fault)];
    if (wrong === undefined) throw fault;
    throw new StartFault(
      `The analysis database at ${where} cannot be used: ${wrong}. Set ANALYSIS_DATABASE_URL right.`,
    );
  }
}

const readsOf = (pool: Pool, where: string): Sql => ({
  query: <R>(text: string, values?: readonly Value[]) => orDown(() => pool.query<R>(text, values), where),
  prepared: <R>(name: string, text: string, values: readonly Value[]) =>
    orDown(() => pool.prepared<R>(name, text, values), where),
  script: (text) => orDown(() => pool.script(text), where),
});

/** Nothing is asked of the database before `prepare`. */
export function openAnalysis(url: string | null, hub: Database): AnalysisDatabase {
  if (url === null || url === hub.url) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { pool: hub, reads: hub, apart: false, prepare: nothing, close: nothing };
  }
  const where = describe(url);
  const pool = openPool(url, CONNECTIONS, CONNECT_MS_MAX);
  let isPrepared = false;
  return {
    pool,
    reads: readsOf(pool, where),
    apart: true,
    async prepare() {
      if (isPrepared) return;
      await prepareAt(hub, pool, where);
      isPrepared = true;
    },
    close: () => pool.end(),
  };
}
