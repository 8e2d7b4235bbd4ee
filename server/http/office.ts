import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { hexToBytes } from '../../shared/kernel/bytes.ts';
import { addDays } from '../../shared/kernel/dates.ts';
import type { DoorError } from '../../shared/read-models/doors.ts';
import { calendarQuery, type CalendarAnswer } from '../../shared/read-models/office-calendar.ts';
import type { LendingAnswer } from '../../shared/read-models/office-lending.ts';
import type { RetentionAnswer } from '../../shared/read-models/office-retention.ts';
import { accountsQuery, lossRequest } from '../../shared/read-models/office-loss.ts';
import { rightsOf, type Right } from '../../shared/read-models/office-rights.ts';
import {
  analysisQuery,
  caseKey,
  casesQuery,
  INTERACTIONS_MAX,
  interactionsQuery,
  outletsQuery,
  officeSignOn,
  type AnalysisAnswer,
  type CasesAnswer,
  type DayFigures,
  type OfficeMe,
  type OfficeUnit,
  type OutletsAnswer,
} from '../../shared/read-models/office.ts';
import { AnalysisDown } from './analysis-down.ts';
import { checkedQuery, readJson, refuse, type DoorStatus } from './answers.ts';
import { voucherRoutes } from './office-vouchers.ts';
import { bagRoutes } from './office-bags.ts';
import { billerRoutes } from './office-billers.ts';
import { drillRoutes } from './office-drills.ts';
import { caseWorkRoutes, readerOf, workersFor } from './office-cases.ts';
import { deviceRoutes } from './office-devices.ts';
import { noticeRoutes } from './office-notices.ts';
import { postLoss } from './office-loss.ts';
import { settingRoutes } from './office-settings.ts';
import { ratingRoutes } from './office-ratings.ts';
import { openingRoutes } from './office-openings.ts';
import { repairRoutes } from './office-repairs.ts';
import { vanRoutes } from './office-van.ts';
import { caseDetailFor, caseLineFor, may, scopeOf, seesCase } from './office-policy.ts';
import type { OfficeDeps, OfficeSession } from './office-ports.ts';

/**
 * The office's door, mounted at /api/office. Every answer but sign-on needs a session cookie; every read passes the
 * policy and is cut to the unit's subtree; failures come as `DoorError`.
 */

export const OFFICE_COOKIE = 'yizhan_office';
type Env = { Variables: { session: OfficeSession } };
type Ctx = Context<Env>;

const fail = (c: Context, status: DoorStatus, error: DoorError) => refuse(c, status, error);
const denied = (c: Context) => fail(c, 403, { code: 'ROLE_DENIED', message: 'this post may not do that' });
const outside = (c: Context) => fail(c, 403, { code: 'SCOPE_DENIED', message: 'outside your unit' });
const missing = (c: Context) => fail(c, 404, { code: 'NOT_FOUND', message: 'no such record in your unit' });

/** No page of another origin can send these without asking first. */
const isOurs = (c: Context): boolean =>
  (c.req.header('content-type') ?? '').startsWith(
    c.req.path.endsWith('/van') ? 'application/octet-stream' : 'application/json',
  );

const meOf = (session: OfficeSession, asOf: number): OfficeMe => ({
  employeeNo: session.employeeNo,
  name: session.name,
  unit: session.unit,
  posts: session.posts,
  rights: [...rightsOf(session.posts)],
  asOf,
});

const NO_FIGURES: DayFigures = {
  interactions: 0,
  depositCount: 0,
  depositFen: 0,
  withdrawCount: 0,
  withdrawFen: 0,
  suspenseFen: 0,
};

function sum(all: readonly DayFigures[]): DayFigures {
  return all.reduce(
    (a, b) => ({
      interactions: a.interactions + b.interactions,
      depositCount: a.depositCount + b.depositCount,
      depositFen: a.depositFen + b.depositFen,
      withdrawCount: a.withdrawCount + b.withdrawCount,
      withdrawFen: a.withdrawFen + b.withdrawFen,
      suspenseFen: a.suspenseFen + b.suspenseFen,
    }),
    NO_FIGURES,
  );
}

