import type { Hono } from 'hono';
import { rightsOf } from '../../shared/read-models/office-rights.ts';
import { ageing, type AgeingAnswer } from '../../shared/read-models/office-ageing.ts';
import {
  caseStep,
  closeInfoRequest,
  type CloseInfoAnswer,
  type CaseStep,
  type CaseStepAnswer,
  type Worker,
} from '../../shared/read-models/office-cases.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf, seesCase } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/**
 * Work on a case at the office door: one POST per step, each one command in the branch of the case. Who may not see a
 * case is answered as if there were none.
 */

const NAME: Readonly<Record<CaseStep['step'], string>> = {
  claim: 'exception.claim',
  transfer: 'exception.transfer',
  enquire: 'exception.enquire',
  answer: 'exception.answer',
  resolve: 'exception.resolve',
  confirm: 'exception.confirm',
};

/** People of the reader's unit who may take this case over: they see it and work on cases. */
export async function workersFor(
  deps: OfficeDeps,
  session: OfficeSession,
  one: Parameters<typeof seesCase>[1],
): Promise<readonly Worker[]> {
  if (!may(session, 'case_work')) return [];
  const people = await deps.reads.workers(session.unit.code);
  return people
    .filter(({ employeeNo, posts }) => {
      const other = { ...session, employeeNo, posts };
      return employeeNo !== session.employeeNo && rightsOf(posts).has('case_work') && seesCase(other, one);
    })
    .map(({ employeeNo, name }) => ({ employeeNo, name }));
}

async function payloadOf(deps: OfficeDeps, session: OfficeSession, step: CaseStep) {
  const of = { case: step.case, aml: step.aml };
  switch (step.step) {
    case 'claim':
      return of;
    case 'transfer':
      return { ...of, to: step.to, words: step.words };
    case 'enquire':
      return { ...of, words: step.words };
    case 'answer':
      return { case: step.case, words: step.words };
    case 'resolve': {
      const { action, words, toAccountNo } = step;
      // An unknown number stays what it is, and the command says that there is no such account.
      const to_account =
        toAccountNo === null ? null : ((await deps.reads.accountByNo(step.branch, toAccountNo)) ?? toAccountNo);
      return { ...of, action, words, to_account, due_on: step.dueOn, to_name: step.toName };
    }
    case 'confirm':
      return {
        ...of,
        proposal: step.proposal,
        agreed: step.agreed,
        words: step.words,
        level: session.unit.level,
      };
  }
}

export const readerOf = (session: OfficeSession, aml: boolean) => ({
  aml,
  persons: may(session, 'cases'),
  employeeNo: session.employeeNo,
});

/** Counting what is open, and closing what only informs: many cases in one call, each a command of its own. */
function manyCases(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/cases/ageing', async (c) => {
    const session = c.get('session');
    if (!may(session, 'cases') && !may(session, 'device_cases'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const cases = await deps.reads.openCases(session.unit.code, may(session, 'aml'));
    const now = deps.now();
    const seen = cases.filter((one) => seesCase(session, one));
    // IT counts cases about devices; whose money it was it never sees.
    const blind = may(session, 'cases') ? seen : seen.map((one) => ({ ...one, suspenseFen: 0 }));
    const answer: AgeingAnswer = { asOf: now, ...ageing(blind, now) };
    return c.json(answer);
  });

  app.post('/cases/close', async (c) => {
    const request = await readJson(c, closeInfoRequest);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'case_work') || !may(session, 'cases'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const { cases, words } = request.value;
    if (cases.some((one) => scopeOf(session, one.branch) === null))
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const outcomes: CloseInfoAnswer['outcomes'][number][] = [];
    for (const one of cases) {
      const { outcome } = await postOffice(deps, session, {
        commandId: one.commandId,
        branch: one.branch,
        name: 'exception.close_info',
        basis: 'request',
        payload: { case: one.case, words },
      });
      const { verdict, code, detail } = outcome;
      outcomes.push({ branch: one.branch, case: one.case, verdict, code, detail });
    }
    const answer: CloseInfoAnswer = { asOf: deps.now(), outcomes };
    return c.json(answer);
  });
}

export function caseWorkRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  manyCases(app, deps);
  app.post('/case', async (c) => {
    const request = await readJson(c, caseStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    const step = request.value;
    if (!may(session, step.step === 'answer' ? 'case_answer' : 'case_work'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    if (scopeOf(session, step.branch) === null)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const key = { branch: step.branch, id: step.case };
    const found = await deps.reads.caseDetail(session.unit.code, key, may(session, 'aml'));
    if (found === null || found.aml !== step.aml || !seesCase(session, found))
      return refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });
    const done = await postOffice(deps, session, {
      commandId: step.commandId,
      branch: step.branch,
      name: NAME[step.step],
      basis: 'request',
      payload: await payloadOf(deps, session, step),
    });
    const answer: CaseStepAnswer = answerOf(done);
    return c.json(answer);
  });
}
