import { encodeCbor } from '../../shared/kernel/cbor.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { deviceRowId, entryCommandId } from '../../shared/kernel/ids.ts';
import type { Entry } from '../protocol/entry.ts';
import type { Command } from './ports.ts';

/** A journal entry and a command from another door, as the one form that is judged. */

export function commandOf(entry: Entry, capturedAt = entry.capturedAt): Command {
  return {
    id: entryCommandId(entry.device, entry.seq),
    rowId: deviceRowId(entry.device, entry.seq),
    door: 'terminal',
    branch: entry.branch,
    device: entry.device,
    seq: entry.seq,
    name: entry.command,
    payloadVersion: entry.payloadVersion,
    basis: entry.basis,
    businessDate: entry.businessDate,
    capturedAt,
    anchored: entry.anchored,
    offline: entry.offline,
    maker: entry.maker,
    checker: entry.checker,
    approval: entry.approval,
    lease: entry.lease,
    replicaAsOf: entry.replicaAsOf,
    deadline: entry.deadline,
    replaces: entry.replaces === null ? null : deviceRowId(entry.device, entry.replaces),
    payload: entry.payload,
  };
}

/** What a command says of itself that comes from no device and from nobody: an advice of the hub, a message, an import. */
export const FROM_NOBODY = {
  device: null,
  seq: null,
  basis: 'advice',
  anchored: true,
  offline: false,
  maker: null,
  checker: null,
  approval: null,
  lease: null,
  replicaAsOf: null,
  deadline: null,
  replaces: null,
} as const satisfies Partial<Command>;

/** What the log keeps of a command that has no journal entry. */
export const commandBytes = (c: Command): Bytes =>
  encodeCbor([
    1,
    c.id,
    c.door,
    c.branch,
    c.name,
    c.payloadVersion,
    c.basis,
    c.businessDate,
    c.capturedAt,
    c.maker,
    c.checker,
    c.approval,
    c.deadline,
    c.replaces,
    c.payload,
  ]);
