import { equalBytes } from '../../kernel/bytes.ts';
import { SECOND_MS } from '../../kernel/dates.ts';
import { maskName } from '../../rules/mask.ts';
import { ok } from '../../kernel/result.ts';
import { account } from '../../tables/account.ts';
import { card } from '../../tables/card.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { bytes, code, digits, fen, flag, id, opt, text } from '../../tables/fields.ts';
import { interBranchHold } from '../../tables/inter-branch.ts';
import { openBook } from '../book.ts';
import { accountReads, findAccount } from '../booking.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { idNoHash } from '../identity.ts';
import {
  checkCard,
  checkCustomer,
  checkFunds,
  checkHotList,
  checkIdentity,
  checkPayoutAccount,
  hotReads,
} from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * The home branch is asked to pay its customer at another outlet. It judges as for its own counter, keeps the money
 * when it agrees, and answers either way. A request that was given up before it came keeps nothing.
 */

const payload = {
  deal: id(),
  serving: digits(8),
  account_no: digits(15),
  card: opt(id()),
  fen: fen(),
  holder_present: flag(),
  id_last4: opt(text(4)),
  pin_result: code('verified', 'failed', 'not_used'),
  /** SHA-256 of the clerk's own identity number: nobody serves themselves, at another outlet either. */
  maker_id_hash: opt(bytes(32)),
};
type HoldInput = Input<typeof payload>;
type Person = RowOf<typeof customer>;

const accountOf = ({ payload: p, rows }: HoldInput): string | null =>
  findAccount(rows, { account: null, account_no: p.account_no });

const servesItself = (p: HoldInput['payload'], person: Person | null): boolean =>
  person !== null && p.maker_id_hash !== null && equalBytes(p.maker_id_hash, idNoHash(person.id_no));

function needsPin(p: HoldInput['payload'], row: RowOf<typeof account>): boolean {
  const byPin = row.withdraw_rule === 'pin' || row.withdraw_rule === 'pin_and_id';
  return byPin && p.pin_result !== 'verified' && !p.holder_present;
}

/** Why this account is not paid there, in the order of the counter's own checks. */
function refusalOf(input: HoldInput): Refusal | null {
  const { payload: p, rows, facts } = input;
  const found = accountOf(input);
  const row = found === null ? null : rows.get(account, found);
  if (found === null || row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  const person = rows.get(customer, row.customer);
  const oralDays = valueOf(rows, 'lost.oral_days', facts);
  return (
    checkCustomer(person, false) ??
    checkIdentity(person, facts, { required: true, idSeen: p.id_last4 !== null, last4: p.id_last4 }) ??
    (needsPin(p, row) ? { code: 'PIN_PAD_ABSENT', detail: {} } : null) ??
    checkPayoutAccount(row, facts, oralDays) ??
    checkCard(rows, facts, p.card, oralDays) ??
    checkHotList(rows, facts, { account: found, row, card: p.card }) ??
    checkFunds(row, facts, p.fen) ??
    (servesItself(p, person) ? { code: 'SELF_DEALING', detail: {} } : null)
  );
}

export const holdForPayout = defineCommand({
  name: 'inter_branch.hold',
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: (input) => {
    const { payload: p, rows } = input;
    const found = accountOf(input);
    const row = found === null ? null : rows.get(account, found);
    return [
      ...accountReads(rows, { account: null, account_no: p.account_no }),
      keyOf(interBranchHold, p.deal),
      ...(row === null ? [] : [keyOf(customer, row.customer)]),
      ...(p.card === null ? [] : [keyOf(card, p.card)]),
      ...hotReads(rows, { account: found, card: p.card }),
      ...configReads(['lost.oral_days', 'inter_branch.hold_s']),
    ];
  },
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const done = { verdict: 'posted', code: null, split: null } as const;
    if (book.get(interBranchHold, p.deal) !== null) return { ...done, changes: [] };
    const found = accountOf(input);
    const row = found === null ? null : rows.get(account, found);
    const refusal = refusalOf(input);
    const until = (facts.hub?.receivedAt ?? facts.capturedAt) + valueOf(rows, 'inter_branch.hold_s', facts) * SECOND_MS;
    const expires_at = refusal === null ? until : null;
    book.put(interBranchHold, p.deal, {
      serving: p.serving,
      account: found,
      card: p.card,
      fen: p.fen,
      status: refusal === null ? 'held' : 'refused',
      expires_at,
    });
    if (refusal === null && found !== null && row !== null)
      book.put(account, found, { ...row, hold_fen: row.hold_fen + p.fen });
    const person = row === null ? null : rows.get(customer, row.customer);
    book.send(p.serving, 'inter_branch.answer', {
      deal: p.deal,
      home: facts.branch,
      refusal: refusal?.code ?? null,
      expires_at,
      holder: person === null ? null : maskName(person.name),
    });
    return { ...done, changes: book.changes() };
  },
});
