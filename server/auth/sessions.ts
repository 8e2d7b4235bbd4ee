import { bytesToBase64, type Bytes } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import { ok, type Result } from '../../shared/kernel/result.ts';
import { secretHash } from './keys.ts';
import type { Actor } from './policy.ts';
import type { SessionDirectory } from './ports.ts';
import { signIn, type SignInFault } from './sign-in.ts';

/**
 * Sessions of people at the office. The cookie holds 32 random bytes, the directory only their hash; posts and
 * unit are read anew at every request, so a changed or suspended employee loses access at once.
 */
export const SESSION_COOKIE = 'yizhan_session';
export const SESSION_MS = 8 * 3_600_000;

export interface OfficeSessions {
  signOn(given: { readonly employeeNo: string; readonly password: string }): Promise<Result<{ readonly token: string; readonly actor: Actor; readonly expiresAt: Instant }, SignInFault>>;
  actorOf(token: string | undefined): Promise<Actor | null>;
  signOff(token: string | undefined): Promise<void>;
}

interface Deps {
  readonly directory: SessionDirectory;
  now(): Instant;
  random(length: number): Bytes;
}

const wellFormed = (token: string | undefined): token is string => token !== undefined && /^[\w-]{43}$/.test(token);

export const createSessions = (deps: Deps): OfficeSessions => ({
  async signOn(given) {
    const at = deps.now();
    const login = await signIn(deps.directory, { ...given, at });
    if (!login.ok) return login;
    const token = bytesToBase64(deps.random(32));
    const expiresAt = at + SESSION_MS;
    await deps.directory.openSession({ tokenHash: secretHash(token), employeeNo: login.value.employeeNo, at, expiresAt });
    const { employeeNo, name, unit, posts } = login.value;
    return ok({ token, actor: { employeeNo, name, unit, posts }, expiresAt });
  },
  async actorOf(token) {
    if (!wellFormed(token)) return null;
    const session = await deps.directory.session(secretHash(token), deps.now());
    if (session === null) return null;
    const login = await deps.directory.login(session.employeeNo);
    if (login === null || login.status !== 'active') return null;
    return { employeeNo: login.employeeNo, name: login.name, unit: login.unit, posts: login.posts };
  },
  async signOff(token) {
    if (wellFormed(token)) await deps.directory.closeSession(secretHash(token));
  },
});
