import { expect, test } from 'vitest';
import { Alone, refusalOf } from '../alone.ts';
import { grantLease } from './grant-lease.ts';
import { returnLease } from './return-lease.ts';

const device = '00112233445566778899aabbccddeeff';
const grant = {
  lease: 'lease.1',
  device,
  issued_at: 0,
  expires_at: 100,
  share_fen: 1,
  counted_seq: 0,
  hot_list_version: 0,
  tills: [],
  previous: null,
  signature: new Uint8Array(64),
};

test('returning a lease twice keeps the first time', () => {
  const hub = new Alone();
  hub.apply(grantLease.name, grant);
  hub.apply(returnLease.name, { lease: 'lease.1' }, { device, capturedAt: 10 });
  hub.apply(returnLease.name, { lease: 'lease.1' }, { device, capturedAt: 20 });
  expect(hub.row('lease', 'lease.1')).toMatchObject({ returned_at: 10 });
});

test('a device cannot return the lease of another', () => {
  const hub = new Alone();
  hub.apply(grantLease.name, grant);
  const other = { device: 'ffeeddccbbaa99887766554433221100' };
  expect(refusalOf(hub.admit(returnLease.name, { lease: 'lease.1' }, other))).toBe('FIELD_FORMAT');
  expect(hub.apply(returnLease.name, { lease: 'lease.1' }, other).rows).toEqual([]);
});
