import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { assert } from '../../shared/kernel/assert.ts';
import { entryIncident, tasksOf } from './entry-tasks.ts';
import type { HubEngine } from './hub-api.ts';
import type { HubBatch } from './hub-batch.ts';
import { firstHeldSeq, planAdoption, planIntake, rawKey, type Intake, type Placed } from './intake.ts';
import { declareLost } from './lost-ranges.ts';
import type { BranchTx, DeviceRecord, JournalOrder, LogRecord, RawRecord } from './ports.ts';

/**
 * What people decided about a journal, carried out in the transaction of the command that says so: holes are declared
 * lost, entries that were held are judged. Nothing is dropped; what cannot be judged yet goes on waiting.
 */

/** How far behind the head entries kept aside are looked at. */
export const HELD_WINDOW = 8192;

export interface CarriedOut {
  readonly device: DeviceRecord;
  readonly log: readonly LogRecord[];
  readonly raw: readonly RawRecord[];
}
interface Known {
  readonly device: DeviceRecord;
  /** Everything kept aside, what was adopted beside the chain long ago included. */
  readonly held: readonly RawRecord[];
  readonly outcomes: Awaited<ReturnType<BranchTx['outcomes']>>;
  /** The branch has no opening balances: nothing is judged in it. */
  readonly rebuilding: boolean;
}

async function load(tx: BranchTx, id: string): Promise<Known | null> {
  const device = await tx.device(id);
  if (device === null) return null;
  const last = device.seq + HELD_WINDOW;
  const from = Math.min(device.forkedAt ?? Number.POSITIVE_INFINITY, firstHeldSeq(device));
  const [held, outcomes] = [await tx.held(id, from, last), await tx.outcomes(id, from, last)];
  return { device, held, outcomes, rebuilding: tx.rebuilding };
}

function intakeOf(order: Exclude<JournalOrder, { kind: 'set_status' }>, { device, held, outcomes }: Known): Intake {
  if (order.kind === 'adopt')
    return planAdoption(
      device,
      held.filter((raw) => raw.receivedAt <= order.receivedUntil),
      outcomes,
    );
  const declared = { ...device, lost: declareLost(device, held, order.before) };
  const input = { device: declared, pushed: [], outcomes, held, limitSeq: Number.POSITIVE_INFINITY };
  return planIntake({ ...input, authentication: 'session' }, declared.seq + 1, EMPTY_HASH);
}

const isJudged = ({ place }: Placed): boolean => place === 'new' || place === 'late' || place === 'aside';

/** What goes on waiting behind another hole needs people again: a case for its first entry. */
function askAgain(batch: HubBatch, { held, outcomes }: Known, device: DeviceRecord, placed: readonly Placed[]): void {
  const settled = new Set([...outcomes, ...placed].map(rawKey));
  const waits = held.find((raw) => raw.reason === 'gap' && raw.seq > device.seq && !settled.has(rawKey(raw)));
  if (waits !== undefined) entryIncident(batch, device, { seq: waits.seq, reason: 'gap' });
}

/** What was kept for another reason waits on for this one. */
function heldAs(reason: RawRecord['reason'], which: readonly Placed[], { held }: Known): readonly RawRecord[] {
  const keys = new Set(which.map(rawKey));
  return held.filter((raw) => keys.has(rawKey(raw))).map((raw) => ({ ...raw, reason }));
}

async function carryOutOne(hub: HubEngine, batch: HubBatch, order: JournalOrder, known: Known): Promise<CarriedOut> {
  if (order.kind === 'set_status') return { device: { ...known.device, status: order.status }, log: [], raw: [] };
  const { placed, rivals, device } = intakeOf(order, known);
  const judged = placed.filter(isJudged);
  // In a branch without opening balances what people let in takes its place, and waits with all others.
  if (known.rebuilding) return { device, log: [], raw: heldAs('rebuild', judged, known) };
  const { tasks, lastCapturedAt } = tasksOf(hub, known.device, judged, {
    raw: new Set(),
    recorded: new Map(),
    letIn: true,
  });
  const from = batch.results.length;
  await batch.run(tasks);
  const results = batch.results.slice(from);
  const log = results.map((result, index) => {
    const one = judged[index];
    assert(one !== undefined, 'results come in the order of their tasks');
    return batch.logOf(result, { hash: one.hash, bytes: one.canonical });
  });
  const raw = results.flatMap((result, index): RawRecord[] => {
    const kept = known.held.find((one) => judged[index] !== undefined && rawKey(one) === rawKey(judged[index]));
    return result.raw === null || kept === undefined ? [] : [{ ...kept, reason: result.raw }];
  });
  const [rival] = rivals;
  if (rival === undefined) askAgain(batch, known, device, placed);
  else entryIncident(batch, device, { seq: rival.seq, reason: 'fork' });
  return { device: { ...device, lastCapturedAt }, log, raw: [...raw, ...heldAs('fork', rivals, known)] };
}

/** Carries out what the commands of one call decided. @throws Bug when they concern several devices: a commit writes one. */
export async function carryOut(
  hub: HubEngine,
  tx: BranchTx,
  batch: HubBatch,
  orders: readonly JournalOrder[],
): Promise<CarriedOut | null> {
  const [first] = orders;
  if (first === undefined) return null;
  assert(
    orders.every((order) => order.device === first.device),
    'one call decides about one device',
  );
  let known = await load(tx, first.device);
  if (known === null) return null;
  let done: CarriedOut = { device: known.device, log: [], raw: [] };
  for (const order of orders) {
    const next = await carryOutOne(hub, batch, order, known);
    done = { device: next.device, log: [...done.log, ...next.log], raw: [...done.raw, ...next.raw] };
    known = { ...known, device: next.device };
  }
  return done;
}
