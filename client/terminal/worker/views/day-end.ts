import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { tillDayId } from '../../../../shared/commands/booking.ts';
import { deviceCloseId } from '../../../../shared/commands/day-figures.ts';
import { MAIN_TILL, tillCountId } from '../../../../shared/commands/till-checks.ts';
import { unexplained } from '../../../../shared/commands/till-counts.ts';
import {
  dayPackage,
  devicePackage,
  devicesOfDay,
  hasOldTill,
  tillStates,
  type DayPackage,
  type JournalHead,
  type TillDaySource,
} from '../../../../shared/read-models/till-day.ts';
import { dayKeys, dayView, type DayLine } from '../../../../shared/read-models/day-checklist.ts';
import type { Rows } from '../../../../shared/commands/define.ts';
import { configValue } from '../../../../shared/rules/limits.ts';
import { cashTransfer } from '../../../../shared/tables/cash-transfer.ts';
import { config } from '../../../../shared/tables/config.ts';
import { device } from '../../../../shared/tables/device.ts';
import { keyOf, keyText, type RowOf, type Table } from '../../../../shared/tables/define.ts';
import { employee } from '../../../../shared/tables/employee.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { deviceClose, outletDay, outletState } from '../../../../shared/tables/outlet-day.ts';
import { tellerSession } from '../../../../shared/tables/teller-session.ts';
import { tillCount } from '../../../../shared/tables/till-count.ts';
import { till } from '../../../../shared/tables/till.ts';
import { tillDay } from '../../../../shared/tables/totals.ts';
import { voucherStock } from '../../../../shared/tables/voucher.ts';
import type { DayEndView, TillCountView } from '../api.ts';
import type { Clerk } from '../clerk.ts';
import { scannedClosings } from '../hand-codes.ts';
import type { Terminal } from '../terminal.ts';

/**
 * The end of a till's and an outlet's day as this tablet knows it: what is counted, what a close still waits for, and
 * the figures of the day package. The package is put together here from rows, never by a page.
 */

/** This tablet's rows of the date, with the tablets it has to hear of. */
export async function sourceOf(terminal: Terminal, clerk: Clerk): Promise<TillDaySource> {
  const { rows } = terminal;
  const date = clerk.businessDate;
  const own = terminal.device.deviceId;
  const sessions = [...(await rows.list(tellerSession)).values()].filter((one) => one.business_date === date);
  const known = await rows.list(device);
  const where = { device: own, tills: await rows.list(till), states: await rows.list(outletState) };
  const used = devicesOfDay(
    where,
    sessions.map((one) => one.device),
    known.keys(),
  );
  const unit = await rows.get(orgUnit, terminal.device.outlet.code);
  const limit = configValue(await rows.get(config, 'till.limit_fen'), 'till.limit_fen', date);
  return {
    date,
    now: terminal.engine.now().at,
    me: clerk.employeeNo,
    ...where,
    tillLimitFen: unit?.till_limit_fen ?? limit,
    days: await rows.list(tillDay),
    counts: await rows.list(tillCount),
    transfers: await rows.list(cashTransfer),
    outletDays: await rows.list(outletDay),
    closes: await rows.list(deviceClose),
    devices: new Map([...known].filter(([id]) => used.has(id))),
    stocks: await rows.list(voucherStock),
  };
}

/** Requests of this tablet that have no verdict. */
async function openRequests(terminal: Terminal): Promise<number> {
  const records = await terminal.store.records((await terminal.store.load()).pending);
  return records.filter((one) => one.entry.basis === 'request' && one.receipt === null).length;
}

/** Where this journal ends now. */
async function journalEnd(terminal: Terminal): Promise<JournalHead> {
  const { head } = await terminal.store.load();
  return { seq: head.seq, head: head.hash };
}

async function packageOf(terminal: Terminal, source: TillDaySource, missing: readonly string[]): Promise<DayPackage> {
  return dayPackage(source, {
    own: await journalEnd(terminal),
    missing,
    ...(await scannedClosings(terminal, source.date)),
    openRequests: await openRequests(terminal),
    overLimitReason: null,
  });
}

const usedOn = (source: TillDaySource, row: RowOf<typeof till>): boolean =>
  row.last_held_on === source.date || source.days.has(tillDayId(row.till_no, source.date));

/** What `outlet.device_close` says of this tablet: the tills of its own clerks. */
export async function deviceCloseFigures(terminal: Terminal, clerk: Clerk): Promise<Record<string, unknown>> {
  const source = await sourceOf(terminal, clerk);
  const { tills } = await packageOf(terminal, source, []);
  const used = tills.filter((line) => {
    const row = source.tills.get(line.till);
    return row !== undefined && line.device === source.device && usedOn(source, row);
  });
  const own = devicePackage(
    source,
    used.map((line) => line.till),
    await journalEnd(terminal),
  );
  return { ...own, device_no: terminal.device.deviceNo };
}

