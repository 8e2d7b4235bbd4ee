import type { Context } from 'hono';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { DAY_MS, type Instant } from '../../shared/kernel/dates.ts';
import {
  credentialBytes,
  credentialRequest,
  credentialRequestBytes,
  guestAnswerPurpose,
  guestPurpose,
  type CredentialRequest,
  type CredentialResponse,
} from '../../shared/read-models/doors.ts';
import { isPublicKey, type HubKeys } from '../auth/keys.ts';
import type { AuditTrail, DeviceDirectory, LoginDirectory } from '../auth/ports.ts';
import { sealTo } from '../auth/sealing.ts';
import { signIn, type SignInFault } from '../auth/sign-in.ts';
import type { Metrics } from '../metrics.ts';
import { readJson, refuse, tooMany } from './answers.ts';
import { signedBy, type DeviceDoor } from './device-request.ts';
import type { RateLimit } from './rate-limit.ts';

/**
 * POST /api/credential: a clerk signs on at a tablet for the first time, or renews the right to sign on offline.
 * Only an enrolled device may ask (its delivery key signs the request, at most five minutes old), only for people
 * of its own outlet, and the answer holds until `expiresAt`: offline, revocation is expiry. A locked tablet that has no
 * copy of its key for the person gets the key of its spare copy with it (ADR 9).
 */
export interface CredentialDeps extends DeviceDoor {
  readonly directory: DeviceDirectory & LoginDirectory;
  readonly keys: HubKeys;
  readonly audit: AuditTrail;
  readonly perAddress: RateLimit;
  readonly metrics: Metrics;
  /** session.offline_login_days of the outlet. */
  offlineLoginDays(outlet: string): Promise<number>;
  address(c: Context): string;
}

type CredentialAsked = Pick<CredentialRequest, 'deviceId' | 'employeeNo' | 'guest'>;

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
    case 'PASSWORD_CHANGE':
      return refuse(c, 403, { code: 'PASSWORD_CHANGE', message: 'This password is for once. Choose your own.' });
    case 'PASSWORD_OVER':
      return refuse(c, 403, { code: 'PASSWORD_OVER', message: 'This one-time password is over. Ask for another.' });
    case 'PASSWORD_SHORT':
    case 'PASSWORD_SAME':
      return refuse(c, 400, { code: fault.code, message: 'Choose another password of ten characters or more.' });
    case 'ROLE_DENIED':
      return refuse(c, 403, { code: 'ROLE_DENIED', message: 'This person may not sign on here.' });
  }
}

/** The key of the tablet's spare copy, sealed to the point of this one request; null when the box is not of this device and hub. */
async function answerGuest(
  deps: CredentialDeps,
  { deviceId, employeeNo, guest }: CredentialAsked,
): Promise<string | null> {
  if (guest === undefined) return null;
  const point = base64ToBytes(guest.point);
  const raw = await deps.keys.openBox(guestPurpose(deviceId), base64ToBytes(guest.box));
  if (raw?.length !== 32 || !(await isPublicKey(point, 'ECDH'))) return null;
  return bytesToBase64(await sealTo(point, guestAnswerPurpose(deviceId, employeeNo), raw));
}

export const credentialDoor =
  (deps: CredentialDeps) =>
  async (c: Context): Promise<Response> => {
    const waitMs = deps.perAddress.take(deps.address(c));
    if (waitMs > 0) return tooMany(c, waitMs);
    const body = await readJson(c, credentialRequest);
    if (!body.ok) return body.error;
    const { signature: sent, ...request } = body.value;
    const signed = { bytes: credentialRequestBytes(request), signature: sent, with: 'delivery' } as const;
    const device = await signedBy(c, deps, { ...request, signed });
    if (!device.ok) return device.error;
    const { outlet } = device.value;
    const at = deps.now();
    const { deviceId, employeeNo } = request;
    const login = await signIn(deps.directory, { ...request, at });
    deps.metrics.count('yizhan_credentials_total', { result: login.ok ? 'good' : login.error.code });
    if (!login.ok) return refuseSignIn(c, login.error, at);
    const { name, unit, posts } = login.value;
    if (unit !== outlet || !posts.some((post) => COUNTER_POSTS.has(post)))
      return refuseSignIn(c, { code: 'ROLE_DENIED' }, at);
    const expiresAt = at + (await deps.offlineLoginDays(outlet)) * DAY_MS;
    const signature = bytesToBase64(await deps.keys.sign(credentialBytes(deviceId, employeeNo, expiresAt)));
    const guestKey = await answerGuest(deps, request);
    if (guestKey !== null) {
      const detail = `device ${device.value.deviceNo}`;
      await deps.audit.audit({ branch: outlet, at, who: employeeNo, what: 'vault.guest', detail });
    }
    const answer: CredentialResponse = {
      ...{ employeeNo, name, posts: [...posts], expiresAt, signature, hubTime: at },
      ...(guestKey === null ? {} : { guestKey }),
    };
    return c.json(answer);
  };
