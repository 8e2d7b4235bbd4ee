import { ok } from '../../kernel/result.ts';
import { bytes, date, digits, flag, instant, opt, text, fen, code, id } from '../../tables/fields.ts';
import { REMIT_MODES, remittance, remittanceSecret } from '../../tables/remittance.ts';
import { keyOf } from '../../tables/define.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { clearingWith } from '../inter-branch-deals.ts';
import { arrivalReads, arrive } from '../remit-parts.ts';

/** A remittance comes to the outlet that pays it, and the one that took it in learns what became of it. */

const done = (book: ReturnType<typeof openBook>) =>
  ({ verdict: 'posted', code: null, split: null, changes: book.changes() }) as const;

export const arriveRemittance = defineCommand({
  name: 'remit.arrive',
  version: 1,
  payload: {
    remit_no: digits(15),
    fen: fen(),
    mode: code(...REMIT_MODES),
    sender_name: text(60),
    payee_name: text(60),
    payee_address: text(100),
    postcode: opt(digits(6)),
    account_no: opt(digits(15)),
    from_outlet: digits(8),
    sent_on: date(),
    captured_at: instant(),
    entry: id(),
    password_hash: opt(bytes(32)),
  },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows }) => arrivalReads(rows, { no: p.remit_no, accountNo: p.account_no }),
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const { remit_no: no, password_hash: secret, ...known } = p;
    book.post(clearingWith(p.from_outlet), null, p.fen);
    if (secret !== null) book.put(remittanceSecret, no, { password_hash: secret });
    const row = {
      ...known,
      fee_fen: 0,
      status: 'arrived',
      to_outlet: facts.branch,
      paid_by: null,
      paid_on: null,
    } as const;
    arrive(book, facts, { no, row });
    return done(book);
  },
});

export const noteRemittance = defineCommand({
  name: 'remit.outcome',
  version: 1,
  payload: { remit_no: digits(15), paid: flag(), on: date() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [keyOf(remittance, p.remit_no)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const row = book.get(remittance, p.remit_no);
    if (row !== null)
      book.put(remittance, p.remit_no, {
        ...row,
        status: p.paid ? 'paid' : 'sent',
        paid_on: p.paid ? p.on : null,
      });
    return done(book);
  },
});
