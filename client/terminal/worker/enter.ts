import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import { sha256 } from '../../../shared/kernel/hash.ts';
import type { BusinessDate } from '../../../shared/kernel/dates.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { findCommand, payloadToCbor } from '../../../shared/commands/domain.ts';
import { employee } from '../../../shared/tables/employee.ts';
import { tellerSession } from '../../../shared/tables/teller-session.ts';
import type { CaptureDraft } from '../../../sync/index.ts';
import type { Approval, Failure } from './api.ts';
import { failureOf } from './capture.ts';
import type { Clerk } from './clerk.ts';
import { verifyPin } from './people.ts';
import { dayToSignOn, type Said, type SignOnDay } from './day.ts';
import { postsOn, type Terminal } from './terminal.ts';

/** Session commands: who is at this tablet, on which business date. All of them work offline. */

const FIRST_DATA_MS = 60_000;
/** A slow first load does not keep the clerk out: after this their own row is enough. */
const WHOLE_LOAD_MS = 15_000;
const STEP_MS = 100;

/**
 * After enrolment the outlet's rows are still on their way. Waits for all of them while that is quick, so that other
 * sign-ons of the day are seen; then for the clerk's own row.
 */
export async function waitForPeople(terminal: Terminal, employeeNo: string): Promise<boolean> {
  const { clock, timer } = terminal.world;
  const began = clock.mono();
  const until = began + FIRST_DATA_MS;
  for (;;) {
    const known = (await terminal.rows.get(employee, employeeNo)) !== null;
    const waited = clock.mono() - began > WHOLE_LOAD_MS;
    // A loaded outlet without this person: they may be on their way, a clerk who came today.
    if (terminal.engine.status().dataAt !== null && (known || waited)) return true;
    if (waited && known) return true;
    const { phase } = terminal.engine.status();
    if (phase === 'stopped' || clock.mono() >= until) return false;
    await new Promise<void>((resolve) => void timer.after(STEP_MS, resolve));
  }
}

/** What the terminal records of itself or of who is at it: no cash, no customer, offline too. */
export async function captureOwn(
  terminal: Terminal,
  name: string,
  on: { readonly maker: string; readonly date: BusinessDate; readonly checker: string | null },
  payload: Readonly<Record<string, unknown>>,
): Promise<Result<null, Failure>> {
  const definition = findCommand(name);
  if (definition === undefined) return err({ code: 'BUG', detail: { command: name } });
  const cbor = payloadToCbor(definition, payload);
  const draft: CaptureDraft = {
    command: name,
    payloadVersion: definition.version,
    basis: 'advice',
    businessDate: on.date,
    offline: !terminal.engine.status().online,
    maker: on.maker,
    checker: on.checker,
    approval: on.checker === null ? null : sha256(encodeCbor(['approval', name, on.date, on.maker, cbor])),
    lease: null,
    replaces: null,
    payload: cbor,
  };
  const done = await terminal.engine.capture(draft);
  return done.ok ? ok(null) : err(failureOf(done.error));
}

async function clerkOf(terminal: Terminal, employeeNo: string, businessDate: BusinessDate): Promise<Clerk> {
  const slot = await terminal.world.keyDb.slots.get(employeeNo);
  const row = await terminal.rows.get(employee, employeeNo);
  return {
    employeeNo,
    name: row?.name ?? slot?.name ?? employeeNo,
    posts: row === null ? [] : postsOn(row, businessDate),
    businessDate,
    credentialUntil: slot?.expiresAt ?? 0,
  };
}

/** Signs on, or comes back to the clerk's own session of this device and date. */
export async function enter(
  terminal: Terminal,
  employeeNo: string,
  of: Said & { readonly witness: Approval | null; readonly rejoin: boolean },
): Promise<Result<Clerk, Failure>> {
  const day = await dayToSignOn(terminal, { employeeNo, notWorked: of.notWorked, elsewhere: of.elsewhere });
  const session = await terminal.rows.get(tellerSession, employeeNo);
  const mine =
    session !== null &&
    session.device === terminal.device.deviceId &&
    (session.business_date === day.date || of.rejoin) &&
    session.status !== 'closed';
  const date = mine ? session.business_date : day.date;
  // Work on a date that lies far behind could only be closed again: ask for the days in between first.
  if (!mine && day.first && day.notWorked.length === 0 && day.skipped.length > 1)
    return err({ code: 'DAY_OUT_OF_TURN', detail: { business_date: day.date } });
  const done = mine
    ? await captureOwn(terminal, 'session.unlock', { maker: employeeNo, date, checker: null }, {})
    : await signOn(terminal, employeeNo, { day, witness: of.witness, elsewhere: of.elsewhere });
  if (!done.ok) return done;
  await terminal.world.keyDb.facts.bulkPut([
    { key: 'session', value: employeeNo },
    { key: 'business-date', value: date },
  ]);
  await terminal.world.keyDb.slots.update(employeeNo, { lastOnAt: terminal.engine.now().at });
  return ok(await clerkOf(terminal, employeeNo, date));
}

async function signOn(
  terminal: Terminal,
  employeeNo: string,
  on: { readonly day: SignOnDay; readonly witness: Approval | null; readonly elsewhere: boolean },
): Promise<Result<null, Failure>> {
  const { date, first, notWorked } = on.day;
  const closedElsewhere = on.elsewhere ? on.day.closedElsewhere : null;
  const witness = first || closedElsewhere !== null ? on.witness : null;
  if (witness !== null) {
    const real = await verifyPin(terminal, witness);
    if (!real.ok) return real;
  }
  const slot = await terminal.world.keyDb.slots.get(employeeNo);
  const payload = {
    employee_no: employeeNo,
    first_of_day: first,
    witness: witness?.employeeNo ?? null,
    credential_until: slot?.expiresAt ?? 0,
    not_worked: notWorked.map((one) => ({ date: one })),
    closed_elsewhere: closedElsewhere,
  };
  return captureOwn(
    terminal,
    'session.sign_on',
    { maker: employeeNo, date, checker: witness?.employeeNo ?? null },
    payload,
  );
}

export const recordLock = (terminal: Terminal, clerk: Clerk): Promise<Result<null, Failure>> =>
  captureOwn(terminal, 'session.lock', { maker: clerk.employeeNo, date: clerk.businessDate, checker: null }, {});

export const recordSignOff = (terminal: Terminal, clerk: Clerk): Promise<Result<null, Failure>> =>
  captureOwn(
    terminal,
    'session.sign_off',
    { maker: clerk.employeeNo, date: clerk.businessDate, checker: null },
    { open_drafts: 0 },
  );
