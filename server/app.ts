import { Hono, type Context } from 'hono';
import { accountDoor, type AccountDoorDeps } from './http/account.ts';
import { credentialDoor, type CredentialDeps } from './http/credential.ts';
import type { officeRoutes } from './http/office.ts';
import { enrolDoor, type EnrolDeps } from './http/enrol.ts';
import { readoptDoor } from './http/readopt.ts';
import { refuse } from './http/answers.ts';
import { vanDoor, type CarrierDoorDeps } from './http/van.ts';
import { serveStatic, type StaticFolder } from './http/static-files.ts';
import { faultText, type Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * All doors of the hub that answer plain requests. Nothing unexpected gets out: a fault is logged under a number
 * and answered with that number. The order of the routes matters: the terminal's pages take what nobody else took.
 */
export interface AppDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly enrol: EnrolDeps;
  readonly credential: CredentialDeps;
  readonly account: AccountDoorDeps;
  readonly van: CarrierDoorDeps;
  /** The office's routes, mounted at /api/office. */
  readonly office: ReturnType<typeof officeRoutes>;
  readonly syncHttp: (c: Context) => Promise<Response>;
  readonly terminalFiles: StaticFolder;
  readonly officeFiles: StaticFolder;
  readonly secure: boolean;
  mono(): number;
  isUp(): Promise<boolean>;
  /** What an operator should know of a hub that serves. */
  notes(): Promise<readonly string[]>;
  faultNumber(): string;
}

const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
};

/** The door a path belongs to: a closed word for logs and figures, never the path itself. */
function doorOf(path: string): string {
  if (path.startsWith('/api/office')) return 'office';
  const named = /^\/api\/(enrol|credential|account|readopt|van)$/.exec(path)?.[1];
  if (named !== undefined) return named;
  if (path === '/sync/http') return 'sync';
  if (path === '/healthz' || path === '/readyz' || path === '/metrics') return 'health';
  return path.startsWith('/office') ? 'office_pages' : 'terminal_pages';
}

export function createApp(deps: AppDeps): Hono {
  const app = new Hono();

  app.use('*', async (c, next) => {
    const startedAt = deps.mono();
    await next();
    const ms = Math.round(deps.mono() - startedAt);
    const door = doorOf(c.req.path);
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    if (deps.secure) c.header('strict-transport-security', 'max-age=31536000');
    deps.metrics.count('yizhan_http_requests_total', { door, status: `${Math.floor(c.res.status / 100)}xx` });
    deps.metrics.count('yizhan_http_seconds_total', { door }, ms / 1000);
    if (c.res.status >= 400) deps.log.info('request refused', { door, method: c.req.method, status: c.res.status, ms });
  });

  app.onError((fault, c) => {
    const number = deps.faultNumber();
    const door = doorOf(c.req.path);
    deps.metrics.count('yizhan_faults_total', { door });
    deps.log.error('fault', { door, number, fault: faultText(fault) });
    return refuse(c, 500, {
      code: 'BUG',
      message: `The hub met a fault. Tell the technical desk this number: ${number}`,
      detail: { number },
    });
  });

  health(app, deps);
  app.post('/api/enrol', enrolDoor(deps.enrol));
  app.post('/api/readopt', readoptDoor({ ...deps.enrol, verifier: deps.credential.verifier }));
  app.post('/api/credential', credentialDoor(deps.credential));
  app.post('/api/account', accountDoor(deps.account));
  app.post('/api/van', vanDoor(deps.van));
  app.post('/sync/http', deps.syncHttp);
  app.route('/api/office', deps.office);
  app.all('/api/*', (c) => refuse(c, 404, { code: 'NOT_FOUND', message: 'There is no such door.' }));
  app.all('/sync/*', (c) => refuse(c, 404, { code: 'NOT_FOUND', message: 'There is no such door.' }));
  app.get('/office', (c) => c.redirect('/office/', 308));
  app.get('/office/*', serveStatic(deps.officeFiles, '/office/'));
  app.get('/*', serveStatic(deps.terminalFiles, '/'));
  app.all('*', (c) => refuse(c, 405, { code: 'METHOD', message: 'This address only answers GET.' }));
  return app;
}

function health(app: Hono, deps: AppDeps): void {
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', async (c) => {
    const database = await deps.isUp();
    return c.json(
      { ready: database, database: database ? 'up' : 'down', notes: await deps.notes() },
      database ? 200 : 503,
    );
  });
  app.get('/metrics', (c) =>
    c.text(deps.metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
}
