import { ok } from '../../kernel/result.ts';
import { code, text } from '../../tables/fields.ts';
import { interaction } from '../../tables/interaction.ts';
import { defineCommand } from '../define.ts';
import { bookFact, FACT_FIELDS, factReads } from './fact.ts';

/** A transfer from or to an account at another bank, settled through CLEARING-REMIT. No cash moves. */
export const importRemit = defineCommand({
  name: 'import.remit',
  version: 1,
  payload: {
    ...FACT_FIELDS,
    channel: interaction.fields.channel,
    direction: code('in', 'out'),
    partner_bank: text(20),
    partner_account: text(34),
  },
  offline: 'N',
  doors: ['import'],
  roles: null,
  rejections: [],
  reads: factReads,
  admit: () => ok(null),
  apply: (input) =>
    bookFact(input, {
      kind: input.payload.direction === 'in' ? 'remit.in' : 'remit.out',
      channel: input.payload.channel,
      direction: input.payload.direction,
      ledger: 'CLEARING-REMIT',
      isCash: false,
      partnerBank: input.payload.partner_bank,
      partnerAccount: input.payload.partner_account,
    }),
});
