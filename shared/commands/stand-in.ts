import { deviceRowId } from '../kernel/ids.ts';
import { assert } from '../kernel/assert.ts';
import { lease } from '../tables/device.ts';
import { keyOf, type AnyRow, type RowKey, type RowOf } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { standIn } from '../tables/stand-in.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';
import { openBook, type Book } from './book.ts';
import { accountReads, bookCash, cashReads, findAccount, tillDayId } from './booking.ts';
import { settleCash, type CounterEntry } from './cash.ts';
import type { Applied, Change, CommandDef, Facts, Input, Rows, Verdict } from './define.ts';
import { isOpenEntry, mirrorEntry, mirrorReads } from './mirror.ts';
import { PAPER_CONFIG, paperEntry } from './from-paper.ts';
import { configReads } from './payout-limits.ts';
import { dealReads } from './structuring.ts';

/**
 * An entry that was lost with its tablet and entered by the county from paper, and what becomes of the entry itself
 * when the tablet turns up. The stand-in is recorded under the row id of the entry it stands for, so that a reversal
 * that was lost with it still finds it. When both say the same, the entry has had its effect; when they differ, the
 * tablet's record counts: what the stand-in did is taken back with it, so only the difference is posted, with a case.
 */

export type StandIn = RowOf<typeof standIn>;
type Entry = RowOf<typeof interaction>;

/** The commands that name the entry they stand for. */
export const STAND_IN_STEPS: ReadonlySet<string> = new Set(['device.stand_in', 'device.stand_in_confirm']);

export const standInId = deviceRowId;

// ---- from paper ----------------------------------------------------------------------------------------------

const named = (row: Pick<StandIn, 'account_no'>) => ({ account: null, account_no: row.account_no ?? '' });

const entryOf = (row: StandIn, rows: Rows): CounterEntry =>
  paperEntry(rows, {
    kind: row.command,
    fen: row.fen,
    account: row.account_no === null ? null : findAccount(rows, named(row)),
    accountNo: row.account_no,
    till: row.till,
    voucherNo: row.slip_no?.length === 22 ? row.slip_no : null,
    slipNo: row.slip_no,
  });

/** An offline deal of that tablet, at the time on the paper, by the limits of then. */
const asWritten = (row: StandIn, facts: Facts): Facts => ({
  ...facts,
  rowId: standInId(row.device, row.seq),
  device: row.device,
  seq: row.seq,
  basis: 'advice',
  businessDate: row.business_date,
  capturedAt: Math.min(row.written_at, facts.capturedAt),
  offline: true,
  maker: row.teller,
  leaseId: row.lease,
  replicaAsOf: Math.min(row.written_at, facts.capturedAt),
});

/** Keys of what posting a stand-in touches. */
export function standInReads(row: StandIn, input: Pick<Input, 'rows' | 'facts'>): RowKey[] {
  const { rows } = input;
  const facts = asWritten(row, input.facts);
  const entry = entryOf(row, rows);
  return [
    keyOf(interaction, facts.rowId),
    ...(row.account_no === null ? [] : accountReads(rows, named(row))),
    ...(row.lease === null ? [] : [keyOf(lease, row.lease)]),
    ...cashReads(entry, facts),
    ...dealReads(entry.customer),
    ...configReads(PAPER_CONFIG),
  ];
}

/** Posts it: the same rules as for an offline deal. What the account cannot take goes to suspense with a case. */
export function settleStandIn(row: StandIn, input: Input, book: Book): Applied {
  const facts = asWritten(row, input.facts);
  const settled = settleCash({ ...input, facts }, entryOf(row, input.rows), { book });
  // Its cases are about the entry it stands for, not about the command that agreed to it.
  const changes = settled.changes.map((change) =>
    change.op === 'case'
      ? { ...change, raised: { subject: facts.rowId, device: row.device, ...change.raised } }
      : change,
  );
  return { ...settled, changes };
}

// ---- the tablet turns up ---------------------------------------------------------------------------------------

const keyFor = ({ device, seq }: Facts): string | null =>
  device === null || seq === null ? null : standInId(device, seq);

/** Further keys of an entry that somebody may have stood in for. */
export function originalReads({ facts, rows }: Pick<Input, 'facts' | 'rows'>): RowKey[] {
  const id = keyFor(facts);
  if (id === null) return [];
  const row = rows.get(standIn, id);
  if (row?.status !== 'posted') return [keyOf(standIn, id)];
  return [
    keyOf(standIn, id),
    keyOf(till, row.till),
    keyOf(tillDay, tillDayId(row.till, facts.businessDate)),
    ...mirrorReads(rows, id, facts),
  ];
}

/** The same command, account and amount. */
function saysTheSame(row: StandIn, stood: Entry, { definition, input }: Original): boolean {
  const { payload, rows } = input;
  if (definition.name !== row.command || payload['fen'] !== row.fen) return false;
  const account_no = String(payload['account_no']);
  const found = findAccount(rows, { account: textOrNull(payload['account']), account_no });
  return found === stood.account && (found !== null || row.account_no === account_no);
}
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

interface Original {
  readonly definition: CommandDef;
  readonly input: Input;
}

/**
 * What an entry does that somebody may have stood in for: all of its own where nobody did, nothing more where the
 * stand-in said the same, the difference and a case where it said something else.
 */
