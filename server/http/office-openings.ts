import type { Hono } from 'hono';
import {
  NO_PAGES,
  openingStep,
  type OpeningFacts,
  type OpeningsAnswer,
  type OpeningStep,
} from '../../shared/read-models/office-openings.ts';
import { readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** Opening balances at the office door: what tablets vouch for, proposing whose rows count, agreeing to it. */

function blind(line: OpeningFacts): OpeningFacts {
  return {
    ...line,
    copies: line.copies.map((copy) => ({ ...copy, totalFen: null })),
    waiting: line.waiting.map((one) => ({ ...one, inFen: null, outFen: null })),
    apart: line.apart.map((one) => ({ ...one, name: null, fen: null, proposedFen: null })),
    decision: line.decision === null ? null : { ...line.decision, totalFen: null },
  };
}

const NOBODY = { device: null, epoch: '', version: 0, pages: 0, pages_hash: NO_PAGES, accounts: 0, total_fen: 0 };

async function commandOf(deps: OfficeDeps, session: OfficeSession, step: OpeningStep) {
  const { words, pagesHash } = step;
  const { level } = session.unit;
  const of = pagesHash === NO_PAGES ? NOBODY : await deps.reads.openingOf(step.branch, pagesHash);
  if (step.step === 'propose')
    return of === null ? null : { name: 'rebuild.propose', payload: { ...of, words, level } };
  // What is not here any more can be sent back, not agreed to.
  if (of === null && step.agreed) return null;
  return { name: 'rebuild.confirm', payload: { agreed: step.agreed, pages_hash: pagesHash, words, level } };
}

export function openingRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/openings', async (c) => {
    const session = c.get('session');
    if (!may(session, 'devices')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const lines = await deps.reads.openings(session.unit.code);
    const outlets = (may(session, 'money') ? lines : lines.map(blind)).map((line) => ({
      ...line,
      failure: deps.openings.failureOf(line.outlet.code),
    }));
    return c.json({ asOf: deps.now(), outlets } satisfies OpeningsAnswer);
  });

  app.post('/opening', async (c) => {
    const request = await readJson(c, openingStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    const step = request.value;
    if (!may(session, 'openings')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    if (scopeOf(session, step.branch) === null)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const command = await commandOf(deps, session, step);
    if (command === null)
      return refuse(c, 409, {
        code: 'VOUCH_CHANGED',
        message: 'The tablet has sent other rows since, or not all of them: look again before you decide.',
      });
    const of = { commandId: step.commandId, branch: step.branch, basis: 'request' as const };
    const done = await postOffice(deps, session, { ...of, ...command });
    if (step.step === 'confirm' && step.agreed && done.outcome.verdict === 'posted')
      await deps.openings.open(step.branch);
    return c.json(answerOf(done));
  });
}
