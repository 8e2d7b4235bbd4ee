import { expect, test } from 'vitest';
import { employee } from '../../tables/employee.ts';
import { at, CHIEF, Outlet, TELLER } from '../outlet.ts';
import { changePin } from './change-pin.ts';

const verifier = { pin_salt: new Uint8Array(16).fill(1), pin_hash: new Uint8Array(32).fill(2) };

test('takes the place of the own verifier and of nothing else, at the centre only, by a person it knows', () => {
  const outlet = new Outlet('hub');
  const [before, chief] = [outlet.get(employee, TELLER), outlet.get(employee, CHIEF)];
  const done = outlet.run(changePin.name, verifier, { at: at('09:10'), basis: 'request' });
  expect(done).toMatchObject({ verdict: 'posted', postings: [] });
  expect(outlet.get(employee, TELLER)).toEqual({ ...before, ...verifier });
  expect(outlet.get(employee, CHIEF)).toEqual(chief);
  expect(changePin).toMatchObject({ offline: 'N', bases: ['request'], doors: ['terminal'] });
});
