import { randomUUID } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE_COMMANDS, archiveId, frameOf, type BatchHeader } from './archive-file.ts';
import { countRows, syncFolder } from './backup-manifest.ts';
import { openCopyLink, type CopyLink } from './copy-link.ts';
import type { Sql } from './pool.ts';

/**
 * What every branch commits, written once more outside the data folder, in the order of its versions: commands with
 * their numbers, outcomes, postings, messages and rows. Doors without a journal answer only when their command is
 * there; a restore puts it behind the backup as it was recorded. One writer at a time, however many processes.
 */
export interface Archive {
  /** Resolves when the branch is archived up to this version. @throws when it cannot be written: nothing is answered. */
  reached(branch: string, version: number): Promise<void>;
  /** The branch has moved; nobody waits. */
  nudge(branch: string): void;
  /** Everything that was committed before the call is archived. */
  drain(): Promise<void>;
  /** The last try to write failed. */
  readonly failing: boolean;
  stop(): Promise<void>;
}

const ARCHIVE_LOCK = 7_204_004;
const EVERY_MS = 5_000;
const VERSIONED = ['branch_commit', 'command_log', 'row', 'posting', 'outbox', 'inbox'] as const;
const TABLES = [...VERSIONED, 'raw', 'device', 'card_token', 'audit'];

interface Range {
  readonly branch: string;
  readonly from: number;
  readonly to: number;
  readonly auditFrom: number;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Which rows of a table belong to a range of versions. */
function whereOf(table: string, { branch, from, to, auditFrom }: Range): string {
  const own = `branch_id = ${quoted(branch)}`;
  const later = `version > ${from === 0 ? -1 : from}`;
  if (table === 'device') return own;
  if (table === 'audit') return `${own} AND n > ${auditFrom}`;
  if (table === 'card_token')
    return `${own} AND card_id IN (SELECT id FROM hub.row WHERE ${own} AND ${later} AND kind = 'card')`;
  // An entry kept aside that is judged later keeps the version it came with.
  if (table === 'raw')
    return `${own} AND (${later} OR (device_id, seq) IN (SELECT device_id, seq FROM hub.command_log WHERE ${own} AND ${later} AND device_id IS NOT NULL))`;
  return `${own} AND ${later} AND version <= ${to}`;
}

const COLUMNS = `
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = 'hub' AND c.relname = ANY($1::text[]) GROUP BY c.relname`;

const STANDS = `
SELECT b.branch_id AS branch, b.version AS "to", coalesce(c.version, 0) AS "from", coalesce(c.audit_n, 0) AS "auditFrom",
  (SELECT k.commit_id FROM hub.branch_commit AS k WHERE k.branch_id = b.branch_id AND k.version = coalesce(c.version, 0)) AS "fromCommit",
  (SELECT coalesce(max(a.n), 0) FROM hub.audit AS a WHERE a.branch_id = b.branch_id) AS "auditTo"
FROM hub.branch AS b LEFT JOIN hub.archive_cursor AS c ON c.branch_id = b.branch_id
WHERE b.branch_id = ANY($1::text[]) AND (c.version IS NULL OR c.version < b.version)`;

const BEHIND = `
SELECT b.branch_id AS branch FROM hub.branch AS b LEFT JOIN hub.archive_cursor AS c ON c.branch_id = b.branch_id
WHERE c.version IS NULL OR c.version < b.version`;

const MOVE = `
INSERT INTO hub.archive_cursor (branch_id, version, audit_n) VALUES ($1, $2, $3)
ON CONFLICT (branch_id) DO UPDATE SET version = excluded.version, audit_n = excluded.audit_n`;

/** Begins where every branch stands now; what was before needs a backup. */
export const BEGIN_HERE = `
INSERT INTO hub.archive_cursor (branch_id, version, audit_n)
SELECT b.branch_id, b.version, (SELECT coalesce(max(a.n), 0) FROM hub.audit AS a WHERE a.branch_id = b.branch_id) FROM hub.branch AS b
ON CONFLICT (branch_id) DO UPDATE SET version = excluded.version, audit_n = excluded.audit_n`;

interface Stand extends Range {
  readonly fromCommit: string;
  readonly auditTo: number;
}

/** A folder that this database has not written to begins anew. */
async function claimFolder(sql: Sql, archiveFolder: string): Promise<void> {
  const folder = join(archiveFolder, ARCHIVE_COMMANDS);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let id = await archiveId(archiveFolder);
  if (id === null) {
    id = randomUUID();
    const file = await open(join(folder, 'id'), 'w', 0o600);
    await file.writeFile(`${id}\n`);
    await file.sync();
    await file.close();
  }
  const [known] = await sql.query<{ value: string }>("SELECT value FROM hub.setting WHERE name = 'archive'");
  if (known?.value === id) return;
  await sql.query(BEGIN_HERE);
  await sql.query(
    "INSERT INTO hub.setting (name, value) VALUES ('archive', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [id],
  );
}

/** Appends frames and forgets half of one: a write that fails is cut off again. */
class ArchiveFile {
  private written = 0;
  private constructor(private readonly file: FileHandle) {}

