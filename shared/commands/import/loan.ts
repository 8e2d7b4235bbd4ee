import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { loan } from '../../tables/holding.ts';
import { defineCommand } from '../define.ts';

/** Brings a loan of another system along as a product the customer holds; no loan is lent or repaid by it. */
export const importLoan = defineCommand({
  name: 'import.loan',
  version: 1,
  payload: { loan: id(), ...loan.fields },
  offline: 'N',
  doors: ['import'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(loan, payload.loan)],
  admit: () => ok(null),
  apply: ({ payload: { loan: loanId, ...row } }) => ({
    verdict: 'posted',
    code: null,
    split: null,
    changes: [{ op: 'put', table: loan.name, id: loanId, row }],
  }),
});
