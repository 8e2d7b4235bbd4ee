import { expect, test } from 'vitest';
import { Alone } from '../alone.ts';
import { restoreGap } from './restore-gap.ts';

test('a case says which door may miss what, and from when to when; no money moves', () => {
  const hub = new Alone();
  const span = { from: Date.UTC(2026, 10, 9, 10), to: Date.UTC(2026, 10, 11, 2), last: null };
  const { verdict, postings, cases } = hub.apply(restoreGap.name, { door: 'office', ...span }, { door: 'hub' });
  expect([verdict, postings]).toEqual(['posted', []]);
  expect(cases.map((one) => one.code)).toEqual(['RESTORE_GAP']);
  expect(cases[0]?.body).toMatchObject({
    severity: 'high',
    outlet_record: 'door=office',
    centre_record: `from=${span.from};to=${span.to};last=-;dates=2026-11-09..2026-11-11`,
  });
});
