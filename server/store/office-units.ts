import type { OfficeUnit } from '../../shared/read-models/office.ts';
import type { Sql } from './pool.ts';

/** Units and branches of a subtree. A unit's code begins with its parent's, so a subtree is a prefix of digits. */

interface UnitBody {
  readonly code: string;
  readonly name: string;
  readonly name_en: string;
  readonly level: OfficeUnit['level'];
  readonly kind: string;
  readonly network_profile: string;
  readonly phone: string | null;
  readonly vault_limit_fen?: number | null;
}
export interface UnitInfo extends OfficeUnit {
  readonly kind: string;
  readonly network: string;
  readonly phone: string | null;
  /** Its own overnight limit; null = the configured one. */
  readonly vaultLimitFen: number | null;
}

const toUnit = (body: UnitBody): UnitInfo => ({
  code: body.code,
  name: body.name,
  nameEn: body.name_en,
  level: body.level,
  kind: body.kind,
  network: body.network_profile,
  phone: body.phone,
  vaultLimitFen: body.vault_limit_fen ?? null,
});

export interface BranchState {
  readonly id: string;
  readonly recovering: boolean;
  /** Everything was lost, and its opening balances are not approved. */
  readonly rebuilding: boolean;
}

/** Branches whose code begins with `scope` (digits only, checked at the door). */
export async function branchesBelow(sql: Sql, scope: string): Promise<readonly BranchState[]> {
  return sql.query<BranchState>(
    "SELECT branch_id AS id, state = 'recovering' AS recovering, state = 'rebuilding' AS rebuilding FROM hub.branch WHERE branch_id LIKE $1 || '%' ORDER BY branch_id",
    [scope],
  );
}

/** Units of the subtree, by code: a unit's own branch holds its row, its parent's branch may hold a copy. */
export async function unitsBelow(sql: Sql, scope: string): Promise<ReadonlyMap<string, UnitInfo>> {
  const rows = await sql.query<{ id: string; body: UnitBody }>(
    `SELECT DISTINCT ON (r.id) r.id, r.body FROM hub.branch b
     JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = 'org_unit'
     WHERE r.id LIKE $1 || '%' AND r.body IS NOT NULL
     ORDER BY r.id, (r.branch_id = r.id) DESC`,
    [scope],
  );
  return new Map(rows.map((row) => [row.id, toUnit(row.body)]));
}

export async function unitByCode(sql: Sql, code: string): Promise<OfficeUnit | null> {
  const rows = await sql.query<{ body: UnitBody }>(
    `SELECT r.body FROM hub.branch b JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = 'org_unit' AND r.id = $1
     WHERE r.body IS NOT NULL ORDER BY (r.branch_id = r.id) DESC LIMIT 1`,
    [code],
  );
  const body = rows[0]?.body;
  return body === undefined ? null : asUnit(toUnit(body));
}

export const asUnit = (unit: OfficeUnit): OfficeUnit => ({
  code: unit.code,
  name: unit.name,
  nameEn: unit.nameEn,
  level: unit.level,
});

/** A branch without a unit row (an imported one) is named by its code. */
export const unitOr = (units: ReadonlyMap<string, UnitInfo>, code: string): UnitInfo =>
  units.get(code) ?? {
    code,
    name: code,
    nameEn: code,
    level: 'outlet',
    kind: 'owned',
    network: '4g',
    phone: null,
    vaultLimitFen: null,
  };
