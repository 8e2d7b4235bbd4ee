import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { assert } from '../../shared/kernel/assert.ts';
import type { LossAnswer, LossRequest } from '../../shared/read-models/office.ts';
import type { Command } from '../../sync/index.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/**
 * 口头挂失 at the office door: one command without a journal, posted into the account's own branch, in effect from the
 * moment the hub takes it. The caller's words go into the command as they were said; the command compares them.
 */
const COMMAND = 'counter.lost_oral';

export function lossCommand(deps: OfficeDeps, session: OfficeSession, request: LossRequest): Command {
  const definition = findCommand(COMMAND);
  assert(definition !== undefined, `${COMMAND} is a command`);
  const payload = {
    account: request.account,
    card: request.card,
    id_no: request.idNo,
    name: request.name,
    phone: request.phone,
    address: request.address,
  };
  return {
    id: request.commandId,
    rowId: request.commandId,
    door: 'office',
    branch: request.branch,
    device: null,
    seq: null,
    name: definition.name,
    payloadVersion: definition.version,
    basis: 'advice',
    businessDate: deps.postingDate(),
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
    payload: payloadToCbor(definition, payload),
  };
}

/** Repeating the same request answers the first outcome. */
export async function postLoss(deps: OfficeDeps, session: OfficeSession, request: LossRequest): Promise<LossAnswer> {
  const command = lossCommand(deps, session, request);
  const [outcome] = await deps.postCommands(request.branch, [command]);
  assert(outcome !== undefined, 'a posted command has an outcome');
  return { commandId: outcome.id, verdict: outcome.verdict, code: outcome.code, repeated: outcome.repeated, asOf: command.capturedAt };
}
