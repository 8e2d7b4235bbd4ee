import { bytesToBase64, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { err, ok } from '../../shared/kernel/result.ts';
import type { OfficeUnit } from '../../shared/read-models/office.ts';
import type { OfficeSession, OfficeSessions } from '../http/office-ports.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { secretHash } from './keys.ts';
import type { Login, SessionDirectory } from './ports.ts';
import { signIn, type SignInFault } from './sign-in.ts';

/**
 * Sessions of people at the office. The cookie holds 32 random bytes, the directory only their hash; posts and
 * unit are read anew at every request, so a changed or suspended employee loses access at once.
 */
const SESSION_MS = 8 * 3_600_000;

interface Deps {
  readonly directory: SessionDirectory;
  readonly limit: RateLimit;
  unit(code: string): Promise<OfficeUnit | null>;
  now(): Instant;
  random(length: number): Bytes;
  /** Counts tries by their result. */
  counted(result: string): void;
}

type PasswordFault = Extract<SignInFault, { readonly code: `PASSWORD_${string}` }>;
const isAboutPassword = (fault: SignInFault): fault is PasswordFault => fault.code.startsWith('PASSWORD_');

const wellFormed = (token: string): boolean => /^[\w-]{43}$/.test(token);

export function createSessions(deps: Deps): OfficeSessions {
  const sessionOf = async (login: Login | null): Promise<OfficeSession | null> => {
    if (login === null || login.status !== 'active') return null;
    const unit = await deps.unit(login.unit);
    return unit === null ? null : { employeeNo: login.employeeNo, name: login.name, unit, posts: login.posts };
  };
  return {
    async signOn(request, source) {
      const at = deps.now();
      const waitMs = deps.limit.take(source);
      if (waitMs > 0) return err({ code: 'RATE_LIMITED', waitS: Math.ceil(waitMs / 1000) });
      const login = await signIn(deps.directory, { ...request, at });
      deps.counted(login.ok ? 'good' : login.error.code);
      if (!login.ok && login.error.code === 'LOGIN_LOCKED') {
        return err({ code: 'RATE_LIMITED', waitS: Math.ceil((login.error.until - at) / 1000) });
      }
      if (!login.ok && isAboutPassword(login.error)) return err(login.error);
      const session = login.ok ? await sessionOf(login.value) : null;
      if (session === null) return err({ code: 'LOGIN_BAD' });
      const token = bytesToBase64(deps.random(32));
      await deps.directory.openSession({
        tokenHash: secretHash(token),
        employeeNo: session.employeeNo,
        at,
        expiresAt: at + SESSION_MS,
      });
      return ok({ token, session, maxAgeS: SESSION_MS / 1000 });
    },
    async find(token) {
      if (!wellFormed(token)) return null;
      const known = await deps.directory.session(secretHash(token), deps.now());
      return known === null ? null : sessionOf(await deps.directory.login(known.employeeNo));
    },
    async signOff(token) {
      if (wellFormed(token)) await deps.directory.closeSession(secretHash(token));
    },
  };
}
