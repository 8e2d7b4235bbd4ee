import { openRebuilt, closeOpening, OPENING_ROWS } from '../../shared/commands/rebuild/open.ts';
import { assert } from '../../shared/kernel/assert.ts';
import { encodeCbor } from '../../shared/kernel/cbor.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import { checkRecord, recordToCbor } from '../../shared/tables/fields.ts';
import { tablesByName } from '../../shared/tables/index.ts';
import { judgeWaiting, type Command, type CommandOutcome, type HubEngine } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import {
  accountsIn,
  approvedOutlets,
  countWaiting,
  moveNumbersOn,
  openWhenJudged,
  readApproval,
  readCopies,
  setBase,
  type Approval,
  type Copy,
  type VouchedRow,
} from '../store/opening.ts';
import type { Pool } from '../store/pool.ts';

/**
 * Opens an outlet of a hub that has lost everything, once two persons have agreed to whose rows: the rows come into
 * its books part by part, then its journals are judged, then it is open. Every step has an id of its own or says the
 * same twice, so an opening that broke off is simply run again (`openings.ts`).
 */
export interface OpeningDeps {
  readonly db: Pool;
  readonly engine: HubEngine;
  readonly now: () => number;
  post(branch: string, commands: readonly Command[]): Promise<readonly CommandOutcome[]>;
}

/** A row that can be taken, its body in the form of this program. */
interface TakenRow {
  readonly table: string;
  readonly id: string;
  readonly body: AnyRow;
}

interface Part {
  readonly rows: readonly TakenRow[];
  readonly isLast: boolean;
  /** Date its postings stand under; null = the centre's open day. */
  readonly date: string | null;
}

/** A row in the form of this program: fields that came since and may be empty are. null = it cannot be taken. */
function rowOf({ table, body }: VouchedRow): AnyRow | null {
  const fields = tablesByName.get(table)?.fields;
  if (fields === undefined) return null;
  const absent = Object.entries(fields).filter(([name, field]) => field.nullable && !Object.hasOwn(body, name));
  const row = { ...Object.fromEntries(absent.map(([name]) => [name, null])), ...body };
  return checkRecord(fields, row) === null ? row : null;
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** Tills come with their days, each under its own date, and at last as they say themselves. */
function partsOf(rows: readonly TakenRow[]): readonly Part[] {
  const tills = rows.filter((row) => row.table === 'till');
  const days = rows.filter((row) => row.table === 'till_day');
  const rest = rows.filter((row) => row.table !== 'till' && row.table !== 'till_day');
  const dates = [...new Set(days.map((day) => String(day.body['business_date'])))].toSorted();
  const ofDate = (date: string): Part => ({
    rows: [...tills, ...days.filter((day) => day.body['business_date'] === date)],
    isLast: false,
    date,
  });
  return [
    ...chunks(rest, OPENING_ROWS).map((part): Part => ({ rows: part, isLast: false, date: null })),
    ...dates.map(ofDate),
    ...(tills.length === 0 ? [] : [{ rows: tills, isLast: true, date: null }]),
  ];
}

async function postOne(
  deps: OpeningDeps,
  of: { branch: string; key: string; name: string; date: string | null; payload: Readonly<Record<string, unknown>> },
): Promise<void> {
  const at = deps.now();
  const command = hubCommand({
    id: sourceCommandId('rebuild', `${of.branch}/${of.key}`),
    branch: of.branch,
    command: of.name,
    payload: of.payload,
    businessDate: of.date ?? shanghaiDate(at),
    at,
  });
  const [outcome] = await deps.post(of.branch, [command]);
  assert(outcome?.verdict === 'posted', `the opening of ${of.branch} is posted, not ${outcome?.code ?? 'unanswered'}`);
}

const toWire = (row: TakenRow) => {
  const table = tablesByName.get(row.table);
  assert(table !== undefined, 'a row that can be taken has a table');
  return { table: row.table, id: row.id, body: encodeCbor(recordToCbor(table.fields, row.body)) };
};

async function postRows(deps: OpeningDeps, branch: string, copy: Copy): Promise<void> {
  const good = copy.rows.flatMap((row): TakenRow[] => {
    const body = rowOf(row);
    return body === null ? [] : [{ table: row.table, id: row.id, body }];
  });
  for (const [part, { rows, isLast, date }] of partsOf(good).entries()) {
    const payload = { part, is_last: isLast, rows: rows.map(toWire) };
    await postOne(deps, { branch, key: `${copy.hash}/${String(part)}`, name: openRebuilt.name, date, payload });
  }
  await moveNumbersOn(deps.db, branch, accountsIn(copy).values());
}

const APART_MAX = 500;

/** Accounts that another tablet knows otherwise, or of which nothing could be taken. */
export function accountsApart(copies: readonly Copy[], chosen: Copy | null) {
  const own = chosen === null ? new Map() : accountsIn(chosen);
  const apart = new Map<string, string>();
  for (const copy of copies) {
    if (copy === chosen) continue;
    for (const [id, row] of accountsIn(copy)) {
      const mine = own.get(id);
      if (mine !== undefined && mine.ledger_fen === row.ledger_fen && mine.status === row.status) continue;
      const said = `device=${copy.deviceNo};version=${String(copy.at.version)};fen=${String(row.ledger_fen)};status=${row.status}`;
      apart.set(id, `${said};taken=${mine === undefined ? '-' : String(mine.ledger_fen)}`);
    }
  }
  for (const row of chosen?.rows ?? [])
    if (row.table === 'account' && rowOf(row) === null) apart.set(row.id, 'its row cannot be read');
  return [...apart].map(([account, says]) => ({ account, says: says.slice(0, 200) }));
}

async function judgeAll({ db, engine }: OpeningDeps, branch: string): Promise<void> {
  const devices = await db.query<{ id: string }>(
    'SELECT device_id AS id FROM hub.device WHERE branch_id = $1 ORDER BY device_id',
    [branch],
  );
  for (const { id } of devices) await judgeWaiting(engine, { branch, device: id });
}

function copyOf(copies: readonly Copy[], { device, pages_hash }: Approval): Copy | null {
  if (device === null) return null;
  const copy = copies.find((one) => one.device === device) ?? null;
  assert(copy?.hash === pages_hash, 'what was agreed to is what the tablet vouched for');
  return copy;
}

/** Does nothing for an outlet that nobody has agreed to open, or that is open. */
export async function openOutlet(deps: OpeningDeps, branch: string): Promise<void> {
  const { db } = deps;
  const approval = await readApproval(db, branch);
  if (approval?.status !== 'approved' || !(await approvedOutlets(db)).includes(branch)) return;
  const copies = await readCopies(db, branch);
  const copy = copyOf(copies, approval);
  if (copy !== null) await postRows(deps, branch, copy);
  await setBase(db, branch, approval);
  const waited = await countWaiting(db, branch);
  const apart = accountsApart(copies, copy).slice(0, APART_MAX);
  await postOne(deps, {
    branch,
    key: `${approval.pages_hash}/opened`,
    name: closeOpening.name,
    date: null,
    payload: { apart, waited },
  });
  do await judgeAll(deps, branch);
  while (!(await openWhenJudged(db, branch)));
}
