import { addDays, shanghaiDate, type BusinessDate } from '../../../shared/kernel/dates.ts';
import { deviceCloseId } from '../../../shared/commands/day-figures.ts';
import { OUTLET_STATE } from '../../../shared/commands/outlet-state.ts';
import { datesBetween, nextBusinessDate } from '../../../shared/rules/business-day.ts';
import { deviceClose, outletCalendar, outletDay, outletState } from '../../../shared/tables/outlet-day.ts';
import { employee } from '../../../shared/tables/employee.ts';
import { till } from '../../../shared/tables/till.ts';
import { businessDateFor, latestBusinessDate, postsOn, type Terminal } from './terminal.ts';

/**
 * Which business date a sign-on joins or opens: the open one, else the date after the last closed one by the outlet's
 * calendar. The clock is asked only at an outlet that has never opened a day, and to see that days were skipped.
 */
export interface SignOnDay {
  readonly date: BusinessDate;
  /** The next sign-on opens it: a second person is needed. */
  readonly first: boolean;
  /** Business dates two persons call not worked, to open `date`. */
  readonly notWorked: readonly BusinessDate[];
  /** What they could call not worked, to open today instead. Empty when nothing was skipped. */
  readonly skipped: readonly BusinessDate[];
  /** The clerk still has this till from `date`, which may be closed: they bring it back first. */
  readonly oldTill: string | null;
  /** Up to which date two persons could say, or have said, that the outlet was closed at another terminal. */
  readonly closedElsewhere: BusinessDate | null;
}

/** What the persons at the screen have said beside their names. */
export interface Said {
  readonly notWorked: boolean;
  /** The outlet closed the open date at another terminal, which this one could not hear. */
  readonly elsewhere: boolean;
}
export const NOTHING_SAID: Said = { notWorked: false, elsewhere: false };

type Calendar = Parameters<typeof nextBusinessDate>[1];

/** Today, or the first business date after it. */
const openingFor = (today: BusinessDate, calendar: Calendar): BusinessDate =>
  nextBusinessDate(addDays(today, -1), calendar);

/**
 * A till that was taken at this tablet on an earlier date than the one that is or would be open: the clerk's own, for
 * the chief teller anyone's, as a difference in it is for them to record.
 */
async function tillFromBefore(
  terminal: Terminal,
  employeeNo: string | null,
  openDate: BusinessDate,
): Promise<{ readonly till: string; readonly date: BusinessDate } | null> {
  if (employeeNo === null) return null;
  const person = await terminal.rows.get(employee, employeeNo);
  const chief = person !== null && postsOn(person, openDate).includes('chief_teller');
  for (const row of (await terminal.rows.list(till)).values()) {
    const out = row.status === 'held' && row.device === terminal.device.deviceId;
    if (out && (chief || row.holder === employeeNo) && row.last_held_on !== null && row.last_held_on < openDate)
      return { till: row.till_no, date: row.last_held_on };
  }
  return null;
}

/** `employeeNo`: null while nobody is chosen; who has an old till in hand comes back to its date. */
export async function dayToSignOn(
  terminal: Terminal,
  of: Said & { readonly employeeNo: string | null },
): Promise<SignOnDay> {
  const day = await outletDayToSignOn(terminal, of);
  const old = await tillFromBefore(terminal, of.employeeNo, day.date);
  return old === null ? day : { ...QUIET, date: old.date, first: false, oldTill: old.till };
}

const QUIET = { notWorked: [], skipped: [], oldTill: null, closedElsewhere: null };

async function outletDayToSignOn(terminal: Terminal, said: Said): Promise<SignOnDay> {
  const { rows, engine } = terminal;
  const state = await rows.get(outletState, OUTLET_STATE);
  const firstOf = async (date: BusinessDate): Promise<boolean> => (await rows.get(outletDay, date)) === null;
  const calendar = await rows.get(outletCalendar, OUTLET_STATE);
  const today = shanghaiDate(engine.now().at);
  const open = state?.open_date ?? null;
  if (open !== null) {
    const told = await afterHandOver(terminal, open, { today, calendar });
    const date = told !== null && said.elsewhere ? told.next : open;
    return { ...QUIET, date, first: await firstOf(date), closedElsewhere: told?.closed ?? null };
  }
  const closed = state?.last_closed ?? null;
  if (closed === null) {
    const date = businessDateFor(engine.now().at, await latestBusinessDate(terminal));
    return { ...QUIET, date, first: await firstOf(date) };
  }
  const next = nextBusinessDate(closed, calendar);
  const target = openingFor(today, calendar);
  const skipped = target > next ? datesBetween(closed, target, calendar) : [];
  const date = said.notWorked && skipped.length > 0 ? target : next;
  return { ...QUIET, date, first: await firstOf(date), notWorked: date === next ? [] : skipped, skipped };
}

/**
 * A tablet without a network that has handed over its open date cannot hear that the outlet closed it: which dates two
 * persons may then call closed, and the one they join. Null while it has not handed over, or can ask the hub.
 */
async function afterHandOver(
  terminal: Terminal,
  open: BusinessDate,
  on: { readonly today: BusinessDate; readonly calendar: Calendar },
): Promise<{ readonly closed: BusinessDate; readonly next: BusinessDate } | null> {
  if (terminal.engine.status().online) return null;
  const own = await terminal.rows.get(deviceClose, deviceCloseId(open, terminal.device.deviceId));
  if (own === null) return null;
  const after = nextBusinessDate(open, on.calendar);
  const opening = openingFor(on.today, on.calendar);
  const next = opening > after ? opening : after;
  return { closed: datesBetween(open, next, on.calendar).at(-1) ?? open, next };
}
