import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { BusinessDate } from '../../../shared/kernel/dates.ts';
import { employee, type Post } from '../../../shared/tables/employee.ts';
import { pinMatches } from '../../platform/vault/approval.ts';
import { createTries } from '../../platform/vault/tries.ts';
import type { Approval, Failure, Preview } from './api.ts';
import { postsOn, type Terminal } from './terminal.ts';

/** The second person: who may approve, and whether it is really them. */

const stands = (posts: readonly Post[], post: Post): boolean =>
  posts.includes(post) || (post === 'chief_teller' && posts.includes('outlet_manager'));

export async function checkersFor(
  terminal: Terminal,
  post: Post,
  on: { readonly date: BusinessDate; readonly maker: string },
): Promise<Preview['checkers']> {
  const people: Preview['checkers'][number][] = [];
  for (const [employeeNo, row] of await terminal.rows.list(employee)) {
    const posts = postsOn(row, on.date);
    if (employeeNo !== on.maker && row.pin_hash !== null && stands(posts, post))
      people.push({ employeeNo, name: row.name, posts });
  }
  return people.sort((a, b) => (a.employeeNo < b.employeeNo ? -1 : 1));
}

/** The PIN against the verifier in the open vault. Five wrong ones lock the approver on this tablet for 30 minutes. */
export async function verifyPin(terminal: Terminal, approval: Approval): Promise<Result<null, Failure>> {
  const fail = (code: string, detail: Failure['detail'] = {}): Result<null, Failure> => err({ code, detail });
  const row = await terminal.rows.get(employee, approval.employeeNo);
  if (row === null || row.status !== 'active') return fail('AUTH_ROLE');
  const tries = createTries(terminal.world.keyDb);
  const key = `approve:${approval.employeeNo}`;
  const now = terminal.engine.now().at;
  const until = await tries.begin(key, now);
  if (until !== null) return fail('TOO_MANY_TRIES', { until });
  if (!(await pinMatches(approval.pin, { salt: row.pin_salt, hash: row.pin_hash }))) {
    const locked = await tries.lockedUntil(key, now);
    return locked === null ? fail('LOGIN_BAD') : fail('TOO_MANY_TRIES', { until: locked });
  }
  await tries.succeeded(key);
  return ok(null);
}
