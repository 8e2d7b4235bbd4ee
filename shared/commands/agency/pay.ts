import { billerAccount, billerPayment } from '../../tables/biller-payment.ts';
import { keyOf } from '../../tables/define.ts';
import { code, fen, flag, id, text } from '../../tables/fields.ts';
import { agencyLedger } from '../agency-parts.ts';
import { openBook } from '../book.ts';
import { checkReason } from '../case-work.ts';
import { defineCommand, type Input, type Refusal, type Rows } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { billerAccountOf } from './county-account.ts';

/**
 * 代收款付给代收单位: the county pays a biller what its outlets have handed over, all that is owed at once. One of the county
 * proposes it with the number of the bank's transfer, another agrees or sends it back; only then is it in the books.
 */

const payload = {
  biller: code(),
  /** What the page showed as owed. */
  fen: fen(),
  reference: text(60),
};
type Codes = 'NOTHING_TO_PAY' | 'PAYMENT_MOVED' | 'PAYMENT_WAITS' | 'FIELD_REQUIRED';

/** The sum must be what is owed now: a bill that came back meanwhile is not paid by accident. */
function checkOwed(rows: Rows, biller: string, fenAsked: number): Refusal<'NOTHING_TO_PAY' | 'PAYMENT_MOVED'> | null {
  const { handed_fen, paid_fen } = billerAccountOf(rows, biller);
  const owed = handed_fen - paid_fen;
  if (owed <= 0) return { code: 'NOTHING_TO_PAY', detail: { fen: owed } };
  return owed === fenAsked ? null : { code: 'PAYMENT_MOVED', detail: { fen: owed } };
}

export const payBiller = defineCommand({
  name: 'agency.pay',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager'],
  rejections: ['NOTHING_TO_PAY', 'PAYMENT_MOVED', 'PAYMENT_WAITS', 'FIELD_REQUIRED'],
  reads: ({ payload: p, facts }) => [keyOf(billerAccount, p.biller), keyOf(billerPayment, facts.rowId)],
  admit: ({ payload: p, rows }) =>
    inOrder<Codes>([
      () => (billerAccountOf(rows, p.biller).waits === null ? null : { code: 'PAYMENT_WAITS', detail: {} }),
      () => checkOwed(rows, p.biller, p.fen),
      () => (p.reference.trim() === '' ? { code: 'FIELD_REQUIRED', detail: { field: 'reference' } } : null),
    ]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    book.put(billerAccount, p.biller, { ...billerAccountOf(rows, p.biller), waits: facts.rowId });
    book.put(billerPayment, facts.rowId, {
      biller: p.biller,
      fen: p.fen,
      reference: p.reference.trim(),
      status: 'proposed',
      by: facts.maker ?? '',
      at: facts.capturedAt,
      checker: null,
      decided_at: null,
      decision: '',
    });
    return posted(book);
  },
});

const confirming = { payment: id(), agreed: flag(), words: text(400) };
type ConfirmCodes = 'PROPOSAL_UNKNOWN' | 'AUTH_SELF' | 'REASON_REQUIRED' | 'NOTHING_TO_PAY' | 'PAYMENT_MOVED';

function checkConfirm({ payload: p, rows, facts }: Input<typeof confirming>): Refusal<ConfirmCodes> | null {
  const one = rows.get(billerPayment, p.payment);
  if (one === null || one.status !== 'proposed') return { code: 'PROPOSAL_UNKNOWN', detail: {} };
  if (one.by === facts.maker) return { code: 'AUTH_SELF', detail: {} };
  if (p.agreed) return checkOwed(rows, one.biller, one.fen);
  return checkReason(p.words);
}

export const confirmPayment = defineCommand({
  name: 'agency.confirm_pay',
  version: 1,
  payload: confirming,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager'],
  rejections: ['PROPOSAL_UNKNOWN', 'AUTH_SELF', 'REASON_REQUIRED', 'NOTHING_TO_PAY', 'PAYMENT_MOVED'],
  reads: ({ payload: p, rows }) => {
    const one = rows.get(billerPayment, p.payment);
    return [keyOf(billerPayment, p.payment), ...(one === null ? [] : [keyOf(billerAccount, one.biller)])];
  },
  admit: (input) => inOrder<ConfirmCodes>([() => checkConfirm(input)]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const one = book.get(billerPayment, p.payment);
    if (one === null) return { verdict: 'rejected', code: 'PROPOSAL_UNKNOWN', split: null, changes: [] };
    const now = billerAccountOf(rows, one.biller);
    if (p.agreed) {
      book.post(agencyLedger(one.biller), null, one.fen);
      // Settled outside, at the bank that carries it to the biller.
      book.post('CLEARING-REMIT', null, -one.fen);
    }
    const paid = p.agreed ? now.paid_fen + one.fen : now.paid_fen;
    book.put(billerAccount, one.biller, { ...now, paid_fen: paid, waits: null });
    book.put(billerPayment, p.payment, {
      ...one,
      status: p.agreed ? 'paid' : 'refused',
      checker: facts.maker,
      decided_at: facts.capturedAt,
      decision: p.words.trim(),
    });
    return posted(book);
  },
});
