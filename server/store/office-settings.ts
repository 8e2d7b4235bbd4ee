import { maskName } from '../../shared/rules/mask.ts';
import { ancestorCodes } from './lineage.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import type { ChangesQuery } from '../../shared/read-models/office-settings.ts';
import type { AnyRow, RowOf } from '../../shared/tables/define.ts';
import type { config } from '../../shared/tables/config.ts';
import type { settingChange } from '../../shared/tables/setting-change.ts';
import type { SettingReads, StoredChange, StoredSetting } from '../http/setting-ports.ts';
import { jsonToBody } from './body.ts';
import { nameOf } from './office-case-steps.ts';
import { peopleOf } from './office-people.ts';
import { asUnit, unitByCode, unitOr, unitsBelow } from './office-units.ts';
import type { Pool, Sql } from './pool.ts';

/** Settings, their changes and who made them, as the administration's pages read them. */

type Json = Readonly<Record<string, unknown>>;
interface ChangeRow {
  readonly branch: string;
  readonly id: string;
  readonly body: Json;
  readonly byName: string | null;
  readonly checkerName: string | null;
}

const COLUMNS = `r.branch_id AS branch, r.id, r.body, ${nameOf("r.body->>'by'")} AS "byName", ${nameOf("r.body->>'checker'")} AS "checkerName"`;
const WAITS = "('proposed', 'agreed')";

/** Changes of the subtree, and of the units above that count in it. */
const CHANGES = `
SELECT ${COLUMNS} FROM hub.branch b JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = 'setting_change'
WHERE (b.branch_id LIKE $1 || '%' OR b.branch_id = ANY($2::text[])) AND r.body IS NOT NULL
  AND ($3 OR r.body->>'status' IN ${WAITS}) AND ($4::text IS NULL OR r.body->>'what' = $4)
  AND ($5::text IS NULL OR r.body->>'subject' = $5)
ORDER BY (r.body->>'at')::bigint DESC, r.id LIMIT $6`;

const toChange = (row: ChangeRow, unit: OfficeUnit): StoredChange => ({
  id: row.id,
  unit,
  row: jsonToBody(row.body) as unknown as RowOf<typeof settingChange>,
  byName: row.byName,
  checkerName: row.checkerName,
});

async function readChanges(sql: Sql, scope: string, query: ChangesQuery, max: number): Promise<StoredChange[]> {
  const above = ancestorCodes(scope);
  const rows = await sql.query<ChangeRow>(CHANGES, [
    scope,
    above,
    query.state === 'all',
    query.what ?? null,
    query.subject ?? null,
    max,
  ]);
  const units = await unitsBelow(sql, scope.slice(0, 2));
  return rows.map((row) => toChange(row, asUnit(unitOr(units, row.branch))));
}

