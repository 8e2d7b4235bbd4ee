import { isAtLeast, LEVELS } from '../../rules/case-authority.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, flag, text } from '../../tables/fields.ts';
import { OPENING_FIELDS, openingApproval } from '../../tables/opening-approval.ts';
import { openBook } from '../book.ts';
import { checkReason } from '../case-work.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';

/**
 * 核定期初余额: an outlet of a hub that has lost everything is opened from what its tablets vouch for. One person
 * proposes whose rows, a second one of the county agrees; nobody's balance comes into being without both.
 */

type Row = RowOf<typeof openingApproval>;

const proposal = { ...OPENING_FIELDS, words: text(400), level: code(...LEVELS) };
type Propose = Input<typeof proposal>;
type ProposeCode = 'OPENING_DECIDED' | 'AUTH_LEVEL' | 'REASON_REQUIRED';

const known = ({ facts, rows }: Pick<Propose, 'facts' | 'rows'>): Row | null => rows.get(openingApproval, facts.branch);

export const proposeOpening = defineCommand({
  name: 'rebuild.propose',
  version: 1,
  payload: proposal,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager', 'supervision'],
  rejections: ['OPENING_DECIDED', 'AUTH_LEVEL', 'REASON_REQUIRED'],
  reads: ({ facts }) => [keyOf(openingApproval, facts.branch)],
  admit: (input) =>
    inOrder<ProposeCode>([
      () => (known(input)?.status === 'approved' ? { code: 'OPENING_DECIDED', detail: {} } : null),
      () => levelOf(input.payload.level),
      () => checkReason(input.payload.words),
    ]),
  apply: ({ payload: { level: _level, ...p }, facts, rows }) => {
    const book = openBook(rows);
    const decided = { checker: null, decided_at: null, decision: null, is_done: false };
    book.put(openingApproval, facts.branch, {
      ...p,
      status: 'proposed',
      by: facts.maker,
      at: facts.capturedAt,
      ...decided,
    });
    return posted(book);
  },
});

const levelOf = (level: (typeof LEVELS)[number]): Refusal<'AUTH_LEVEL'> | null =>
  isAtLeast(level, 'county') ? null : { code: 'AUTH_LEVEL', detail: { level: 'county' } };

/** The second person says what was seen: another proposal in between is not agreed to unseen. */
const decision = {
  agreed: flag(),
  pages_hash: text(64),
  words: text(400),
  level: code(...LEVELS),
};
type Confirm = Input<typeof decision>;
type ConfirmCode = 'PROPOSAL_UNKNOWN' | 'AUTH_SELF' | 'AUTH_LEVEL' | 'REASON_REQUIRED';

function checkPerson(input: Confirm): Refusal<ConfirmCode> | null {
  const { payload: p, facts } = input;
  const row = known(input);
  if (row?.status !== 'proposed' || row.pages_hash !== p.pages_hash) return { code: 'PROPOSAL_UNKNOWN', detail: {} };
  if (row.by === facts.maker) return { code: 'AUTH_SELF', detail: {} };
  return p.agreed ? levelOf(p.level) : checkReason(p.words);
}

export const confirmOpening = defineCommand({
  name: 'rebuild.confirm',
  version: 1,
  payload: decision,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager', 'supervision'],
  rejections: ['PROPOSAL_UNKNOWN', 'AUTH_SELF', 'AUTH_LEVEL', 'REASON_REQUIRED'],
  reads: ({ facts }) => [keyOf(openingApproval, facts.branch)],
  admit: (input) => inOrder<ConfirmCode>([() => checkPerson(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const row = known(input);
    const book = openBook(rows);
    if (row !== null)
      book.put(openingApproval, facts.branch, {
        ...row,
        status: p.agreed ? 'approved' : 'refused',
        checker: facts.maker,
        decided_at: facts.capturedAt,
        decision: p.words,
      });
    return posted(book);
  },
});
