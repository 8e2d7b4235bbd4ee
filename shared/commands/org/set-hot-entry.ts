import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { hotAccountId, hotCardId, hotEntry } from '../../tables/hot-entry.ts';
import { defineCommand } from '../define.ts';

/**
 * Puts a card or an account on the county's stop list, or lifts it (`lifted_at`). A card is named by its last four
 * digits and its 16-bit tag under the county's key: what terminals hold can be matched with a card, not turned into one.
 */
export const setHotEntry = defineCommand({
  name: 'org.set_hot_entry',
  version: 1,
  payload: hotEntry.fields,
  offline: 'N',
  bases: ['request', 'advice'],
  doors: ['hub', 'office', 'message'],
  roles: ['ops_manager', 'card_mgmt'],
  rejections: ['FIELD_REQUIRED', 'FIELD_FORMAT'],
  reads: ({ payload }) => {
    const id = rowId(payload);
    return id === null ? [] : [keyOf(hotEntry, id)];
  },
  admit: ({ payload: p }) => {
    if (rowId(p) === null) return err({ code: 'FIELD_REQUIRED', detail: { field: 'account' } });
    const ends = p.lifted_at !== null && p.lifted_at < p.from;
    return ends ? err({ code: 'FIELD_FORMAT', detail: { field: 'lifted_at' } }) : ok(null);
  },
  apply: ({ payload, facts, rows }) => {
    const id = rowId(payload);
    if (id === null) return { verdict: 'rejected', code: 'FIELD_REQUIRED', split: null, changes: [] };
    // An outlet's word about a lost card never weakens a stop the county set for another reason.
    const own = facts.door === 'message' ? rows.get(hotEntry, id) : null;
    if (own !== null && own.reason !== 'lost' && own.lifted_at === null)
      return { verdict: 'posted', code: null, split: null, changes: [] };
    const put = { op: 'put', table: hotEntry.name, id, row: payload } as const;
    return { verdict: 'posted', code: null, split: null, changes: [put] };
  },
});

/** Either an account or a whole card, never both and never half of one. */
function rowId(of: { account: string | null; last4: string | null; tag: number | null }): string | null {
  const { account, last4, tag } = of;
  if (account !== null) return last4 === null && tag === null ? hotAccountId(account) : null;
  return last4 !== null && tag !== null ? hotCardId(last4, tag) : null;
}
