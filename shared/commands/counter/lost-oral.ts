import { DAY_MS } from '../../kernel/dates.ts';
import { lostAt } from '../../rules/loss.ts';
import { account, accountNumber } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { code, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { accountLines } from '../../tables/movement.ts';
import { openPayouts } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { moveAccount, recordEntry } from '../booking.ts';
import { caseId } from '../cases.ts';
import { defineCommand, type Applied, type Facts, type Input, type Refusal } from '../define.ts';
import { isClosed } from '../judge.ts';
import { inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Oral loss report (domain 4.5 B): stops every payment at once for 5 days and overtakes the queue. On the hub it
 * judges again what was paid at or after its corrected time, so both orders of arrival end in the same books (X2).
 */

const payload = {
  account: opt(id()),
  account_no: opt(digits(15)),
  card: opt(id()),
  medium: code('passbook', 'certificate', 'card', 'card_and_passbook'),
  /** Facts the caller knew. The number of the identity paper and two more are enough. */
  id_no_ok: flag(),
  name_ok: flag(),
  phone_ok: flag(),
  address_ok: flag(),
  recent_txn_ok: flag(),
  reporter: opt(text(50)),
};
type LossInput = Input<typeof payload>;
type Payout = RowOf<typeof openPayouts>['payouts'][number];

function accountOf({ payload: p, rows }: LossInput): string | null {
  if (p.account !== null && rows.get(account, p.account) !== null) return p.account;
  const byNumber = p.account_no === null ? null : (rows.get(accountNumber, p.account_no)?.account ?? null);
  const byCard = p.card === null ? null : (rows.get(card, p.card)?.account ?? null);
  const found = byNumber ?? byCard;
  return found !== null && rows.get(account, found) !== null ? found : null;
}

/** The earlier of an existing report still in force and this one. */
function effectiveFrom(row: { status: string; lost_at: number | null }, facts: Facts, oralDays: number): number {
  return row.lost_at !== null && lostAt(row, facts.capturedAt, oralDays) ? row.lost_at : facts.capturedAt;
}

const concerns = (one: Payout, from: number): boolean => one.at >= from || one.received_at > from;

function payoutReads(input: LossInput, found: string): RowKey[] {
  const { facts, rows } = input;
  const keys: RowKey[] = [];
  for (const one of rows.get(openPayouts, found)?.payouts ?? []) {
    if (concerns(one, facts.capturedAt))
      keys.push(keyOf(interaction, one.interaction), keyOf(exceptionCase, caseId(one.interaction, 'OVERDRAFT')));
  }
  return keys;
}

/** Money paid after the loss goes back to the account; the bank is at risk for it until a person decides. */
function moveToLost(
  book: Book,
  facts: Facts,
  of: { id: string; row: RowOf<typeof interaction>; account: string; from: number },
): boolean {
  const { row } = of;
  if (row.reversed_by !== null || row.suspense_ledger === 'SUS-LOST' || row.status === 'reversed') return false;
  const overdraftId = caseId(of.id, 'OVERDRAFT');
  const overdraft = book.get(exceptionCase, overdraftId);
  const withShort = row.suspense_ledger === 'SUS-OD' && overdraft !== null && overdraft.status !== 'closed';
  const moved = row.account_fen + (withShort ? row.suspense_fen : 0);
  if (moved === 0) return false;
  moveAccount(book, facts, {
    account: of.account,
    fen: row.account_fen,
    kind: 'counter.lost_oral',
    channel: row.channel,
  });
  if (withShort) {
    book.post('SUS-OD', null, -row.suspense_fen);
    book.put(exceptionCase, overdraftId, {
      ...overdraft,
      status: 'closed',
      closed_at: facts.capturedAt,
      resolution: `loss report ${facts.rowId}`,
    });
  }
  book.post('SUS-LOST', null, moved);
  book.put(interaction, of.id, {
    ...row,
    account_fen: 0,
    suspense_ledger: 'SUS-LOST',
    suspense_fen: moved,
    status: 'suspense',
  });
  book.raise({
    code: 'CARD_LOST_ELSEWHERE',
    subject: of.id,
    amountFen: row.amount_fen,
    account: of.account,
    customer: row.customer,
    suspenseLedger: 'SUS-LOST',
    suspenseFen: moved,
    centreRecord: `lost_at=${of.from};captured_at=${row.captured_at}`,
  });
  return true;
}

/** Judges again what is still open on the account, by corrected capture times. */
function rejudge(book: Book, facts: Facts, of: { account: string; from: number; until: number }): void {
  const list = book.get(openPayouts, of.account)?.payouts ?? [];
  const moved = new Set<string>();
  for (const one of list) {
    const row = concerns(one, facts.capturedAt) ? book.get(interaction, one.interaction) : null;
    if (row === null) continue;
    if (one.at >= of.from && one.at < of.until) {
      if (moveToLost(book, facts, { id: one.interaction, row, account: of.account, from: of.from }))
        moved.add(one.interaction);
    } else if (one.at < of.from && row.offline && row.reversed_by === null) {
      book.raise({
        code: 'LOST_AFTER_PAYMENT',
        subject: one.interaction,
        amountFen: row.amount_fen,
        account: of.account,
        customer: row.customer,
        centreRecord: `lost_at=${of.from}`,
      });
    }
  }
  if (moved.size === 0) return;
  const rest = list.filter((one) => !moved.has(one.interaction));
  book.put(openPayouts, of.account, { payouts: rest });
  const held = book.get(account, of.account);
  if (held !== null && held.offline_block && !rest.some((one) => one.overdraft))
    book.put(account, of.account, { ...held, offline_block: false });
}

function report(input: LossInput, found: string, row: RowOf<typeof account>): Applied {
  const { payload: p, facts, rows } = input;
  const book = openBook(rows);
  const oralDays = valueOf(rows, 'lost.oral_days', facts);
  const from = effectiveFrom(row, facts, oralDays);
  const stopped = { lost_at: from, lost_at_outlet: facts.branch } as const;
  if (row.status !== 'lost_written') book.put(account, found, { ...row, ...stopped, status: 'lost_oral' });
  const lostCard = p.card === null ? null : rows.get(card, p.card);
  if (
    p.card !== null &&
    lostCard !== null &&
    ['issued', 'active', 'pin_locked', 'lost_oral'].includes(lostCard.status)
  ) {
    book.put(card, p.card, {
      ...lostCard,
      lost_at: effectiveFrom(lostCard, facts, oralDays),
      lost_at_outlet: facts.branch,
      status: 'lost_oral',
    });
  }
  if (facts.hub !== null) rejudge(book, facts, { account: found, from, until: from + oralDays * DAY_MS });
  recordEntry(
    book,
    facts,
    {
      kind: 'counter.lost_oral',
      channel: facts.door === 'office' ? 'call' : 'counter',
      direction: 'none',
      fen: 0,
      account: found,
      accountNo: null,
      customer: row.customer,
      card: p.card,
      till: null,
      voucherNo: null,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: p.medium,
      counts: false,
    },
    { accountFen: 0, suspenseLedger: null, suspenseFen: 0 },
  );
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

const refused = (refusal: 'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'): Applied => ({
  verdict: 'rejected',
  code: refusal,
  split: null,
  changes: [],
});

function checkAccount(input: LossInput): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS'> | null {
  const found = accountOf(input);
  const row = found === null ? null : input.rows.get(account, found);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  return isClosed(row) ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

export const lostOral = defineCommand({
  name: 'counter.lost_oral',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'outlet_manager', 'lobby_manager', 'agent', 'agent_lead', 'customer'],
  priority: true,
  receipt: 'C4',
  rejections: ['IDENTITY_NOT_ENOUGH', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_STATUS'],
  reads: (input) => {
    const { payload: p, rows } = input;
    const found = accountOf(input);
    const row = found === null ? null : rows.get(account, found);
    return [
      ...(p.account === null ? [] : [keyOf(account, p.account), keyOf(openPayouts, p.account)]),
      ...(p.account_no === null ? [] : [keyOf(accountNumber, p.account_no)]),
      ...(p.card === null ? [] : [keyOf(card, p.card)]),
      ...configReads(['lost.oral_days']),
      ...(found === null
        ? namedAccounts(input)
        : [keyOf(account, found), keyOf(accountLines, found), keyOf(openPayouts, found), ...payoutReads(input, found)]),
      ...(row === null ? [] : [keyOf(customer, row.customer)]),
    ];
  },
  admit: (input) => {
    const { payload: p } = input;
    const more = [p.name_ok, p.phone_ok, p.address_ok, p.recent_txn_ok].filter(Boolean).length;
    return inOrder([
      () =>
        p.id_no_ok && more >= 2
          ? null
          : { code: 'IDENTITY_NOT_ENOUGH' as const, detail: { facts: more + (p.id_no_ok ? 1 : 0) } },
      () => checkAccount(input),
    ]);
  },
  apply: (input) => {
    const found = accountOf(input);
    const row = found === null ? null : input.rows.get(account, found);
    if (found === null || row === null) return refused('ACCOUNT_NOT_FOUND');
    return isClosed(row) ? refused('ACCOUNT_STATUS') : report(input, found, row);
  },
});

/** Accounts known so far only by the directory or the card: their rows come next. */
function namedAccounts({ payload: p, rows }: LossInput): RowKey[] {
  const byNumber = p.account_no === null ? null : (rows.get(accountNumber, p.account_no)?.account ?? null);
  const byCard = p.card === null ? null : (rows.get(card, p.card)?.account ?? null);
  return [byNumber, byCard].flatMap((one) => (one === null ? [] : [keyOf(account, one), keyOf(openPayouts, one)]));
}
