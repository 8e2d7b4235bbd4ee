import { addDays, shanghaiDate, type BusinessDate } from '../../../shared/kernel/dates.ts';
import { OUTLET_STATE } from '../../../shared/commands/outlet-state.ts';
import { datesBetween, nextBusinessDate } from '../../../shared/rules/business-day.ts';
import { outletCalendar, outletDay, outletState } from '../../../shared/tables/outlet-day.ts';
import { till } from '../../../shared/tables/till.ts';
import { businessDateFor, latestBusinessDate, type Terminal } from './terminal.ts';

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
}

/** A till the clerk took at this tablet on an earlier date than the one that is or would be open. */
async function tillFromBefore(
  terminal: Terminal,
  employeeNo: string | null,
  openDate: BusinessDate,
): Promise<{ readonly till: string; readonly date: BusinessDate } | null> {
  if (employeeNo === null) return null;
  for (const row of (await terminal.rows.list(till)).values()) {
    const own = row.status === 'held' && row.holder === employeeNo && row.device === terminal.device.deviceId;
    if (own && row.last_held_on !== null && row.last_held_on < openDate)
      return { till: row.till_no, date: row.last_held_on };
  }
  return null;
}

/** Today, or the first business date after it. */
const openingFor = (today: BusinessDate, calendar: Parameters<typeof nextBusinessDate>[1]): BusinessDate =>
  nextBusinessDate(addDays(today, -1), calendar);

/** `employeeNo`: null while nobody is chosen; who has an old till in hand comes back to its date. */
export async function dayToSignOn(
  terminal: Terminal,
  of: { readonly employeeNo: string | null; readonly notWorked: boolean },
): Promise<SignOnDay> {
  const day = await outletDayToSignOn(terminal, of.notWorked);
  const old = await tillFromBefore(terminal, of.employeeNo, day.date);
  if (old === null) return day;
  return { date: old.date, first: false, notWorked: [], skipped: [], oldTill: old.till };
}

async function outletDayToSignOn(terminal: Terminal, saidNotWorked: boolean): Promise<SignOnDay> {
  const { rows, engine } = terminal;
  const state = await rows.get(outletState, OUTLET_STATE);
  const firstOf = async (date: BusinessDate): Promise<boolean> => (await rows.get(outletDay, date)) === null;
  const open = state?.open_date ?? null;
  if (open !== null) return { date: open, first: await firstOf(open), notWorked: [], skipped: [], oldTill: null };
  const closed = state?.last_closed ?? null;
  const now = engine.now().at;
  if (closed === null) {
    const date = businessDateFor(now, await latestBusinessDate(terminal));
    return { date, first: await firstOf(date), notWorked: [], skipped: [], oldTill: null };
  }
  const calendar = await rows.get(outletCalendar, OUTLET_STATE);
  const next = nextBusinessDate(closed, calendar);
  const target = openingFor(shanghaiDate(now), calendar);
  const skipped = target > next ? datesBetween(closed, target, calendar) : [];
  const date = saidNotWorked && skipped.length > 0 ? target : next;
  return { date, first: await firstOf(date), notWorked: date === next ? [] : skipped, skipped, oldTill: null };
}
