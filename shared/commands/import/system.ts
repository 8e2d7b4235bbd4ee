import { ok } from '../../kernel/result.ts';
import { code } from '../../tables/fields.ts';
import { defineCommand } from '../define.ts';
import { bookFact, FACT_FIELDS, factReads, type Fact } from './fact.ts';

/** What another system posted by itself: interest paid, a fee or penalty interest taken. Never a customer's contact. */

type Kind = 'interest' | 'fee' | 'penalty';

const FACTS: Readonly<Record<Kind, Fact>> = {
  interest: { kind: 'system.interest', channel: 'system', direction: 'in', ledger: 'EXPENSE-INTEREST', isCash: false },
  fee: { kind: 'system.fee', channel: 'system', direction: 'out', ledger: 'INCOME-FEE', isCash: false },
  penalty: { kind: 'system.penalty', channel: 'system', direction: 'out', ledger: 'INCOME-PENALTY', isCash: false },
};

export const importSystem = defineCommand({
  name: 'import.system',
  version: 1,
  payload: { ...FACT_FIELDS, kind: code('interest', 'fee', 'penalty') },
  offline: 'N',
  doors: ['import'],
  roles: null,
  rejections: [],
  reads: factReads,
  admit: () => ok(null),
  apply: (input) => bookFact(input, FACTS[input.payload.kind]),
});
