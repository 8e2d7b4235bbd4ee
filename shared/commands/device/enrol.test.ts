import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { enrolDevice } from './enrol.ts';

const tablet = { device: '00112233445566778899aabbccddeeff', device_no: '01', outlet: '41272801', kind: 'tablet' };

test('an enrolled tablet is active from its first day, also after enrolling again', () => {
  const hub = new Alone();
  hub.apply(enrolDevice.name, tablet, { capturedAt: 1_000 });
  hub.apply(enrolDevice.name, { ...tablet, device_no: '02' }, { capturedAt: 2_000 });
  expect(hub.row('device', tablet.device)).toEqual({
    device_no: '02',
    outlet: '41272801',
    kind: 'tablet',
    status: 'active',
    enrolled_at: 1_000,
  });
});

test('a device number is 01 to 99 and the outlet is the branch itself', () => {
  const hub = new Alone();
  expect(refusalOf(hub.admit(enrolDevice.name, { ...tablet, device_no: '00' }))).toBe('FIELD_FORMAT');
  expect(refusalOf(hub.admit(enrolDevice.name, tablet, { branch: '41272802' }))).toBe('FIELD_FORMAT');
});
