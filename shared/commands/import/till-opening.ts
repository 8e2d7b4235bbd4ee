import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen } from '../../tables/fields.ts';
import { till } from '../../tables/till.ts';
import { defineCommand } from '../define.ts';

/**
 * Makes a till with the cash it holds when the branch moves to this system, posted against EQUITY-OPENING.
 * A till that exists already takes the cash in addition, because the command says that it is there.
 */
export const openTillImported = defineCommand({
  name: 'import.till_opening',
  version: 1,
  payload: { till: digits(2), cash_fen: fen() },
  offline: 'N',
  doors: ['import', 'hub'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(till, payload.till)],
  admit: () => ok(null),
  apply: ({ payload, rows }) => {
    const known = rows.get(till, payload.till);
    const empty = {
      till_no: payload.till,
      status: 'in_vault' as const,
      cash_fen: 0,
      holder: null,
      device: null,
      last_holder: null,
      last_held_on: null,
      balanced_on: null,
      opening_counted_fen: null,
      taken_at: null,
      last_count: [],
    };
    const row = known ?? empty;
    return {
      verdict: 'posted',
      code: null,
      split: null,
      changes: [
        { op: 'put', table: till.name, id: payload.till, row: { ...row, cash_fen: row.cash_fen + payload.cash_fen } },
        { op: 'posting', ledger: `CASH-TILL:${payload.till}`, account: null, fen: payload.cash_fen },
        { op: 'posting', ledger: 'EQUITY-OPENING', account: null, fen: -payload.cash_fen },
      ],
    };
  },
});
