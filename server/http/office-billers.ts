import type { Hono } from 'hono';
import { billerStep, type BillersAnswer, type BillerStep } from '../../shared/read-models/office-billers.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** 代收结算 at the office door: what is owed to billers, proposing a payment and agreeing to it. */

function commandOf(step: BillerStep) {
  if (step.step === 'pay') {
    const { biller, fen, reference } = step;
    return { name: 'agency.pay', payload: { biller, fen, reference } };
  }
  const { payment, agreed, words } = step;
  return { name: 'agency.confirm_pay', payload: { payment, agreed, words } };
}

export function billerRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/billers', async (c) => {
    const session = c.get('session');
    if (!may(session, 'cases')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const answer: BillersAnswer = { asOf: deps.now(), ...(await deps.reads.billers(session.unit.code)) };
    return c.json(answer);
  });

  app.post('/biller', async (c) => {
    const request = await readJson(c, billerStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'biller_pay'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const { commandId, branch } = request.value;
    if (scopeOf(session, branch) === null)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const of = { commandId, branch, basis: 'request' as const, ...commandOf(request.value) };
    return c.json(answerOf(await postOffice(deps, session, of)));
  });
}
