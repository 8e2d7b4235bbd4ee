import { addDays } from '../../shared/kernel/dates.ts';
import type { InteractionLine, InteractionsAnswer, InteractionsQuery } from '../../shared/read-models/office.ts';
import type { Sql, Value } from './pool.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';

/**
 * The list behind every figure: interactions of a subtree between two business dates, newest first, from the analysis
 * schema that the figures come from, so that a list always adds up to its figure. What was refused is listed, not counted.
 */

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

const toInteraction = (id: string, unit: UnitInfo, body: InteractionBody, reprints: number): InteractionLine => ({
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
  reprints,
});

/** One interaction with what its branch knows beside it. */
export async function readInteraction(
  sql: Sql,
  of: { readonly unit: UnitInfo; readonly id: string },
  body: InteractionBody,
): Promise<InteractionLine> {
  const place = { branch: of.unit.code, id: of.id };
  const reprints = await reprintsOf(sql, [place]);
  return toInteraction(of.id, of.unit, body, reprints.get(`${place.branch}/${place.id}`) ?? 0);
}

/** Reprints of entries, by `branch/id`; those that have none are left out. */
async function reprintsOf(
  sql: Sql,
  entries: readonly { readonly branch: string; readonly id: string }[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ branch: string; id: string; reprints: number }>(
    `SELECT branch_id AS branch, id, (body->>'reprints')::int AS reprints FROM hub.row
     WHERE kind = 'slip_reprint' AND branch_id = ANY($1) AND id = ANY($2)`,
    [[...new Set(entries.map((one) => one.branch))], entries.map((one) => one.id)],
  );
  return new Map(rows.map((row) => [`${row.branch}/${row.id}`, row.reprints]));
}

const MATCHES = `
FROM analysis.interaction
WHERE branch_id = ANY($1) AND business_date BETWEEN $2 AND $3 AND ($4::text IS NULL OR channel = $4)
  AND CASE $5 WHEN 'in' THEN direction = 'in' AND status <> 'rejected' WHEN 'out' THEN direction = 'out' AND status <> 'rejected'
    WHEN 'suspense' THEN suspense_fen <> 0 ELSE true END`;
const TOTALS = `
SELECT count(*) FILTER (WHERE status <> 'rejected') AS count,
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'in' AND status <> 'rejected'), 0)::bigint AS "inFen",
  coalesce(sum(amount_fen) FILTER (WHERE direction = 'out' AND status <> 'rejected'), 0)::bigint AS "outFen",
  coalesce(sum(suspense_fen), 0)::bigint AS "suspenseFen" ${MATCHES}`;
const LINES = `
SELECT branch_id AS branch, interaction_id AS id, kind, channel, status, direction, amount_fen, account_fen, suspense_ledger, suspense_fen,
  business_date, captured_at, offline, voucher_no, maker, checker, reverses, reversed_by, device, seq ${MATCHES}
ORDER BY business_date DESC, captured_at DESC, interaction_id DESC LIMIT $6`;

/** A list never spans more days than this; the earlier end moves. */
export const SPAN_DAYS_MAX = 92;
const SPAN_DAYS_USUAL = 7;

export async function readInteractions(
  { hub: sql, analysis }: { readonly hub: Sql; readonly analysis: Sql },
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
    analysis.query<{ count: number; inFen: number; outFen: number; suspenseFen: number }>(TOTALS, values),
    analysis.query<InteractionBody & { branch: string; id: string }>(LINES, [...values, query.max]),
  ]);
  const total = totals[0] ?? { count: 0, inFen: 0, outFen: 0, suspenseFen: 0 };
  const reprints = await reprintsOf(sql, lines);
  const interactions = lines.map((line) =>
    toInteraction(line.id, unitOr(units, line.branch), line, reprints.get(`${line.branch}/${line.id}`) ?? 0),
  );
  return { ...total, interactions };
}
