import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_PASSWORD as PASSWORD } from '../demo/staff.ts';
import { enrol, postJson, startTestHub, type TestHub } from './testing/hub.ts';

/** What the fuzz of the doors has found, each by its name. */
const OUTLET = '41272801';
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

test('a moment that is no whole number is refused, not a fault', async () => {
  const { device } = await enrol(hub, OUTLET);
  const good = { deviceId: device.deviceId, employeeNo: '41201900102', password: PASSWORD };
  const signature = 'A'.repeat(86);
  for (const at of [1.5, 2 ** 53, -0.1]) {
    const answer = await postJson(`${hub.url}/api/credential`, { ...good, at, signature });
    expect([answer.status, answer.body['code']]).toEqual([400, 'FIELD_FORMAT']);
  }
});

test('text that no database keeps (a zero character, half a character) is refused, not a fault', async () => {
  const { tablet, device } = await enrol(hub, OUTLET);
  const code = await hub.code(OUTLET);
  const asked = { deviceId: device.deviceId, employeeNo: '41201900102', at: Date.now(), signature: 'A'.repeat(86) };
  for (const text of ['\u0000', '\ud800']) {
    const enrolled = await postJson(`${hub.url}/api/enrol`, { ...tablet.enrolBody(code), appVersion: text });
    const credential = await postJson(`${hub.url}/api/credential`, { ...asked, password: text });
    expect([enrolled.status, credential.status]).toEqual([400, 400]);
  }
});
