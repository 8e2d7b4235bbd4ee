import type { Hono } from 'hono';
import { refuse } from './answers.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';
import { vanFileOf, vanResponse } from './van.ts';

/** The mail van at the office door: somebody who works on cases or devices brings a tablet's file and takes the answer. */
export function vanRoutes(app: Hono<{ Variables: { session: OfficeSession } }>, deps: OfficeDeps): void {
  app.post('/van', async (c) => {
    const session = c.get('session');
    const allowed = may(session, 'case_work') || may(session, 'case_answer') || may(session, 'device_work');
    if (!allowed) return refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
    return vanResponse(c, deps.van, await vanFileOf(c), {
      who: session.employeeNo,
      mayBring: (branch) => scopeOf(session, branch) !== null,
    });
  });
}
