import { webcrypto } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import {
  credentialRequestBytes,
  guestAnswerPurpose,
  guestPurpose,
  type CredentialRequest,
} from '../../shared/read-models/doors.ts';
import { openBox, sealTo } from '../auth/sealing.ts';
import { DEMO_PASSWORD as PASSWORD } from '../demo/staff.ts';
import { enrol, postJson, startTestHub, type Tablet, type TestHub } from './testing/hub.ts';

/** The hub's part in letting a clerk in who is new to a locked tablet (ADR 9). */
const OUTLET = '41272801';
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

type Asked = Pick<CredentialRequest, 'deviceId' | 'employeeNo' | 'password' | 'guest'>;
const askCredential = async (tablet: Tablet, asked: Asked) => {
  const body = { at: Date.now(), ...asked };
  const signature = bytesToBase64(await tablet.delivery.sign(credentialRequestBytes(body)));
  return postJson(`${hub.url}/api/credential`, { ...body, signature });
};

test('a locked tablet gets the key of its own spare copy, for a clerk of the outlet only', async () => {
  const { tablet, device } = await enrol(hub, OUTLET);
  const other = await enrol(hub, OUTLET);
  const { deviceId, hubSealingKey } = device;
  const clerk = '41201900102';
  const between = webcrypto.getRandomValues(new Uint8Array(32));
  const pair = await webcrypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const raw = new Uint8Array(await webcrypto.subtle.exportKey('raw', pair.publicKey));
  const box = bytesToBase64(await sealTo(base64ToBytes(hubSealingKey), guestPurpose(deviceId), between));
  const guest = { box, point: bytesToBase64(raw) };
  const good = await askCredential(tablet, { deviceId, employeeNo: clerk, password: PASSWORD, guest });
  const sealed = base64ToBytes(String(good.body['guestKey']));
  expect(await openBox(pair.privateKey, guestAnswerPurpose(deviceId, clerk), sealed)).toEqual(between);
  expect(await openBox(pair.privateKey, guestAnswerPurpose(deviceId, '41201900103'), sealed)).toBeNull();
  expect(JSON.stringify(good.body)).not.toContain(bytesToBase64(between));
  // The box of this tablet shown by another one, a wrong point and a box of nothing open nothing; the credential stands.
  const ofOther = { deviceId: other.device.deviceId, employeeNo: clerk, password: PASSWORD };
  const cases = [
    await askCredential(other.tablet, { ...ofOther, guest }),
    await askCredential(tablet, {
      ...{ deviceId, employeeNo: clerk, password: PASSWORD },
      guest: { box, point: bytesToBase64(new Uint8Array(65).fill(4)) },
    }),
    await askCredential(tablet, {
      ...{ deviceId, employeeNo: clerk, password: PASSWORD },
      guest: { ...guest, box: bytesToBase64(new Uint8Array(125)) },
    }),
  ];
  expect(cases.map((one) => [one.status, 'guestKey' in one.body])).toEqual([
    [200, false],
    [200, false],
    [200, false],
  ]);
  for (const wrong of [{ password: 'wrong-password' }, { employeeNo: '41201900202' }])
    expect(
      (await askCredential(tablet, { deviceId, employeeNo: clerk, password: PASSWORD, guest, ...wrong })).body,
    ).not.toHaveProperty('guestKey');
  expect(await hub.hub.directory.brokenAuditLine(OUTLET)).toBeNull();
  await hub.hub.directory.setDeviceStatus({ branch: OUTLET, device: deviceId, status: 'lost' });
  const lost = await askCredential(tablet, { deviceId, employeeNo: clerk, password: PASSWORD, guest });
  expect([lost.status, 'guestKey' in lost.body]).toEqual([403, false]);
});
