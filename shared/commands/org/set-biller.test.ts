import { expect, test } from 'vitest';
import { biller } from '../../tables/biller.ts';
import { Outlet } from '../outlet.ts';
import { setBiller } from './set-biller.ts';

const power = {
  biller: 'power-412728',
  name: '沈丘县供电公司',
  name_en: 'Shenqiu Power',
  kind: 'power',
  status: 'open',
  cut_off_minute: 1020,
};
const of = { door: 'hub', maker: null } as const;

test('a biller is written under its code and closed by the same command; a code that is none is refused', () => {
  const county = new Outlet('hub', '412728');
  county.run(setBiller.name, power, of);
  expect(county.get(biller, 'power-412728')).toMatchObject({ name: '沈丘县供电公司', status: 'open' });
  county.run(setBiller.name, { ...power, status: 'closed' }, of);
  expect(county.get(biller, 'power-412728')?.status).toBe('closed');
  expect(county.refusal(setBiller.name, { ...power, biller: 'x' }, of)?.code).toBe('FIELD_FORMAT');
});
