import type {
  ChangeBatch,
  FeedToken,
  PackedPage,
  PageAt,
  PageForm,
  RowChange,
  SnapshotPage,
} from '../../sync/index.ts';
import { jsonToBody } from './body.ts';
import { fedScopes } from './lineage.ts';
import type { PageCache } from './page-cache.ts';
import type { Pool, Sql } from './pool.ts';

/**
 * The change feed and the snapshot of a branch.
 * A change batch never cuts a version in two. A snapshot page holds rows as old as the snapshot's version or
 * older; what moved while the pages were fetched comes with the changes after that version.
 */
interface FedRow {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly body: { readonly [key: string]: unknown } | null;
}

const toChange = (row: FedRow): RowChange => ({
  table: row.kind,
  id: row.id,
  body: row.body === null ? null : jsonToBody(row.body),
});

export async function readToken(sql: Sql, branch: string): Promise<FeedToken | null> {
  const rows = await sql.prepared<{ version: number; commit_id: string; epoch: string }>(
    'token',
    'SELECT version, commit_id, epoch FROM hub.branch WHERE branch_id = $1',
    [branch],
  );
  const row = rows[0];
  return row === undefined ? null : { epoch: row.epoch, branch, version: row.version, commitId: row.commit_id };
}

/**
 * Where the branch stands, and whether a position belongs to its past: one question, as it is asked with every pull and
 * for every page of every first load, most of which are answered from memory.
 */
const HEAD_FOR = `
SELECT b.version, b.commit_id, b.epoch, c.commit_id AS commit_then
FROM hub.branch b LEFT JOIN hub.branch_commit c ON c.branch_id = b.branch_id AND c.version = $2
WHERE b.branch_id = $1`;

async function headFor(
  sql: Sql,
  branch: string,
  asked: FeedToken | null,
): Promise<{ readonly head: FeedToken; readonly isPast: boolean }> {
  const rows = await sql.prepared<{ version: number; commit_id: string; epoch: string; commit_then: string | null }>(
    'head_for',
    HEAD_FOR,
    [branch, asked?.version ?? 0],
  );
  const [row] = rows;
  if (row === undefined) return { head: { epoch: '', branch, version: 0, commitId: '' }, isPast: false };
  const { version, epoch } = row;
  const isPast =
    asked?.branch === branch && asked.epoch === epoch && asked.version <= version && asked.commitId === row.commit_then;
  return { head: { epoch, branch, version, commitId: row.commit_id }, isPast };
}

const CHANGES = `
SELECT kind, id, version, body FROM hub.row
WHERE branch_id = $1 AND version > $2 AND scope = ANY($3::text[])
ORDER BY version, kind, id LIMIT $4`;

const REST_OF_VERSION = `
SELECT kind, id, version, body FROM hub.row
WHERE branch_id = $1 AND version = $2 AND scope = ANY($3::text[])
ORDER BY kind, id`;

/** Whole versions: the last one fetched may be cut by the limit, and is dropped or fetched to its end. */
async function fetchWhole(sql: Sql, token: FeedToken, rowsMax: number): Promise<{ rows: FedRow[]; more: boolean }> {
  const scopes = fedScopes(token.branch);
  const rows = await sql.prepared<FedRow>('changes', CHANGES, [token.branch, token.version, scopes, rowsMax + 1]);
  if (rows.length <= rowsMax) return { rows, more: false };
  const last = rows.at(-1)?.version ?? 0;
  const whole = rows.filter((row) => row.version < last);
  if (whole.length > 0) return { rows: whole, more: true };
  return {
    rows: await sql.prepared<FedRow>('version_rows', REST_OF_VERSION, [token.branch, last, scopes]),
    more: true,
  };
}

