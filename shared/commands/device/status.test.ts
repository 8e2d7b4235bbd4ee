import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { enrolDevice } from './enrol.ts';
import { declareDeviceLost, releaseDevice, revokeDevice } from './status.ts';

const TABLET = '00112233445566778899aabbccddeeff';
const words = '被盗';

function enrolled() {
  const hub = new Alone();
  hub.apply(enrolDevice.name, { device: TABLET, device_no: '01', outlet: '41272801', kind: 'tablet' });
  const status = () => hub.row('device', TABLET)?.['status'];
  const refused = (name: string, over = {}) =>
    refusalOf(hub.admit(name, { device: TABLET, words, missing_to: null, ...over }, { basis: 'request' }));
  return { hub, status, refused };
}

test('a stopped terminal is stopped in the row its outlet sees and in its journal', () => {
  const { hub, status } = enrolled();
  const judged = hub.apply(revokeDevice.name, { device: TABLET, words, missing_to: null });
  expect(status()).toBe('revoked');
  expect(judged.orders).toEqual([{ kind: 'set_status', device: TABLET, status: 'revoked' }]);
  expect(judged.cases).toEqual([]);
});

test('a lost terminal that recorded more than it sent leaves a case with what is missing', () => {
  const { hub, status } = enrolled();
  const judged = hub.apply(declareDeviceLost.name, { device: TABLET, words, missing_to: 57 });
  expect(status()).toBe('lost');
  expect(judged.cases).toMatchObject([
    { code: 'SEQ_GAP', id: `${TABLET.slice(0, 16)}.58/SEQ_GAP`, body: { device: TABLET, severity: 'high' } },
  ]);
});

test('only what was suspended is let go on; what was lost or stopped is enrolled anew', () => {
  const { hub, status, refused } = enrolled();
  hub.apply(releaseDevice.name, { device: TABLET, words, missing_to: null });
  expect(status()).toBe('active');
  hub.apply(revokeDevice.name, { device: TABLET, words, missing_to: null });
  expect(refused(releaseDevice.name)).toBe('DEVICE_STATE');
  expect(refused(revokeDevice.name)).toBe('DEVICE_STATE');
  expect(refused(declareDeviceLost.name)).toBeNull();
  expect(refused(declareDeviceLost.name, { words: ' ' })).toBe('REASON_REQUIRED');
  expect(refused(declareDeviceLost.name, { device: 'ff'.repeat(16) })).toBe('DEVICE_UNKNOWN');
});
