import { describe, expect, test } from 'vitest';
import { config } from '../../tables/config.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { settingChange } from '../../tables/setting-change.ts';
import { aWithdrawal, at, Outlet } from '../outlet.ts';
import { settingBytes, type Payload } from '../settings.ts';
import { confirmSetting } from './confirm.ts';
import { proposeSetting } from './propose.ts';
import { takeEffect } from './take-effect.ts';
import { withdrawSetting } from './withdraw.ts';

const FIRST = '41201990002';
const SECOND = '41201990006';
const KEY = 'offline.withdraw.txn_fen';

const office = (maker: string) => ({ door: 'office', basis: 'request', offline: false, maker }) as const;
const aLimit = (value: number, effective_from = '2026-11-10'): Payload => ({ key: KEY, value, effective_from });
const proposal = (what: 'config' | 'unit', after: Payload, over: object = {}) => ({
  what,
  payload_version: 1,
  after: settingBytes(what, after),
  effective_from: '2026-11-10',
  words: '网点离线支取降额',
  ...over,
});

function propose(outlet: Outlet, payload: object): string {
  const sent = payload as Record<string, unknown>;
  expect(outlet.refusal(proposeSetting.name, sent, office(FIRST))).toBeNull();
  return outlet.run(proposeSetting.name, sent, office(FIRST)).command.rowId;
}
const agree = (outlet: Outlet, change: string, over: object = {}) => ({
  change,
  shown: outlet.get(settingChange, change)?.hash ?? new Uint8Array(32),
  agreed: true,
  words: '',
  ...over,
});
const code = (outlet: Outlet, name: string, payload: object, maker = SECOND) =>
  outlet.refusal(name, payload as Record<string, unknown>, office(maker))?.code ?? null;

describe('a setting is changed by two persons', () => {
  test('a lower limit counts only when the second has agreed, and refuses from that moment', () => {
    const outlet = new Outlet();
    const change = propose(outlet, proposal('config', aLimit(100_000)));
    expect(outlet.get(config, KEY)).toBeNull();
    expect(outlet.refusal('counter.withdraw', aWithdrawal(99_999))).toBeNull();
    outlet.run(confirmSetting.name, agree(outlet, change), office(SECOND));
    expect(outlet.get(config, KEY)).toEqual({ ...aLimit(100_000), value_before: null });
    expect(outlet.get(settingChange, change)).toMatchObject({
      status: 'in_force',
      subject: KEY,
      by: FIRST,
      checker: SECOND,
      before: null,
      in_force_at: at('10:00'),
    });
    const over = { checker: '41202600002' };
    expect(outlet.refusal('counter.withdraw', aWithdrawal(100_000), over)).toBeNull();
    expect(outlet.refusal('counter.withdraw', aWithdrawal(100_001), over)?.code).toBe('OFFLINE_LIMIT_TXN');
  });

  test('nobody agrees to their own, nor to what they were not shown; sending back needs a reason', () => {
    const outlet = new Outlet();
    const change = propose(outlet, proposal('config', aLimit(100_000)));
    expect(code(outlet, confirmSetting.name, agree(outlet, change), FIRST)).toBe('AUTH_SELF');
    const other = { shown: new Uint8Array(32) };
    expect(code(outlet, confirmSetting.name, agree(outlet, change, other))).toBe('SHOWN_DIFFERS');
    expect(code(outlet, confirmSetting.name, agree(outlet, change, { agreed: false }))).toBe('REASON_REQUIRED');
    outlet.run(confirmSetting.name, agree(outlet, change, { agreed: false, words: '旺季不降' }), office(SECOND));
    expect(outlet.get(settingChange, change)).toMatchObject({ status: 'refused', decision: '旺季不降' });
    expect(code(outlet, confirmSetting.name, agree(outlet, change))).toBe('SETTING_UNKNOWN');
    expect(outlet.get(config, KEY)).toBeNull();
  });

  test('what moved between the two persons is not agreed to by accident', () => {
    const outlet = new Outlet();
    const first = propose(outlet, proposal('config', aLimit(100_000)));
    const second = propose(outlet, proposal('config', aLimit(150_000)));
    outlet.run(confirmSetting.name, agree(outlet, first), office(SECOND));
    expect(code(outlet, confirmSetting.name, agree(outlet, second))).toBe('SETTING_MOVED');
  });

  test('the past, no reason, no change, and a strange payload are refused', () => {
    const outlet = new Outlet();
    const refused = (payload: object) => code(outlet, proposeSetting.name, payload, FIRST);
    const late = { effective_from: '2026-11-09' };
    expect(refused(proposal('config', aLimit(100_000, '2026-11-09'), late))).toBe('SETTING_DATE');
    expect(refused(proposal('config', aLimit(100_000), { words: '' }))).toBe('REASON_REQUIRED');
    expect(refused(proposal('config', aLimit(100_000, '2026-12-01')))).toBe('FIELD_FORMAT');
    expect(refused(proposal('config', aLimit(-1)))).toBe('SETTING_BOUNDS');
    expect(refused(proposal('config', aLimit(1), { after: new Uint8Array([0xff]) }))).toBe('FIELD_FORMAT');
    outlet.configure(KEY, 100_000);
    expect(refused(proposal('config', aLimit(100_000)))).toBe('NOTHING_TO_CHANGE');
  });

  test('a limit of next month is written at once and counts on its day; until then no other date overtakes it', () => {
    const outlet = new Outlet();
    const december = { effective_from: '2026-12-01' };
    const change = propose(outlet, proposal('config', aLimit(100_000, '2026-12-01'), december));
    outlet.run(confirmSetting.name, agree(outlet, change), office(SECOND));
    expect(outlet.get(config, KEY)).toMatchObject({ value: 100_000, effective_from: '2026-12-01', value_before: null });
    expect(outlet.refusal('counter.withdraw', aWithdrawal(200_000), { checker: '41202600002' })).toBeNull();
    const between = proposal('config', aLimit(50_000, '2026-11-20'), { effective_from: '2026-11-20' });
    expect(outlet.refusal(proposeSetting.name, between, office(FIRST))).toEqual({
      code: 'SETTING_WAITS',
      detail: { from: '2026-12-01' },
    });
    expect(code(outlet, proposeSetting.name, proposal('config', aLimit(50_000, '2026-12-01'), december))).toBeNull();
  });
});

