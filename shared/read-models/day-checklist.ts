import type { BusinessDate } from '../kernel/dates.ts';
import type { RefusalCode } from '../commands/codes.ts';
import type { Facts, Refusal, Rows } from '../commands/define.ts';
import {
  checkDevices,
  checkFigures,
  checkOpenDate,
  checkTills,
  checkTransfers,
  checkVault,
  checkVouchers,
} from '../commands/outlet/day-checklist.ts';
import { closeDay } from '../commands/outlet/day-close.ts';
import { MAX_UNSYNCED_CLOSES } from '../rules/business-day.ts';
import { stateOf } from '../commands/outlet-state.ts';
import type { RowKey } from '../tables/define.ts';
import type { DayPackage } from './till-day.ts';

/**
 * The checklist page of a day's end, by the command's own checks: every line with its reason, not only the first that
 * fails. What the page shows green the command takes.
 */
export interface DayLine {
  readonly line: 'date' | 'tills' | 'transfers' | 'devices' | 'vouchers' | 'figures' | 'requests' | 'vault' | 'synced';
  /** null = in order. The refusal's sentence says what to do next. */
  readonly open: Refusal | null;
}

export interface DayView {
  readonly lines: readonly DayLine[];
  readonly ready: boolean;
  /** Numbers of the terminals the close leaves out (缺终端). */
  readonly missing: readonly string[];
}

const atDesk = (of: { readonly date: BusinessDate; readonly branch: string; readonly device: string }): Facts => ({
  commandId: '',
  rowId: '',
  door: 'terminal',
  branch: of.branch,
  device: of.device,
  seq: null,
  basis: 'advice',
  businessDate: of.date,
  capturedAt: 0,
  anchored: true,
  offline: true,
  maker: null,
  checker: null,
  approved: false,
  leaseId: null,
  replicaAsOf: null,
  deadline: null,
  replaces: null,
  hub: null,
});

type Desk = Parameters<typeof atDesk>[0];
const NOTHING: Rows = { get: () => null };

/** What a page loads for `dayView`: what the command reads for this package. */
export const dayKeys = (of: Desk, payload: DayPackage): readonly RowKey[] =>
  closeDay.reads({ payload, rows: NOTHING, facts: atDesk(of) });

/** `rows` holds `dayKeys` of this package. */
export function dayView(rows: Rows, of: Desk, payload: DayPackage): DayView {
  const input = { payload, rows, facts: atDesk(of) };
  const simple = (code: RefusalCode, broken: boolean, count: number): Refusal | null =>
    broken ? { code, detail: { count } } : null;
  const { unsynced_closes } = stateOf(rows);
  const lines: DayLine[] = [
    { line: 'date', open: checkOpenDate(input) },
    { line: 'tills', open: checkTills(input) },
    { line: 'transfers', open: checkTransfers(input) },
    { line: 'devices', open: checkDevices(input) },
    { line: 'vouchers', open: checkVouchers(input) },
    { line: 'figures', open: checkFigures(input) },
    { line: 'requests', open: simple('PENDING_EXCEPTION_LOCAL', payload.open_requests > 0, payload.open_requests) },
    { line: 'vault', open: checkVault(input) },
    { line: 'synced', open: simple('CLOSES_UNSYNCED', unsynced_closes >= MAX_UNSYNCED_CLOSES, unsynced_closes) },
  ];
  return {
    lines,
    ready: lines.every((one) => one.open === null),
    missing: payload.devices.filter((one) => one.missing).map((one) => one.device_no),
  };
}
