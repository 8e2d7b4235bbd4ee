import { DAY_MS } from '../kernel/dates.ts';
import { account } from '../tables/account.ts';
import { lossForm } from '../tables/loss-form.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { valueOf } from './payout-limits.ts';

/** What a new passbook, certificate or card after a written loss have in common: the form, the wait, who approves. */

export const REISSUE_CONFIG = ['lost.reissue_days', 'lost.large_fen'] as const;

/** The form the holder brings is that of the report, and it is about this card (or, null, about no card). */
export function checkForm(
  rows: Rows,
  of: { readonly account: string; readonly form_no: string },
  lostCard: string | null,
): Refusal<'FORM_MISMATCH'> | null {
  const form = rows.get(lossForm, of.account);
  const same = form === null || (form.form_no === of.form_no && form.card === lostCard);
  return same ? null : { code: 'FORM_MISMATCH', detail: {} };
}

/** Full days since the written report; none when the online identity check passed. */
export function checkReissueWait(
  rows: Rows,
  facts: Facts,
  of: { readonly account: string; readonly id_checked: boolean },
): Refusal<'TOO_EARLY'> | null {
  const days = valueOf(rows, 'lost.reissue_days', facts);
  const since =
    rows.get(lossForm, of.account)?.reported_at ?? rows.get(account, of.account)?.lost_at ?? facts.capturedAt;
  const early = !of.id_checked && facts.capturedAt < since + days * DAY_MS;
  return early ? { code: 'TOO_EARLY', detail: { days, since } } : null;
}

/** The manager approves instead of the chief teller. */
export const isLargeReissue = (rows: Rows, facts: Facts, id: string): boolean =>
  (rows.get(account, id)?.ledger_fen ?? 0) >= valueOf(rows, 'lost.large_fen', facts);
