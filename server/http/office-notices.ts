import type { Context, Hono } from 'hono';
import {
  noticeKey,
  noticeStep,
  type NoticeDetail,
  type NoticesAnswer,
  type NoticeStep,
} from '../../shared/read-models/office-notices.ts';
import { checkedQuery, readJson, refuse } from './answers.ts';
import { answerOf, postOffice } from './office-command.ts';
import { may, scopeOf } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/** Notices at the office door: what is written goes into the branch of the writer's own unit. */

type Env = { Variables: { session: OfficeSession } };
const denied = (c: Context) => refuse(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });

/** A notice is withdrawn by those who publish in its own unit. */
const mayWithdraw = (session: OfficeSession, one: { unit: { code: string }; withdrawnAt: number | null }): boolean =>
  may(session, 'notice_work') && one.unit.code === session.unit.code && one.withdrawnAt === null;

const commandOf = (step: NoticeStep): { name: string; payload: Record<string, unknown> } =>
  step.step === 'withdraw'
    ? { name: 'notice.withdraw', payload: { notice: step.id } }
    : {
        name: 'notice.publish',
        payload: {
          title: step.title.trim(),
          body: step.body.trim(),
          outlets: step.outlets.map((outlet) => ({ outlet })),
          posts: step.posts.map((post) => ({ post })),
          must_ack: step.mustAck,
          valid_until: step.validUntil,
          form: step.form,
          points: step.points.map((text) => ({ text: text.trim() })),
        },
      };

export function noticeRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.get('/notices', async (c) => {
    const session = c.get('session');
    if (!may(session, 'notices')) return denied(c);
    const businessDate = deps.postingDate();
    const notices = await deps.reads.notices(session.unit.code, businessDate);
    const answer: NoticesAnswer = {
      asOf: deps.now(),
      businessDate,
      mayPublish: may(session, 'notice_work'),
      outlets: (await deps.settings.units(session.unit.code)).filter((one) => one.level === 'outlet'),
      notices: notices.map((one) => ({ ...one, mayWithdraw: mayWithdraw(session, one) })),
    };
    return c.json(answer);
  });

  app.get('/notice', async (c) => {
    const session = c.get('session');
    if (!may(session, 'notices')) return denied(c);
    const key = checkedQuery(c, noticeKey, c.req.query());
    if (!key.ok) return key.answer;
    const found = await deps.reads.notice(session.unit.code, { ...key.value, on: deps.postingDate() });
    if (found === null) return refuse(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });
    const answer: NoticeDetail = { ...found, asOf: deps.now(), mayWithdraw: mayWithdraw(session, found) };
    return c.json(answer);
  });

  app.post('/notice', async (c) => {
    const request = await readJson(c, noticeStep);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (!may(session, 'notice_work')) return denied(c);
    const step = request.value;
    if (step.step === 'withdraw' && scopeOf(session, step.branch) !== session.unit.code)
      return refuse(c, 403, { code: 'SCOPE_DENIED', message: 'a notice is withdrawn by the unit that wrote it' });
    const of = { commandId: step.commandId, branch: session.unit.code, basis: 'request' as const };
    return c.json(answerOf(await postOffice(deps, session, { ...of, ...commandOf(step) })));
  });
}
