import { expect, test } from 'vitest';
import { SETTING_KINDS } from '../tables/setting-change.ts';
import { POSTS } from '../tables/employee.ts';
import { LEVELS } from './case-authority.ts';
import { maySetting, type SettingStep } from './setting-authority.ts';

/** Domain 4.1 and 4.5 I, literal: `post@lowest level` for each kind of setting. */
const TABLE: Readonly<Record<(typeof SETTING_KINDS)[number], Readonly<Record<SettingStep, string>>>> = {
  config: { propose: 'ops_manager@county', confirm: 'ops_manager@county' },
  employee: { propose: 'hr@county it_admin@county', confirm: 'ops_manager@county' },
  duty: { propose: 'ops_manager@outlet outlet_manager@outlet', confirm: 'ops_manager@county' },
  unit: { propose: 'it_admin@county ops_manager@county', confirm: 'ops_manager@county' },
  product: { propose: 'ops_manager@province', confirm: 'ops_manager@province' },
  rate: { propose: 'ops_manager@province', confirm: 'ops_manager@province' },
  calendar: { propose: 'ops_manager@province', confirm: 'ops_manager@province' },
  hot_entry: { propose: 'card_mgmt@county ops_manager@county', confirm: 'ops_manager@county' },
  biller: { propose: 'ops_manager@province', confirm: 'ops_manager@province' },
  password: { propose: 'hr@county it_admin@county', confirm: 'ops_manager@county' },
  certificate: { propose: 'hr@county', confirm: 'ops_manager@county' },
};

function allowed(what: string, step: SettingStep): string {
  const out = POSTS.flatMap((post) => {
    const level = LEVELS.find((one) => maySetting({ posts: [post], level: one }, step, { what, subject: '' }));
    return level === undefined ? [] : [`${post}@${level}`];
  });
  return out.sort().join(' ');
}

test.each(SETTING_KINDS)('%s is proposed and confirmed by exactly these posts', (what) => {
  expect({ propose: allowed(what, 'propose'), confirm: allowed(what, 'confirm') }).toEqual(TABLE[what]);
});

test('a figure of the law is the province’s', () => {
  const law = { what: 'config', subject: 'cash.large_report_fen' };
  expect(maySetting({ posts: ['ops_manager'], level: 'city' }, 'propose', law)).toBe(false);
  expect(maySetting({ posts: ['ops_manager'], level: 'province' }, 'propose', law)).toBe(true);
});