async function readChange(sql: Sql, branch: string, id: string): Promise<StoredChange | null> {
  const rows = await sql.query<ChangeRow>(
    `SELECT ${COLUMNS} FROM hub.row r WHERE r.branch_id = $1 AND r.kind = 'setting_change' AND r.id = $2 AND r.body IS NOT NULL`,
    [branch, id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const unit = (await unitByCode(sql, branch)) ?? asUnit(unitOr(new Map(), branch));
  return toChange(row, unit);
}

async function readConfig(sql: Sql, unit: string) {
  const rows = await sql.query<{ branch: string; body: Json }>(
    `SELECT branch_id AS branch, body FROM hub.row
     WHERE branch_id = ANY($1::text[]) AND kind = 'config' AND id NOT LIKE '%@%' AND body IS NOT NULL
     ORDER BY length(branch_id) DESC`,
    [[unit, ...ancestorCodes(unit)]],
  );
  const units = await unitsBelow(sql, unit.slice(0, 2));
  return rows.map((row) => ({
    unit: asUnit(unitOr(units, row.branch)),
    row: jsonToBody(row.body) as unknown as RowOf<typeof config>,
  }));
}

async function readRow(sql: Sql, branch: string, table: string, id: string): Promise<AnyRow | null> {
  const rows = await sql.query<{ body: Json }>(
    'SELECT body FROM hub.row WHERE branch_id = $1 AND kind = $2 AND id = $3 AND body IS NOT NULL',
    [branch, table, id],
  );
  return rows[0] === undefined ? null : jsonToBody(rows[0].body);
}

/** A unit's own row, not the copy its parent holds; dated records of a setting beside its newest are history. */
const PRESENT = `
SELECT r.branch_id AS branch, r.id, r.body FROM hub.branch b JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = $3
WHERE (b.branch_id LIKE $1 || '%' OR b.branch_id = ANY($2::text[])) AND r.body IS NOT NULL
  AND ($3 <> 'org_unit' OR r.id = r.branch_id)
ORDER BY r.branch_id, r.id LIMIT $4`;
const PRESENT_MAX = 5_000;

async function readPresent(sql: Sql, scope: string, table: string, above: boolean): Promise<StoredSetting[]> {
  const rows = await sql.query<{ branch: string; id: string; body: Json }>(PRESENT, [
    scope,
    above ? ancestorCodes(scope) : [],
    table,
    PRESENT_MAX,
  ]);
  const units = await unitsBelow(sql, scope.slice(0, 2));
  return rows.map(({ branch, id, body }) => ({ unit: asUnit(unitOr(units, branch)), id, row: jsonToBody(body) }));
}

interface HotRow {
  readonly branch: string;
  readonly account: string | null;
  readonly accountTail: string | null;
  readonly last4: string | null;
  readonly tag: number | null;
  readonly status: string;
  readonly name: string | null;
}
const NAME = `(SELECT p.body->>'name' FROM hub.row p WHERE p.branch_id = r.branch_id AND p.kind = 'customer' AND p.id = r.body->>'customer')`;
const HOT_ACCOUNT = `
SELECT r.branch_id AS branch, r.id AS account, right(r.body->>'account_no', 4) AS "accountTail", NULL AS last4, NULL::int AS tag,
  r.body->>'status' AS status, ${NAME} AS name
FROM hub.branch b JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = 'account'
WHERE b.branch_id LIKE $1 || '%' AND r.body->>'account_no' = $2 LIMIT 1`;
const HOT_CARD = `
SELECT r.branch_id AS branch, NULL AS account, NULL AS "accountTail", r.body->>'last4' AS last4, (r.body->>'tag')::int AS tag,
  r.body->>'status' AS status, ${NAME} AS name
FROM hub.card_token t JOIN hub.row r ON r.branch_id = t.branch_id AND r.kind = 'card' AND r.id = t.card_id
WHERE t.pan_token = $2 AND r.branch_id LIKE $1 || '%' AND r.body IS NOT NULL`;
const ACCOUNT_NO_DIGITS = 15;

async function readHot(sql: Sql, scope: string, of: { number: string; token: string }) {
  const isAccount = of.number.length === ACCOUNT_NO_DIGITS;
  const [row] = await sql.query<HotRow>(isAccount ? HOT_ACCOUNT : HOT_CARD, [scope, isAccount ? of.number : of.token]);
  if (row === undefined) return null;
  const { branch, name, ...found } = row;
  const outlet = asUnit(unitOr(await unitsBelow(sql, scope), branch));
  return { ...found, outlet, customerName: name === null ? '*' : maskName(name) };
}

/** `panToken` turns a card number into the token it is found by; the number itself goes no further. */
export const createSettingReads = (sql: Pool, panToken: (pan: string) => string): SettingReads => ({
  changes: (scope, query, max) => readChanges(sql, scope, query, max),
  names: async (numbers) => {
    const nameFor = await peopleOf(sql, numbers);
    return numbers.flatMap((one) => nameFor(one) ?? []);
  },
  change: (branch, id) => readChange(sql, branch, id),
  config: (unit) => readConfig(sql, unit),
  units: async (scope) => [...(await unitsBelow(sql, scope)).values()].map(asUnit).sort(byCode),
  present: (scope, table, above) => readPresent(sql, scope, table, above),
  hot: (scope, number) => readHot(sql, scope, { number, token: panToken(number) }),
  row: (branch, table, id) => readRow(sql, branch, table, id),
});

const byCode = (a: OfficeUnit, b: OfficeUnit): number => (a.code < b.code ? -1 : 1);
