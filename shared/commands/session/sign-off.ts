import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { int } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * Formal sign-off closes the session; no draft may be open. Until balancing and handing in are everyday business the
 * till stays with its holder, so the same clerk finds it again at the next sign-on on this device.
 */
export const signOff = defineCommand({
  name: 'session.sign_off',
  version: 1,
  payload: { open_drafts: int(0, 1000) },
  offline: 'Y',
  roles: null,
  session: 'signed_on',
  rejections: ['OPEN_DRAFT'],
  reads: ({ facts }) => (facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  admit: ({ payload }) =>
    payload.open_drafts > 0 ? err({ code: 'OPEN_DRAFT', detail: { drafts: payload.open_drafts } }) : ok(null),
  apply: ({ rows, facts }) => {
    const book = openBook(rows);
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    const own = session !== null && session.device === facts.device && session.status !== 'closed';
    if (own && facts.maker !== null)
      book.put(tellerSession, facts.maker, { ...session, status: 'closed', off_at: facts.capturedAt });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
