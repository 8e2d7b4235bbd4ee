import { keyOf } from '../../tables/define.ts';
import { code, id, opt, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { FINDINGS, voucherCheck } from '../../tables/voucher-check.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';

/**
 * 凭证监督 (domain 4.5 I): supervision compares a voucher with its entry. In order, that is noted; a finding opens a case,
 * which the outlet answers and the county ends like any other. Nobody checks what they made or approved; each once.
 */

const payload = {
  entry: id(),
  /** null = in order. */
  finding: opt(code(...FINDINGS)),
  words: text(400),
};
type CheckInput = Input<typeof payload>;
type Code = 'ORIGINAL_UNKNOWN' | 'CASE_OWN_ENTRY' | 'VOUCHER_CHECKED' | 'REASON_REQUIRED';

function checkVoucher({ payload: p, rows, facts }: CheckInput): Refusal<Code> | null {
  const entry = rows.get(interaction, p.entry);
  if (entry === null || entry.voucher_no === null) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  if (facts.maker !== null && [entry.maker, entry.checker].includes(facts.maker))
    return { code: 'CASE_OWN_ENTRY', detail: {} };
  if (rows.get(voucherCheck, p.entry) !== null) return { code: 'VOUCHER_CHECKED', detail: {} };
  const said = p.finding === null || p.words.trim().length >= 2;
  return said ? null : { code: 'REASON_REQUIRED', detail: { field: 'words' } };
}

export const superviseVoucher = defineCommand({
  name: 'supervision.check',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['supervision'],
  rejections: ['ORIGINAL_UNKNOWN', 'CASE_OWN_ENTRY', 'VOUCHER_CHECKED', 'REASON_REQUIRED'],
  reads: ({ payload: p }) => [keyOf(interaction, p.entry), keyOf(voucherCheck, p.entry)],
  admit: (input) => inOrder<Code>([() => checkVoucher(input)]),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const entry = rows.get(interaction, p.entry);
    book.put(voucherCheck, p.entry, {
      voucher_no: entry?.voucher_no ?? null,
      finding: p.finding,
      words: p.words,
      by: facts.maker,
      at: facts.capturedAt,
    });
    if (p.finding !== null)
      book.raise({
        code: 'VOUCHER_FINDING',
        subject: p.entry,
        amountFen: entry?.amount_fen ?? 0,
        account: entry?.account ?? null,
        customer: entry?.customer ?? null,
        outletRecord: `voucher_no=${entry?.voucher_no ?? '-'}`,
        centreRecord: `finding=${p.finding};note=${p.words.replaceAll(';', '，')}`,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
