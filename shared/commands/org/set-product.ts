import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { code } from '../../tables/fields.ts';
import { product } from '../../tables/product.ts';
import { defineCommand } from '../define.ts';

/** Writes a product version (domain 3.14) into the branch of the unit that offers it, normally the province. */
export const setProduct = defineCommand({
  name: 'org.set_product',
  version: 1,
  payload: { product: code(), ...product.fields },
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office'],
  roles: ['ops_manager'],
  rejections: ['FIELD_FORMAT'],
  reads: ({ payload }) => [keyOf(product, payload.product)],
  admit: ({ payload }) => {
    if (!/^[\w.-]{2,40}$/.test(payload.product)) return err({ code: 'FIELD_FORMAT', detail: { field: 'product' } });
    const ends = payload.valid_to === null || payload.valid_to >= payload.valid_from;
    return ends ? ok(null) : err({ code: 'FIELD_FORMAT', detail: { field: 'valid_to' } });
  },
  apply: ({ payload: { product: id, ...row } }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: product.name, id, row }],
  }),
});
