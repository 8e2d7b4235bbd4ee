import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** Temporary sign-off: the screen is locked, session and till stay. */
export const lockSession = defineCommand({
  name: 'session.lock',
  version: 1,
  payload: {},
  offline: 'Y',
  roles: null,
  session: 'open',
  date: 'any',
  rejections: [],
  reads: ({ facts }) => (facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  admit: () => ok(null),
  apply: ({ rows, facts }) => {
    const book = openBook(rows);
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    // A session that has moved to another device is not touched by the old one.
    const own = session !== null && session.device === facts.device && session.status !== 'closed';
    if (own && facts.maker !== null) book.put(tellerSession, facts.maker, { ...session, status: 'locked' });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
