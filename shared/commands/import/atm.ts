import { ok } from '../../kernel/result.ts';
import { id, opt } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';
import { bookFact, cashOf, FACT_FIELDS, factReads, type Fact } from './fact.ts';

/** A card withdrawal that a cash machine of this outlet paid out under another system. */

const factOf = (atm: string, card: string | null): Fact => ({
  kind: 'atm.withdraw',
  channel: 'atm',
  direction: 'out',
  ledger: `CASH-ATM:${atm}`,
  isCash: true,
  card,
});

export const importAtm = defineCommand({
  name: 'import.atm',
  version: 1,
  payload: { ...FACT_FIELDS, card: opt(id()), atm: id() },
  offline: 'N',
  doors: ['import'],
  roles: null,
  rejections: [],
  sigma: (payload) => cashOf(factOf(payload.atm, payload.card), payload.amount_fen),
  reads: factReads,
  admit: () => ok(null),
  apply: (input) => bookFact(input, factOf(input.payload.atm, input.payload.card)),
});
