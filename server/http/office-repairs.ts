import type { Hono } from 'hono';
import type { RepairsAnswer } from '../../shared/read-models/office-repairs.ts';
import { refuse } from './answers.ts';
import { may } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** The repair desk: without the right to money no amounts, and who works on devices alone sees what is about devices. */
export function repairRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/repairs', async (c) => {
    const session = c.get('session');
    const all = may(session, 'cases');
    if (!all && !may(session, 'device_cases'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const lines = await deps.reads.repairs(session.unit.code);
    const answer: RepairsAnswer = {
      asOf: deps.now(),
      repairs: lines
        .filter((one) => all || one.reason !== 'suspense')
        .map((one) => (may(session, 'money') ? one : { ...one, fen: null })),
    };
    return c.json(answer);
  });
}
