import { addDays } from '../../shared/kernel/dates.ts';
import type { InteractionLine, InteractionsAnswer, InteractionsQuery } from '../../shared/read-models/office.ts';
import type { Sql, Value } from './pool.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';

/** The list behind every figure: interactions of a subtree between two business dates, newest first. */

export interface InteractionBody {
  readonly kind: string;
  readonly channel: string;
  readonly status: string;
  readonly direction: InteractionLine['direction'];
  readonly amount_fen: number;
  readonly account_fen: number;
  readonly suspense_ledger: string | null;
  readonly suspense_fen: number;
  readonly business_date: string;
  readonly captured_at: number;
  readonly offline: boolean;
  readonly voucher_no: string | null;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly reverses: string | null;
  readonly reversed_by: string | null;
  readonly device: string | null;
  readonly seq: number | null;
}

export const toInteraction = (id: string, unit: UnitInfo, body: InteractionBody): InteractionLine => ({
  id,
  outlet: asUnit(unit),
  kind: body.kind,
  channel: body.channel,
  status: body.status,
  direction: body.direction,
  amountFen: body.amount_fen,
  accountFen: body.account_fen,
  suspenseLedger: body.suspense_ledger,
  suspenseFen: body.suspense_fen,
  businessDate: body.business_date,
  capturedAt: body.captured_at,
  offline: body.offline,
  voucherNo: body.voucher_no,
  maker: body.maker,
  checker: body.checker,
  reverses: body.reverses,
  reversedBy: body.reversed_by,
});

const MATCHES = `
FROM hub.command_log l
JOIN hub.row r ON r.branch_id = l.branch_id AND r.kind = 'interaction' AND r.id = l.row_id
WHERE l.branch_id = ANY($1) AND l.business_date BETWEEN $2 AND $3 AND r.body IS NOT NULL
  AND ($4::text IS NULL OR r.body->>'channel' = $4)
  AND CASE $5 WHEN 'in' THEN r.body->>'direction' = 'in' WHEN 'out' THEN r.body->>'direction' = 'out'
    WHEN 'suspense' THEN (r.body->>'suspense_fen')::bigint <> 0 ELSE true END`;
const NOT_REJECTED = `r.body->>'status' <> 'rejected'`;
const TOTALS = `
SELECT count(*) AS count,
  coalesce(sum((r.body->>'amount_fen')::bigint) FILTER (WHERE r.body->>'direction' = 'in' AND ${NOT_REJECTED}), 0)::bigint AS "inFen",
  coalesce(sum((r.body->>'amount_fen')::bigint) FILTER (WHERE r.body->>'direction' = 'out' AND ${NOT_REJECTED}), 0)::bigint AS "outFen",
  coalesce(sum((r.body->>'suspense_fen')::bigint), 0)::bigint AS "suspenseFen" ${MATCHES}`;
const LINES = `SELECT r.branch_id AS branch, r.id, r.body ${MATCHES} ORDER BY l.captured_at DESC, r.id DESC LIMIT $6`;

/** A list never spans more days than this; the earlier end moves. */
export const SPAN_DAYS_MAX = 92;
const SPAN_DAYS_USUAL = 7;

export async function readInteractions(
  sql: Sql,
  scope: string,
  query: InteractionsQuery & { readonly today: string; readonly max: number },
): Promise<Omit<InteractionsAnswer, 'asOf'>> {
  const to = query.to ?? query.today;
  const earliest = addDays(to, 1 - SPAN_DAYS_MAX);
  const asked = query.from ?? addDays(to, 1 - SPAN_DAYS_USUAL);
  const from = asked < earliest ? earliest : asked;
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const values: Value[] = [branches.map((branch) => branch.id), from, to, query.channel ?? null, query.show ?? 'all'];
  const [totals, lines] = await Promise.all([
    sql.query<{ count: number; inFen: number; outFen: number; suspenseFen: number }>(TOTALS, values),
    sql.query<{ branch: string; id: string; body: InteractionBody }>(LINES, [...values, query.max]),
  ]);
  const total = totals[0] ?? { count: 0, inFen: 0, outFen: 0, suspenseFen: 0 };
  return { ...total, interactions: lines.map((line) => toInteraction(line.id, unitOr(units, line.branch), line.body)) };
}
