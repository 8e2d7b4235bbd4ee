import { equalBytes } from '../../kernel/bytes.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, flag, id, text } from '../../tables/fields.ts';
import { settingChange } from '../../tables/setting-change.ts';
import { checkReason } from '../case-work.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { carryOut, checkStill, isDue, settingOf, settingReads, type SettingCode } from '../settings.ts';

/**
 * 设置复核: the second person agrees to a proposed setting, or sends it back. What they were shown is bound to it by its
 * hash; what has moved meanwhile is not agreed to by accident. A setting whose day has not come waits for it.
 */

const payload = { change: id(), shown: bytes(32), agreed: flag(), words: text(400) };
type ConfirmInput = Input<typeof payload>;
type Codes = SettingCode | 'AUTH_SELF' | 'REASON_REQUIRED' | 'SHOWN_DIFFERS';

function checkPerson({ payload: p, facts, rows }: ConfirmInput): Refusal<Codes> | null {
  const one = rows.get(settingChange, p.change);
  if (one === null || one.status !== 'proposed') return { code: 'SETTING_UNKNOWN', detail: {} };
  if (one.by === facts.maker) return { code: 'AUTH_SELF', detail: {} };
  if (!equalBytes(one.hash, p.shown)) return { code: 'SHOWN_DIFFERS', detail: {} };
  return p.agreed ? null : checkReason(p.words);
}

export const confirmSetting = defineCommand({
  name: 'org.confirm',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager'],
  rejections: [
    'SETTING_UNKNOWN',
    'AUTH_SELF',
    'SHOWN_DIFFERS',
    'REASON_REQUIRED',
    'SETTING_MOVED',
    'SETTING_DATE',
    'SETTING_WAITS',
    'SETTING_BOUNDS',
    'SETTING_ORDER',
    'FIELD_FORMAT',
    'FIELD_REQUIRED',
    'ORIGINAL_UNKNOWN',
    'NOTHING_TO_CHANGE',
  ],
  reads: ({ payload: p, facts, rows }) => {
    const of = settingOf(rows.get(settingChange, p.change));
    return [keyOf(settingChange, p.change), ...(of === null ? [] : settingReads(of, facts, rows))];
  },
  admit: (input) => {
    const { payload: p, facts, rows } = input;
    return inOrder<Codes>([
      () => checkPerson(input),
      () => (p.agreed ? checkStill(rows.get(settingChange, p.change), { facts, rows }) : null),
    ]);
  },
  apply: ({ payload: p, facts, rows }) => {
    const one = rows.get(settingChange, p.change);
    if (one === null) return { verdict: 'rejected', code: 'SETTING_UNKNOWN', split: null, changes: [] };
    const decided = { ...one, checker: facts.maker, decided_at: facts.capturedAt, decision: p.words };
    if (!p.agreed) return carryOut(p.change, { ...decided, status: 'refused' }, null);
    if (!isDue(one, facts.businessDate)) return carryOut(p.change, { ...decided, status: 'agreed' }, null);
    return carryOut(p.change, { ...decided, status: 'in_force', in_force_at: facts.capturedAt }, { facts, rows });
  },
});
