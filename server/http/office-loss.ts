import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import { assert } from '../../shared/kernel/assert.ts';
import {
  compareLoss,
  isEnough,
  type LossAnswer,
  type LossRecord,
  type LossRequest,
} from '../../shared/read-models/office-loss.ts';
import type { Command } from '../../sync/index.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/**
 * 口头挂失 at the office door: one command without a journal, posted into the account's own branch, in effect from the
 * moment the hub takes it. What the caller says is compared here with the record; only which facts agreed goes into the command.
 */
const COMMAND = 'counter.lost_oral';

interface Said {
  readonly request: LossRequest;
  readonly record: LossRecord;
}

function lossCommand(deps: OfficeDeps, session: OfficeSession, { request, record }: Said): Command {
  const definition = findCommand(COMMAND);
  assert(definition !== undefined, `${COMMAND} is a command`);
  const payload = {
    account: request.account,
    account_no: record.accountNo,
    card: request.card,
    medium: request.card === null ? record.medium : 'card',
    ...compareLoss(record, request),
    reporter: request.name,
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

/** Refused before it becomes a command when the caller knows too little: a command once taken is a fact. */
export async function postLoss(deps: OfficeDeps, session: OfficeSession, request: LossRequest): Promise<LossAnswer> {
  const at = deps.now();
  const refused = (code: string): LossAnswer => ({
    commandId: request.commandId,
    verdict: 'rejected',
    code,
    repeated: false,
    asOf: at,
  });
  const record = await deps.reads.lossRecord(session.unit.code, request.branch, request.account);
  if (record === null) return refused('ACCOUNT_NOT_FOUND');
  if (!isEnough(compareLoss(record, request))) return refused('IDENTITY_NOT_ENOUGH');
  const command = lossCommand(deps, session, { request, record });
  const [outcome] = await deps.postCommands(request.branch, [command]);
  assert(outcome !== undefined, 'a posted command has an outcome');
  return {
    commandId: outcome.id,
    verdict: outcome.verdict,
    code: outcome.code,
    repeated: outcome.repeated,
    asOf: command.capturedAt,
  };
}
