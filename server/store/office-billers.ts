import type {
  BillerLine,
  BillerPaymentLine,
  BillersAnswer,
  CollectedLine,
} from '../../shared/read-models/office-billers.ts';
import type { agencyDay, biller } from '../../shared/tables/biller.ts';
import type { billerAccount, billerPayment } from '../../shared/tables/biller-payment.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import { peopleOf, type NameOf } from './office-people.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Billers of a subtree: what its counties owe them, and what its outlets have still to hand over. */

interface Row<Body> {
  readonly branch: string;
  readonly id: string;
  readonly body: Body;
}
type Payment = RowOf<typeof billerPayment>;
interface Words {
  readonly name: string;
  readonly nameEn: string;
}

const PAYMENTS_MAX = 20;
const rowsOf = (kind: string, more = ''): string =>
  `SELECT branch_id AS branch, id, body FROM hub.row WHERE branch_id = ANY($1) AND kind = '${kind}' AND body IS NOT NULL ${more}`;
const ACCOUNTS = rowsOf('biller_account', 'ORDER BY branch_id, id');
const PAYMENTS = rowsOf(
  'biller_payment',
  `ORDER BY (body->>'status' = 'proposed') DESC, (body->>'at')::bigint DESC LIMIT 500`,
);
const DAYS = rowsOf(
  'agency_day',
  `AND (body->>'fen')::bigint <> (body->>'handed_fen')::bigint ORDER BY body->>'business_date', branch_id, id LIMIT 500`,
);
const BILLERS = `
SELECT DISTINCT ON (r.id) r.branch_id AS branch, r.id, r.body FROM hub.branch b
JOIN hub.row r ON r.branch_id = b.branch_id AND r.kind = 'biller' WHERE r.body IS NOT NULL ORDER BY r.id, length(r.branch_id) DESC`;

const toPayment = (id: string, body: Payment, name: NameOf): BillerPaymentLine => ({
  id,
  fen: body.fen,
  reference: body.reference,
  status: body.status,
  by: name(body.by) ?? { employeeNo: body.by, name: null },
  at: body.at,
  checker: name(body.checker),
  decidedAt: body.decided_at,
  decision: body.decision,
});

export async function readBillers(sql: Sql, scope: string): Promise<Omit<BillersAnswer, 'asOf'>> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const within = [branches.map((branch) => branch.id)];
  const [accounts, payments, days, billers] = await Promise.all([
    sql.query<Row<RowOf<typeof billerAccount>>>(ACCOUNTS, within),
    sql.query<Row<Payment>>(PAYMENTS, within),
    sql.query<Row<RowOf<typeof agencyDay>>>(DAYS, within),
    sql.query<Row<RowOf<typeof biller>>>(BILLERS, []),
  ]);
  const named = new Map(billers.map(({ id, body }) => [id, { name: body.name, nameEn: body.name_en }]));
  const words = (code: string): Words => named.get(code) ?? { name: code, nameEn: code };
  const name = await peopleOf(
    sql,
    payments.flatMap(({ body }) => [body.by, body.checker]),
  );
  const paidTo = (branch: string, code: string): readonly BillerPaymentLine[] =>
    payments
      .filter((one) => one.branch === branch && one.body.biller === code)
      .slice(0, PAYMENTS_MAX)
      .map(({ id, body }) => toPayment(id, body, name));
  return {
    billers: accounts.map(({ branch, id, body }) => toLine({ units, branch, id, body }, words(id), paidTo(branch, id))),
    collected: days.map((row) => toCollected(row, units, words(row.body.biller))),
  };
}

const toLine = (
  of: Row<RowOf<typeof billerAccount>> & { readonly units: ReadonlyMap<string, UnitInfo> },
  words: Words,
  payments: readonly BillerPaymentLine[],
): BillerLine => ({
  county: asUnit(unitOr(of.units, of.branch)),
  biller: of.id,
  ...words,
  handedFen: of.body.handed_fen,
  paidFen: of.body.paid_fen,
  payments,
});

const toCollected = (
  { branch, body }: Row<RowOf<typeof agencyDay>>,
  units: ReadonlyMap<string, UnitInfo>,
  words: Words,
): CollectedLine => ({
  outlet: asUnit(unitOr(units, branch)),
  biller: body.biller,
  ...words,
  businessDate: body.business_date,
  count: body.count,
  fen: body.fen - body.handed_fen,
});
