import type { Hono } from 'hono';
import { bagCount, bagsQuery, type BagsAnswer } from '../../shared/read-models/office-bags.ts';
import { checkedQuery, readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** Bags at the office door: those on their way, and what the county counted in or sent out. */

export function bagRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/bags', async (c) => {
    const session = c.get('session');
    if (!may(session, 'cases')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const query = checkedQuery(c, bagsQuery, c.req.query());
    if (!query.ok) return query.answer;
    const answer: BagsAnswer = { asOf: deps.now(), bags: await deps.reads.bags(session.unit.code, query.value) };
    return c.json(answer);
  });

  app.post('/bag', async (c) => {
    const request = await readJson(c, bagCount);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'bags')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const { commandId, branch, bag, fen } = request.value;
    if (scopeOf(session, branch) === null)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const of = { commandId, branch, name: 'till.county_confirm', basis: 'request' as const };
    return c.json(answerOf(await postOffice(deps, session, { ...of, payload: { transfer: bag, fen } })));
  });
}
