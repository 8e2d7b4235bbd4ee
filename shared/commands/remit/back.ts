import { ok } from '../../kernel/result.ts';
import { isExpired } from '../../rules/remittance.ts';
import { keyOf } from '../../tables/define.ts';
import { digits } from '../../tables/fields.ts';
import { remittance } from '../../tables/remittance.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { posted } from '../posted.ts';
import { giveBack, takeBack } from '../remit-return.ts';

/** A remittance on its way back: asked for by the sender's outlet, sent back by the paying one, or by time. */

export const recallRemittance = defineCommand({
  name: 'remit.recall',
  version: 1,
  payload: { remit_no: digits(15) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [keyOf(remittance, p.remit_no)],
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const row = rows.get(remittance, p.remit_no);
    if (row !== null) giveBack(book, facts, { no: p.remit_no, row });
    return posted(book);
  },
});

export const remittanceReturned = defineCommand({
  name: 'remit.returned',
  version: 1,
  payload: { remit_no: digits(15) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [keyOf(remittance, p.remit_no)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const row = rows.get(remittance, p.remit_no);
    if (row !== null) takeBack(book, { no: p.remit_no, row });
    return posted(book);
  },
});

/** Its days are over and nobody came (domain 3.10: 60 days): it goes back by itself. */
export const expireRemittance = defineCommand({
  name: 'system.expire_remittance',
  version: 1,
  payload: { remit_no: digits(15) },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ payload: p }) => [keyOf(remittance, p.remit_no), ...configReads(['remit.expire_days'])],
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const book = openBook(rows);
    const row = rows.get(remittance, p.remit_no);
    const over =
      row?.status === 'arrived' &&
      isExpired(row.sent_on, facts.businessDate, valueOf(rows, 'remit.expire_days', facts));
    if (row !== null && over) giveBack(book, facts, { no: p.remit_no, row });
    return posted(book);
  },
});
