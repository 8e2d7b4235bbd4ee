import type { Hono } from 'hono';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { byOutlet, ratingsQuery, type RatingsAnswer } from '../../shared/read-models/office-ratings.ts';
import { checkedQuery, refuse } from './answers.ts';
import { may } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** 服务评价 at the office door. Whose score it is sees who may see the entries behind it; others see outlets. */
export function ratingRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/ratings', async (c) => {
    const session = c.get('session');
    if (!may(session, 'analysis')) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const query = checkedQuery(c, ratingsQuery, c.req.query());
    if (!query.ok) return query.answer;
    const asOf = deps.now();
    const month = query.value.month ?? shanghaiDate(asOf).slice(0, 7);
    const lines = await deps.reads.ratings(session.unit.code, month);
    const answer: RatingsAnswer = { asOf, month, lines: may(session, 'interactions') ? lines : byOutlet(lines) };
    return c.json(answer);
  });
}
