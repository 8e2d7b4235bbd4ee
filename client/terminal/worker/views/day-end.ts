import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { EMPTY_HASH } from '../../../../shared/kernel/ids.ts';
import { tillDayId } from '../../../../shared/commands/booking.ts';
import {
  deviceCloseId,
  kindLines,
  sumClosing,
  tillLine,
  type TillLine,
} from '../../../../shared/commands/day-figures.ts';
import { OUTLET_STATE } from '../../../../shared/commands/outlet-state.ts';
import { MAIN_TILL, tillCountId } from '../../../../shared/commands/till-checks.ts';
import { unexplained } from '../../../../shared/commands/till-counts.ts';
import { configValue } from '../../../../shared/rules/limits.ts';
import { config } from '../../../../shared/tables/config.ts';
import { device } from '../../../../shared/tables/device.ts';
import type { RowOf } from '../../../../shared/tables/define.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { deviceClose, outletDay, outletState } from '../../../../shared/tables/outlet-day.ts';
import { tellerSession } from '../../../../shared/tables/teller-session.ts';
import { tillCount } from '../../../../shared/tables/till-count.ts';
import { till } from '../../../../shared/tables/till.ts';
import { tillDay } from '../../../../shared/tables/totals.ts';
import type { DayEndView, TillCountView } from '../api.ts';
import type { Terminal } from '../terminal.ts';

/**
 * The end of a till's and an outlet's day as this tablet knows it: what is counted, what a close still waits for, and
 * the figures of the day package. The package is put together here from rows, never by a page.
 */

/** Where a till was last held on the date: its holder's tablet; one nobody took belongs to this one. */
async function lastDevice(terminal: Terminal, row: RowOf<typeof till>, on: BusinessDate): Promise<string> {
  if (row.device !== null) return row.device;
  const holder = row.last_holder === null ? null : await terminal.rows.get(tellerSession, row.last_holder);
  const there = holder !== null && holder.business_date === on && row.last_held_on === on;
  return there ? holder.device : terminal.device.deviceId;
}

interface DayTill {
  readonly row: RowOf<typeof till>;
  readonly day: RowOf<typeof tillDay> | null;
  readonly line: TillLine;
}

async function dayTills(terminal: Terminal, on: BusinessDate): Promise<readonly DayTill[]> {
  const rows = [...(await terminal.rows.list(till)).values()].sort((a, b) => (a.till_no < b.till_no ? -1 : 1));
  return Promise.all(
    rows.map(async (row) => {
      const day = await terminal.rows.get(tillDay, tillDayId(row.till_no, on));
      const of = { till: row.till_no, row, day, on, device: await lastDevice(terminal, row, on) };
      return { row, day, line: tillLine(of) };
    }),
  );
}

/** Tablets somebody signed on at on this date, and this one. */
async function dayDevices(terminal: Terminal, on: BusinessDate): Promise<readonly { id: string; no: string }[]> {
  const ids = new Set([terminal.device.deviceId]);
  for (const session of (await terminal.rows.list(tellerSession)).values())
    if (session.business_date === on) ids.add(session.device);
  const known = await Promise.all(
    [...ids].map(async (id) => ({ id, no: (await terminal.rows.get(device, id))?.device_no ?? null })),
  );
  const own = terminal.device;
  return known.flatMap(({ id, no }) => {
    const named = no ?? (id === own.deviceId ? own.deviceNo : null);
    return named === null ? [] : [{ id, no: named }];
  });
}

const lineOf = ({ line }: DayTill): TillLine => line;
const daysOf = (tills: readonly DayTill[]) => tills.flatMap(({ day }) => (day === null ? [] : [day]));

/** Requests of this tablet that have no verdict. */
async function openRequests(terminal: Terminal): Promise<number> {
  const records = await terminal.store.records((await terminal.store.load()).pending);
  return records.filter((one) => one.entry.basis === 'request' && one.receipt === null).length;
}

/** What `outlet.device_close` says of this tablet. */
export async function deviceCloseFigures(terminal: Terminal, on: BusinessDate): Promise<Record<string, unknown>> {
  const own = (await dayTills(terminal, on)).filter(({ row, line }) => {
    const used = row.last_held_on === on || line.in_count + line.out_count > 0;
    return used && line.device === terminal.device.deviceId;
  });
  const { head } = await terminal.store.load();
  return {
    device_no: terminal.device.deviceNo,
    seq: head.seq,
    head: head.hash,
    tills: own.map(lineOf),
    kinds: kindLines(daysOf(own)),
  };
}

