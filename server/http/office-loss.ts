import { isClosed } from '../../shared/commands/judge.ts';
import {
  compareLoss,
  isEnough,
  type LossAnswer,
  type LossRecord,
  type LossRequest,
} from '../../shared/read-models/office-loss.ts';
import { answerOf, postOffice } from './office-command.ts';
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

const payloadOf = ({ request, record }: Said) => ({
  account: request.account,
  account_no: record.accountNo,
  card: request.card,
  medium: request.card === null ? record.medium : 'card',
  ...compareLoss(record, request),
  reporter: request.name,
});

/**
 * Refused before it becomes a command when the caller knows too little: a command once taken is a fact. How many of the
 * caller's words agreed is not told: asked often enough, that would give away the record.
 */
export async function postLoss(deps: OfficeDeps, session: OfficeSession, request: LossRequest): Promise<LossAnswer> {
  const at = deps.now();
  const refused = (code: string, detail: LossAnswer['detail'] = {}): LossAnswer => ({
    commandId: request.commandId,
    verdict: 'rejected',
    code,
    detail,
    repeated: false,
    asOf: at,
  });
  const record = await deps.reads.lossRecord(session.unit.code, request.branch, request.account);
  if (record === null) return refused('ACCOUNT_NOT_FOUND');
  if (isClosed(record)) return refused('ACCOUNT_STATUS', { status: record.status });
  if (!isEnough(compareLoss(record, request))) return refused('IDENTITY_NOT_ENOUGH');
  const done = await postOffice(deps, session, {
    commandId: request.commandId,
    branch: request.branch,
    name: COMMAND,
    basis: 'advice',
    payload: payloadOf({ request, record }),
  });
  return { ...answerOf(done), repeated: done.outcome.repeated };
}
