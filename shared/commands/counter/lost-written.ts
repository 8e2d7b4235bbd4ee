import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { code, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { applyLoss, checkLostAccount, lossReads, lostAccount } from '../loss-report.ts';
import { checkIdentity, inOrder } from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';

/**
 * Written loss report (domain 4.5 B, 11.7): the holder with the identity paper. It does not lapse, and only the outlet
 * that took it lifts it. A large one is taken at the home outlet, with the chief teller; when the PIN is lost as well
 * the manager approves. Overtakes the queue and judges again what was paid (`loss-report.ts`).
 */

const payload = {
  account: opt(id()),
  account_no: opt(digits(15)),
  card: opt(id()),
  medium: code('passbook', 'certificate', 'card', 'card_and_passbook'),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** Number of the application form the holder signed. */
  form_no: text(30),
  pin_lost: flag(),
};
type LossInput = Input<typeof payload>;

function rowOf(input: LossInput) {
  const found = lostAccount(input);
  return found === null ? null : input.rows.get(account, found);
}

const isLarge = (input: LossInput): boolean =>
  (rowOf(input)?.ledger_fen ?? 0) >= valueOf(input.rows, 'lost.large_fen', input.facts);

function checkHome(input: LossInput): Refusal<'LARGE_LOSS_HOME_OUTLET'> | null {
  const home = rowOf(input)?.home_outlet ?? null;
  if (home === null || home === input.facts.branch || !isLarge(input)) return null;
  const limit = valueOf(input.rows, 'lost.large_fen', input.facts);
  return { code: 'LARGE_LOSS_HOME_OUTLET', detail: { limit_fen: limit, outlet: home } };
}

function approver(input: LossInput): 'chief_teller' | 'outlet_manager' | null {
  if (input.payload.pin_lost) return 'outlet_manager';
  return isLarge(input) ? 'chief_teller' : null;
}

export const lostWritten = defineCommand({
  name: 'counter.lost_written',
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  priority: true,
  receipt: 'C4',
  rejections: [
    'FIELD_REQUIRED',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'LARGE_LOSS_HOME_OUTLET',
  ],
  reads: (input) => [...lossReads(input), ...configReads(['lost.large_fen'])],
  checker: (input) => dual(approver(input), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rowOf(input);
    const person = row === null ? null : rows.get(customer, row.customer);
    return inOrder([
      () => (p.form_no.trim() === '' ? { code: 'FIELD_REQUIRED' as const, detail: { field: 'form_no' } } : null),
      () => checkIdentity(person, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkLostAccount(input),
      () => checkHome(input),
    ]);
  },
  apply: (input) => applyLoss(input, { kind: 'counter.lost_written', status: 'lost_written' }),
});
