import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import { deviceKey } from '../../shared/read-models/office-devices.ts';
import {
  slipCodeRequest,
  standInStep,
  type StandInsAnswer,
  type StandInStep,
} from '../../shared/read-models/office-stand-ins.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** Entries that were lost with a tablet at the office door: what stands for them, entering one from paper, agreeing to it. */

const denied = (c: Context) => refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
const outside = (c: Context) => refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });

export function standInRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/stand-ins', async (c) => {
    const session = c.get('session');
    if (!may(session, 'devices')) return denied(c);
    const key = v.safeParse(deviceKey, c.req.query());
    if (!key.success || scopeOf(session, key.output.branch) === null)
      return refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });
    const { lines, till } = await deps.reads.standIns({ branch: key.output.branch, device: key.output.id });
    const blind = { fen: null, accountTail: null };
    const shown = may(session, 'money') ? lines : lines.map((line) => ({ ...line, ...blind }));
    const answer: StandInsAnswer = { asOf: deps.now(), lines: shown, till };
    return c.json(answer);
  });

  app.post('/slip-code', async (c) => {
    const request = await readJson(c, slipCodeRequest);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'stand_ins')) return denied(c);
    const mayBring = (branch: string): boolean => scopeOf(session, branch) !== null;
    const done = await deps.van.slip(request.value.code, { who: session.employeeNo, mayBring });
    if (done.ok) return c.json(done.value);
    const { status, ...error } = done.error;
    return refuse(c, status, error);
  });

  app.post('/stand-in', async (c) => {
    const request = await readJson(c, standInStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'stand_ins')) return denied(c);
    if (scopeOf(session, request.value.branch) === null) return outside(c);
    const step = request.value;
    const of = { commandId: step.commandId, branch: step.branch, basis: 'request' as const };
    return c.json(answerOf(await postOffice(deps, session, { ...of, ...(await commandOf(deps, session, step)) })));
  });
}

async function commandOf(deps: OfficeDeps, session: OfficeSession, step: StandInStep) {
  const { branch, device, seq, words } = step;
  if (step.step === 'confirm') {
    const { lines } = await deps.reads.standIns({ branch, device });
    const date = lines.find((line) => line.seq === seq)?.businessDate;
    const payload = { device, seq, agreed: step.agreed, words, level: session.unit.level };
    // It posts under the date on the paper.
    return { name: 'device.stand_in_confirm', payload, ...(date === undefined ? {} : { businessDate: date }) };
  }
  const lease = await deps.reads.leaseAt({ branch, device, at: step.writtenAt });
  const payload = {
    device,
    seq,
    source: step.source,
    slip_no: step.slipNo,
    command: step.command,
    account_no: step.accountNo,
    fen: step.fen,
    till: step.till,
    business_date: step.businessDate,
    written_at: step.writtenAt,
    teller: step.teller,
    lease,
    words,
  };
  return { name: 'device.stand_in', payload };
}
