import { keyOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { digits, flag, instant, opt } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { postsOf } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * Sign-on (domain 4.5 A). The password or offline credential was checked by the vault; this records who is at which
 * device on which business date. The outlet's first sign-on of a date needs a second person as witness.
 */
const payload = {
  employee_no: digits(11),
  first_of_day: flag(),
  witness: opt(digits(11)),
  /** End of the offline credential the vault used. */
  credential_until: instant(),
};
type SignOnInput = Input<typeof payload>;

const SIGNS_ON = [
  'teller',
  'chief_teller',
  'outlet_manager',
  'account_manager',
  'field_officer',
  'lobby_manager',
  'atm_keeper',
] as const;

/** An employee row that has not reached this tablet yet is no refusal: the hub has just signed the credential. */
function checkPerson({
  payload: p,
  rows,
  facts,
}: SignOnInput): Refusal<'LOGIN_BAD' | 'MANDATORY_LEAVE' | 'ROLE_DENIED'> | null {
  if (facts.maker !== p.employee_no) return { code: 'LOGIN_BAD', detail: {} };
  const person = rows.get(employee, p.employee_no);
  if (person === null) return null;
  if (person.status === 'mandatory_leave') return { code: 'MANDATORY_LEAVE', detail: {} };
  const posts = postsOf(rows, p.employee_no, facts.businessDate);
  return SIGNS_ON.some((post) => posts.includes(post)) ? null : { code: 'ROLE_DENIED', detail: {} };
}

const openElsewhere = ({ payload: p, rows, facts }: SignOnInput): boolean => {
  const last = rows.get(tellerSession, p.employee_no);
  return (
    last !== null &&
    last.status !== 'closed' &&
    last.device !== facts.device &&
    last.business_date === facts.businessDate
  );
};

export const signOn = defineCommand({
  name: 'session.sign_on',
  version: 1,
  payload,
  offline: 'Y',
  roles: SIGNS_ON,
  session: 'none',
  rejections: [
    'LOGIN_BAD',
    'MANDATORY_LEAVE',
    'ROLE_DENIED',
    'ALREADY_ON',
    'CREDENTIAL_OLD',
    'AUTH_REQUIRED',
    'AUTH_SELF',
  ],
  reads: ({ payload: p, rows }) => {
    const held = rows.get(tellerSession, p.employee_no)?.till ?? null;
    return [
      keyOf(employee, p.employee_no),
      keyOf(tellerSession, p.employee_no),
      ...(held === null ? [] : [keyOf(till, held)]),
    ];
  },
  admit: (input) => {
    const { payload: p, facts } = input;
    return inOrder<
      'LOGIN_BAD' | 'MANDATORY_LEAVE' | 'ROLE_DENIED' | 'ALREADY_ON' | 'CREDENTIAL_OLD' | 'AUTH_REQUIRED' | 'AUTH_SELF'
    >([
      () => checkPerson(input),
      () => (facts.offline && facts.capturedAt > p.credential_until ? { code: 'CREDENTIAL_OLD', detail: {} } : null),
      () => (openElsewhere(input) ? { code: 'ALREADY_ON', detail: {} } : null),
      () => (p.first_of_day && p.witness === null ? { code: 'AUTH_REQUIRED', detail: { post: 'witness' } } : null),
      () => (p.witness === p.employee_no ? { code: 'AUTH_SELF', detail: {} } : null),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const last = rows.get(tellerSession, p.employee_no);
    const overlap = openElsewhere(input);
    const heldTill = last?.till ?? null;
    const held = heldTill === null ? null : rows.get(till, heldTill);
    const stillHeld =
      held !== null && held.status === 'held' && held.holder === p.employee_no && held.device === facts.device;
    book.put(tellerSession, p.employee_no, {
      employee: p.employee_no,
      device: facts.device ?? '',
      business_date: facts.businessDate,
      status: 'open',
      on_at: facts.capturedAt,
      off_at: null,
      till: stillHeld ? heldTill : null,
      witness: p.witness,
    });
    if (overlap && facts.hub !== null)
      book.raise({
        code: 'SESSION_OVERLAP',
        outletRecord: `employee=${p.employee_no}`,
        centreRecord: `other_device=${last?.device ?? '-'};on_at=${last?.on_at ?? '-'}`,
      });
    return { verdict: overlap ? 'posted_with_exception' : 'posted', code: null, split: null, changes: book.changes() };
  },
});