const UNIT: Payload = {
  code: '41272801',
  name: '老城镇支局',
  name_en: 'Laocheng',
  level: 'outlet',
  kind: 'owned',
  parent: '412728',
  region_code: '412728',
  rural: true,
  phone: null,
  network_profile: '3g',
  till_limit_fen: 20_000_000,
  vault_limit_fen: 50_000_000,
  pension_days: [],
  status: 'open',
};

describe('a setting without a date of its own waits for its day', () => {
  const december = { effective_from: '2026-12-01' };
  const withUnit = (): Outlet => {
    const outlet = new Outlet();
    outlet.run('org.set_unit', UNIT, { door: 'hub', maker: null });
    return outlet;
  };
  const renamed = { ...UNIT, name: '老城中心支局' };
  const hub = (date: string) =>
    ({ door: 'hub', maker: null, offline: false, businessDate: date, at: at('00:10', date) }) as const;

  test('agreed in November, in force on the first of December, and not twice', () => {
    const outlet = withUnit();
    const change = propose(outlet, proposal('unit', renamed, december));
    outlet.run(confirmSetting.name, agree(outlet, change), office(SECOND));
    expect(outlet.get(settingChange, change)?.status).toBe('agreed');
    expect(outlet.get(orgUnit, '41272801')?.name).toBe('老城镇支局');
    outlet.run(takeEffect.name, { change }, hub('2026-12-01'));
    expect(outlet.get(orgUnit, '41272801')?.name).toBe('老城中心支局');
    expect(outlet.get(settingChange, change)).toMatchObject({ status: 'in_force', checker: SECOND });
    expect(outlet.run(takeEffect.name, { change }, hub('2026-12-02')).code).toBe('SETTING_UNKNOWN');
  });

  test('it lapses when another change came first, and can be withdrawn before its day', () => {
    const outlet = withUnit();
    const [slow, quick, third] = [
      propose(outlet, proposal('unit', renamed, december)),
      propose(outlet, proposal('unit', { ...UNIT, phone: '03941234567' })),
      propose(outlet, proposal('unit', { ...UNIT, network_profile: '4g' }, december)),
    ];
    outlet.run(confirmSetting.name, agree(outlet, slow), office(SECOND));
    outlet.run(confirmSetting.name, agree(outlet, third), office(SECOND));
    outlet.run(confirmSetting.name, agree(outlet, quick), office(SECOND));
    outlet.run(withdrawSetting.name, { change: third, words: '改期' }, office(FIRST));
    outlet.run(takeEffect.name, { change: slow }, hub('2026-12-01'));
    expect(outlet.get(settingChange, slow)).toMatchObject({ status: 'lapsed', decision: 'SETTING_MOVED' });
    expect(outlet.get(settingChange, third)).toMatchObject({ status: 'withdrawn', decision: '改期' });
    expect(outlet.get(orgUnit, '41272801')).toMatchObject({ name: '老城镇支局', phone: '03941234567' });
    expect(code(outlet, withdrawSetting.name, { change: quick, words: '' })).toBe('SETTING_UNKNOWN');
  });
});
