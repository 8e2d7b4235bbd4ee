import type { Hono } from 'hono';
import { shanghaiDate } from '../../shared/kernel/dates.ts';
import { voucherCheckRequest, vouchersQuery, type VouchersAnswer } from '../../shared/read-models/office-vouchers.ts';
import { checkedQuery, readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** 凭证监督 at the office door: what is to be looked at of a date, and what somebody found. */

export function voucherRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.get('/vouchers', async (c) => {
    const session = c.get('session');
    if (!may(session, 'interactions') || !may(session, 'case_work'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const query = checkedQuery(c, vouchersQuery, c.req.query());
    if (!query.ok) return query.answer;
    const asOf = deps.now();
    const today = shanghaiDate(asOf);
    const of = { date: query.value.date ?? today, today };
    const answer: VouchersAnswer = { asOf, ...(await deps.reads.vouchers(session.unit.code, of)) };
    return c.json(answer);
  });

  app.post('/voucher', async (c) => {
    const request = await readJson(c, voucherCheckRequest);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!session.posts.includes('supervision'))
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    const { commandId, branch, ...payload } = request.value;
    if (scopeOf(session, branch) === null)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
    const of = { commandId, branch, name: 'supervision.check', basis: 'request' as const };
    return c.json(answerOf(await postOffice(deps, session, { ...of, payload })));
  });
}