  static async create(folder: string, now: number): Promise<ArchiveFile> {
    const name = `${String(now).padStart(15, '0')}-${randomUUID().slice(0, 8)}.log`;
    const file = await open(join(folder, name), 'wx', 0o600);
    await syncFolder(folder);
    return new ArchiveFile(file);
  }

  async append(frames: readonly Buffer[]): Promise<void> {
    try {
      let at = this.written;
      for (const frame of frames) {
        await this.file.write(frame, 0, frame.length, at);
        at += frame.length;
      }
      await this.file.sync();
      this.written = at;
    } catch (fault) {
      await this.file.truncate(this.written).catch(() => undefined);
      throw fault;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

class Writer {
  private link: CopyLink | null = null;
  private opening: Promise<CopyLink> | null = null;
  private file: ArchiveFile | null = null;
  private columns: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    private readonly url: string,
    private readonly archiveFolder: string,
    private readonly now: () => number,
  ) {}

  private ready(): Promise<CopyLink> {
    this.opening ??= this.open().catch(async (fault: unknown) => {
      await this.reset();
      throw fault;
    });
    return this.opening;
  }

  private async open(): Promise<CopyLink> {
    const link = await openCopyLink(this.url, 'yizhan-archive');
    // Whatever fails from here on, the lock goes with the connection.
    this.link = link;
    await link.query('SELECT pg_advisory_lock($1)', [ARCHIVE_LOCK]);
    await claimFolder(link, this.archiveFolder);
    await link.query('SELECT pg_advisory_unlock($1)', [ARCHIVE_LOCK]);
    const columns = await link.query<{ name: string; columns: string[] }>(COLUMNS, [TABLES]);
    this.columns = new Map(columns.map((one) => [one.name, one.columns]));
    return link;
  }

  private async batchOf(link: CopyLink, stand: Stand): Promise<Buffer> {
    const parts: BatchHeader['parts'] = [];
    const bodies: Buffer[] = [];
    for (const table of TABLES) {
      const columns = [...(this.columns.get(table) ?? [])];
      const names = columns.map((name) => `"${name}"`).join(', ');
      const chunks: Buffer[] = [];
      await link.copyOut(
        `COPY (SELECT ${names} FROM hub."${table}" WHERE ${whereOf(table, stand)}) TO STDOUT`,
        (chunk) => Promise.resolve(void chunks.push(chunk)),
      );
      if (chunks.length === 0) continue;
      const body = Buffer.concat(chunks);
      parts.push({ table, columns, rows: countRows(body), bytes: body.length });
      bodies.push(body);
    }
    const { branch, from, to, fromCommit } = stand;
    return frameOf({ branch, from, to, fromCommit, at: this.now(), parts }, Buffer.concat(bodies));
  }

  /** @returns versions now archived, by branch */
  async write(branches: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const link = await this.ready();
    await link.query('SELECT pg_advisory_lock($1)', [ARCHIVE_LOCK]);
    await link.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const stands = await link.query<Stand>(STANDS, [[...branches]]);
    const frames: Buffer[] = [];
    for (const stand of stands) frames.push(await this.batchOf(link, stand));
    await link.script('COMMIT');
    this.file ??= await ArchiveFile.create(join(this.archiveFolder, ARCHIVE_COMMANDS), this.now());
    if (frames.length > 0) await this.file.append(frames);
    for (const { branch, to, auditTo } of stands) await link.query(MOVE, [branch, to, auditTo]);
    const now = await link.query<{ branch: string; version: number }>(
      'SELECT branch_id AS branch, version FROM hub.archive_cursor WHERE branch_id = ANY($1::text[])',
      [[...branches]],
    );
    await link.query('SELECT pg_advisory_unlock($1)', [ARCHIVE_LOCK]);
    return new Map(now.map(({ branch, version }) => [branch, version]));
  }

  async behind(): Promise<readonly string[]> {
    const rows = await (await this.ready()).query<{ branch: string }>(BEHIND);
    return rows.map(({ branch }) => branch);
  }

  /** The lock and an open transaction go with the connection. */
  async reset(): Promise<void> {
    await this.link?.close();
    this.link = null;
    this.opening = null;
  }

  async close(): Promise<void> {
    await this.reset();
    await this.file?.close();
  }
}

interface Waiter {
  readonly branch: string;
  readonly version: number;
  resolve(): void;
  reject(fault: unknown): void;
}

interface ArchiveDeps {
  readonly url: string;
  readonly now: () => number;
  /** Hears of every round that could not be written; it is tried again. */
  failed(fault: unknown): void;
}

/** One round of writing at a time takes everything that has gathered. */
class Rounds {
  private readonly wanted = new Set<string>();
  private readonly done = new Map<string, number>();
  private waiters: readonly Waiter[] = [];
  private running: Promise<void> | null = null;
  /** Why the last round could not be written. */
  fault: { readonly why: unknown } | null = null;

  constructor(
    private readonly writer: Writer,
    private readonly failed: (fault: unknown) => void,
  ) {}

  private settle(): void {
    const reached = ({ branch, version }: Waiter): boolean => this.isDone(branch, version);
    for (const waiter of this.waiters.filter(reached)) waiter.resolve();
    this.waiters = this.waiters.filter((waiter) => !reached(waiter));
  }

  private async round(): Promise<void> {
    const branches = [...this.wanted];
    this.wanted.clear();
    try {
      for (const [branch, version] of await this.writer.write(branches)) this.done.set(branch, version);
      this.fault = null;
      this.settle();
    } catch (why) {
      this.fault = { why };
      await this.writer.reset();
      const hit = new Set(branches);
      for (const waiter of this.waiters.filter((one) => hit.has(one.branch))) waiter.reject(why);
      this.waiters = this.waiters.filter((one) => !hit.has(one.branch));
      this.failed(why);
    }
  }

  /** `first` goes before the rounds and does not throw: the writer's one connection is asked one thing at a time. */
  private run(first: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    this.running ??= (async () => {
      await first();
      while (this.wanted.size > 0) await this.round();
    })().finally(() => (this.running = null));
    return this.running;
  }

  isDone(branch: string, version: number): boolean {
    return (this.done.get(branch) ?? -1) >= version;
  }

  want(branch: string): void {
    this.wanted.add(branch);
    void this.run();
  }

  wait(branch: string, version: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters = [...this.waiters, { branch, version, resolve, reject }];
      this.want(branch);
    });
  }

