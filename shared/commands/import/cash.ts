import { ok } from '../../kernel/result.ts';
import { code } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';
import { bookFact, cashOf, FACT_FIELDS, factReads, type Fact } from './fact.ts';

/** Cash that another system took in or paid out at this outlet's counter. Its other side is CASH-IMPORT. */

const factOf = (direction: 'in' | 'out'): Fact => ({
  kind: direction === 'in' ? 'counter.deposit' : 'counter.withdraw',
  channel: 'counter',
  direction,
  ledger: 'CASH-IMPORT',
  isCash: true,
});

export const importCash = defineCommand({
  name: 'import.cash',
  version: 1,
  payload: { ...FACT_FIELDS, direction: code('in', 'out') },
  offline: 'N',
  doors: ['import', 'hub'],
  roles: null,
  rejections: [],
  sigma: (payload) => cashOf(factOf(payload.direction), payload.amount_fen),
  reads: factReads,
  admit: () => ok(null),
  apply: (input) => bookFact(input, factOf(input.payload.direction)),
});
