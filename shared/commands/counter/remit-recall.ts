import { idFault } from '../../rules/id-number.ts';
import { ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { code, digits, text } from '../../tables/fields.ts';
import { remittance } from '../../tables/remittance.ts';
import { remittanceSender } from '../../tables/remittance-guard.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { posted } from '../posted.ts';
import { checkSender, giveBack } from '../remit-return.ts';

/**
 * 撤回汇款 (domain 3.10): the sender takes back what nobody was paid yet, at the outlet that took it in, with their
 * paper. Of another outlet it is asked for; its answer makes it `returned` here, or says that it was paid.
 */

const payload = {
  remit_no: digits(15),
  reason: code('sender', 'wrong_payee', 'wrong_address'),
  voucher_no: digits(22),
  sender_name: text(60),
  sender_id_type: code(...ID_TYPES),
  sender_id_no: text(20),
};
type RecallInput = Input<typeof payload>;

export const REMIT_RECALL = 'counter.remit_recall';

type Codes = 'REMIT_UNKNOWN' | 'ALREADY_PAID' | 'NOTHING_TO_CHANGE' | 'NAME_MISMATCH' | 'ID_MISMATCH';

function checkRemittance({ payload: p, rows, facts }: RecallInput): Refusal<Codes> | null {
  const row = rows.get(remittance, p.remit_no);
  if (row === null || row.from_outlet !== facts.branch) return { code: 'REMIT_UNKNOWN', detail: {} };
  if (row.status === 'paid') return { code: 'ALREADY_PAID', detail: { paid_on: row.paid_on ?? '' } };
  if (row.status === 'returned') return { code: 'NOTHING_TO_CHANGE', detail: {} };
  if (row.status !== 'arrived' && row.status !== 'sent') return { code: 'REMIT_UNKNOWN', detail: {} };
  return checkSender(rows, p, row);
}

export const remitRecall = defineCommand({
  name: REMIT_RECALL,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  receipt: 'C5',
  rejections: [
    'ID_REQUIRED',
    'FIELD_FORMAT',
    'REMIT_UNKNOWN',
    'ALREADY_PAID',
    'NOTHING_TO_CHANGE',
    'NAME_MISMATCH',
    'ID_MISMATCH',
  ],
  reads: ({ payload: p }) => [keyOf(remittance, p.remit_no), keyOf(remittanceSender, p.remit_no)],
  checker: (input) => dual('chief_teller', input),
  admit: (input) => {
    const { payload: p, facts } = input;
    return inOrder<Codes | 'ID_REQUIRED' | 'FIELD_FORMAT'>([
      () => (p.sender_id_no.trim() === '' ? { code: 'ID_REQUIRED', detail: {} } : null),
      () =>
        idFault(p.sender_id_type, p.sender_id_no.trim(), facts.businessDate) === null
          ? null
          : { code: 'FIELD_FORMAT', detail: { field: 'sender_id_no' } },
      () => checkRemittance(input),
    ]);
  },
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const row = rows.get(remittance, p.remit_no);
    // On its terminal a request changes nothing before the verdict.
    if (facts.hub !== null && row !== null) {
      if (row.to_outlet === facts.branch) giveBack(book, facts, { no: p.remit_no, row });
      else book.send(row.to_outlet, 'remit.recall', { remit_no: p.remit_no });
    }
    const entry = {
      kind: REMIT_RECALL,
      channel: 'counter',
      direction: 'none',
      fen: 0,
      account: null,
      accountNo: null,
      customer: null,
      card: null,
      till: null,
      voucherNo: p.voucher_no,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: p.reason,
      source: { partner_account: p.remit_no, partner_bank: row?.to_outlet ?? null },
      counts: false,
    } as const;
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: null, suspenseFen: 0 });
    return posted(book);
  },
});
