import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, type Result } from '../shared/kernel/result.ts';

/**
 * Settings of the hub, read once from the environment. A wrong one ends in one sentence that names it.
 * Browsers give no crypto over plain http, so a hub without a certificate binds to loopback only,
 * unless the operator says that a TLS proxy stands before it.
 */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly behindProxy: boolean;
  /** Folder of keys and, without DATABASE_URL, of the embedded database. */
  readonly dataFolder: string;
  readonly archiveFolder: string | null;
  readonly databaseUrl: string | null;
  /** Database of schema `analysis` alone; null = in the hub's database. */
  readonly analysisDatabaseUrl: string | null;
  /** Make demo data when the database is empty. */
  readonly demo: boolean;
  /** Share of the 20,000 demo customers to make, 1 to 100. */
  readonly demoPercent: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

const set = (env: Env, name: string): string | null => {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
};

function readPort(env: Env): Result<number, string> {
  const text = set(env, 'PORT') ?? '8080';
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return ok(port);
  return err(`PORT is "${text}": give a number from 0 to 65535 (0 = any free port).`);
}

function readTls(env: Env): Result<Config['tls'], string> {
  const cert = set(env, 'TLS_CERT');
  const key = set(env, 'TLS_KEY');
  if (cert === null && key === null) return ok(null);
  if (cert === null || key === null) return err('TLS_CERT and TLS_KEY belong together: set both or neither.');
  for (const [name, path] of [
    ['TLS_CERT', cert],
    ['TLS_KEY', key],
  ] as const) {
    if (!existsSync(path)) return err(`${name} names ${path}, which does not exist.`);
  }
  return ok({ cert, key });
}

function readDatabase(env: Env, name: string): Result<string | null, string> {
  const url = set(env, name);
  if (url === null || /^postgres(ql)?:\/\/\S+$/.test(url)) return ok(url);
  return err(`${name} is not a PostgreSQL address: it must look like postgres://user:password@host:5432/database.`);
}

function readSwitch(env: Env, name: string, byDefault: boolean): Result<boolean, string> {
  const text = set(env, name);
  if (text === null) return ok(byDefault);
  if (text === '1' || text === '0') return ok(text === '1');
  return err(`${name} is "${text}": give 1 or 0.`);
}

function readPercent(env: Env): Result<number, string> {
  const text = set(env, 'YIZHAN_DEMO_PERCENT') ?? '100';
  const percent = Number(text);
  if (/^\d{1,3}$/.test(text) && percent >= 1 && percent <= 100) return ok(percent);
  return err(`YIZHAN_DEMO_PERCENT is "${text}": give a whole number from 1 to 100.`);
}

/** The settings, or one sentence for the operator. */
export function readConfig(env: Env): Result<Config, string> {
  const port = readPort(env);
  if (!port.ok) return port;
  const tls = readTls(env);
  if (!tls.ok) return tls;
  const databaseUrl = readDatabase(env, 'DATABASE_URL');
  if (!databaseUrl.ok) return databaseUrl;
  const analysisDatabaseUrl = readDatabase(env, 'ANALYSIS_DATABASE_URL');
  if (!analysisDatabaseUrl.ok) return analysisDatabaseUrl;
  const behindProxy = readSwitch(env, 'YIZHAN_BEHIND_PROXY', false);
  if (!behindProxy.ok) return behindProxy;
  const demo = readSwitch(env, 'YIZHAN_DEMO', true);
  if (!demo.ok) return demo;
  const demoPercent = readPercent(env);
  if (!demoPercent.ok) return demoPercent;
  const host = set(env, 'HOST') ?? (tls.value === null ? '127.0.0.1' : '0.0.0.0');
  if (tls.value === null && !LOOPBACK.has(host) && !behindProxy.value) {
    return err(
      `HOST is "${host}" without TLS: browsers refuse cryptography over plain http. Set TLS_CERT and TLS_KEY, or put a TLS proxy before the hub and set YIZHAN_BEHIND_PROXY=1.`,
    );
  }
  const archive = set(env, 'YIZHAN_ARCHIVE');
  return ok({
    port: port.value,
    host,
    tls: tls.value,
    behindProxy: behindProxy.value,
    dataFolder: resolve(set(env, 'YIZHAN_DATA') ?? './data'),
    archiveFolder: archive === null ? null : resolve(archive),
    databaseUrl: databaseUrl.value,
    analysisDatabaseUrl: analysisDatabaseUrl.value,
    demo: demo.value,
    demoPercent: demoPercent.value,
  });
}
