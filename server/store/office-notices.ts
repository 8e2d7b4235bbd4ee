import type { BusinessDate, Instant } from '../../shared/kernel/dates.ts';
import type { NoticeDetail, NoticeKey, NoticeLine, NoticeReader } from '../../shared/read-models/office-notices.ts';
import { isMeantFor, isShown } from '../../shared/rules/notice.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { notice } from '../../shared/tables/notice.ts';
import { peopleOf, readPeople, type NameOf, type Person } from './office-people.ts';
import { asUnit, branchesBelow, unitOr, unitsBelow, type UnitInfo } from './office-units.ts';
import type { Sql } from './pool.ts';

/** Notices that concern a subtree, from its units and those above it, with who of its outlets has read them. */

type Body = RowOf<typeof notice>;
interface StoredNotice {
  readonly branch: string;
  readonly id: string;
  readonly body: Body;
}
type Line = Omit<NoticeLine, 'mayWithdraw'>;

const NOTICES_MAX = 200;
const NOTICES = `
SELECT branch_id AS branch, id, body FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'notice' AND body IS NOT NULL AND ($2::text IS NULL OR id = $2)
ORDER BY (body->>'at')::bigint DESC, id LIMIT ${NOTICES_MAX}`;
const ACKS = `
SELECT body->>'notice' AS notice, body->>'employee' AS no, (body->>'at')::bigint AS at FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'notice_ack' AND body->>'notice' = ANY($2)`;
const TICKS = `
SELECT body->>'employee' AS no, jsonb_array_length(body->'ticks') AS ticked FROM hub.row
WHERE branch_id = ANY($1) AND kind = 'notice_ticks' AND body->>'notice' = $2`;

/** Units above one: their notices come down to it. */
const above = (scope: string): string[] => [2, 4, 6].filter((n) => n < scope.length).map((n) => scope.slice(0, n));

/** By notice and person, when it was read. */
async function readAcks(sql: Sql, branches: readonly string[], ids: readonly string[]) {
  const rows = await sql.query<{ notice: string; no: string; at: Instant }>(ACKS, [branches, ids]);
  return new Map(rows.map((row) => [`${row.notice}/${row.no}`, row.at]));
}

interface Area {
  readonly scope: string;
  readonly units: ReadonlyMap<string, UnitInfo>;
  readonly above: ReadonlyMap<string, UnitInfo>;
  readonly people: readonly Person[];
  readonly acks: ReadonlyMap<string, Instant>;
  readonly name: NameOf;
}

async function readArea(sql: Sql, scope: string, on: BusinessDate, id: string | null) {
  const branches = (await branchesBelow(sql, scope)).map((one) => one.id);
  const top = scope.slice(0, 2);
  const [found, units, upper, people] = await Promise.all([
    sql.query<StoredNotice>(NOTICES, [[...above(scope), ...branches], id]),
    unitsBelow(sql, scope),
    unitsBelow(sql, top),
    readPeople(sql, branches, on),
  ]);
  const ids = found.map((one) => one.id);
  const [acks, name] = await Promise.all([
    readAcks(sql, branches, ids),
    peopleOf(
      sql,
      found.map((one) => one.body.by),
    ),
  ]);
  const area: Area = { scope, units, above: upper, people, acks, name };
  return { found: found.filter((one) => concerns(area, one)), area };
}

/** One's own and those below; of those above only what is meant for an outlet here. */
const concerns = ({ scope }: Area, { branch, body }: StoredNotice): boolean =>
  branch.startsWith(scope) || body.outlets.length === 0 || body.outlets.some((one) => one.outlet.startsWith(scope));

const readersOf = (area: Area, { branch, body }: StoredNotice): readonly Person[] =>
  area.people.filter((one) => one.outlet.startsWith(branch) && isMeantFor(body, one));

function toLine(area: Area, one: StoredNotice): Line {
  const people = readersOf(area, one);
  return {
    unit: asUnit(unitOr(area.above, one.branch)),
    id: one.id,
    title: one.body.title,
    mustAck: one.body.must_ack,
    validUntil: one.body.valid_until,
    at: one.body.at,
    by: area.name(one.body.by),
    withdrawnAt: one.body.withdrawn_at,
    form: one.body.form ?? null,
    people: people.length,
    read: people.filter((each) => area.acks.has(`${one.id}/${each.no}`)).length,
  };
}

/** Shown ones first, then the newest; at most 200. */
export async function readNotices(sql: Sql, scope: string, on: BusinessDate): Promise<readonly Line[]> {
  const { found, area } = await readArea(sql, scope, on, null);
  const shown = (one: StoredNotice): number => (isShown(one.body, on) ? 0 : 1);
  return [...found].sort((a, b) => shown(a) - shown(b)).map((one) => toLine(area, one));
}

/** null = no such notice that concerns the subtree. */
export async function readNotice(
  sql: Sql,
  scope: string,
  of: NoticeKey & { readonly on: BusinessDate },
): Promise<Omit<NoticeDetail, 'asOf' | 'mayWithdraw'> | null> {
  const { found, area } = await readArea(sql, scope, of.on, of.id);
  const one = found.find((each) => each.branch === of.branch);
  if (one === undefined) return null;
  const branches = [...area.units.keys()];
  const rows = await sql.query<{ no: string; ticked: number }>(TICKS, [branches, one.id]);
  const ticked = new Map(rows.map((row) => [row.no, row.ticked]));
  const readers = readersOf(area, one).map((each): NoticeReader => ({
    employeeNo: each.no,
    name: each.name,
    outlet: asUnit(unitOr(area.units, each.outlet)),
    posts: each.posts,
    readAt: area.acks.get(`${one.id}/${each.no}`) ?? null,
    ticked: ticked.get(each.no) ?? 0,
  }));
  return {
    ...toLine(area, one),
    body: one.body.body,
    points: (one.body.points ?? []).map(({ text }) => text),
    outlets: one.body.outlets.map(({ outlet }) => asUnit(unitOr(area.above, outlet))),
    posts: one.body.posts.map(({ post }) => post),
    readers: readers.sort((a, b) => Number(a.readAt !== null) - Number(b.readAt !== null)),
  };
}
