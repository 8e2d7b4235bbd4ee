import { maskName } from '../../shared/rules/mask.ts';
import type { AccountLine, LossRecord } from '../../shared/read-models/office-loss.ts';
import { MOVEMENT_SLOTS } from '../../shared/tables/movement.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/**
 * Accounts as the call desk finds them for a loss report: by whole account number, whole ID number, or the last four
 * digits of a card with the holder's name. Never by name alone, and the name comes back masked.
 */
type Wanted =
  | { readonly by: 'account'; readonly accountNo: string }
  | { readonly by: 'id'; readonly idNo: string }
  | { readonly by: 'card'; readonly last4: string; readonly name: string };

export function readWanted(find: string): Wanted | null {
  const text = find.trim();
  if (/^\d{15}$/.test(text)) return { by: 'account', accountNo: text };
  if (/^\d{17}[\dXx]$/.test(text)) return { by: 'id', idNo: text.toUpperCase() };
  const card = /^(\d{4})[\s,，]+(\S.{0,49})$/u.exec(text);
  if (card?.[1] !== undefined && card[2] !== undefined) return { by: 'card', last4: card[1], name: card[2].trim() };
  return null;
}

const HITS: Readonly<Record<Wanted['by'], string>> = {
  account: `SELECT branch_id, id FROM hub.row WHERE branch_id = ANY($1) AND kind = 'account' AND body->>'account_no' = $2 AND $3::text IS NULL`,
  id: `SELECT a.branch_id, a.id FROM hub.row p JOIN hub.row a ON a.branch_id = p.branch_id AND a.kind = 'account' AND a.body->>'customer' = p.id
    WHERE p.branch_id = ANY($1) AND p.kind = 'customer' AND p.body->>'id_no' = $2 AND $3::text IS NULL`,
  card: `SELECT c.branch_id, c.body->>'account' AS id FROM hub.row c JOIN hub.row p ON p.branch_id = c.branch_id AND p.kind = 'customer' AND p.id = c.body->>'customer'
    WHERE c.branch_id = ANY($1) AND c.kind = 'card' AND c.body->>'last4' = $2 AND p.body->>'name' = $3`,
};
const FOUND_MAX = 20;

interface Found {
  readonly branch: string;
  readonly account: string;
  readonly account_no: string;
  readonly kind: string;
  readonly medium: string;
  readonly status: string;
  readonly lost_at: number | null;
  readonly name: string | null;
  readonly cards: readonly { readonly id: string; readonly last4: string; readonly status: string }[];
}
const found = (by: Wanted['by']): string => `
WITH hit AS (${HITS[by]} LIMIT ${FOUND_MAX})
SELECT a.branch_id AS branch, a.id AS account, a.body->>'account_no' AS account_no, a.body->>'kind' AS kind, a.body->>'medium' AS medium,
  a.body->>'status' AS status, (a.body->>'lost_at')::bigint AS lost_at, p.body->>'name' AS name,
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id, 'last4', c.body->>'last4', 'status', c.body->>'status') ORDER BY c.id)
    FROM hub.row c WHERE c.branch_id = a.branch_id AND c.kind = 'card' AND c.body->>'account' = a.id), '[]') AS cards
FROM hit JOIN hub.row a ON a.branch_id = hit.branch_id AND a.kind = 'account' AND a.id = hit.id
LEFT JOIN hub.row p ON p.branch_id = a.branch_id AND p.kind = 'customer' AND p.id = a.body->>'customer'
WHERE a.body IS NOT NULL ORDER BY a.branch_id, a.id`;

export async function readAccounts(sql: Sql, scope: string, find: string): Promise<readonly AccountLine[]> {
  const wanted = readWanted(find);
  if (wanted === null) return [];
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const first = wanted.by === 'account' ? wanted.accountNo : wanted.by === 'id' ? wanted.idNo : wanted.last4;
  const rows = await sql.query<Found>(found(wanted.by), [
    branches.map((branch) => branch.id),
    first,
    wanted.by === 'card' ? wanted.name : null,
  ]);
  return rows.map((row) => ({
    branch: row.branch,
    outlet: asUnit(unitOr(units, row.branch)),
    account: row.account,
    accountTail: row.account_no.slice(-4),
    kind: row.kind,
    medium: row.medium,
    status: row.status,
    lostAt: row.lost_at,
    customerName: row.name === null ? '*' : maskName(row.name),
    cards: row.cards,
  }));
}

const RECORD = `
SELECT a.body->>'account_no' AS "accountNo", a.body->>'status' AS status, a.body->>'medium' AS medium, p.body->>'id_no' AS "idNo", p.body->>'name' AS name,
  p.body->>'phone' AS phone, p.body->>'address' AS address,
  ARRAY(SELECT abs((m.body->>'fen')::bigint) FROM hub.row m WHERE m.branch_id = a.branch_id AND m.kind = 'movement' AND m.id = ANY($3)
    AND m.body IS NOT NULL)::text[] AS recent
FROM hub.row a JOIN hub.row p ON p.branch_id = a.branch_id AND p.kind = 'customer' AND p.id = a.body->>'customer'
WHERE a.branch_id = $1 AND a.kind = 'account' AND a.id = $2 AND a.body IS NOT NULL AND p.body IS NOT NULL`;

export async function readLossRecord(
  sql: Sql,
  scope: string,
  at: { readonly branch: string; readonly account: string },
): Promise<LossRecord | null> {
  if (!at.branch.startsWith(scope)) return null;
  const slots = Array.from({ length: MOVEMENT_SLOTS }, (_, slot) => `${at.account}/${slot}`);
  const rows = await sql.query<Omit<LossRecord, 'recentFen'> & { readonly recent: readonly string[] }>(RECORD, [
    at.branch,
    at.account,
    slots,
  ]);
  const row = rows[0];
  if (row === undefined) return null;
  const { recent, ...record } = row;
  return { ...record, recentFen: recent.map(Number) };
}
