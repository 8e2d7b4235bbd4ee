import { expect, test } from 'vitest';
import { duty } from '../../tables/duty.ts';
import { employee } from '../../tables/employee.ts';
import { MANAGER, Outlet, TELLER } from '../outlet.ts';
import { setDuty } from './set-duty.ts';

const OFFICE = { door: 'office', basis: 'request', offline: false } as const;

test('R52: people are named for a duty, another list takes the place of the first', () => {
  const outlet = new Outlet();
  outlet.run(setDuty.name, { duty: 'statistics', people: [{ employee: TELLER }, { employee: MANAGER }] }, OFFICE);
  outlet.run(setDuty.name, { duty: 'statistics', people: [{ employee: MANAGER }] }, OFFICE);
  expect(outlet.get(duty, 'statistics')).toEqual({ people: [{ employee: MANAGER }] });
});

test('somebody who does not work here, or has left, is not named', () => {
  const outlet = new Outlet();
  const refused = (who: string) =>
    outlet.refusal(setDuty.name, { duty: 'statistics', people: [{ employee: who }] }, OFFICE)?.code ?? null;
  expect(refused('41202699999')).toBe('ORIGINAL_UNKNOWN');
  outlet.change(employee, TELLER, { status: 'left' });
  expect(refused(TELLER)).toBe('ORIGINAL_UNKNOWN');
  expect(refused(MANAGER)).toBeNull();
});
