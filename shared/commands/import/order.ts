import { ok } from '../../kernel/result.ts';
import { accountTies } from '../../tables/account-closing.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { standingOrder } from '../../tables/holding.ts';
import { tieOrder } from '../account-ties.ts';
import { defineCommand } from '../define.ts';

/** Brings a standing order of another system along; it moves no money by itself. */
export const importOrder = defineCommand({
  name: 'import.order',
  version: 1,
  payload: { order: id(), ...standingOrder.fields },
  offline: 'N',
  doors: ['import'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(standingOrder, payload.order), keyOf(accountTies, payload.account)],
  admit: () => ok(null),
  apply: ({ payload: { order, ...row }, rows }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: standingOrder.name, id: order, row }, tieOrder(rows, row.account, order)],
  }),
});
