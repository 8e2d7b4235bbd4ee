import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { settingChange } from '../../tables/setting-change.ts';
import { defineCommand } from '../define.ts';
import { carryOut, checkStill, settingOf, settingReads } from '../settings.ts';

/**
 * The day of an agreed setting has come: the hub makes it count. When what it was meant to change has changed since, it
 * lapses with the reason, and somebody proposes it anew; two settings never mix unseen.
 */
export const takeEffect = defineCommand({
  name: 'org.take_effect',
  version: 1,
  payload: { change: id() },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: ['SETTING_UNKNOWN'],
  reads: ({ payload: p, facts, rows }) => {
    const of = settingOf(rows.get(settingChange, p.change));
    return [keyOf(settingChange, p.change), ...(of === null ? [] : settingReads(of, facts, rows))];
  },
  admit: () => ok(null),
  apply: ({ payload: p, facts, rows }) => {
    const one = rows.get(settingChange, p.change);
    if (one === null || one.status !== 'agreed')
      return { verdict: 'rejected', code: 'SETTING_UNKNOWN', split: null, changes: [] };
    const fault = checkStill({ ...one, effective_from: facts.businessDate }, { facts, rows });
    if (fault !== null) return carryOut(p.change, { ...one, status: 'lapsed', decision: fault.code }, null);
    return carryOut(p.change, { ...one, status: 'in_force', in_force_at: facts.capturedAt }, { facts, rows });
  },
});
