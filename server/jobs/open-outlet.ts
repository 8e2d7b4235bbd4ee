import { closeOpening, openRebuilt } from '../../shared/commands/rebuild/open.ts';
import { accountsApart, accountsIn, openingParts } from '../../shared/commands/rebuild-plan.ts';
import { assert } from '../../shared/kernel/assert.ts';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import { judgeWaiting, type Command, type CommandOutcome, type HubEngine } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import {
  approvedOutlets,
  countWaiting,
  moveNumbersOn,
  openWhenJudged,
  readApproval,
  readCopies,
  setBase,
  type Approval,
  type Copy,
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

async function postRows(deps: OpeningDeps, branch: string, copy: Copy): Promise<void> {
  for (const [part, { date, payload }] of openingParts(copy.rows).entries())
    await postOne(deps, { branch, key: `${copy.hash}/${String(part)}`, name: openRebuilt.name, date, payload });
  await moveNumbersOn(deps.db, branch, accountsIn(copy).values());
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
  const apart = accountsApart(copies, copy);
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
