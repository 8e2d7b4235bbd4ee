import { assert } from '../../shared/kernel/assert.ts';
import { commandBytes } from './command.ts';
import type { CommandOutcome, HubEngine, RelayedMessage } from './hub-api.ts';
import { HubBatch, type Task } from './hub-batch.ts';
import { carryOut } from './journal-orders.ts';
import { FROM_NOBODY } from './command.ts';
import type { BranchTx, Command, LoggedOutcome, LogRecord } from './ports.ts';
import type { CommandId } from '../../shared/kernel/ids.ts';

/**
 * Commands of the doors without a journal: office, import, hub, and messages from other branches. One
 * transaction, idempotent by command id, set-based. The same judging as for journals.
 */

type Inbox = readonly { readonly id: CommandId; readonly fromBranch: string }[];

const repeatedOutcome = (id: CommandId, known: LoggedOutcome): CommandOutcome => ({
  id,
  verdict: known.verdict,
  code: known.code,
  detail: {},
  split: known.split,
  version: known.version,
  repeated: true,
  numbers: {},
});

/** The first of each id; a second one in the same call is a repeat like any other. */
function firstOfEach(commands: readonly Command[], known: ReadonlyMap<CommandId, unknown>): readonly Command[] {
  const seen = new Set<CommandId>();
  return commands.filter((command) => {
    if (seen.has(command.id) || known.has(command.id)) return false;
    seen.add(command.id);
    return true;
  });
}

async function postIn(
  hub: HubEngine,
  tx: BranchTx,
  commands: readonly Command[],
  inboxOf: (fresh: readonly Command[]) => Inbox,
): Promise<readonly CommandOutcome[]> {
  const known = await tx.known(commands.map((command) => command.id));
  const fresh = firstOfEach(commands, known);
  const batch = new HubBatch(hub, tx);
  await batch.run(fresh.map((command): Task => ({ command, clockAnomaly: false, recorded: null, raw: null })));
  const log = batch.results.map((result) =>
    batch.logOf(result, { hash: null, bytes: commandBytes(result.task.command) }),
  );
  const orders = batch.results.flatMap((result) => result.judgement.orders ?? []);
  const decided = await carryOut(hub, tx, batch, orders);
  const token =
    log.length === 0
      ? tx.token
      : await tx.commit({
          device: decided?.device ?? null,
          log: [...log, ...(decided?.log ?? [])],
          rows: batch.rowChanges(),
          postings: batch.postings(),
          outbox: batch.outbox(),
          inbox: inboxOf(fresh),
          raw: decided?.raw ?? [],
        });
  const byId = new Map(log.map((record) => [record.command, record]));
  const details = new Map(batch.results.map(({ task, judgement }) => [task.command.id, judgement.detail ?? {}]));
  const answered = new Set<CommandId>();
  return commands.map((command) => {
    const earlier = known.get(command.id);
    if (earlier !== undefined) return repeatedOutcome(command.id, earlier);
    const outcome = freshOutcome(byId.get(command.id), token.version, answered.has(command.id));
    answered.add(command.id);
    return { ...outcome, detail: details.get(command.id) ?? {} };
  });
}

function freshOutcome(
  record: LogRecord | undefined,
  version: number,
  repeated: boolean,
): Omit<CommandOutcome, 'detail'> {
  assert(record !== undefined, 'every fresh command has its log record');
  const { command: id, verdict, code, split, numbers } = record;
  return { id, verdict, code, split, version, repeated, numbers };
}

/** @throws when the write fails: nothing of this call was kept, and repeating it is safe. */
export function postCommands(
  hub: HubEngine,
  branch: string,
  commands: readonly Command[],
): Promise<readonly CommandOutcome[]> {
  if (commands.length === 0) return Promise.resolve([]);
  return hub.store.inBranch(branch, (tx) => postIn(hub, tx, commands, () => []));
}

/** A message as the command it is in the receiving branch: an advice, for the sender has already acted. */
export const messageToCommand = (message: RelayedMessage): Command => ({
  ...FROM_NOBODY,
  id: message.id,
  rowId: message.id,
  door: 'message',
  branch: message.toBranch,
  name: message.command,
  payloadVersion: message.payloadVersion,
  businessDate: message.businessDate,
  capturedAt: message.capturedAt,
  payload: message.payload,
});

export interface Delivery {
  readonly id: CommandId;
  readonly delivered: boolean;
}

/**
 * Delivers outbox messages into their branches. The receiver commits first; the caller marks what was delivered
 * afterwards, so a crash in between only repeats a message, and a repeat changes nothing. Per pair of branches
 * order is kept: after a failure, later messages to that branch wait.
 */
export async function relayOutbox(hub: HubEngine, messages: readonly RelayedMessage[]): Promise<readonly Delivery[]> {
  const byBranch = new Map<string, RelayedMessage[]>();
  for (const message of messages) byBranch.set(message.toBranch, [...(byBranch.get(message.toBranch) ?? []), message]);
  const out: Delivery[] = [];
  for (const [branch, group] of byBranch) {
    const from = new Map(group.map((message) => [message.id, message.fromBranch]));
    const inboxOf = (fresh: readonly Command[]): Inbox =>
      fresh.map(({ id }) => ({ id, fromBranch: from.get(id) ?? '' }));
    const delivered = await hub.store
      .inBranch(branch, async (tx) => {
        // Before it has its opening balances nothing is booked there: what others send waits with them.
        if (tx.rebuilding) return false;
        await postIn(hub, tx, group.map(messageToCommand), inboxOf);
        return true;
      })
      .catch(() => false);
    out.push(...group.map(({ id }) => ({ id, delivered })));
  }
  return out;
}
