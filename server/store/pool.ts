import pg from 'pg';
import { assert } from '../../shared/kernel/assert.ts';

/**
 * Plain SQL behind three verbs, the only place that speaks to `pg`.
 * int8 arrives as a safe number (a larger one is a bug: sums are cast or kept as text by the query), dates as
 * `YYYY-MM-DD`, bytea as Uint8Array.
 */
export type Value = string | number | boolean | null | Uint8Array | readonly (string | number | null)[];

export interface Sql {
  query<R>(text: string, values?: readonly Value[]): Promise<R[]>;
  /** As `query`, planned once per connection under `name`. */
  prepared<R>(name: string, text: string, values: readonly Value[]): Promise<R[]>;
  /** Several statements in one text, without values. */
  script(text: string): Promise<void>;
}

export interface Pool extends Sql {
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (sql: Sql) => Promise<T>, isolation?: 'READ COMMITTED' | 'REPEATABLE READ'): Promise<T>;
  /** A connection of its own until `release`. */
  hold(): Promise<Sql & { release(): void }>;
  end(): Promise<void>;
}

const INT8 = 20;
const DATE = 1082;
const BYTEA = 17;

function toNumber(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), 'a bigint from the database is a safe integer');
  return value;
}

const toBytes = (text: string): Uint8Array => {
  const buffer = Buffer.from(text.slice(2), 'hex');
  const out = new Uint8Array(buffer.length);
  out.set(buffer);
  return out;
};

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [INT8, toNumber],
  [DATE, (text) => text],
  [BYTEA, toBytes],
]);

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

const toWire = (value: Value): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;

export function sqlOn(client: Pick<pg.Pool, 'query'> | pg.PoolClient | pg.Client): Sql {
  const ask = client.query.bind(client) as (config: pg.QueryConfig | string) => Promise<pg.QueryResult>;
  return {
    async query<R>(text: string, values: readonly Value[] = []) {
      return (await ask({ text, values: values.map(toWire) })).rows as R[];
    },
    async prepared<R>(name: string, text: string, values: readonly Value[]) {
      return (await ask({ name, text, values: values.map(toWire) })).rows as R[];
    },
    async script(text: string) {
      await ask(text);
    },
  };
}

/** A connection that breaks tells the query in hand; nobody hears of it between two queries, and it must not end the hub. */
const unheard = (): void => undefined;

/** A connection whose ROLLBACK fails is thrown away instead of going back to the pool. */
async function inTransaction<T>(client: pg.PoolClient, isolation: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  let isSound = true;
  client.on('error', unheard);
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    const result = await work(sqlOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    isSound = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.off('error', unheard);
    client.release(!isSound);
  }
}

/** `connectionsMax` connections at most; a request beyond that waits. 0 ms = the system's own patience to connect. */
export function openPool(url: string, connectionsMax: number, connectMsMax = 0): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types,
    application_name: 'yizhan',
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: connectMsMax,
    keepAlive: true,
  });
  // A broken idle connection is replaced at the next request, which reports the fault to whoever asked.
  pool.on('error', unheard);
  return {
    ...sqlOn(pool),
    async transaction(work, isolation = 'READ COMMITTED') {
      return inTransaction(await pool.connect(), isolation, work);
    },
    async hold() {
      const client = await pool.connect();
      client.on('error', unheard);
      return { ...sqlOn(client), release: () => client.release(true) };
    },
    end: () => pool.end(),
  };
}
