import type { ExceptionCode } from '../../shared/commands/codes.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { MOVEMENT_SLOTS } from '../../shared/tables/movement.ts';
import type { OpenCase } from '../../shared/read-models/office-ageing.ts';
import {
  readFacts,
  type AxisLine,
  type CaseDetail,
  type CaseLine,
  type CasesQuery,
  type CashRefundLine,
  type PostingLine,
} from '../../shared/read-models/office.ts';
import { ACTIONS_OF, ABOUT_JOURNAL, suspendedInTransit } from '../../shared/commands/case-work.ts';
import type { Transfer } from '../../shared/commands/transit.ts';
import type { CaseReader } from '../http/office-ports.ts';
import { readSteps } from './office-case-steps.ts';
import { readInteraction, type InteractionBody } from './office-interactions.ts';
import { readJournal } from './office-journals.ts';
import { readSignature } from './office-signature.ts';
import { branchesBelow, asUnit, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Cases of a subtree, and one case with both records and everything the centre knows around it. */

interface CaseBody {
  readonly code: ExceptionCode;
  readonly severity: CaseLine['severity'];
  readonly status: CaseLine['status'];
  readonly command: string;
  readonly interaction: string | null;
  readonly account: string | null;
  readonly customer: string | null;
  readonly device: string | null;
  readonly amount_fen: number;
  readonly suspense_ledger: string | null;
  readonly suspense_fen: number;
  readonly business_date: string;
  readonly opened_at: number;
  readonly due_at: number;
  readonly owner: string | null;
  readonly closed_at: number | null;
  readonly resolution: string | null;
  readonly outlet_record: string;
  readonly centre_record: string;
}
interface CaseRow {
  readonly branch: string;
  readonly id: string;
  readonly kind: string;
  readonly body: CaseBody;
}

const toLine = (row: CaseRow, unit: UnitInfo): CaseLine => ({
  id: row.id,
  outlet: asUnit(unit),
  code: row.body.code,
  severity: row.body.severity,
  status: row.body.status,
  aml: row.kind === 'aml_case',
  amountFen: row.body.amount_fen,
  suspenseLedger: row.body.suspense_ledger,
  suspenseFen: row.body.suspense_fen,
  businessDate: row.body.business_date,
  openedAt: row.body.opened_at,
  dueAt: row.body.due_at,
  closedAt: row.body.closed_at,
  owner: row.body.owner,
});

const kindsFor = (aml: boolean): readonly string[] => (aml ? ['exception_case', 'aml_case'] : ['exception_case']);
const CASES_MAX = 1000;
/** By whom or what a case is about. The text is bound as a value, never as a pattern. */
const FOUND = `
  EXISTS (SELECT 1 FROM hub.row a WHERE a.branch_id = r.branch_id AND a.kind = 'account' AND a.id = r.body->>'account'
    AND $10 IN (a.body->>'account_no', right(a.body->>'account_no', 4)))
  OR EXISTS (SELECT 1 FROM hub.row p WHERE p.branch_id = r.branch_id AND p.kind = 'customer' AND p.id = r.body->>'customer'
    AND p.body->>'name' = $10)
  OR EXISTS (SELECT 1 FROM hub.row i WHERE i.branch_id = r.branch_id AND i.kind = 'interaction'
    AND i.id = r.body->>'interaction' AND $10 IN (i.body->>'voucher_no', i.body->>'maker'))`;
const CASES = `
SELECT branch_id AS branch, id, kind, body FROM hub.row r
WHERE branch_id = ANY($1) AND kind = ANY($2) AND body IS NOT NULL
  AND CASE $3 WHEN 'all' THEN true WHEN 'closed' THEN body->>'status' = 'closed' ELSE body->>'status' <> 'closed' END
  AND ($4::text IS NULL OR body->>'severity' = $4) AND ($5::text IS NULL OR body->>'code' = $5)
  AND ($6::text IS NULL OR body->>'business_date' = $6)
  AND CASE $7 WHEN 'mine' THEN body->>'owner' = $8 WHEN 'nobody' THEN body->>'owner' IS NULL ELSE true END
  AND ($9::bigint IS NULL OR (body->>'status' <> 'closed' AND (body->>'due_at')::bigint < $9))
  AND (NOT $12 OR kind = 'aml_case' OR body->>'code' = 'LARGE_CASH')
  AND ($10 = '' OR position(lower($10) in lower(regexp_replace(id, '/[^/]*$', ''))) > 0 OR body->>'owner' = $10 OR ($11 AND (${FOUND})))
ORDER BY (body->>'status' = 'closed'), (body->>'due_at')::bigint, id LIMIT ${CASES_MAX}`;

/** Open ones first, least time left first. */
export async function readCases(
  sql: Sql,
  scope: string,
  query: CasesQuery,
  reader: CaseReader,
): Promise<readonly CaseLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const ids = branches.map((branch) => branch.id);
  const rows = await sql.query<CaseRow>(CASES, [
    ids,
    kindsFor(reader.aml),
    query.status ?? 'open',
    query.severity ?? null,
    query.code ?? null,
    query.date ?? null,
    query.owner ?? null,
    reader.employeeNo,
    query.late === undefined ? null : reader.now,
    query.find?.trim() ?? '',
    reader.persons,
    query.only === 'aml',
  ]);
  return rows.map((row) => toLine(row, unitOr(units, row.branch)));
}

