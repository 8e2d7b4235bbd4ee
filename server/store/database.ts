import { resolve } from 'node:path';
import pg from 'pg';
import { openCopyLink, type CopyLink } from './copy-link.ts';
import { StartFault } from './embedded-binaries.ts';
import { startEmbedded, type EmbeddedServer } from './embedded.ts';
import { renewEpoch } from './epoch.ts';
import { migrate } from './migrate.ts';
import { openPool, type Pool } from './pool.ts';

/**
 * The hub's database: `DATABASE_URL` where one is given, else the embedded server of the data folder.
 * A serving hub holds the data folder alone, by an advisory lock of its own session: a killed hub's lock goes
 * with its connection. Whoever leaves the embedded server last stops it.
 */
export interface DatabaseConfig {
  /** Folder of the embedded server; also of keys. */
  readonly dataFolder: string;
  /** Address of an own PostgreSQL; null = embedded. */
  readonly databaseUrl: string | null;
  /** Folder outside the data folder that survives its loss (YIZHAN_ARCHIVE); null = none. */
  readonly archiveFolder: string | null;
  /** A serving hub: refuses to share an embedded data folder with another. */
  readonly exclusive: boolean;
  readonly connectionsMax?: number;
  /** Database inside the embedded server. */
  readonly name?: string;
}

export interface Database extends Pool {
  readonly url: string;
  readonly embedded: EmbeddedServer | null;
  readonly archiveFolder: string | null;
  /** Connections for what must not wait behind branch transactions (drawing number blocks). */
  readonly aside: Pool;
  /** Closes every connection, then stops the embedded server if nobody else uses it. */
  close(): Promise<void>;
}

const SERVING_LOCK = 7_204_002;
const USING_LOCK = 7_204_003;
const CONNECTIONS = 16;

async function ensureDatabase(server: EmbeddedServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).catch(ignoreDuplicate);
  } finally {
    await client.end();
  }
}

const DUPLICATE_DATABASE = new Set(['42P04', '23505']);
function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof pg.DatabaseError) || !DUPLICATE_DATABASE.has(error.code ?? '')) throw error;
}

interface Hold {
  /** true when nobody else uses the server any more. */
  leave(): Promise<boolean>;
}

/** One session on the server's `postgres` database carries the locks of this process. */
async function takeHold(server: EmbeddedServer, exclusive: boolean, folder: string): Promise<Hold> {
  const client = new pg.Client({
    connectionString: server.url('postgres'),
    application_name: 'yizhan-hold',
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SELECT pg_advisory_lock_shared($1)', [USING_LOCK]);
  if (exclusive) {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [SERVING_LOCK]);
    if (rows[0]?.got !== true) {
      await client.end();
      throw new StartFault(
        `Another hub is serving the data folder ${resolve(folder)}: stop it first, or give this one its own YIZHAN_DATA.`,
      );
    }
  }
  return {
    async leave() {
      try {
        await client.query('SELECT pg_advisory_unlock_shared($1)', [USING_LOCK]);
        const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [USING_LOCK]);
        return rows[0]?.got === true;
      } catch {
        return true;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

/** Host, port and database: an address without its password. */
export function describe(url: string): string {
  const parsed = new URL(url);
  return `${parsed.hostname}${parsed.port === '' ? '' : `:${parsed.port}`}${parsed.pathname}`;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000']);

/** The sentence for a database that is not there; every other fault as it is. */
function asUnreachable(url: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return UNREACHABLE.has(code)
    ? new StartFault(`The database at ${describe(url)} cannot be reached (${code}).`)
    : error;
}

/** Where a restore goes. */
export interface RestorePlace {
  /** The address without its password. */
  readonly where: string;
  /** The connection all of it goes through. */
  readonly link: CopyLink;
  close(): Promise<void>;
}

/** The database as it is found, neither migrated nor served by anybody else. @throws StartFault */
export async function openForRestore(config: DatabaseConfig): Promise<RestorePlace> {
  const { databaseUrl, dataFolder } = config;
  if (databaseUrl !== null) return placeAt(databaseUrl, () => Promise.resolve());
  const server = await startEmbedded(dataFolder);
  const hold = await takeHold(server, true, dataFolder);
  const leave = async (): Promise<void> => {
    if (await hold.leave()) await server.stop();
  };
  try {
    const name = config.name ?? 'yizhan';
    await ensureDatabase(server, name);
    return await placeAt(server.url(name), leave);
  } catch (error) {
    await leave();
    throw error;
  }
}

async function placeAt(url: string, leave: () => Promise<void>): Promise<RestorePlace> {
  try {
    const link = await openCopyLink(url, 'yizhan-restore');
    const close = async (): Promise<void> => {
      await link.close();
      await leave();
    };
    return { where: describe(url), link, close };
  } catch (error) {
    throw asUnreachable(url, error);
  }
}

async function openAt(url: string, config: DatabaseConfig): Promise<{ pool: Pool; aside: Pool }> {
  const pool = openPool(url, config.connectionsMax ?? CONNECTIONS);
  const aside = openPool(url, 2);
  try {
    await pool.query('SELECT 1');
    await migrate(pool, 'hub');
    if (config.exclusive) await renewEpoch(pool, config.archiveFolder);
    return { pool, aside };
  } catch (error) {
    await pool.end();
    await aside.end();
    throw asUnreachable(url, error);
  }
}

/**
 * Opens and migrates the hub's database. @throws StartFault with a sentence for the operator.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  if (config.databaseUrl !== null) {
    const { pool, aside } = await openAt(config.databaseUrl, config);
    const close = async (): Promise<void> => void (await Promise.all([pool.end(), aside.end()]));
    return { ...pool, aside, url: config.databaseUrl, embedded: null, archiveFolder: config.archiveFolder, close };
  }
  const server = await startEmbedded(config.dataFolder);
  const hold = await takeHold(server, config.exclusive, config.dataFolder);
  try {
    const name = config.name ?? 'yizhan';
    await ensureDatabase(server, name);
    const url = server.url(name);
    const { pool, aside } = await openAt(url, config);
    const close = async (): Promise<void> => {
      await Promise.all([pool.end(), aside.end()]);
      if (await hold.leave()) await server.stop();
    };
    return { ...pool, aside, url, embedded: server, archiveFolder: config.archiveFolder, close };
  } catch (error) {
    if (await hold.leave()) await server.stop();
    throw error;
  }
}
