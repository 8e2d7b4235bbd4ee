import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { enrolDevice } from './enrol.ts';
import { lendAgain, stopLending } from './lending.ts';
import { revokeDevice } from './status.ts';

const TABLET = '00112233445566778899aabbccddeeff';
const office = { door: 'office', basis: 'request' } as const;

function enrolled() {
  const hub = new Alone();
  hub.apply(enrolDevice.name, { device: TABLET, device_no: '01', outlet: '41272801', kind: 'tablet' });
  const ask = { device: TABLET, words: '平板送修' };
  const refused = (name: string, over = {}) => refusalOf(hub.admit(name, { ...ask, ...over }, office));
  return { hub, ask, refused, stopped: () => hub.row('device_quota', TABLET)?.['stopped'] ?? false };
}

test('a terminal is lent nothing from the decision on, and again from the next', () => {
  const { hub, ask, refused, stopped } = enrolled();
  expect(refused(lendAgain.name)).toBe('NOTHING_TO_CHANGE');
  hub.apply(stopLending.name, ask, office);
  expect(stopped()).toBe(true);
  expect(hub.row('device_quota', TABLET)).toMatchObject({ at: Date.UTC(2026, 10, 10, 2), words: '平板送修' });
  expect(refused(stopLending.name)).toBe('NOTHING_TO_CHANGE');
  hub.apply(lendAgain.name, ask, office);
  expect(stopped()).toBe(false);
});

test('it needs a reason, and a terminal that is in service', () => {
  const { hub, refused } = enrolled();
  expect(refused(stopLending.name, { words: ' ' })).toBe('REASON_REQUIRED');
  expect(refused(stopLending.name, { device: 'ff'.repeat(16) })).toBe('DEVICE_UNKNOWN');
  hub.apply(revokeDevice.name, { device: TABLET, words: '停用', missing_to: null });
  expect(refused(stopLending.name)).toBe('DEVICE_STATE');
});
