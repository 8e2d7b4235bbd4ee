import type { Context } from 'hono';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { DAY_MS, type Instant } from '../../shared/kernel/dates.ts';
import {
  credentialBytes,
  credentialRequest,
  credentialRequestBytes,
  type CredentialRequest,
  type CredentialResponse,
} from '../../shared/read-models/doors.ts';
import type { Verifier } from '../../sync/index.ts';
import type { HubKeys } from '../auth/keys.ts';
import type { DeviceDirectory, LoginDirectory } from '../auth/ports.ts';
import { signIn, type SignInFault } from '../auth/sign-in.ts';
import type { Metrics } from '../metrics.ts';
import { readJson, refuse } from './answers.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * POST /api/credential: a clerk signs on at a tablet for the first time, or renews the right to sign on offline.
 * Only an enrolled device may ask (its delivery key signs the request, at most five minutes old), only for people
 * of its own outlet, and the answer holds until `expiresAt`: offline, revocation is expiry.
 */
export interface CredentialDeps {
  readonly directory: DeviceDirectory & LoginDirectory;
  readonly keys: HubKeys;
  readonly verifier: Verifier;
  readonly perAddress: RateLimit;
  readonly metrics: Metrics;
  now(): Instant;
  /** session.offline_login_days of the outlet. */
  offlineLoginDays(outlet: string): Promise<number>;
  address(c: Context): string;
}

const SKEW_MS_MAX = 300_000;
/** Posts that sign on at a counter (domain 4.5 session.sign_on). */
const COUNTER_POSTS = new Set([
  'teller',
  'chief_teller',
  'outlet_manager',
  'account_manager',
  'field_officer',
  'lobby_manager',
  'atm_keeper',
]);

function refuseSignIn(c: Context, fault: SignInFault, at: Instant): Response {
  switch (fault.code) {
    case 'LOGIN_BAD':
      return refuse(c, 401, {
        code: 'LOGIN_BAD',
        message:
          'The employee number or the password is wrong. After five wrong tries the number is locked for 30 minutes.',
      });
    case 'LOGIN_LOCKED':
      return refuse(c, 423, {
        code: 'TOO_MANY_TRIES',
        message: 'This number is locked after five wrong tries.',
        detail: { waitS: Math.ceil((fault.until - at) / 1000) },
      });
    case 'MANDATORY_LEAVE':
      return refuse(c, 403, {
        code: 'MANDATORY_LEAVE',
        message: 'This person is on mandatory leave and may not sign on.',
      });
    case 'ROLE_DENIED':
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'This person may not sign on here.' });
  }
}

async function refuseDevice(c: Context, deps: CredentialDeps, body: CredentialRequest): Promise<Response | string> {
  const device = await deps.directory.device(body.deviceId);
  if (device === null)
    return refuse(c, 403, {
      code: 'NOT_ENROLLED',
      message: 'The hub does not know this device. Enrol it again; its journal stays.',
    });
  const { signature, ...signed } = body;
  if (!(await deps.verifier.verify(device.deliveryKey, base64ToBytes(signature), credentialRequestBytes(signed)))) {
    return refuse(c, 403, { code: 'BAD_SIGNATURE', message: 'The request is not signed by this device.' });
  }
  if (device.status !== 'active')
    return refuse(c, 403, {
      code: 'DEVICE_REVOKED',
      message: 'This device is out of service. Call the county office.',
    });
  const hubTime = deps.now();
  if (Math.abs(hubTime - body.at) > SKEW_MS_MAX) {
    return refuse(c, 400, {
      code: 'CLOCK_UNTRUSTED',
      message: 'The clock of this device is wrong. Set it and try again.',
      detail: { hubTime, skewS: Math.round((body.at - hubTime) / 1000) },
    });
  }
  return device.outlet;
}

export const credentialDoor =
  (deps: CredentialDeps) =>
  async (c: Context): Promise<Response> => {
    const waitMs = deps.perAddress.take(deps.address(c));
    if (waitMs > 0) {
      c.header('retry-after', String(Math.ceil(waitMs / 1000)));
      return refuse(c, 429, {
        code: 'TOO_MANY_TRIES',
        message: 'Too many tries from this address. Wait a minute.',
        detail: { waitS: Math.ceil(waitMs / 1000) },
      });
    }
    const body = await readJson(c, credentialRequest);
    if (!body.ok) return body.error;
    const outlet = await refuseDevice(c, deps, body.value);
    if (typeof outlet !== 'string') return outlet;
    const at = deps.now();
    const { deviceId, employeeNo, password } = body.value;
    const login = await signIn(deps.directory, { employeeNo, password, at });
    deps.metrics.count('yizhan_credentials_total', { result: login.ok ? 'good' : login.error.code });
    if (!login.ok) return refuseSignIn(c, login.error, at);
    const { name, unit, posts } = login.value;
    if (unit !== outlet || !posts.some((post) => COUNTER_POSTS.has(post)))
      return refuseSignIn(c, { code: 'ROLE_DENIED' }, at);
    const expiresAt = at + (await deps.offlineLoginDays(outlet)) * DAY_MS;
    const signature = bytesToBase64(await deps.keys.sign(credentialBytes(deviceId, employeeNo, expiresAt)));
    const answer: CredentialResponse = { employeeNo, name, posts: [...posts], expiresAt, signature, hubTime: at };
    return c.json(answer);
  };
