import { dateToDay, shanghaiDate, type BusinessDate } from '../kernel/dates.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { certificate, certificateId } from '../tables/certificate.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { device } from '../tables/device.ts';
import { employee, type Post } from '../tables/employee.ts';
import { interaction } from '../tables/interaction.ts';
import { outletState } from '../tables/outlet-day.ts';
import { tellerSession } from '../tables/teller-session.ts';
import { till } from '../tables/till.ts';
import { takesRequestsPlace } from './mirror.ts';
import { OUTLET_STATE } from './outlet-state.ts';
import type { CommandDef, Facts, Input, Refusal, Rows } from './define.ts';

/**
 * The checks every command shares (domain 4.2): 1-7 before its own, 21 after them. They speak of the person at
 * the counter; other doors (office, import, messages) check their people at the door. First failure wins.
 */

const refuse = <const C extends string>(code: C, detail: Refusal['detail'] = {}) => err({ code, detail });

/** Rows of check 1-7 and 21: the device, who makes and approves, the session and its till. */
export function commonReads(definition: CommandDef, input: Input): RowKey[] {
  const { facts, rows } = input;
  const keys: RowKey[] = [];
  if (facts.basis !== 'advice') keys.push(keyOf(interaction, facts.rowId));
  if (facts.door !== 'terminal') return keys;
  if (definition.date !== 'any') keys.push(keyOf(outletState, OUTLET_STATE));
  if (facts.device !== null) keys.push(keyOf(device, facts.device));
  for (const person of [facts.maker, facts.checker]) if (person !== null) keys.push(keyOf(employee, person));
  for (const one of certified(definition, facts)) keys.push(keyOf(certificate, one));
  if (facts.maker !== null) {
    keys.push(keyOf(tellerSession, facts.maker));
    const till_ = rows.get(tellerSession, facts.maker)?.till ?? null;
    if (definition.movesCash && till_ !== null) keys.push(keyOf(till, till_));
  }
  return keys;
}

/** Posts a person holds on a date. A person who is not active holds none. */
export function postsOf(rows: Rows, employeeNo: string | null, on: BusinessDate): readonly Post[] {
  const person = employeeNo === null ? null : rows.get(employee, employeeNo);
  if (person === null || person.status !== 'active') return [];
  return person.posts.filter((post) => post.from <= on && (post.to === null || on <= post.to)).map((post) => post.post);
}

/** A request that came after its deadline, or that an advice or abandon has already taken the place of. */
function checkRequest({ facts, rows }: Input): Result<null, Refusal> {
  if (facts.basis === 'advice') return ok(null);
  if (facts.hub !== null && facts.deadline !== null && facts.hub.receivedAt > facts.deadline)
    return refuse('REQUEST_EXPIRED');
  const own = rows.get(interaction, facts.rowId);
  return own?.rejection === 'REQUEST_REPLACED' ? refuse('REQUEST_REPLACED') : ok(null);
}

/** Row ids of the certificates a command needs. A second person who has not been named yet is asked for by check 21. */
function certified({ certificate: needed }: CommandDef, facts: Facts): string[] {
  if (needed === null) return [];
  const people = needed.of === 'both' ? [facts.maker, facts.checker] : [facts.maker];
  return people.flatMap((one) => (one === null ? [] : [certificateId(one, needed.kind)]));
}

/** Check 4: held, and valid on the business date. */
function hasCertificates(definition: CommandDef, { facts, rows }: Input): boolean {
  return certified(definition, facts).every((one) => {
    const held = rows.get(certificate, one);
    return held !== null && held.valid_from <= facts.businessDate && facts.businessDate <= held.valid_to;
  });
}

/**
 * Check 5: the date is closed, or the calendar has run more than a day ahead of it without a close. Cash that is out
 * in the place of a request is recorded all the same, under the date of the session and till it left (domain 6, 12).
 */
function dateClosed(definition: CommandDef, { facts, rows }: Input): boolean {
  if (definition.date === 'any' || takesRequestsPlace(rows, facts, definition.name)) return false;
  const lastClosed = rows.get(outletState, OUTLET_STATE)?.last_closed ?? null;
  if (lastClosed !== null && facts.businessDate <= lastClosed) return true;
  if (definition.date === 'behind') return false;
  const today = dateToDay(shanghaiDate(facts.capturedAt));
  const business = dateToDay(facts.businessDate);
  return today === null || business === null || today > business + 1;
}

function checkTill(definition: CommandDef, { facts, rows }: Input, tillNo: string | null): Result<null, Refusal> {
  if (!definition.movesCash) return ok(null);
  const held = tillNo === null ? null : rows.get(till, tillNo);
  if (held === null || held.status !== 'held' || held.holder !== facts.maker || held.device !== facts.device)
    return refuse('NO_TILL');
  return held.balanced_on === facts.businessDate ? refuse('TILL_BALANCED') : ok(null);
}

/** Checks 1-7. */
export function checkCommon(definition: CommandDef, input: Input): Result<null, Refusal> {
  const request = checkRequest(input);
  const { facts, rows } = input;
  if (!request.ok || facts.door !== 'terminal') return request;
  const known = facts.device === null ? null : rows.get(device, facts.device);
  if (known !== null && known.status !== 'active') return refuse('DEVICE_REVOKED');
  const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
  if (definition.session !== 'none') {
    const here = session !== null && session.device === facts.device && session.business_date === facts.businessDate;
    const on =
      here && (session.status === 'open' || (definition.session === 'signed_on' && session.status === 'locked'));
    if (!on) return refuse('NOT_SIGNED_ON');
  }
  if (definition.roles !== null && definition.session !== 'none') {
    const posts = postsOf(rows, facts.maker, facts.businessDate);
    if (!definition.roles.some((role) => posts.includes(role))) return refuse('ROLE_DENIED');
  }
  if (!hasCertificates(definition, input)) return refuse('CERT_EXPIRED');
  if (dateClosed(definition, input)) return refuse('BUSINESS_DATE_CLOSED', { business_date: facts.businessDate });
  return checkTill(definition, input, session?.till ?? null);
}

/**
 * The post that must approve: `post` as the row of domain 4.5 says, but a chief teller's own entry goes to the
 * manager. Null when nobody must.
 */
export function dual(post: 'chief_teller' | 'outlet_manager' | null, { facts, rows }: Input): Post | null {
  if (post !== 'chief_teller') return post;
  return postsOf(rows, facts.maker, facts.businessDate).includes('chief_teller') ? 'outlet_manager' : 'chief_teller';
}

/** Check 21. A manager may stand in for the chief teller. */
export function checkApproval(post: Post | null, { facts, rows }: Input): Result<null, Refusal> {
  if (post === null || facts.door !== 'terminal') return ok(null);
  if (facts.checker === null || !facts.approved) return refuse('AUTH_REQUIRED', { post });
  if (facts.checker === facts.maker) return refuse('AUTH_SELF');
  const posts = postsOf(rows, facts.checker, facts.businessDate);
  const enough = posts.includes(post) || (post === 'chief_teller' && posts.includes('outlet_manager'));
  return enough ? ok(null) : refuse('AUTH_ROLE', { post });
}
