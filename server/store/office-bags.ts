import type { BagLine, BagsQuery } from '../../shared/read-models/office-bags.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { cashTransfer } from '../../shared/tables/cash-transfer.ts';
import { peopleOf, type NameOf } from './office-people.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Bags between the outlets of a subtree and their county. */

type Body = Omit<RowOf<typeof cashTransfer>, 'denominations'>;
interface Row {
  readonly branch: string;
  readonly id: string;
  readonly body: Body;
}
const BAGS_MAX = 500;
const SPOKEN = `CASE body->>'kind' WHEN 'to_county' THEN body->>'answer' <> 'none' ELSE body->>'sent_at' IS NOT NULL END`;
/** When one end spoke, ms; the sender of a bag is the outlet or the county. */
const at = (outlet: boolean): string =>
  `coalesce(CASE WHEN (body->>'kind' = 'to_county') = ${outlet} THEN body->>'sent_at' ELSE body->>'answered_at' END, '0')::bigint`;
const BAGS = `
SELECT branch_id AS branch, id, body FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'cash_transfer' AND body->>'kind' <> 'till' AND ($2 OR NOT (${SPOKEN}))
ORDER BY (${SPOKEN}), CASE WHEN ${SPOKEN} THEN -${at(false)} ELSE ${at(true)} END, id LIMIT ${BAGS_MAX}`;

function toLine({ id, body }: Row, unit: BagLine['outlet'], name: NameOf): BagLine {
  const sent = { fen: body.sent_fen, at: body.sent_at, by: body.sent_by };
  const taken =
    body.answer === 'accepted'
      ? { fen: body.accepted_fen, at: body.answered_at, by: body.answered_by }
      : { fen: 0, at: null, by: null };
  const [outlet, county] = body.kind === 'to_county' ? [sent, taken] : [taken, sent];
  return {
    id,
    outlet: unit,
    kind: body.kind === 'to_county' ? 'to_county' : 'from_county',
    businessDate: body.business_date,
    sealNo: body.seal_no,
    escorts: body.escorts.map((one) => name(one.employee)).filter((one) => one !== null),
    outletFen: outlet.fen,
    outletAt: outlet.at ?? 0,
    outletBy: name(outlet.by),
    countyFen: county.at === null ? null : county.fen,
    countyAt: county.at,
    countyBy: name(county.by),
  };
}

export async function readBags(sql: Sql, scope: string, query: BagsQuery): Promise<readonly BagLine[]> {
  const [branches, units] = await Promise.all([branchesBelow(sql, scope), unitsBelow(sql, scope)]);
  const rows = await sql.query<Row>(BAGS, [branches.map((branch) => branch.id), query.state === 'all']);
  const people = rows.flatMap(({ body }) => [
    body.sent_by,
    body.answered_by,
    ...body.escorts.map((one) => one.employee),
  ]);
  const named = await peopleOf(sql, people);
  return rows.map((row) => toLine(row, asUnit(unitOr(units, row.branch)), named));
}
