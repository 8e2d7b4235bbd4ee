import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { int } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** Formal sign-off closes the session. The till must be handed in first and no draft may be open. */
export const signOff = defineCommand({
  name: 'session.sign_off',
  version: 1,
  payload: { open_drafts: int(0, 1000) },
  offline: 'Y',
  roles: null,
  session: 'signed_on',
  rejections: ['TILL_NOT_HANDED_IN', 'OPEN_DRAFT'],
  reads: ({ facts }) => (facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  admit: ({ payload, rows, facts }) => {
    const till = facts.maker === null ? null : (rows.get(tellerSession, facts.maker)?.till ?? null);
    if (till !== null) return err({ code: 'TILL_NOT_HANDED_IN', detail: { till } });
    return payload.open_drafts > 0 ? err({ code: 'OPEN_DRAFT', detail: { drafts: payload.open_drafts } }) : ok(null);
  },
  apply: ({ rows, facts }) => {
    const book = openBook(rows);
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    const own = session !== null && session.device === facts.device && session.status !== 'closed';
    if (own && facts.maker !== null) book.put(tellerSession, facts.maker, { ...session, status: 'closed', off_at: facts.capturedAt });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
