import { code, digits, flag, id, opt, text } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';
import { applyLoss, checkLostAccount, lossReads } from '../loss-report.ts';
import { inOrder } from '../money-checks.ts';

/**
 * Oral loss report (domain 4.5 B): stops every payment at once for 5 days and overtakes the queue. On the hub it
 * judges again what was paid at or after its corrected time (`loss-report.ts`).
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
  reads: lossReads,
  admit: (input) => {
    const { payload: p } = input;
    const more = [p.name_ok, p.phone_ok, p.address_ok, p.recent_txn_ok].filter(Boolean).length;
    return inOrder([
      () =>
        p.id_no_ok && more >= 2
          ? null
          : { code: 'IDENTITY_NOT_ENOUGH' as const, detail: { facts: more + (p.id_no_ok ? 1 : 0) } },
      () => checkLostAccount(input),
    ]);
  },
  apply: (input) => applyLoss(input, { kind: 'counter.lost_oral', status: 'lost_oral' }),
});
