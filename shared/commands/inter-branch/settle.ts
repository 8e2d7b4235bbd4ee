import { ok } from '../../kernel/result.ts';
import { maskName } from '../../rules/mask.ts';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowKey } from '../../tables/define.ts';
import { digits, fen, id, opt } from '../../tables/fields.ts';
import { interBranchHold } from '../../tables/inter-branch.ts';
import { openBook, type Book } from '../book.ts';
import { accountReads, cashReads, findAccount } from '../booking.ts';
import { settleCash, type CounterEntry } from '../cash.ts';
import { defineCommand, type Applied, type Input } from '../define.ts';
import { clearingWith, endHold, holdReads } from '../inter-branch-deals.ts';
import { configReads } from '../payout-limits.ts';
import { dealReads } from '../structuring.ts';

/**
 * Cash that moved at another outlet comes home. Judged as at the home counter, at the time it moved there: what the
 * account cannot take goes to suspense with a case, and the clearing leg is always the whole amount. The serving
 * outlet is told what became of it.
 */

const fields = {
  deal: id(),
  serving: digits(8),
  /** The interaction there that moved the cash. */
  cash: id(),
  account_no: digits(15),
  fen: fen(),
};
type HomeInput = Input<typeof fields>;

const CONFIG = ['cash.large_report_fen', 'dup.window_s', 'lost.oral_days', 'offline.deposit.txn_fen'] as const;

function entryOf({ payload: p, rows }: HomeInput, direction: 'in' | 'out', usedCard: string | null): CounterEntry {
  const found = findAccount(rows, { account: null, account_no: p.account_no });
  const row = found === null ? null : rows.get(account, found);
  return {
    kind: direction === 'in' ? 'inter_branch.credit' : 'inter_branch.settle',
    channel: 'counter',
    direction,
    fen: p.fen,
    account: found,
    accountNo: p.account_no,
    customer: row?.customer ?? null,
    card: usedCard,
    till: null,
    counterLedger: clearingWith(p.serving),
    voucherNo: null,
    source: { partner_bank: p.serving },
  };
}

function homeReads(input: HomeInput, entry: CounterEntry): RowKey[] {
  const { payload: p, rows, facts } = input;
  return [
    ...accountReads(rows, { account: null, account_no: p.account_no }),
    ...cashReads(entry, facts),
    ...dealReads(entry.customer),
    ...(entry.customer === null ? [] : [keyOf(customer, entry.customer)]),
    ...configReads(CONFIG),
  ];
}

/** Posts it and tells the serving outlet. */
function comeHome(book: Book, input: HomeInput, entry: CounterEntry, again: boolean): Applied {
  const { payload: p, facts } = input;
  const applied = settleCash(input, entry, { book, again });
  const person = entry.customer === null ? null : book.get(customer, entry.customer);
  book.send(p.serving, 'inter_branch.outcome', {
    deal: p.deal,
    cash: p.cash,
    home: facts.branch,
    verdict: applied.verdict,
    account_fen: applied.split?.accountFen ?? p.fen,
    suspense_ledger: applied.split?.suspenseLedger ?? null,
    suspense_fen: applied.split?.suspenseFen ?? 0,
    holder: person === null ? null : maskName(person.name),
  });
  return { ...applied, changes: book.changes() };
}

/** The card the payout was agreed with. */
const cardOf = ({ payload: p, rows }: HomeInput): string | null => rows.get(interBranchHold, p.deal)?.card ?? null;

export const settlePayout = defineCommand({
  name: 'inter_branch.settle',
  version: 1,
  payload: fields,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: (input) => {
    const used = cardOf(input);
    return [
      ...holdReads(input.rows, input.payload.deal),
      ...(used === null ? [] : [keyOf(card, used)]),
      ...homeReads(input, entryOf(input, 'out', used)),
    ];
  },
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows } = input;
    const book = openBook(rows);
    const hold = book.get(interBranchHold, p.deal);
    const again = hold?.status === 'settled';
    const entry = entryOf(input, 'out', hold?.card ?? null);
    if (hold !== null) endHold(book, p.deal, 'settled');
    // A request that comes after its payout must keep nothing.
    else
      book.put(interBranchHold, p.deal, {
        serving: p.serving,
        account: entry.account,
        card: null,
        fen: p.fen,
        status: 'settled',
        expires_at: null,
      });
    return comeHome(book, input, entry, again);
  },
});

export const creditHome = defineCommand({
  name: 'inter_branch.credit',
  version: 1,
  payload: { ...fields, card: opt(id()) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: (input) => homeReads(input, entryOf(input, 'in', input.payload.card)),
  admit: () => ok(null),
  apply: (input) => comeHome(openBook(input.rows), input, entryOf(input, 'in', input.payload.card), false),
});
