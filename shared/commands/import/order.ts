import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { standingOrder } from '../../tables/holding.ts';
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
  reads: ({ payload }) => [keyOf(standingOrder, payload.order)],
  admit: () => ok(null),
  apply: ({ payload: { order, ...row } }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: standingOrder.name, id: order, row }],
  }),
});