  /** Everything that is behind, after the round in hand. */
  async sweep(): Promise<void> {
    while (this.running !== null) await this.running;
    const faults: unknown[] = [];
    await this.run(async () => {
      try {
        for (const branch of await this.writer.behind()) this.wanted.add(branch);
      } catch (why) {
        faults.push(why);
        await this.writer.reset();
      }
    });
    if (faults.length > 0) throw faults[0];
  }

  get idle(): boolean {
    return this.running === null;
  }
}

/** null where there is no folder. */
export function openArchive(folder: string | null, deps: ArchiveDeps): Archive | null {
  if (folder === null) return null;
  const writer = new Writer(deps.url, folder, deps.now);
  const rounds = new Rounds(writer, (why) => deps.failed(why));
  let stopped = false;
  const timer = setInterval(() => void (rounds.idle && rounds.sweep().catch(deps.failed)), EVERY_MS);
  timer.unref();
  return {
    get failing() {
      return rounds.fault !== null;
    },
    reached: (branch, version) => (rounds.isDone(branch, version) ? Promise.resolve() : rounds.wait(branch, version)),
    nudge(branch) {
      if (!stopped) rounds.want(branch);
    },
    async drain() {
      await rounds.sweep();
      if (rounds.fault !== null) throw rounds.fault.why;
    },
    async stop() {
      clearInterval(timer);
      await rounds.sweep().catch(deps.failed);
      stopped = true;
      await writer.close();
    },
  };
}
