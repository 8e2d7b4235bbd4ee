import { err, ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { id, text } from '../../tables/fields.ts';
import { settingChange } from '../../tables/setting-change.ts';
import { defineCommand } from '../define.ts';
import { carryOut } from '../settings.ts';

/** 撤回: a setting that has not come into force is taken back; nothing had changed yet. */
export const withdrawSetting = defineCommand({
  name: 'org.withdraw',
  version: 1,
  payload: { change: id(), words: text(400) },
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager', 'it_admin', 'hr', 'card_mgmt', 'outlet_manager'],
  rejections: ['SETTING_UNKNOWN'],
  reads: ({ payload: p }) => [keyOf(settingChange, p.change)],
  admit: ({ payload: p, rows }) => {
    const status = rows.get(settingChange, p.change)?.status;
    return status === 'proposed' || status === 'agreed' ? ok(null) : err({ code: 'SETTING_UNKNOWN', detail: {} });
  },
  apply: ({ payload: p, facts, rows }) => {
    const one = rows.get(settingChange, p.change);
    if (one === null) return { verdict: 'rejected', code: 'SETTING_UNKNOWN', split: null, changes: [] };
    const end = { checker: facts.maker, decided_at: facts.capturedAt, decision: p.words };
    return carryOut(p.change, { ...one, ...end, status: 'withdrawn' }, null);
  },
});
