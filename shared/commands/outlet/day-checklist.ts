import type { Result } from '../../kernel/result.ts';
import { bytes, code, digits, fen, flag, int, list, opt, text } from '../../tables/fields.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { deviceClose, KIND_LINE, TILL_LINE } from '../../tables/outlet-day.ts';
import { till } from '../../tables/till.ts';
import { VOUCHER_TYPES } from '../../tables/voucher.ts';
import { MAX_UNSYNCED_CLOSES } from '../../rules/business-day.ts';
import { deviceCloseId, differing, sumClosing } from '../day-figures.ts';
import type { Facts, Input, Refusal, Rows } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { stateOf } from '../outlet-state.ts';
import { valueOf } from '../payout-limits.ts';
import { MAIN_TILL } from '../till-checks.ts';
import { checkVoucherCounts } from '../voucher-stock.ts';

/**
 * What an outlet's date waits for before it closes, one check per line of the page: each failure names what is open.
 * A terminal marked as missing is not waited for, and neither are its tills and the transfers it has to answer; one
 * whose closing code was scanned has said all of that itself.
 */
export const DAY_PAYLOAD = {
  tills: list(TILL_LINE, 64),
  kinds: list(KIND_LINE, 128),
  devices: list(
    {
      device: text(32),
      device_no: digits(2),
      seq: int(0),
      head: bytes(32),
      missing: flag(),
      /** Signature of the closing code that was scanned; not needed where its entry is here. */
      proof: opt(bytes(80)),
    },
    16,
  ),
  vouchers: list({ till: digits(2), voucher_type: code(...VOUCHER_TYPES), count: int(0, 1_000_000) }, 320),
  vault_fen: fen(),
  /** The manager's reason for more cash overnight than the outlet's limit. */
  over_limit_reason: opt(text(100)),
  /** Requests on this terminal without a result. */
  open_requests: int(0, 1000),
};
export type DayInput = Input<typeof DAY_PAYLOAD>;

export const DAY_REJECTIONS = [
  'DAY_NOT_CLOSED',
  'TILL_OPEN',
  'TRANSFER_OPEN',
  'DEVICE_NOT_CLOSED',
  'VOUCHER_COUNT',
  'FIELD_FORMAT',
  'PENDING_EXCEPTION_LOCAL',
  'OVER_LIMIT_VAULT',
  'CLOSES_UNSYNCED',
] as const;
type DayCode = (typeof DAY_REJECTIONS)[number];
type Check<C extends DayCode> = Refusal<C> | null;

/** The device's own entry says so, or its journal's closing is here: nothing of it is still to come. */
export const isWholeHere = (rows: Rows, facts: Facts, device: string): boolean =>
  device === facts.device || rows.get(deviceClose, deviceCloseId(facts.businessDate, device)) !== null;

/** Terminals whose rows here are not the last word: missing, or known by their scanned code alone. */
const awayDevices = ({ payload: p }: DayInput): ReadonlySet<string> =>
  new Set(p.devices.filter((one) => one.missing || one.proof !== null).map((one) => one.device));

/** An earlier date is open: it comes first. A later one may be: a terminal was told that this one is closed. */
export function checkOpenDate({ rows, facts }: DayInput): Check<'DAY_NOT_CLOSED'> {
  const open = stateOf(rows).open_date;
  return open === null || open >= facts.businessDate
    ? null
    : { code: 'DAY_NOT_CLOSED', detail: { business_date: open } };
}

/** Every till is in the vault; one that was used and the main till are balanced on the date. */
export function checkTills(input: DayInput): Check<'TILL_OPEN'> {
  const { payload: p, rows, facts } = input;
  const away = awayDevices(input);
  const out = stateOf(rows).tills_out.find((one) => !away.has(one.device));
  if (out !== undefined) return { code: 'TILL_OPEN', detail: { till: out.till } };
  const open = p.tills.find((line) => {
    const row = rows.get(till, line.till);
    if (row === null || away.has(row.device ?? line.device)) return false;
    if (row.status === 'held') return true;
    const used = row.last_held_on === facts.businessDate || line.till === MAIN_TILL;
    return used && row.balanced_on !== facts.businessDate;
  });
  return open === undefined ? null : { code: 'TILL_OPEN', detail: { till: open.till } };
}

export function checkTransfers(input: DayInput): Check<'TRANSFER_OPEN'> {
  const { payload: p, rows } = input;
  const away = awayDevices(input);
  // Its own code says which till a terminal had; a transfer whose sender is not here names the terminal in its id.
  const tills = [...stateOf(rows).tills_out, ...p.tills].filter((one) => away.has(one.device));
  const isAway = (no: string | null): boolean => no !== null && tills.some((one) => one.till === no);
  const sentAway = (transfer: string): boolean => [...away].some((id) => transfer.startsWith(`${id.slice(0, 16)}.`));
  const open = stateOf(rows).open_transfers.filter(
    (one) => !isAway(one.from_till) && !isAway(one.to_till) && !sentAway(one.transfer),
  );
  return open.length === 0 ? null : { code: 'TRANSFER_OPEN', detail: { count: open.length } };
}

/** Each terminal has ended its day, by its entry or by its scanned code, or is marked as missing. */
export function checkDevices({ payload: p, rows, facts }: DayInput): Check<'DEVICE_NOT_CLOSED'> {
  const open = p.devices.find((one) => !one.missing && one.proof === null && !isWholeHere(rows, facts, one.device));
  return open === undefined ? null : { code: 'DEVICE_NOT_CLOSED', detail: { device_no: open.device_no } };
}

export function checkVouchers({ payload: p, rows }: DayInput): Check<'VOUCHER_COUNT'> {
  for (const line of p.tills) {
    const counted = p.vouchers.filter((one) => one.till === line.till);
    const wrong = checkVoucherCounts(rows, line.till, counted);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** The figures are this side's own, as far as it has the whole day of their terminal. */
export function checkFigures({ payload: p, rows, facts }: DayInput): Check<'FIELD_FORMAT'> {
  const here = p.tills.filter((line) => isWholeHere(rows, facts, line.device));
  if (differing(rows, facts.businessDate, here).length > 0) return { code: 'FIELD_FORMAT', detail: { field: 'tills' } };
  return p.vault_fen === sumClosing(p.tills) ? null : { code: 'FIELD_FORMAT', detail: { field: 'vault_fen' } };
}

/** A warning: the manager's reason lets it pass. */
export function checkVault({ payload: p, rows, facts }: DayInput): Check<'OVER_LIMIT_VAULT'> {
  const limit = rows.get(orgUnit, facts.branch)?.vault_limit_fen ?? valueOf(rows, 'outlet.vault_limit_fen', facts);
  if (p.vault_fen <= limit || (p.over_limit_reason ?? '').trim() !== '') return null;
  return { code: 'OVER_LIMIT_VAULT', detail: { used_fen: p.vault_fen, limit_fen: limit } };
}

export const checkDay = (input: DayInput): Result<null, Refusal<DayCode>> =>
  inOrder<DayCode>([
    () => checkOpenDate(input),
    () => checkTills(input),
    () => checkTransfers(input),
    () => checkDevices(input),
    () => checkVouchers(input),
    () => checkFigures(input),
    () =>
      input.payload.open_requests > 0
        ? { code: 'PENDING_EXCEPTION_LOCAL', detail: { count: input.payload.open_requests } }
        : null,
    () => checkVault(input),
    () => {
      const { unsynced_closes } = stateOf(input.rows);
      return unsynced_closes >= MAX_UNSYNCED_CLOSES ? { code: 'CLOSES_UNSYNCED', detail: {} } : null;
    },
  ]);
