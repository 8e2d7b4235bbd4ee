import { addDays, shanghaiDate, type BusinessDate } from '../../kernel/dates.ts';
import { datesBetween, isBusinessDate, nextBusinessDate } from '../../rules/business-day.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { employee } from '../../tables/employee.ts';
import { date, digits, flag, instant, list, opt, recordFromCbor } from '../../tables/fields.ts';
import { outletCalendar, outletDay, outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { till } from '../../tables/till.ts';
import { openBook, type Book } from '../book.ts';
import { postsOf } from '../checks.ts';
import { defineCommand, type Input, type Refusal, type Rows } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { OUTLET_STATE, putState, stateOf } from '../outlet-state.ts';

/**
 * Sign-on (domain 4.5 A, 6). The password or offline credential was checked by the vault; this records who is at
 * which device on which business date. The first one of a date opens it: two persons, the date after the last closed
 * one by the outlet's calendar, and no date while another is open. Days on which the outlet was shut are named. Who
 * still has a till of an earlier date in hand signs on to that date, closed or not, and brings it back first. A tablet
 * that has handed over and hears nothing is told by two persons up to which date the outlet has closed meanwhile.
 */
const FIRST_VERSION = {
  employee_no: digits(11),
  first_of_day: flag(),
  witness: opt(digits(11)),
  /** End of the offline credential the vault used. */
  credential_until: instant(),
};
const SECOND_VERSION = {
  ...FIRST_VERSION,
  /** Business dates before this one that both persons call not worked. */
  not_worked: list({ date: date() }, 60),
};
const payload = {
  ...SECOND_VERSION,
  /** Last date the outlet has closed at another terminal, by the word of both persons; this one has not heard of it. */
  closed_elsewhere: opt(date()),
};
type SignOnInput = Input<typeof payload>;
type SignOnRefusal =
  | 'BUSINESS_DATE_CLOSED'
  | 'DAY_NOT_CLOSED'
  | 'DAY_OUT_OF_TURN'
  | 'CLOCK_UNTRUSTED'
  | 'LOGIN_BAD'
  | 'MANDATORY_LEAVE'
  | 'ROLE_DENIED'
  | 'ALREADY_ON'
  | 'TILL_NOT_HANDED_IN'
  | 'CREDENTIAL_OLD'
  | 'AUTH_REQUIRED'
  | 'AUTH_SELF'
  | 'AUTH_ROLE';

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

/** Nobody has opened this date yet, as far as this side knows. */
const opensDay = (input: SignOnInput): boolean =>
  input.rows.get(outletDay, input.facts.businessDate) === null && !bringsBack(input);

/** Tills out at this device: the one of the person's session, and what left the vault to here. */
function tillsOut({ payload: p, rows, facts }: SignOnInput): RowOf<typeof till>[] {
  const session = rows.get(tellerSession, p.employee_no)?.till ?? null;
  const numbers = new Set([...(session === null ? [] : [session]), ...tillsHere(rows, facts.device)]);
  return [...numbers]
    .flatMap((no) => rows.get(till, no) ?? [])
    .filter((row) => row.status === 'held' && row.device === facts.device);
}
const tillsInHand = (input: SignOnInput): RowOf<typeof till>[] =>
  tillsOut(input).filter((row) => row.holder === input.payload.employee_no);
const tillsHere = (rows: Rows, on: string | null): string[] =>
  stateOf(rows).tills_out.flatMap((one) => (one.device === on ? [one.till] : []));

/**
 * The person comes back to a date that was closed without this device, with its till in hand; or is the chief teller,
 * who records what was over or short in it.
 */
function bringsBack(input: SignOnInput): boolean {
  const { businessDate } = input.facts;
  const { last_closed } = stateOf(input.rows);
  const isClosed = last_closed !== null && businessDate <= last_closed;
  if (!isClosed) return false;
  const chief = postsOf(input.rows, input.payload.employee_no, businessDate).includes('chief_teller');
  return (chief ? tillsOut(input) : tillsInHand(input)).some((row) => row.last_held_on === businessDate);
}

/** A till that was taken on an earlier date: it is counted and handed in under that one. */
function checkTillsInHand(input: SignOnInput): Refusal<'TILL_NOT_HANDED_IN'> | null {
  const old = tillsInHand(input).find((row) => (row.last_held_on ?? '') < input.facts.businessDate);
  return old === undefined
    ? null
    : { code: 'TILL_NOT_HANDED_IN', detail: { till: old.till_no, business_date: old.last_held_on ?? '-' } };
}

/** A date must be closed before the next is opened, and none is left out unless it is called not worked. */
function checkDate(input: SignOnInput): Refusal<'BUSINESS_DATE_CLOSED' | 'DAY_NOT_CLOSED' | 'DAY_OUT_OF_TURN'> | null {
  const { payload: p, rows, facts } = input;
  const { open_date, last_closed } = stateOf(rows);
  if (bringsBack(input)) return null;
  if (last_closed !== null && facts.businessDate <= last_closed)
    return { code: 'BUSINESS_DATE_CLOSED', detail: { business_date: facts.businessDate } };
  const told = p.closed_elsewhere;
  const passed = told !== null && open_date !== null && open_date <= told;
  if (open_date !== null && open_date !== facts.businessDate && !passed)
    return { code: 'DAY_NOT_CLOSED', detail: { business_date: open_date } };
  const closed = passed ? told : last_closed;
  if (closed === null || !opensDay(input)) return null;
  const calendar = rows.get(outletCalendar, OUTLET_STATE);
  const said = p.not_worked.map((one) => one.date);
  const between = datesBetween(closed, facts.businessDate, calendar);
  const missing = between.find((one) => !said.includes(one));
  if (missing !== undefined) return { code: 'DAY_OUT_OF_TURN', detail: { business_date: missing } };
  return said.length === between.length && isBusinessDate(facts.businessDate, calendar)
    ? null
    : { code: 'DAY_OUT_OF_TURN', detail: { business_date: nextBusinessDate(closed, calendar) } };
}

/** That the outlet has closed elsewhere is said by one who closes days, once no till is out at this terminal. */
function checkTold(input: SignOnInput): Refusal<'AUTH_REQUIRED' | 'AUTH_ROLE' | 'TILL_NOT_HANDED_IN'> | null {
  const { payload: p, rows, facts } = input;
  if (p.closed_elsewhere === null) return null;
  if (p.witness === null) return { code: 'AUTH_REQUIRED', detail: { post: 'witness' } };
  const [out] = tillsHere(rows, facts.device);
  if (out !== undefined) return { code: 'TILL_NOT_HANDED_IN', detail: { till: out } };
  const posts = [p.employee_no, p.witness].flatMap((one) => postsOf(rows, one, facts.businessDate));
  const may = posts.includes('chief_teller') || posts.includes('outlet_manager');
  return may ? null : { code: 'AUTH_ROLE', detail: { post: 'chief_teller' } };
}

/** A day that lies more than one ahead of the clock is a typing error or a wrong clock. */
const tooFarAhead = ({ facts }: SignOnInput): boolean =>
  facts.businessDate > addDays(shanghaiDate(facts.capturedAt), 1);

const anOutletDay = (on: BusinessDate, over: Partial<RowOf<typeof outletDay>>): RowOf<typeof outletDay> => ({
  business_date: on,
  status: 'open',
  opened_at: 0,
  opened_by: null,
  witness: null,
  closed_at: null,
  closed_by: null,
  confirmed_by: null,
  next_date: null,
  package: null,
  vault_fen: 0,
  tills: [],
  kinds: [],
  devices: [],
  ...over,
});

function openDay(book: Book, input: SignOnInput): void {
  const { payload: p, facts } = input;
  if (!opensDay(input)) return;
  const opened = { opened_at: facts.capturedAt, opened_by: facts.maker, witness: p.witness };
  for (const { date: shut } of p.not_worked)
    if (book.get(outletDay, shut) === null)
      book.put(outletDay, shut, anOutletDay(shut, { ...opened, status: 'not_worked' }));
  book.put(outletDay, facts.businessDate, anOutletDay(facts.businessDate, opened));
  const { open_date, last_closed } = stateOf(book);
  const late = last_closed !== null && facts.businessDate <= last_closed;
  if (!late && (open_date === null || open_date < facts.businessDate))
    putState(book, { open_date: facts.businessDate });
}

export const signOn = defineCommand({
  name: 'session.sign_on',
  version: 3,
  payload,
  offline: 'Y',
  roles: SIGNS_ON,
  session: 'none',
  // Judged by checkDate: an open date, or a closed one whose till is still in hand.
  date: 'any',
  rejections: [
    'BUSINESS_DATE_CLOSED',
    'DAY_NOT_CLOSED',
    'DAY_OUT_OF_TURN',
    'CLOCK_UNTRUSTED',
    'LOGIN_BAD',
    'MANDATORY_LEAVE',
    'ROLE_DENIED',
    'ALREADY_ON',
    'TILL_NOT_HANDED_IN',
    'CREDENTIAL_OLD',
    'AUTH_REQUIRED',
    'AUTH_SELF',
    'AUTH_ROLE',
  ],
  reads: ({ payload: p, rows, facts }) => {
    const held = rows.get(tellerSession, p.employee_no)?.till ?? null;
    return [
      ...[p.employee_no, ...(p.witness === null ? [] : [p.witness])].map((one) => keyOf(employee, one)),
      keyOf(tellerSession, p.employee_no),
      keyOf(outletState, OUTLET_STATE),
      keyOf(outletCalendar, OUTLET_STATE),
      keyOf(outletDay, facts.businessDate),
      ...p.not_worked.map((one) => keyOf(outletDay, one.date)),
      ...[...(held === null ? [] : [held]), ...tillsHere(rows, facts.device)].map((no) => keyOf(till, no)),
    ];
  },
  admit: (input) => {
    const { payload: p, facts } = input;
    return inOrder<SignOnRefusal>([
      () => checkDate(input),
      () => (tooFarAhead(input) ? { code: 'CLOCK_UNTRUSTED', detail: {} } : null),
      () => checkPerson(input),
      () => (facts.offline && facts.capturedAt > p.credential_until ? { code: 'CREDENTIAL_OLD', detail: {} } : null),
      () => (openElsewhere(input) ? { code: 'ALREADY_ON', detail: {} } : null),
      () => checkTillsInHand(input),
      () => checkTold(input),
      () =>
        (p.first_of_day || opensDay(input)) && p.witness === null
          ? { code: 'AUTH_REQUIRED', detail: { post: 'witness' } }
          : null,
      () => (p.witness === p.employee_no ? { code: 'AUTH_SELF', detail: {} } : null),
    ]);
  },
  upgrade: {
    1: (old) => {
      const read = recordFromCbor(FIRST_VERSION, old);
      return read === undefined ? undefined : { ...read, not_worked: [], closed_elsewhere: null };
    },
    2: (old) => {
      const read = recordFromCbor(SECOND_VERSION, old);
      return read === undefined ? undefined : { ...read, closed_elsewhere: null };
    },
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    openDay(book, input);
    const last = rows.get(tellerSession, p.employee_no);
    const overlap = openElsewhere(input);
    book.put(tellerSession, p.employee_no, {
      employee: p.employee_no,
      device: facts.device ?? '',
      business_date: facts.businessDate,
      status: 'open',
      on_at: facts.capturedAt,
      off_at: null,
      till: tillsInHand(input)[0]?.till_no ?? null,
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
