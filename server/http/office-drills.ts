import type { Hono } from 'hono';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { drillsQuery, type DrillsAnswer } from '../../shared/read-models/office-drills.ts';
import { checkedQuery, refuse } from './answers.ts';
import { may } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** 演练 at the office door: for whoever sees who has read the notices, the outlet's own manager among them. */
export function drillRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/drills', async (c) => {
    const session = c.get('session');
    if (!may(session, 'notices')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const query = checkedQuery(c, drillsQuery, c.req.query());
    if (!query.ok) return query.answer;
    const asOf = deps.now();
    const month = query.value.month ?? shanghaiDate(asOf).slice(0, 7);
    const answer: DrillsAnswer = { asOf, month, lines: await deps.reads.drills(session.unit.code, month) };
    return c.json(answer);
  });
}