async function tokenAt(sql: Sql, head: FeedToken, version: number): Promise<FeedToken> {
  if (version === head.version) return head;
  const rows = await sql.prepared<{ commit_id: string }>(
    'commit_at',
    'SELECT commit_id FROM hub.branch_commit WHERE branch_id = $1 AND version = $2',
    [head.branch, version],
  );
  return { ...head, version, commitId: rows[0]?.commit_id ?? '' };
}

/** One snapshot of the database for the head and the rows, so no change can fall between them. */
export const changesAfter = (db: Pool, token: FeedToken, rowsMax: number): Promise<ChangeBatch | null> =>
  db.transaction(async (sql) => {
    const { head, isPast } = await headFor(sql, token.branch, token);
    if (!isPast) return null;
    if (head.version === token.version) return { from: token, to: head, rows: [], more: false };
    const { rows, more } = await fetchWhole(sql, token, rowsMax);
    const to = more ? await tokenAt(sql, head, rows.at(-1)?.version ?? token.version) : head;
    return { from: token, to, rows: rows.map(toChange), more: to.version < head.version };
  }, 'REPEATABLE READ');

interface Position {
  readonly token: FeedToken;
  readonly kind: string;
  readonly id: string;
  readonly rowsTotal: number;
}

const writePosition = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function readPosition(text: string): Position | null {
  try {
    const position = JSON.parse(Buffer.from(text, 'base64url').toString()) as Position;
    const { token, kind, id } = position;
    const isWhole = typeof kind === 'string' && typeof id === 'string' && Number.isSafeInteger(token.version);
    return isWhole ? position : null;
  } catch {
    return null;
  }
}

const SNAPSHOT = `
SELECT kind, id, version, body FROM hub.row
WHERE branch_id = $1 AND version <= $2 AND scope = ANY($3::text[]) AND body IS NOT NULL AND (kind, id) > ($4, $5)
ORDER BY kind, id LIMIT $6`;

async function startPosition(sql: Sql, head: FeedToken): Promise<Position> {
  const rows = await sql.query<{ n: number }>(
    'SELECT count(*) AS n FROM hub.row WHERE branch_id = $1 AND scope = ANY($2::text[]) AND body IS NOT NULL',
    [head.branch, fedScopes(head.branch)],
  );
  return { token: head, kind: '', id: '', rowsTotal: rows[0]?.n ?? 0 };
}

async function readPage(sql: Sql, at: Position, rowsMax: number): Promise<SnapshotPage> {
  const { branch, version } = at.token;
  const rows = await sql.prepared<FedRow>('snapshot', SNAPSHOT, [
    branch,
    version,
    fedScopes(branch),
    at.kind,
    at.id,
    rowsMax + 1,
  ]);
  const table = rows[0]?.kind ?? '';
  const page = rows.slice(0, rowsMax).filter((row) => row.kind === table);
  const last = page.at(-1);
  const hasMore = last !== undefined && rows.length > page.length;
  return {
    token: at.token,
    table,
    rows: page.map(toChange),
    next: hasMore ? writePosition({ ...at, kind: last.kind, id: last.id }) : null,
    rowsTotal: at.rowsTotal,
  };
}

/** A position of another past, or one that cannot be read, starts again from the first page. */
export async function snapshotPage(
  db: Pool,
  cache: PageCache,
  { branch, position, rowsMax }: PageAt,
  form: PageForm,
): Promise<PackedPage> {
  const asked = position === null ? null : readPosition(position);
  const { head, isPast } = await headFor(db, branch, asked?.token ?? null);
  const from = isPast ? asked : null;
  const { token, kind, id } = from ?? { token: head, kind: '', id: '' };
  // What moves before the rows are read is left out of the page as what moved before it was asked for.
  return cache.of({ token, kind, id, rowsMax, form: form.name }, async () => {
    const page = await db.transaction(
      async (sql) => readPage(sql, from ?? (await startPosition(sql, head)), rowsMax),
      'REPEATABLE READ',
    );
    return { token: page.token, next: page.next, bytes: await form.pack(page) };
  });
}
