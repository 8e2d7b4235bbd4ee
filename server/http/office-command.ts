import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { assert } from '../../shared/kernel/assert.ts';
import type { BusinessDate } from '../../shared/kernel/dates.ts';
import type { CommandAnswer } from '../../shared/read-models/office-fields.ts';
import type { Command, CommandOutcome } from '../../sync/index.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** A command of the office door: no journal and no device; its maker is who is signed on, its time the hub's. */
export async function postOffice(
  deps: OfficeDeps,
  session: OfficeSession,
  of: {
    readonly commandId: string;
    readonly branch: string;
    readonly name: string;
    readonly basis: Command['basis'];
    readonly payload: Readonly<Record<string, unknown>>;
    /** Only of what posts under another date than today's. */
    readonly businessDate?: BusinessDate;
  },
): Promise<{ readonly outcome: CommandOutcome; readonly capturedAt: number }> {
  const definition = findCommand(of.name);
  assert(definition !== undefined, `${of.name} is a command`);
  const command: Command = {
    id: of.commandId,
    rowId: of.commandId,
    door: 'office',
    branch: of.branch,
    device: null,
    seq: null,
    name: definition.name,
    payloadVersion: definition.version,
    basis: of.basis,
    businessDate: of.businessDate ?? deps.postingDate(),
    capturedAt: deps.now(),
    anchored: true,
    offline: false,
    maker: session.employeeNo,
    checker: null,
    approval: null,
    lease: null,
    replicaAsOf: null,
    deadline: null,
    replaces: null,
    payload: payloadToCbor(definition, of.payload),
  };
  const [outcome] = await deps.postCommands(of.branch, [command]);
  assert(outcome !== undefined, 'a posted command has an outcome');
  return { outcome, capturedAt: command.capturedAt };
}

/** What the page is told of a command it sent. */
export const answerOf = (done: { readonly outcome: CommandOutcome; readonly capturedAt: number }): CommandAnswer => ({
  commandId: done.outcome.id,
  verdict: done.outcome.verdict,
  code: done.outcome.code,
  detail: done.outcome.detail,
  asOf: done.capturedAt,
});
