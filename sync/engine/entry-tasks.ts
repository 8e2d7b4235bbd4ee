import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { adoptedCommandId, deviceRowId, entryCommandId, messageCommandId } from '../../shared/kernel/ids.ts';
import { decodeEntry, type Entry } from '../protocol/entry.ts';
import { checkClock } from './clock-check.ts';
import { commandOf } from './command.ts';
import type { HubEngine } from './hub-api.ts';
import type { HubBatch, Task } from './hub-batch.ts';
import type { Linked, Placed } from './intake.ts';
import type { Command, DeviceRecord, Incident, RecordedReceipt } from './ports.ts';
import { effective } from './settle.ts';

/** What is judged of entries that have got their place: the command each one is, and whether its clock is believed. */

/** The entry behind the bytes, or null when it is not readable as this device's entry of this seq. */
export function readEntry(device: DeviceRecord, one: Linked): Entry | null {
  const decoded = decodeEntry(one.canonical);
  if (!decoded.ok) return null;
  const entry = decoded.value;
  return entry.device === device.id && entry.branch === device.branch && entry.seq === one.seq ? entry : null;
}

/** What stands in the log for bytes that say nothing about themselves. */
function unreadableCommand(device: DeviceRecord, seq: number, at: { receivedAt: number; date: string }): Command {
  return {
    id: entryCommandId(device.id, seq),
    rowId: deviceRowId(device.id, seq),
    door: 'terminal',
    branch: device.branch,
    device: device.id,
    seq,
    name: 'unreadable',
    payloadVersion: 1,
    basis: 'advice',
    businessDate: at.date,
    capturedAt: at.receivedAt,
    anchored: false,
    offline: true,
    maker: null,
    checker: null,
    approval: null,
    lease: null,
    replicaAsOf: null,
    deadline: null,
    replaces: null,
    payload: null,
  };
}

/** Its seq is another entry's: its own id and row, so that it can never stand in that one's place. */
const besideChain = (command: Command, { seq, hash }: Linked): Command => ({
  ...command,
  id: adoptedCommandId(command.device ?? '', seq, hash),
  rowId: `${command.rowId}.${bytesToHex(hash).slice(0, 12)}`,
});

/** Tasks for what is to be judged now, and the device's last believed capture time after them. */
export function tasksOf(
  hub: HubEngine,
  device: DeviceRecord,
  entries: readonly Placed[],
  by: {
    readonly raw: ReadonlySet<number>;
    readonly recorded: ReadonlyMap<number, RecordedReceipt>;
    /** People let these in. */
    readonly letIn?: boolean;
  },
): { tasks: readonly Task[]; lastCapturedAt: number } {
  let { lastCapturedAt } = device;
  const receivedAt = hub.now();
  const tasks = entries.map((one): Task => {
    const entry = readEntry(device, one);
    const said = by.recorded.get(one.seq);
    // Sent twice, it was told as a duplicate the second time: what counts is what was said first.
    const recorded = said === undefined ? null : { ...effective(said), epoch: said.epoch };
    if (entry === null) {
      const bare = unreadableCommand(device, one.seq, { receivedAt, date: hub.postingDate() });
      const command = one.place === 'aside' ? besideChain(bare, one) : bare;
      return { command, clockAnomaly: false, recorded, raw: 'unreadable' };
    }
    // Only an entry in its turn says anything about the clock of those before and after it.
    const isInTurn = one.place === 'new';
    const time = checkClock(entry, isInTurn ? lastCapturedAt : 0, receivedAt);
    if (isInTurn) lastCapturedAt = Math.max(lastCapturedAt, time.capturedAt);
    const raw = by.raw.has(one.seq) ? ('assertion' as const) : null;
    const late = by.letIn === true || one.place === 'late';
    const command = { ...commandOf(entry, time.capturedAt), late };
    return {
      command: one.place === 'aside' ? besideChain(command, one) : command,
      clockAnomaly: time.anomaly,
      recorded,
      raw,
    };
  });
  return { tasks, lastCapturedAt };
}

/** Raises the case of an entry that is kept aside. */
export function entryIncident(
  batch: HubBatch,
  device: DeviceRecord,
  of: { readonly seq: number; readonly reason: Incident['reason'] },
): void {
  const command = unreadableCommand(device, of.seq, { receivedAt: batch.receivedAt, date: '' });
  // Its own id: the entry may be judged later, under its own, and raise cases of its own.
  const id = messageCommandId(command.id, 0xffff);
  batch.incident({ ...command, id, businessDate: batch.postingDate }, of.reason);
}