/** `peer` names the caller for the rate limit of sign-on. */
export function officeRoutes(deps: OfficeDeps, peer: (c: Context) => string): Hono<Env> {
  const app = new Hono<Env>();
  const cookie = { httpOnly: true, sameSite: 'Strict', path: '/api/office', secure: deps.secureCookies } as const;

  app.use('*', async (c, next) => {
    c.header('Cache-Control', 'no-store');
    if (c.req.method === 'POST' && !isOurs(c))
      return fail(c, 415, {
        code: 'FIELD_FORMAT',
        message: 'send application/json, or a file as application/octet-stream',
      });
    return next();
  });

  app.post('/sign-on', async (c) => {
    const request = await readJson(c, officeSignOn);
    if (!request.ok) return request.error;
    const signed = await deps.sessions.signOn(request.value, peer(c));
    if (!signed.ok) {
      if (signed.error.code === 'LOGIN_BAD')
        return fail(c, 401, { code: 'LOGIN_BAD', message: 'number or password is wrong' });
      if (signed.error.code !== 'RATE_LIMITED')
        return fail(c, 403, { code: signed.error.code, message: 'choose a password of your own first' });
      return fail(c, 429, { code: 'RATE_LIMITED', message: 'too many tries', detail: { waitS: signed.error.waitS } });
    }
    setCookie(c, OFFICE_COOKIE, signed.value.token, { ...cookie, maxAge: signed.value.maxAgeS });
    return c.json(meOf(signed.value.session, deps.now()));
  });

  const sessionOf = async (c: Context): Promise<OfficeSession | null> => {
    const token = getCookie(c, OFFICE_COOKIE);
    return token === undefined ? null : deps.sessions.find(token);
  };
  // Asked by every page that opens, so nobody signed on is an answer and not a failure.
  app.get('/me', async (c) => {
    const session = await sessionOf(c);
    return c.json(session === null ? null : meOf(session, deps.now()));
  });

  app.use('*', async (c, next) => {
    const session = await sessionOf(c);
    if (session === null) return fail(c, 401, { code: 'NOT_SIGNED_ON', message: 'sign on first' });
    c.set('session', session);
    return next();
  });

  app.post('/sign-off', async (c) => {
    await deps.sessions.signOff(getCookie(c, OFFICE_COOKIE) ?? '');
    deleteCookie(c, OFFICE_COOKIE, cookie);
    return c.json({ ok: true });
  });
  app.onError((fault, c) => {
    if (!(fault instanceof AnalysisDown)) throw fault;
    return fail(c, 503, {
      code: 'ANALYSIS_DOWN',
      message: 'The analysis database does not answer. Try again in a minute.',
    });
  });
  readRoutes(app, deps);
  caseRoutes(app, deps);
  caseWorkRoutes(app, deps);
  deviceRoutes(app, deps);
  for (const mount of [bagRoutes, billerRoutes, drillRoutes, ratingRoutes, voucherRoutes, openingRoutes, repairRoutes])
    mount(app, deps);
  lossRoutes(app, deps);
  settingRoutes(app, deps);
  noticeRoutes(app, deps);
  vanRoutes(app, deps);
  return app;
}

const needs = (right: Right) => async (c: Ctx, next: () => Promise<void>) =>
  may(c.get('session'), right) ? next() : denied(c);

/** Open cases of an outlet as the session may know of them: all, those about devices, or none. */
async function openCasesFor(
  deps: OfficeDeps,
  session: OfficeSession,
): Promise<(line: { unit: OfficeUnit; openCases: number | null }) => number | null> {
  if (may(session, 'cases')) return (line) => line.openCases;
  if (!may(session, 'device_cases')) return () => null;
  const cases = (await deps.reads.cases(session.unit.code, { status: 'open' }, readerOf(session, false))).filter(
    (one) => seesCase(session, one),
  );
  return (line) => cases.filter((one) => one.outlet.code === line.unit.code).length;
}

/** Without the analysis database the outlets, their tablets and their cases are still there to be seen. */
async function figuresIfUp(deps: OfficeDeps, scope: string, date: string) {
  try {
    return await deps.reads.dayFigures(scope, date);
  } catch (fault) {
    if (fault instanceof AnalysisDown) return null;
    throw fault;
  }
}

function readRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.get('/outlets', needs('outlets'), async (c) => {
    const query = checkedQuery(c, outletsQuery, c.req.query());
    if (!query.ok) return query.answer;
    const session = c.get('session');
    const businessDate = query.value.date ?? deps.postingDate();
    const lines = await deps.reads.outlets(session.unit.code);
    const figures = may(session, 'money') ? await figuresIfUp(deps, session.unit.code, businessDate) : null;
    const open = await openCasesFor(deps, session);
    const outlets = lines.map((line) => ({
      ...line,
      openCases: open(line),
      day: figures === null ? null : (figures.get(line.unit.code) ?? NO_FIGURES),
    }));
    const answer: OutletsAnswer = {
      asOf: deps.now(),
      businessDate,
      outlets,
      total: figures === null ? null : sum([...figures.values()]),
    };
    return c.json(answer);
  });

  app.get('/devices', needs('devices'), async (c) =>
    c.json({ asOf: deps.now(), devices: await deps.reads.devices(c.get('session').unit.code) }),
  );

  app.get('/calendar', needs('cases'), async (c) => {
    const query = checkedQuery(c, calendarQuery, c.req.query());
    if (!query.ok) return query.answer;
    const today = deps.postingDate();
    const month = query.value.month ?? today.slice(0, 7);
    const outlets = await deps.reads.calendar(c.get('session').unit.code, month, today);
    const answer: CalendarAnswer = { asOf: deps.now(), month, today, outlets };
    return c.json(answer);
  });

  app.get('/lending', needs('cases'), async (c) => {
    const outlets = await deps.reads.lending(c.get('session').unit.code, deps.postingDate());
    const answer: LendingAnswer = { asOf: deps.now(), outlets };
    return c.json(answer);
  });

  app.get('/interactions', needs('interactions'), async (c) => {
    const query = checkedQuery(c, interactionsQuery, c.req.query());
    if (!query.ok) return query.answer;
    const scope = scopeOf(c.get('session'), query.value.unit);
    if (scope === null) return outside(c);
    return c.json({ asOf: deps.now(), ...(await deps.reads.interactions(scope, query.value, INTERACTIONS_MAX)) });
  });

  app.get('/analysis', needs('analysis'), async (c) => {
    const query = checkedQuery(c, analysisQuery, c.req.query());
    if (!query.ok) return query.answer;
    const scope = scopeOf(c.get('session'), query.value.unit);
    if (scope === null) return outside(c);
    const unit = await deps.reads.unit(scope);
    if (unit === null) return missing(c);
    const to = query.value.to ?? deps.postingDate();
    const from = addDays(to, 1 - Number(query.value.days ?? '30'));
    const answer: AnalysisAnswer = { unit, from, to, ...(await deps.reads.analysis(scope, from, to)) };
    return c.json(answer);
  });
}

function adminRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.get('/retention', needs('settings'), async (c) => {
    const answer: RetentionAnswer = {
      asOf: deps.now(),
      ...(await deps.reads.retention(c.get('session').unit.code)),
    };
    return c.json(answer);
  });
}

function caseRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  adminRoutes(app, deps);
  app.get('/cases', async (c) => {
    const session = c.get('session');
    if (!may(session, 'cases') && !may(session, 'device_cases')) return denied(c);
    const query = checkedQuery(c, casesQuery, c.req.query());
    if (!query.ok) return query.answer;
    if (query.value.only === 'aml' && !may(session, 'aml')) return denied(c);
    const scope = scopeOf(session, query.value.unit);
    if (scope === null) return outside(c);
    const found = await deps.reads.cases(scope, query.value, readerOf(session, may(session, 'aml')));
    const cases = found.filter((one) => seesCase(session, one)).map((one) => caseLineFor(session, one));
    const answer: CasesAnswer = {
      asOf: deps.now(),
      cases,
      open: cases.filter((one) => one.status !== 'closed').length,
    };
    return c.json(answer);
  });

  app.get('/case', async (c) => {
    const session = c.get('session');
    const key = checkedQuery(c, caseKey, c.req.query());
    if (!key.ok) return key.answer;
    const found = await deps.reads.caseDetail(session.unit.code, key.value, may(session, 'aml'));
    if (found === null || !seesCase(session, found)) return missing(c);
    const workers = await workersFor(deps, session, found);
    return c.json(caseDetailFor(session, { ...found, workers, asOf: deps.now() }));
  });

  app.get('/case/signature', async (c) => {
    const session = c.get('session');
    const key = checkedQuery(c, caseKey, c.req.query());
    if (!key.ok) return key.answer;
    const found = await deps.reads.caseDetail(session.unit.code, key.value, may(session, 'aml'));
    if (found === null || !seesCase(session, found)) return missing(c);
    const { signature } = caseDetailFor(session, { ...found, workers: [], asOf: deps.now() });
    const picture =
      signature === null ? null : await deps.reads.signaturePicture(key.value.branch, hexToBytes(signature.hash));
    return picture === null ? missing(c) : c.body(picture, 200, { 'content-type': 'image/png' });
  });
}

function lossRoutes(app: Hono<Env>, deps: OfficeDeps): void {
  app.get('/accounts', needs('loss'), async (c) => {
    const query = checkedQuery(c, accountsQuery, c.req.query());
    if (!query.ok) return query.answer;
    return c.json({
      asOf: deps.now(),
      accounts: await deps.reads.accounts(c.get('session').unit.code, query.value.find),
    });
  });

  app.post('/loss', needs('loss'), async (c) => {
    const request = await readJson(c, lossRequest);
    if (!request.ok) return request.error;
    const session = c.get('session');
    if (scopeOf(session, request.value.branch) === null) return outside(c);
    return c.json(await postLoss(deps, session, request.value));
  });
}
