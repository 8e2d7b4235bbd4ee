import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { treeFault } from './set-unit.ts';

const county = {
  code: '412728',
  name: '沈丘县',
  name_en: 'Shenqiu',
  level: 'county',
  kind: 'management',
  parent: '4127',
  region_code: '412728',
  rural: true,
  phone: null,
  network_profile: '3g',
  till_limit_fen: 20_000_000,
  vault_limit_fen: 50_000_000,
  pension_days: [{ day: 10 }],
  status: 'open',
};

test('a unit is written in its own branch and told to its parent by message', () => {
  const hub = new Alone();
  const judged = hub.apply('org.set_unit', county, { branch: '412728' });
  expect(hub.row('org_unit', '412728')).toEqual(county);
  expect(judged.messages.map(({ toBranch, command }) => [toBranch, command])).toEqual([['4127', 'org.set_unit']]);
});

test('the parent takes the message and sends it no further', () => {
  const hub = new Alone();
  expect(hub.apply('org.set_unit', county, { branch: '4127', door: 'message' }).messages).toEqual([]);
  expect(hub.row('org_unit', '412728')).toEqual(county);
});

test('the code of a parent is the prefix of its child, one level up', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit('org.set_unit', county, { branch: '412728' }))).toBe(null);
  expect(refusalOf(hub.admit('org.set_unit', { ...county, parent: '4128' }, { branch: '412728' }))).toBe(
    'FIELD_FORMAT',
  );
  expect(treeFault({ code: '41272801', level: 'county', parent: '4127' })).toBe('code');
  expect(treeFault({ code: '41', level: 'province', parent: null })).toBe(null);
});
