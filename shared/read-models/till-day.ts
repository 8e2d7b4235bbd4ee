import type { Bytes } from '../kernel/bytes.ts';
import type { BusinessDate, Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { tillDayId } from '../commands/booking.ts';
import { deviceCloseId, kindLines, tillLine, type KindLine, type TillLine } from '../commands/day-figures.ts';
import { OUTLET_STATE } from '../commands/outlet-state.ts';
import { tillCountId, tillExcess } from '../commands/till-checks.ts';
import { inTransit } from '../commands/transit.ts';
import { DELIVERED, type VoucherType } from '../commands/voucher-stock.ts';
import { lineTotal, type DenominationLine } from '../rules/denominations.ts';
import { rangesCount } from '../rules/voucher-ranges.ts';
import type { cashTransfer } from '../tables/cash-transfer.ts';
import type { RowOf } from '../tables/define.ts';
import type { device } from '../tables/device.ts';
import type { deviceClose, outletDay, outletState } from '../tables/outlet-day.ts';
import type { tillCount } from '../tables/till-count.ts';
import type { till } from '../tables/till.ts';
import type { tillDay } from '../tables/totals.ts';
import type { voucherStock } from '../tables/voucher.ts';

/**
 * What the pages of a till's day show, derived from this tablet's rows. A till that is to be counted shows no figure of
 * the book before the count is recorded; the book knows amounts and no denominations, so those shown are the counted.
 */
type RowsById<T> = ReadonlyMap<string, T>;

export interface TillDaySource {
  readonly date: BusinessDate;
  readonly now: Instant;
  readonly me: string;
  readonly device: string;
  readonly tillLimitFen: Fen;
  readonly tills: RowsById<RowOf<typeof till>>;
  readonly days: RowsById<RowOf<typeof tillDay>>;
  readonly counts: RowsById<RowOf<typeof tillCount>>;
  readonly transfers: RowsById<RowOf<typeof cashTransfer>>;
  readonly states: RowsById<RowOf<typeof outletState>>;
  readonly outletDays: RowsById<RowOf<typeof outletDay>>;
  readonly closes: RowsById<RowOf<typeof deviceClose>>;
  readonly devices: RowsById<RowOf<typeof device>>;
  readonly stocks: RowsById<RowOf<typeof voucherStock>>;
}

// ---- one till ----------------------------------------------------------------------------------------------

/** What is to be done with a till next. `none`: nothing, it lies in the vault. */
export type TillStep = 'count' | 'explain' | 'balance' | 'hand_in' | 'none';

export interface CountSeen {
  readonly counts: number;
  readonly at: Instant;
  readonly countedFen: Fen;
  readonly bookFen: Fen;
  /** Counted minus book: positive over, negative short. */
  readonly differenceFen: Fen;
  /** Of the first count of the day, which stays whatever follows. */
  readonly firstDifferenceFen: Fen;
  /** The sheet as counted, with the total of each line in fen. */
  readonly lines: readonly (DenominationLine & { readonly totalFen: Fen })[];
}

export interface TillState {
  readonly till: string;
  readonly status: 'in_vault' | 'held' | 'balanced';
  readonly holder: string | null;
  readonly mine: boolean;
  readonly step: TillStep;
  /** null until a count of this date is recorded, and again once cash has moved after it. */
  readonly count: CountSeen | null;
  readonly reopened: number;
  readonly overLimit: boolean;
  readonly vouchers: readonly { readonly type: VoucherType; readonly next: string | null; readonly count: number }[];
}

function countSeen(source: TillDaySource, row: RowOf<typeof till>): CountSeen | null {
  const found = source.counts.get(tillCountId(row.till_no, source.date));
  if (found === undefined || found.last_book_fen !== row.cash_fen) return null;
  return {
    counts: found.counts,
    at: found.last_at,
    countedFen: found.last_fen,
    bookFen: found.last_book_fen,
    differenceFen: found.last_fen - found.last_book_fen,
    firstDifferenceFen: found.first_fen - found.first_book_fen,
    lines: found.denominations.map((line) => ({ ...line, totalFen: lineTotal(line) })),
  };
}

const stepOf = (row: RowOf<typeof till>, date: BusinessDate, seen: CountSeen | null): TillStep => {
  if (row.status !== 'held') return 'none';
  if (row.balanced_on === date) return 'hand_in';
  if (seen === null) return 'count';
  return seen.differenceFen === 0 ? 'balance' : 'explain';
};

/** Every till of the outlet in the order of their numbers. */
export function tillStates(source: TillDaySource): TillState[] {
  return [...source.tills.values()]
    .sort((a, b) => (a.till_no < b.till_no ? -1 : 1))
    .map((row) => {
      const seen = countSeen(source, row);
      const balanced = row.balanced_on === source.date;
      return {
        till: row.till_no,
        status: row.status === 'in_vault' ? 'in_vault' : balanced ? 'balanced' : 'held',
        holder: row.holder,
        mine: row.status === 'held' && row.holder === source.me && row.device === source.device,
        step: stepOf(row, source.date, seen),
        count: seen,
        reopened: source.counts.get(tillCountId(row.till_no, source.date))?.reopened ?? 0,
        overLimit: tillExcess({ tillNo: row.till_no, cashFen: row.cash_fen, limitFen: source.tillLimitFen }) > 0,
        vouchers: [...source.stocks.values()]
          .filter((one) => one.holder === row.till_no && one.ranges.length > 0)
          .map((one) => ({
            type: one.voucher_type,
            next: one.ranges[0]?.from_no ?? null,
            count: rangesCount(one.ranges),
          })),
      };
    });
}

// ---- transfers ---------------------------------------------------------------------------------------------

/** After this long without an answer the sender is warned (TRANSFER_UNCONFIRMED); the cash stays in SUS-TRF. */
export const UNCONFIRMED_MS = 600_000;

export interface TransferLine {
  readonly transfer: string;
  readonly kind: RowOf<typeof cashTransfer>['kind'];
  readonly from: string | null;
  readonly to: string | null;
  /** What was sent; what was taken while the sender's own entry is not here. */
  readonly fen: Fen;
  readonly sentFen: Fen;
  readonly inTransitFen: Fen;
  readonly sentAt: Instant | null;
  readonly at: Instant | null;
  readonly sentOn: BusinessDate;
  readonly nonce: string;
  readonly sealNo: string | null;
  readonly denominations: readonly DenominationLine[];
  readonly answer: RowOf<typeof cashTransfer>['answer'];
  readonly returned: boolean;
  /** Whose turn it is: `answer` and `take_back` are for the clerk at this tablet; `wait` is for somebody else. */
  readonly step: 'answer' | 'take_back' | 'wait';
  /** Which end of it the clerk at this tablet holds. */
  readonly mine: 'from' | 'to' | null;
  readonly unconfirmed: boolean;
}

type TransferRow = RowOf<typeof cashTransfer>;

function transferStep(row: TransferRow, mine: TransferLine['mine']): TransferLine['step'] {
  if (row.kind !== 'till' || inTransit(row) === 0) return 'wait';
  if (row.answer === 'none' && mine === 'to') return 'answer';
  return row.answer === 'refused' && mine === 'from' ? 'take_back' : 'wait';
}

/** Transfers of the date and those of any date that are still on their way, oldest first. */
export function transferLines(source: TillDaySource): TransferLine[] {
  const mine = new Set(
    tillStates(source)
      .filter((one) => one.mine)
      .map((one) => one.till),
  );
  const has = (no: string | null): boolean => no !== null && mine.has(no);
  return [...source.transfers]
    .filter(([, row]) => row.business_date === source.date || inTransit(row) !== 0)
    .map(([transfer, row]): TransferLine => {
      const end = has(row.from_till) ? 'from' : has(row.to_till) ? 'to' : null;
      return {
        transfer,
        kind: row.kind,
        from: row.from_till,
        to: row.to_till,
        fen: row.sent_at === null ? row.accepted_fen : row.sent_fen,
        sentFen: row.sent_fen,
        inTransitFen: inTransit(row),
        sentAt: row.sent_at,
        at: row.sent_at ?? row.answered_at,
        sentOn: row.business_date,
        nonce: row.nonce,
        sealNo: row.seal_no,
        denominations: row.denominations,
        answer: row.answer,
        returned: row.returned_fen > 0,
        step: transferStep(row, end),
        mine: end,
        unconfirmed: row.answer === 'none' && row.sent_at !== null && source.now - row.sent_at > UNCONFIRMED_MS,
      };
    })
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}

/** Cash between tills that is still on its way. */
export const openTransfers = (source: TillDaySource): TransferLine[] =>
  transferLines(source).filter((one) => one.kind === 'till' && one.inTransitFen !== 0);

// ---- the day's package -------------------------------------------------------------------------------------

export interface JournalHead {
  readonly seq: number;
  readonly head: Bytes;
}

export interface DevicePackage extends JournalHead {
  readonly device_no: string;
  readonly tills: readonly TillLine[];
  readonly kinds: readonly KindLine[];
}

const dayOf = (source: TillDaySource, no: string) => source.days.get(tillDayId(no, source.date)) ?? null;

/** The terminal that has a till, or had it last: by its holder, by the closings that are here, else this one. */
function deviceOf(source: TillDaySource, row: RowOf<typeof till>): string {
  if (row.device !== null) return row.device;
  const out = source.states.get(OUTLET_STATE)?.tills_out.find((one) => one.till === row.till_no);
  if (out !== undefined) return out.device;
  const closed = [...source.closes.values()].find(
    (one) => one.business_date === source.date && one.tills.some((line) => line.till === row.till_no),
  );
  return closed?.device ?? source.device;
}

const lineOf = (source: TillDaySource, row: RowOf<typeof till>): TillLine =>
  tillLine({
    till: row.till_no,
    row,
    day: dayOf(source, row.till_no),
    on: source.date,
    device: deviceOf(source, row),
  });

/** What this terminal says at the end of its own day: the tills `used` on it. */
export function devicePackage(source: TillDaySource, used: readonly string[], at: JournalHead): DevicePackage {
  const rows = used.flatMap((no) => source.tills.get(no) ?? []);
  return {
    device_no: source.devices.get(source.device)?.device_no ?? '',
    ...at,
    tills: rows.map((row) => ({ ...lineOf(source, row), device: source.device })),
    kinds: kindLines(used.flatMap((no) => dayOf(source, no) ?? [])),
  };
}

export interface DayPackage {
  readonly tills: readonly TillLine[];
  readonly kinds: readonly KindLine[];
  readonly devices: readonly {
    readonly device: string;
    readonly device_no: string;
    readonly seq: number;
    readonly head: Bytes;
    readonly missing: boolean;
    readonly proof: Bytes | null;
  }[];
  readonly vouchers: readonly { readonly till: string; readonly voucher_type: VoucherType; readonly count: number }[];
  readonly vault_fen: Fen;
  readonly over_limit_reason: string | null;
  readonly open_requests: number;
}

/** What another tablet's closing code said: its own figures, signed. */
export interface ScannedClose extends JournalHead {
  readonly proof: Bytes;
  readonly tills: readonly TillLine[];
  readonly kinds: readonly KindLine[];
}

/** A closing code of another date. */
export interface EarlierClose {
  readonly date: string;
  readonly device: string;
  readonly tills: readonly TillLine[];
}

/**
 * Its rows are here: those of its close, or of a later day with the till. Those of a day that began with a road and
 * went on without one say that the till was held on that date, and not all that happened.
 * @param lastHeldOn of the till's row here. @param isClosed the row of that very close is here.
 */
export const hasCome = (of: EarlierClose, lastHeldOn: string | null, isClosed: boolean): boolean =>
  isClosed || (lastHeldOn ?? '') > of.date;

/**
 * What is not in the rows: this journal's head, terminals given up for today, codes that were scanned today, and on
 * earlier dates whose rows have not come.
 */
export interface DayMarks {
  readonly own: JournalHead;
  readonly missing: readonly string[];
  readonly scanned: ReadonlyMap<string, ScannedClose>;
  readonly earlier: readonly EarlierClose[];
  readonly openRequests: number;
  readonly overLimitReason: string | null;
}

const NO_HEAD = new Uint8Array(32);

/** It still has a till that was taken on an earlier date: its own close of today, if there is one, is not about that. */
export const hasOldTill = (source: TillDaySource, device: string): boolean =>
  [...source.tills.values()].some(
    (row) => row.status === 'held' && row.device === device && (row.last_held_on ?? source.date) < source.date,
  );

/**
 * Terminals a date has to hear of: those somebody signed on at, and those that still have a till, or cash on its way,
 * from a date that was closed without them.
 */
export function devicesOfDay(
  of: Pick<TillDaySource, 'device' | 'tills' | 'states'>,
  signedOnAt: readonly string[],
  known: Iterable<string>,
): ReadonlySet<string> {
  const state = of.states.get(OUTLET_STATE);
  const held = [...of.tills.values()].flatMap((row) =>
    row.status === 'held' && row.device !== null ? [row.device] : [],
  );
  const out = (state?.tills_out ?? []).map((one) => one.device);
  const sent = [...known].filter((id) =>
    (state?.open_transfers ?? []).some((one) => one.transfer.startsWith(`${id.slice(0, 16)}.`)),
  );
  return new Set([of.device, ...signedOnAt, ...held, ...out, ...sent]);
}

function deviceLines(source: TillDaySource, marks: DayMarks): DayPackage['devices'] {
  return [...source.devices]
    .filter(([, row]) => row.kind === 'tablet' && row.status === 'active')
    .sort(([, a], [, b]) => (a.device_no < b.device_no ? -1 : 1))
    .map(([id, row]) => {
      const scanned = marks.scanned.get(id);
      const closed = source.closes.get(deviceCloseId(source.date, id));
      const at = id === source.device ? marks.own : (scanned ?? closed);
      return {
        device: id,
        device_no: row.device_no,
        seq: at?.seq ?? 0,
        head: at?.head ?? NO_HEAD,
        missing:
          marks.missing.includes(id) &&
          id !== source.device &&
          ((closed === undefined && scanned === undefined) || hasOldTill(source, id)),
        proof: closed === undefined ? (scanned?.proof ?? null) : null,
      };
    });
}

/** Rows of a day know every till that is here; a scanned one counts by its own code instead. */
function packedKinds(source: TillDaySource, tills: readonly TillLine[], scanned: readonly ScannedClose[]): KindLine[] {
  const away = new Set(scanned.flatMap((one) => one.tills.map((line) => line.till)));
  const here = tills.flatMap((line) => (away.has(line.till) ? [] : (dayOf(source, line.till) ?? [])));
  return kindLines([...here, ...scanned]);
}

/** A till nobody used today, as the last closing code that was scanned of it left it, while its rows here are older. */
function leftElsewhere(source: TillDaySource, marks: DayMarks, row: RowOf<typeof till>): TillLine | null {
  if (dayOf(source, row.till_no) !== null) return null;
  const [last] = marks.earlier
    .filter((one) => one.date < source.date)
    .filter((one) => !hasCome(one, row.last_held_on, source.closes.has(deviceCloseId(one.date, one.device))))
    .sort((a, b) => (a.date < b.date ? 1 : -1))
    .flatMap((one) => one.tills.filter((line) => line.till === row.till_no));
  if (last === undefined) return null;
  const { device, closing_fen: fen } = last;
  return { ...lineOf(source, row), device, opening_fen: fen, closing_fen: fen };
}

/** The payload of `outlet.day_close`, which is also the Z report: everything adds up from its own lines. */
export function dayPackage(source: TillDaySource, marks: DayMarks): DayPackage {
  const closings = [...marks.scanned.entries()].flatMap(([id, one]) =>
    source.closes.has(deviceCloseId(source.date, id)) ? [] : [one],
  );
  const scanned = closings.flatMap((one) => one.tills);
  const tills = [...source.tills.values()]
    .sort((a, b) => (a.till_no < b.till_no ? -1 : 1))
    .map(
      (row) =>
        scanned.find((line) => line.till === row.till_no) ?? leftElsewhere(source, marks, row) ?? lineOf(source, row),
    );
  return {
    tills,
    kinds: packedKinds(source, tills, closings),
    devices: deviceLines(source, marks),
    vouchers: [...source.stocks.values()]
      .filter((one) => one.holder !== DELIVERED && one.ranges.length > 0)
      .map((one) => ({ till: one.holder, voucher_type: one.voucher_type, count: rangesCount(one.ranges) })),
    vault_fen: tills.reduce((sum, line) => sum + line.closing_fen, 0),
    over_limit_reason: marks.overLimitReason,
    open_requests: marks.openRequests,
  };
}
