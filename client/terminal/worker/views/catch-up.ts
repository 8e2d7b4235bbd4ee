import { shanghaiDate } from '../../../../shared/kernel/dates.ts';
import { deviceCloseId } from '../../../../shared/commands/day-figures.ts';
import { OUTLET_STATE } from '../../../../shared/commands/outlet-state.ts';
import { tillStates } from '../../../../shared/read-models/till-day.ts';
import { nextBusinessDate } from '../../../../shared/rules/business-day.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { outletCalendar, outletState } from '../../../../shared/tables/outlet-day.ts';
import type { CatchUpView } from '../api.ts';
import type { Clerk } from '../clerk.ts';
import type { Terminal } from '../terminal.ts';
import { sourceOf } from './day-end.ts';

/** A tablet that lay dark over an evening: what it still has to do on its date, and which date it joins afterwards. */

/** Whether the clerk's date is over: closed as this tablet knows, or the calendar has passed it. */
export async function dateIsOver(terminal: Terminal, clerk: Clerk): Promise<'closed' | 'passed' | null> {
  const { last_closed = null } = (await terminal.rows.get(outletState, OUTLET_STATE)) ?? {};
  if (last_closed !== null && clerk.businessDate <= last_closed) return 'closed';
  return shanghaiDate(terminal.engine.now().at) > clerk.businessDate ? 'passed' : null;
}

export async function catchUpView(terminal: Terminal, clerk: Clerk): Promise<CatchUpView> {
  const source = await sourceOf(terminal, clerk);
  const out = tillStates(source).filter(({ till, step }) => {
    const row = source.tills.get(till);
    return step !== 'none' && row?.device === source.device;
  });
  const nameOf = async (no: string | null): Promise<string> =>
    no === null ? '' : ((await terminal.rows.get(employee, no))?.name ?? no);
  return {
    date: source.date,
    over: await dateIsOver(terminal, clerk),
    tills: await Promise.all(
      out.map(async (one) => ({
        tillNo: one.till,
        mine: one.mine,
        holderName: await nameOf(one.holder),
        balanced: one.step === 'hand_in',
      })),
    ),
    handedOver: source.closes.has(deviceCloseId(source.date, source.device)),
    joins: nextBusinessDate(source.date, await terminal.rows.get(outletCalendar, OUTLET_STATE)),
  };
}
