import { ok } from '../../kernel/result.ts';
import { accountTies } from '../../tables/account-closing.ts';
import { account } from '../../tables/account.ts';
import { card, cardSecret } from '../../tables/card.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, id, opt, text } from '../../tables/fields.ts';
import { tieCard } from '../account-ties.ts';
import { defineCommand } from '../define.ts';

/**
 * Brings a card of another system to its account. The card number itself never enters a command: only its
 * lookup token, its mask and its encrypted form, which stay on the hub, and what terminals may know of it.
 */
export const importCard = defineCommand({
  name: 'import.card',
  version: 1,
  payload: {
    card: id(),
    account: id(),
    type: card.fields.type,
    subtype: opt(text(20)),
    issued_on: card.fields.issued_on,
    status: card.fields.status,
    bin: card.fields.bin,
    last4: card.fields.last4,
    tag: card.fields.tag,
    pan_token: text(64),
    pan_masked: text(19),
    pan_enc: bytes(96),
  },
  offline: 'N',
  doors: ['import', 'hub'],
  roles: null,
  rejections: ['ACCOUNT_NOT_FOUND'],
  reads: ({ payload }) => [
    keyOf(account, payload.account),
    keyOf(card, payload.card),
    keyOf(accountTies, payload.account),
  ],
  admit: () => ok(null),
  apply: ({ payload, rows }) => {
    const held = rows.get(account, payload.account);
    if (held === null) return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: [] };
    const { card: cardId, subtype, pan_token, pan_masked, pan_enc, ...face } = payload;
    const row = { ...face, customer: held.customer, lost_at: null, lost_until: null, lost_at_outlet: null };
    return {
      verdict: 'posted',
      code: null,
      split: null,
      changes: [
        tieCard(rows, payload.account, cardId),
        { op: 'put', table: card.name, id: cardId, row },
        { op: 'put', table: cardSecret.name, id: cardId, row: { pan_token, pan_masked, pan_enc, subtype } },
      ],
    };
  },
});