export function settleOriginal(definition: CommandDef, input: Input): Applied {
  const { facts, rows } = input;
  const id = keyFor(facts);
  const row = id === null ? null : rows.get(standIn, id);
  if (id === null || row === null) return definition.apply(input);
  const came = (status: StandIn['status']) => ({ ...row, status, original: facts.rowId });
  if (row.status === 'proposed') {
    const own = definition.apply(input);
    return { ...own, changes: [...own.changes, put(standIn.name, id, came('came'))] };
  }
  if (row.status !== 'posted') return definition.apply(input);
  const stood = rows.get(interaction, id);
  assert(stood !== null, 'a stand-in that was posted has its record');
  const of = { definition, input };
  if (saysTheSame(row, stood, of)) return sameAgain(of, { id, stood, row: came('met') });
  return isOpenEntry(rows, id, stood)
    ? takesPlace(of, { id, stood, row: came('differs') })
    : restOnly(of, { id, stood, row: came('differs') });
}

interface Stood {
  readonly id: string;
  readonly stood: Entry;
  /** The stand-in as it is from now on. */
  readonly row: StandIn;
}
const put = (table: string, id: string, row: AnyRow): Change => ({ op: 'put', table, id, row });

const VERDICTS: Readonly<Record<string, Verdict>> = {
  suspense: 'suspense',
  posted_with_exception: 'posted_with_exception',
};

/** It has had its effect. The record takes from it what the paper did not say. */
function sameAgain({ input: { payload, facts } }: Original, { id, stood, row }: Stood): Applied {
  const inPlace = facts.rowId === id;
  const voucher = textOrNull(payload['voucher_no']);
  const record = { ...stood, maker: facts.maker, checker: facts.checker, voucher_no: voucher };
  return {
    verdict: (inPlace ? VERDICTS[stood.status] : undefined) ?? 'posted',
    code: 'STOOD_FOR',
    split: null,
    changes: [put(standIn.name, id, row), ...(inPlace ? [put(interaction.name, id, record)] : [])],
  };
}

const signed = (of: { readonly direction: string; readonly fen: number }): number =>
  of.direction === 'in' ? of.fen : of.direction === 'out' ? -of.fen : 0;
const cashOf = ({ definition, input }: Original): number => signed(definition.sigma(input.payload));
const stoodCash = (stood: Entry): number => signed({ direction: stood.direction, fen: stood.amount_fen });

const differs = (of: Original, { stood, row }: Stood) => ({
  code: 'STAND_IN_DIFFERS' as const,
  amountFen: Math.abs(cashOf(of) - stoodCash(stood)),
  account: stood.account,
  customer: stood.customer,
  outletRecord: `kind=${of.definition.name};cash=${cashOf(of)}`,
  centreRecord: `kind=${row.command};cash=${stoodCash(stood)};slip_no=${row.slip_no ?? '-'};by=${row.by ?? '-'}`,
});

/** Both in one: what the stand-in did is taken back, the entry has its own effect, and only what is left of it is posted. */
function takesPlace(of: Original, stood: Stood): Applied {
  const { definition, input } = of;
  const { facts } = input;
  const book = openBook(input.rows);
  mirrorEntry(book, facts, { id: stood.id, row: stood.stood });
  const gone = book.get(interaction, stood.id);
  if (gone !== null)
    book.put(interaction, stood.id, { ...gone, account_fen: 0, suspense_ledger: null, suspense_fen: 0 });
  const own = definition.apply({ ...input, rows: book });
  // Nothing moved by the tablet's record either: what the paper says stands until people decide.
  if (own.verdict === 'rejected') return definition.apply(input);
  const flagged = own.changes.map((change) =>
    change.op === 'put' &&
    change.table === interaction.name &&
    change.id === facts.rowId &&
    change.row['status'] === 'posted'
      ? { ...change, row: { ...change.row, status: 'posted_with_exception' } }
      : change,
  );
  return {
    ...own,
    verdict: own.verdict === 'posted' ? 'posted_with_exception' : own.verdict,
    changes: [
      ...netted([...book.changes(), ...flagged]),
      put(standIn.name, stood.id, stood.row),
      { op: 'case', raised: differs(of, stood) },
    ],
  };
}

/** Postings of one ledger and account as one; those that cancel are none. */
function netted(changes: readonly Change[]): readonly Change[] {
  const sums = new Map<string, Extract<Change, { op: 'posting' }>>();
  const rest: Change[] = [];
  for (const change of changes) {
    if (change.op !== 'posting') rest.push(change);
    else {
      const key = `${change.ledger}:${change.account ?? ''}`;
      sums.set(key, { ...change, fen: change.fen + (sums.get(key)?.fen ?? 0) });
    }
  }
  return [...rest, ...[...sums.values()].filter((one) => one.fen !== 0)];
}

/** People have dealt with the stand-in meanwhile: it stays as they left it, and what more or less cash there was waits in suspense. */
function restOnly(of: Original, stood: Stood): Applied {
  const { facts } = of.input;
  const book = openBook(of.input.rows);
  const rest = cashOf(of) - stoodCash(stood.stood);
  const fen = Math.abs(rest);
  const subject = `${facts.rowId}/rest`;
  const split = { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: fen };
  if (rest !== 0)
    bookCash(
      book,
      { ...facts, rowId: subject },
      {
        kind: of.definition.name,
        channel: 'counter',
        direction: rest > 0 ? 'in' : 'out',
        fen,
        account: null,
        accountNo: null,
        customer: null,
        card: null,
        till: stood.row.till,
        voucherNo: null,
        status: 'suspense',
        counts: false,
      },
      split,
    );
  book.put(standIn, stood.id, stood.row);
  const held = rest === 0 ? {} : { subject, suspenseLedger: 'SUS-UNK', suspenseFen: fen };
  book.raise({ ...differs(of, stood), ...held });
  return {
    verdict: rest === 0 ? 'posted_with_exception' : 'suspense',
    code: null,
    split: rest === 0 ? null : split,
    changes: book.changes(),
  };
}