/** What `outlet.day_close` says: every till, every tablet, the sums. `missing`: tablets marked 缺终端. */
export async function dayCloseFigures(
  terminal: Terminal,
  clerk: Clerk,
  missing: readonly string[],
): Promise<Record<string, unknown>> {
  const { over_limit_reason: _, ...figures } = await packageOf(terminal, await sourceOf(terminal, clerk), missing);
  return figures;
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
    voucherTypes: [...(await terminal.rows.list(voucherStock)).values()]
      .filter((one) => one.holder === tillNo && one.ranges.length > 0)
      .map((one) => one.voucher_type),
  };
}

function awayOf(of: DayPackage, device: string): DayEndView['tills'][number]['away'] {
  const said = of.devices.find((one) => one.device === device);
  if (said === undefined) return null;
  return said.missing ? 'missing' : said.proof === null ? null : 'scanned';
}

async function tillsView(terminal: Terminal, source: TillDaySource, of: DayPackage): Promise<DayEndView['tills']> {
  const on = source.date;
  const states = tillStates(source);
  return Promise.all(
    of.tills.flatMap((line) => {
      const row = source.tills.get(line.till);
      if (row === undefined) return [];
      const holder = row.holder ?? (row.last_held_on === on ? row.last_holder : null);
      const name = async (no: string): Promise<string> => (await terminal.rows.get(employee, no))?.name ?? no;
      return [
        (async () => ({
          tillNo: row.till_no,
          holderName: holder === null ? null : await name(holder),
          needed: row.last_held_on === on || row.till_no === MAIN_TILL || row.status === 'held',
          held: row.status === 'held',
          here: row.status === 'held' && row.device === source.device,
          balanced: row.balanced_on === on,
          away: awayOf(of, line.device),
          closingFen: line.closing_fen,
          differenceFen: states.find((one) => one.till === line.till)?.count?.differenceFen ?? null,
        }))(),
      ];
    }),
  );
}

/** Lines of the command's own checklist that the page has no line for. */
const ELSE: readonly string[] = ['date', 'vouchers', 'synced'] satisfies readonly DayLine['line'][];

/** The command's own checks over this tablet's rows. */
async function checklist(terminal: Terminal, source: TillDaySource, of: DayPackage): Promise<readonly DayLine[]> {
  const at = { date: source.date, branch: terminal.device.outlet.code, device: source.device };
  const found = await terminal.store.rows(dayKeys(at, of));
  const rows: Rows = {
    get: <T extends Table>(table: T, id: string) => (found.get(keyText(keyOf(table, id))) ?? null) as RowOf<T> | null,
  };
  return dayView(rows, at, of).lines;
}

/** The date was closed without this tablet's own closing, which the centre waits for. */
function isOwnLate(source: TillDaySource): boolean {
  const day = source.outletDays.get(source.date);
  if (day?.status !== 'closed' || source.closes.has(deviceCloseId(source.date, source.device))) return false;
  return day.devices.find((one) => one.device === source.device)?.missing ?? true;
}

export async function dayEndView(terminal: Terminal, clerk: Clerk, missing: readonly string[]): Promise<DayEndView> {
  const source = await sourceOf(terminal, clerk);
  const on = source.date;
  const figures = await packageOf(terminal, source, missing);
  const list = await checklist(terminal, source, figures);
  const day = source.outletDays.get(on);
  const unit = await terminal.rows.get(orgUnit, terminal.device.outlet.code);
  const limit = configValue(await terminal.rows.get(config, 'outlet.vault_limit_fen'), 'outlet.vault_limit_fen', on);
  const sum = (field: 'cash_in_fen' | 'cash_out_fen' | 'in_count' | 'out_count'): number =>
    figures.tills.reduce((total, one) => total + one[field], 0);
  return {
    date: on,
    closed: day?.status === 'closed',
    nextDate: day?.next_date ?? null,
    package: day?.package ?? null,
    tills: await tillsView(terminal, source, figures),
    openTransfers: Number(list.find((one) => one.line === 'transfers')?.open?.detail['count'] ?? 0),
    devices: figures.devices.map((one) => ({
      device: one.device,
      deviceNo: one.device_no,
      mine: one.device === source.device,
      closed: source.closes.has(deviceCloseId(on, one.device)),
      scanned: one.proof !== null,
      hasOldTill: hasOldTill(source, one.device),
    })),
    ownLate: isOwnLate(source),
    openRequests: figures.open_requests,
    blocked: list.flatMap(({ line, open }) => (open !== null && ELSE.includes(line) ? [{ ...open }] : [])),
    waiting: terminal.engine.status().waiting,
    vaultFen: figures.vault_fen,
    vaultLimitFen: unit?.vault_limit_fen ?? limit,
    inCount: sum('in_count'),
    inFen: sum('cash_in_fen'),
    outCount: sum('out_count'),
    outFen: sum('cash_out_fen'),
  };
}