const OPEN = `
SELECT branch_id AS branch, kind = 'aml_case' AS aml, body->>'code' AS code, body->>'severity' AS severity,
  (body->>'opened_at')::bigint AS "openedAt", (body->>'due_at')::bigint AS "dueAt", (body->>'suspense_fen')::bigint AS "suspenseFen"
FROM hub.row WHERE branch_id = ANY($1) AND kind = ANY($2) AND body->>'status' <> 'closed'`;

export async function readOpenCases(sql: Sql, scope: string, aml: boolean): Promise<readonly OpenCase[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const rows = await sql.query<Omit<OpenCase, 'outlet'> & { branch: string }>(OPEN, [
    branches.map((branch) => branch.id),
    kindsFor(aml),
  ]);
  return rows.map(({ branch, ...row }) => ({ ...row, outlet: asUnit(unitOr(units, branch)) }));
}

const ROW = 'SELECT body FROM hub.row WHERE branch_id = $1 AND kind = $2 AND id = $3 AND body IS NOT NULL';

async function rowOf<T>(sql: Sql, branch: string, kind: string, id: string | null): Promise<T | null> {
  if (id === null) return null;
  const rows = await sql.query<{ body: T }>(ROW, [branch, kind, id]);
  return rows[0]?.body ?? null;
}

interface Logged {
  readonly command: string;
  readonly receivedAt: number;
  readonly verdict: string;
  readonly bytes: Bytes;
}
const LOG =
  'SELECT command_id::text AS command, received_at AS "receivedAt", verdict, bytes FROM hub.command_log WHERE branch_id = $1';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The command that made the interaction: by its place in the journal, or by its own id at other doors. */
async function commandOf(
  sql: Sql,
  branch: string,
  one: CaseBody,
  entry: InteractionBody | null,
): Promise<Logged | null> {
  if (entry !== null && entry.device !== null && entry.seq !== null) {
    const rows = await sql.query<Logged>(`${LOG} AND device_id = $2 AND seq = $3 ORDER BY received_at LIMIT 1`, [
      branch,
      entry.device,
      entry.seq,
    ]);
    if (rows[0] !== undefined) return rows[0];
  }
  const id = one.interaction !== null && UUID.test(one.interaction) ? one.interaction : one.command;
  if (!UUID.test(id)) return null;
  return (await sql.query<Logged>(`${LOG} AND command_id = $2::uuid`, [branch, id]))[0] ?? null;
}

const POSTINGS = `
SELECT ledger, fen, business_date AS "businessDate", value_date AS "valueDate", posting_date AS "postingDate"
FROM hub.posting WHERE branch_id = $1 AND command_id = $2::uuid ORDER BY ordinal`;

interface RefundBody {
  readonly payee_name: string;
  readonly fen: number;
  readonly status: CashRefundLine['status'];
}

interface MovementBody {
  readonly interaction: string;
  readonly kind: string;
  readonly channel: string;
  readonly fen: number;
  readonly balance_fen: number;
  readonly captured_at: number;
}
const AXIS_LINES = 8;

