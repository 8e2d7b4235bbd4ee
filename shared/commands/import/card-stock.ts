import { ok } from '../../kernel/result.ts';
import { cardBlank } from '../../tables/card-blank.ts';
import { keyOf } from '../../tables/define.ts';
import { defineCommand } from '../define.ts';

const { card: _card, ...payload } = cardBlank.fields;

/**
 * A blank of the card factory's list (domain 4.5 C: the number comes from stock). The card number itself never enters
 * a command: token, mask and encrypted form are made before. A blank that is known already stays as it is.
 */
export const importCardStock = defineCommand({
  name: 'import.card_stock',
  version: 1,
  payload,
  offline: 'N',
  doors: ['import', 'hub'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [keyOf(cardBlank, p.blank_no)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes:
      rows.get(cardBlank, p.blank_no) === null
        ? [{ op: 'put', table: cardBlank.name, id: p.blank_no, row: { ...p, card: null } }]
        : [],
  }),
});
