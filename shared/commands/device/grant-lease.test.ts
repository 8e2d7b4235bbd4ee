import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { grantLease } from './grant-lease.ts';

const HOUR = 3_600_000;
const grant = {
  lease: 'lease.1',
  device: '00112233445566778899aabbccddeeff',
  issued_at: 0,
  expires_at: 72 * HOUR,
  share_fen: 3_333_333,
  counted_seq: 0,
  hot_list_version: 0,
  tills: [{ till: '01' }],
  previous: null,
  signature: new Uint8Array(64),
};

test('a renewal returns the previous lease in the same act', () => {
  const hub = new Alone();
  hub.apply(grantLease.name, grant, { capturedAt: 0 });
  hub.apply(
    grantLease.name,
    { ...grant, lease: 'lease.2', issued_at: HOUR, expires_at: 73 * HOUR, previous: 'lease.1' },
    { capturedAt: HOUR },
  );
  expect(hub.row('lease', 'lease.1')).toMatchObject({ returned_at: HOUR, share_fen: 3_333_333 });
  expect(hub.row('lease', 'lease.2')).toMatchObject({ returned_at: null, previous: 'lease.1' });
});

test('a previous lease that is not known here stops nothing', () => {
  const hub = new Alone();
  expect(hub.apply(grantLease.name, { ...grant, previous: 'lease.0' }).rows.length).toBe(1);
});

test('a lease that ends before it begins is refused', () => {
  expect(refusalOf(new Alone().admit(grantLease.name, { ...grant, expires_at: 0 }))).toBe('FIELD_FORMAT');
});
