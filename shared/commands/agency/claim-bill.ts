import { ok } from '../../kernel/result.ts';
import { billClaim } from '../../tables/biller.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, id, instant } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** The province's list of bills that were paid at an outlet: who was first, and who is told that somebody else was. */

/** An outlet has collected a bill. Paid elsewhere before: the outlet is told, and keeps its cash for the customer. */
export const claimBill = defineCommand({
  name: 'agency.claim_bill',
  version: 1,
  payload: { bill: id(), branch: digits(8), entry: id(), fen: fen(), at: instant() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(billClaim, payload.bill)],
  admit: () => ok(null),
  apply: ({ payload: { bill, ...p }, rows }) => {
    const book = openBook(rows);
    const first = rows.get(billClaim, bill);
    if (first === null || first.status === 'open' || first.entry === p.entry)
      book.put(billClaim, bill, { ...p, status: 'paid', told: first?.told ?? [] });
    else {
      const told = first.told.some((one) => one.branch === p.branch)
        ? first.told
        : [...first.told, { branch: p.branch }];
      book.put(billClaim, bill, { ...first, told });
      book.send(p.branch, 'agency.bill_taken', {
        bill,
        entry: p.entry,
        first: first.entry,
        first_branch: first.branch,
        first_at: first.at,
      });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** The cash of the collection that counts was given back: the bill may be paid again, also where it was refused. */
export const freeBill = defineCommand({
  name: 'agency.free_bill',
  version: 1,
  payload: { bill: id(), entry: id() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(billClaim, payload.bill)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const paid = rows.get(billClaim, p.bill);
    if (paid?.entry === p.entry && paid.status === 'paid') {
      book.put(billClaim, p.bill, { ...paid, status: 'open', told: [] });
      for (const { branch } of paid.told) book.send(branch, 'agency.bill_open', { bill: p.bill, entry: p.entry });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