async function axisOf(sql: Sql, branch: string, one: CaseBody): Promise<readonly AxisLine[]> {
  if (one.account === null) return [];
  const ids = Array.from({ length: MOVEMENT_SLOTS }, (_, slot) => `${one.account}/${slot}`);
  const rows = await sql.query<{ body: MovementBody }>(
    "SELECT body FROM hub.row WHERE branch_id = $1 AND kind = 'movement' AND id = ANY($2) AND body IS NOT NULL",
    [branch, ids],
  );
  const lines = rows.map(({ body }) => ({
    interaction: body.interaction,
    kind: body.kind,
    channel: body.channel,
    fen: body.fen,
    balanceFen: body.balance_fen,
    capturedAt: body.captured_at,
    isThis: body.interaction === one.interaction,
  }));
  const distance = (line: AxisLine): number => (line.isThis ? -1 : Math.abs(line.capturedAt - one.opened_at));
  return lines
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, AXIS_LINES)
    .sort((a, b) => a.capturedAt - b.capturedAt);
}

async function deviceNo(sql: Sql, branch: string, device: string | null): Promise<string | null> {
  if (device === null) return null;
  const rows = await sql.query<{ no: string }>(
    'SELECT device_no AS no FROM hub.device WHERE branch_id = $1 AND device_id = $2',
    [branch, device],
  );
  return rows[0]?.no ?? null;
}

/** null = no such case in the subtree, or one the reader may not know of. */
export async function readCase(
  sql: Sql,
  scope: string,
  key: { readonly branch: string; readonly id: string; readonly aml: boolean },
): Promise<Omit<CaseDetail, 'asOf' | 'workers'> | null> {
  if (!key.branch.startsWith(scope)) return null;
  const rows = await sql.query<CaseRow>(
    'SELECT branch_id AS branch, id, kind, body FROM hub.row WHERE branch_id = $1 AND kind = ANY($2) AND id = $3 AND body IS NOT NULL',
    [key.branch, kindsFor(key.aml), key.id],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const one = row.body;
  const aboutJournal = one.device !== null && ACTIONS_OF[one.code].some((action) => ABOUT_JOURNAL.has(action));
  const [units, entry, transfer, account, customer, axis, device, steps, journal, refund] = await Promise.all([
    unitsBelow(sql, key.branch),
    rowOf<InteractionBody>(sql, key.branch, 'interaction', one.interaction),
    one.code === 'TRANSFER_ONE_SIDED' ? rowOf<Transfer>(sql, key.branch, 'cash_transfer', one.interaction) : null,
    rowOf<{ account_no: string }>(sql, key.branch, 'account', one.account),
    rowOf<{ name: string }>(sql, key.branch, 'customer', one.customer),
    axisOf(sql, key.branch, one),
    deviceNo(sql, key.branch, one.device),
    readSteps(sql, { branch: key.branch, case: key.id, aml: row.kind === 'aml_case' }),
    aboutJournal ? readJournal(sql, key.branch, one.device ?? '') : null,
    rowOf<RefundBody>(sql, key.branch, 'cash_refund', one.interaction),
  ]);
  const logged = await commandOf(sql, key.branch, one, entry);
  const postings = logged === null ? [] : await sql.query<PostingLine>(POSTINGS, [key.branch, logged.command]);
  const unit = unitOr(units, key.branch);
  const line =
    entry === null || one.interaction === null
      ? null
      : await readInteraction(sql, { unit, id: one.interaction }, entry);
  return {
    ...toLine(row, unit),
    outletRecord: readFacts(one.outlet_record),
    centreRecord: readFacts(one.centre_record),
    interaction: line,
    signature: await readSignature(sql, key.branch, logged === null ? null : new Uint8Array(logged.bytes)),
    suspended: transfer === null ? line : suspendedInTransit(transfer),
    deviceNo: device,
    accountTail: account?.account_no.slice(-4) ?? null,
    customerName: customer?.name ?? null,
    receivedAt: logged?.receivedAt ?? null,
    verdict: logged?.verdict ?? null,
    postings,
    axis,
    journal,
    resolution: one.resolution,
    cashRefund: refund === null ? null : { payeeName: refund.payee_name, fen: refund.fen, status: refund.status },
    steps,
  };
}
