import type { Instant } from '../../shared/kernel/dates.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import { passwordFault } from '../../shared/rules/password.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { Login, LoginDirectory } from './ports.ts';

/**
 * Checks an employee's password at any door. Five bad tries lock the name for 30 minutes (domain 4.5 session.sign_on).
 * An unknown number and a wrong password get the same answer after the same work.
 */
const LOGIN_TRIES = 5;
const LOGIN_LOCK_MS = 30 * 60_000;

export type SignInFault =
  | { readonly code: 'LOGIN_BAD'; readonly triesLeft: number | null }
  | { readonly code: 'LOGIN_LOCKED'; readonly until: Instant }
  | { readonly code: 'MANDATORY_LEAVE' }
  | { readonly code: 'ROLE_DENIED' }
  /** A one-time password opens nothing: its person chooses their own first. */
  | { readonly code: 'PASSWORD_CHANGE' }
  | { readonly code: 'PASSWORD_OVER' }
  | { readonly code: 'PASSWORD_SHORT' | 'PASSWORD_SAME' };

interface SignIn {
  readonly employeeNo: string;
  readonly password: string;
  /** What the person chooses instead, if they do. */
  readonly newPassword?: string | undefined;
  readonly at: Instant;
}

/** A one-time password is changed before anything else; any other may be. */
async function chosen(directory: LoginDirectory, login: Login, given: SignIn): Promise<SignInFault | null> {
  const { employeeNo, password, newPassword, at } = given;
  if (login.mustChange && login.oneTimeUntil !== null && login.oneTimeUntil < at) return { code: 'PASSWORD_OVER' };
  if (newPassword === undefined) return login.mustChange ? { code: 'PASSWORD_CHANGE' } : null;
  const fault = passwordFault(newPassword, { present: password, employeeNo });
  if (fault !== null) return { code: fault };
  await directory.changePassword({ employeeNo, passwordHash: await hashPassword(newPassword), at });
  return null;
}

export async function signIn(directory: LoginDirectory, given: SignIn): Promise<Result<Login, SignInFault>> {
  const login = await directory.login(given.employeeNo);
  const lockedUntil = login?.lockedUntil ?? null;
  if (lockedUntil !== null && lockedUntil > given.at) return err({ code: 'LOGIN_LOCKED', until: lockedUntil });
  const good = await verifyPassword(login?.passwordHash ?? null, given.password);
  const note = { employeeNo: given.employeeNo, good, at: given.at, triesMax: LOGIN_TRIES, lockMs: LOGIN_LOCK_MS };
  if (login !== null) await directory.noteLogin(note);
  if (login === null || !good) return err({ code: 'LOGIN_BAD', triesLeft: null });
  if (login.status === 'mandatory_leave') return err({ code: 'MANDATORY_LEAVE' });
  if (login.status !== 'active') return err({ code: 'ROLE_DENIED' });
  const fault = await chosen(directory, login, given);
  return fault === null ? ok(login) : err(fault);
}