/** What `outlet.day_close` says: every till, every tablet, the sums. `missing`: tablets marked 缺终端. */
export async function dayCloseFigures(
  terminal: Terminal,
  on: BusinessDate,
  missing: readonly string[],
): Promise<Record<string, unknown>> {
  const tills = await dayTills(terminal, on);
  const { head } = await terminal.store.load();
  const devices = await Promise.all(
    (await dayDevices(terminal, on)).map(async ({ id, no }) => {
      const own = id === terminal.device.deviceId;
      const closed = await terminal.rows.get(deviceClose, deviceCloseId(on, id));
      const seq = own ? head.seq : (closed?.seq ?? 0);
      const hash = own ? head.hash : (closed?.head ?? EMPTY_HASH);
      return { device: id, device_no: no, seq, head: hash, missing: missing.includes(id), proof: null };
    }),
  );
  const lines = tills.map(lineOf);
  return {
    tills: lines,
    kinds: kindLines(daysOf(tills)),
    devices,
    vouchers: [],
    vault_fen: sumClosing(lines),
    open_requests: await openRequests(terminal),
  };
}

export async function tillCountView(
  terminal: Terminal,
  tillNo: string,
  on: BusinessDate,
): Promise<TillCountView | null> {
  const row = await terminal.rows.get(tillCount, tillCountId(tillNo, on));
  const held = await terminal.rows.get(till, tillNo);
  if (row === null || held === null) return null;
  return {
    tillNo,
    countedFen: row.last_fen,
    bookFen: row.last_book_fen,
    differenceFen: unexplained(row),
    // Something moved in the till since: the count says nothing of what is in it now.
    stale: row.last_book_fen !== held.cash_fen,
    balanced: held.balanced_on === on,
    denominations: row.denominations,
  };
}

async function tillsView(
  terminal: Terminal,
  tills: readonly DayTill[],
  on: BusinessDate,
): Promise<DayEndView['tills']> {
  return Promise.all(
    tills.map(async ({ row, line }) => {
      const holder = row.holder ?? (row.last_held_on === on ? row.last_holder : null);
      const counted = await tillCountView(terminal, row.till_no, on);
      return {
        tillNo: row.till_no,
        holderName: holder === null ? null : ((await terminal.rows.get(employee, holder))?.name ?? holder),
        needed: row.last_held_on === on || row.till_no === MAIN_TILL || row.status === 'held',
        held: row.status === 'held',
        balanced: row.balanced_on === on,
        closingFen: line.closing_fen,
        differenceFen: counted === null || counted.stale ? null : counted.differenceFen,
      };
    }),
  );
}

export async function dayEndView(terminal: Terminal, on: BusinessDate): Promise<DayEndView> {
  const tills = await dayTills(terminal, on);
  const day = await terminal.rows.get(outletDay, on);
  const state = await terminal.rows.get(outletState, OUTLET_STATE);
  const unit = await terminal.rows.get(orgUnit, terminal.device.outlet.code);
  const limit = configValue(await terminal.rows.get(config, 'outlet.vault_limit_fen'), 'outlet.vault_limit_fen', on);
  const sum = (field: 'cash_in_fen' | 'cash_out_fen' | 'in_count' | 'out_count'): number =>
    tills.reduce((total, one) => total + one.line[field], 0);
  return {
    date: on,
    closed: day?.status === 'closed',
    nextDate: day?.next_date ?? null,
    package: day?.package ?? null,
    tills: await tillsView(terminal, tills, on),
    openTransfers: state?.open_transfers.length ?? 0,
    devices: await Promise.all(
      (await dayDevices(terminal, on)).map(async ({ id, no }) => ({
        device: id,
        deviceNo: no,
        mine: id === terminal.device.deviceId,
        closed: (await terminal.rows.get(deviceClose, deviceCloseId(on, id))) !== null,
      })),
    ),
    openRequests: await openRequests(terminal),
    waiting: terminal.engine.status().waiting,
    vaultFen: sumClosing(tills.map(lineOf)),
    vaultLimitFen: unit?.vault_limit_fen ?? limit,
    inCount: sum('in_count'),
    inFen: sum('cash_in_fen'),
    outCount: sum('out_count'),
    outFen: sum('cash_out_fen'),
  };
}
