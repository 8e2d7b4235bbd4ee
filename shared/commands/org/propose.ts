import { err } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { bytes, code, date, int, text } from '../../tables/fields.ts';
import { SETTING_KINDS, settingChange } from '../../tables/setting-change.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { changeNow, checkSetting, readSetting, settingReads, type Setting, type SettingCode } from '../settings.ts';
import { checkReason } from '../case-work.ts';

/**
 * 设置提议: one person says what a setting is to be and from when. Nothing counts before a second person has agreed. It is
 * made in the branch the setting holds for; who may is the office door's policy.
 */

const payload = {
  what: code(...SETTING_KINDS),
  payload_version: int(1, 100),
  after: bytes(16_384),
  effective_from: date(),
  words: text(400),
};

const settingOf = ({ payload: p }: Input<typeof payload>): Setting | null => {
  const read = readSetting(p.what, p.payload_version, p.after);
  return read === null ? null : { what: p.what, payload: read };
};

export const proposeSetting = defineCommand({
  name: 'org.propose',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['office'],
  roles: ['ops_manager', 'it_admin', 'hr', 'card_mgmt', 'outlet_manager'],
  rejections: [
    'FIELD_FORMAT',
    'FIELD_REQUIRED',
    'REASON_REQUIRED',
    'ORIGINAL_UNKNOWN',
    'AUTH_SELF',
    'NOTHING_TO_CHANGE',
    'SETTING_DATE',
    'SETTING_WAITS',
    'SETTING_BOUNDS',
    'SETTING_ORDER',
  ],
  reads: (input) => {
    const of = settingOf(input);
    return [keyOf(settingChange, input.facts.rowId), ...(of === null ? [] : settingReads(of, input.facts, input.rows))];
  },
  admit: (input) => {
    const { payload: p, facts, rows } = input;
    const of = settingOf(input);
    if (of === null) return err({ code: 'FIELD_FORMAT', detail: { field: 'after' } });
    return inOrder<SettingCode | 'REASON_REQUIRED'>([
      () => checkReason(p.words),
      () => checkSetting(of, p.effective_from, { facts, rows }),
    ]);
  },
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const book = openBook(rows);
    const of = settingOf(input);
    if (of !== null) book.put(settingChange, facts.rowId, changeNow(of, p, { facts, rows }));
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
