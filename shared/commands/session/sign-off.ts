import { keyOf } from '../../tables/define.ts';
import { int } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * Formal sign-off closes the session: no draft may be open and the till must lie in the vault again. Leaving the seat
 * for a while is `session.lock`.
 */
const payload = { open_drafts: int(0, 1000) };

const heldTill = ({ rows, facts }: Input<typeof payload>): string | null => {
  const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
  return session !== null && session.device === facts.device ? session.till : null;
};

function holdsTill(input: Input<typeof payload>): boolean {
  const own = heldTill(input);
  const row = own === null ? null : input.rows.get(till, own);
  return row !== null && row.status === 'held' && row.holder === input.facts.maker && row.device === input.facts.device;
}

export const signOff = defineCommand({
  name: 'session.sign_off',
  version: 1,
  payload,
  offline: 'Y',
  roles: null,
  session: 'signed_on',
  date: 'any',
  rejections: ['OPEN_DRAFT', 'TILL_NOT_HANDED_IN'],
  reads: (input) => {
    const { facts } = input;
    const own = heldTill(input);
    return [
      ...(facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
      ...(own === null ? [] : [keyOf(till, own)]),
    ];
  },
  admit: (input) =>
    inOrder<'OPEN_DRAFT' | 'TILL_NOT_HANDED_IN'>([
      () => (holdsTill(input) ? { code: 'TILL_NOT_HANDED_IN', detail: { till: heldTill(input) ?? '' } } : null),
      () =>
        input.payload.open_drafts > 0 ? { code: 'OPEN_DRAFT', detail: { drafts: input.payload.open_drafts } } : null,
    ]),
  apply: ({ rows, facts }) => {
    const book = openBook(rows);
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    const own = session !== null && session.device === facts.device && session.status !== 'closed';
    if (own && facts.maker !== null)
      book.put(tellerSession, facts.maker, { ...session, status: 'closed', off_at: facts.capturedAt });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
