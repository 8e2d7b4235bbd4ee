import type { Sql } from '../store/pool.ts';
import { FACT_TABLES, namesOf, type Source } from './facts.ts';

/**
 * Brings a range of versions of one branch into an analysis database that stands apart: page by page into temporary
 * tables of the feeding connection, from which the ordinary statements make facts and totals. Of every row only the
 * fields that facts are made of leave the hub, so no name, paper or address of a customer and no secret of a card.
 */
export const STAGED: Source = {
  rows: 'pg_temp.fed_row',
  commands: 'pg_temp.fed_command',
  postings: 'pg_temp.fed_posting',
};

export interface Span {
  readonly branch: string;
  /** Versions after this one ... */
  readonly after: number;
  /** ... up to this one. */
  readonly upTo: number;
}

const PAGE = 5_000;

const TABLES = `
CREATE TEMP TABLE IF NOT EXISTS fed_row (branch_id text, kind text, id text, version bigint, body jsonb,
  PRIMARY KEY (branch_id, kind, id)) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS fed_command (branch_id text, row_id text, received_at bigint) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS fed_posting (branch_id text, ledger text, account text, fen bigint, business_date date,
  version bigint) ON COMMIT DELETE ROWS`;

const KINDS = FACT_TABLES.flatMap((fact) => fact.kinds);
const WITH_COMMAND = FACT_TABLES.filter((fact) => fact.withCommand === true).flatMap((fact) => fact.kinds);
/** The fields of each kind that may leave the hub. */
const FIELDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  FACT_TABLES.flatMap((fact) => fact.kinds.map((kind) => [kind, namesOf(fact.fields)])),
);
/** By kind: the kind beside it and the one column taken from there. */
const BESIDE: Readonly<Record<string, { readonly kind: string; readonly column: string }>> = Object.fromEntries(
  FACT_TABLES.flatMap(({ kinds, beside }) => (beside === undefined ? [] : kinds.map((kind) => [kind, beside]))),
);

interface RowLine {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  /** JSON text; null = the row was deleted. */
  readonly body: string | null;
  readonly received_at: number | null;
  readonly beside: string | null;
}

const ROWS = `
SELECT r.kind, r.id, r.version, c.received_at,
  CASE WHEN r.body IS NULL THEN NULL ELSE coalesce((SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(r.body) AS e
    WHERE jsonb_exists($6::jsonb -> r.kind, e.key)), '{}')::text END AS body,
  s.body->>($7::jsonb -> r.kind ->> 'column') AS beside
FROM hub.row AS r
LEFT JOIN hub.command_log AS c ON c.branch_id = r.branch_id AND c.row_id = r.id AND r.kind = ANY($9::text[])
LEFT JOIN hub.row AS s ON s.branch_id = r.branch_id AND s.id = r.id AND s.kind = $7::jsonb -> r.kind ->> 'kind'
WHERE r.branch_id = $1 AND r.version >= $2 AND r.version <= $3 AND (r.version, r.kind, r.id) > ($2, $4, $5)
  AND r.kind = ANY($8::text[])
ORDER BY r.version, r.kind, r.id LIMIT ${PAGE}`;

interface PostingLine {
  readonly command_id: string;
  readonly ordinal: number;
  readonly ledger: string;
  readonly account: string | null;
  readonly fen: number;
  readonly business_date: string;
  readonly version: number;
}

const POSTINGS = `
SELECT command_id, ordinal, ledger, account, fen, business_date, version FROM hub.posting
WHERE branch_id = $1 AND version >= $2 AND version <= $3 AND (version, command_id, ordinal) > ($2, $4::uuid, $5)
ORDER BY version, command_id, ordinal LIMIT ${PAGE}`;

async function putRows(to: Sql, branch: string, lines: readonly RowLine[]): Promise<void> {
  const beside = lines.flatMap(({ kind, id, beside: value }) => {
    const at = BESIDE[kind];
    return at === undefined || value === null
      ? []
      : [{ kind: at.kind, id, version: 0, body: JSON.stringify({ [at.column]: value }) }];
  });
  const rows = [...lines, ...beside];
  await to.query(
    `INSERT INTO pg_temp.fed_row (branch_id, kind, id, version, body)
     SELECT $1, kind, id, version, body::jsonb FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[]) AS n(kind, id, version, body)`,
    [
      branch,
      rows.map((row) => row.kind),
      rows.map((row) => row.id),
      rows.map((row) => row.version),
      rows.map((row) => row.body),
    ],
  );
  const commands = lines.filter((line) => line.received_at !== null);
  await to.query(
    `INSERT INTO pg_temp.fed_command (branch_id, row_id, received_at)
     SELECT $1, row_id, received_at FROM unnest($2::text[], $3::bigint[]) AS n(row_id, received_at)`,
    [branch, commands.map((line) => line.id), commands.map((line) => line.received_at)],
  );
}

async function putPostings(to: Sql, branch: string, lines: readonly PostingLine[]): Promise<void> {
  await to.query(
    `INSERT INTO pg_temp.fed_posting (branch_id, ledger, account, fen, business_date, version)
     SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::date[], $6::bigint[]) AS n`,
    [
      branch,
      lines.map((line) => line.ledger),
      lines.map((line) => line.account),
      lines.map((line) => line.fen),
      lines.map((line) => line.business_date),
      lines.map((line) => line.version),
    ],
  );
}

async function copyRows(hub: Sql, to: Sql, { branch, after, upTo }: Span): Promise<void> {
  const sorts = [JSON.stringify(FIELDS), JSON.stringify(BESIDE), KINDS, WITH_COMMAND] as const;
  // Every kind sorts after the empty one: the first page begins with the version after `after`.
  let at: Pick<RowLine, 'version' | 'kind' | 'id'> = { version: after + 1, kind: '', id: '' };
  for (;;) {
    const page = await hub.query<RowLine>(ROWS, [branch, at.version, upTo, at.kind, at.id, ...sorts]);
    const last = page.at(-1);
    if (last === undefined) return;
    await putRows(to, branch, page);
    if (page.length < PAGE) return;
    at = last;
  }
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

async function copyPostings(hub: Sql, to: Sql, { branch, after, upTo }: Span): Promise<void> {
  let at: Pick<PostingLine, 'version' | 'command_id' | 'ordinal'> = {
    version: after + 1,
    command_id: FIRST_ID,
    ordinal: -1,
  };
  for (;;) {
    const page = await hub.query<PostingLine>(POSTINGS, [branch, at.version, upTo, at.command_id, at.ordinal]);
    const last = page.at(-1);
    if (last === undefined) return;
    await putPostings(to, branch, page);
    if (page.length < PAGE) return;
    at = last;
  }
}

/** Copies a span out of the hub's snapshot `hub` into the temporary tables of `to`; they empty themselves at its end. */
export async function stage(hub: Sql, to: Sql, span: Span): Promise<void> {
  await to.script(TABLES);
  await copyRows(hub, to, span);
  await copyPostings(hub, to, span);
  // Without statistics the joins are planned as if the copies were empty.
  await to.script('ANALYZE pg_temp.fed_row; ANALYZE pg_temp.fed_command; ANALYZE pg_temp.fed_posting');
}
