import { err, ok } from '../../kernel/result.ts';
import { code } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { openBook } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { defineCommand } from '../define.ts';
import { mirrorReads, replaceRequest, wasRequest } from '../mirror.ts';

/**
 * Gives up a request whose outcome is not known: nothing was paid. If the hub had posted it, all of it is mirrored,
 * till leg included; if it has not arrived, a marker stands in its place and refuses it later. A date that was closed
 * over an open request does not keep it open.
 */
export const abandonRequest = defineCommand({
  name: 'request.abandon',
  version: 1,
  payload: { reason: code('no_answer', 'customer_left', 'mistake', 'other') },
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  session: 'signed_on',
  date: 'any',
  rejections: ['ORIGINAL_UNKNOWN'],
  reads: ({ rows, facts }) => (facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
  admit: ({ rows, facts }) => {
    const original = facts.replaces === null ? null : rows.get(interaction, facts.replaces);
    return original !== null && wasRequest(original) ? ok(null) : err({ code: 'ORIGINAL_UNKNOWN', detail: {} });
  },
  apply: ({ payload, rows, facts }) => {
    const book = openBook(rows);
    const done = { verdict: 'posted', code: null, split: null } as const;
    if (facts.replaces === null || replaceRequest(book, facts) === 'again') return { ...done, changes: [] };
    const nothing = { accountFen: 0, suspenseLedger: null, suspenseFen: 0 };
    recordEntry(
      book,
      facts,
      {
        kind: 'request.abandon',
        channel: 'counter',
        direction: 'none',
        fen: 0,
        account: null,
        accountNo: null,
        customer: null,
        card: null,
        till: null,
        voucherNo: null,
        status: facts.hub === null ? 'captured' : 'posted',
        summary: payload.reason,
        replaces: facts.replaces,
        counts: false,
      },
      nothing,
    );
    return { ...done, changes: book.changes() };
  },
});
