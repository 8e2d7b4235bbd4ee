import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { certificateBytes, credentialBytes, credentialRequestBytes } from '../../shared/read-models/doors.ts';
import { createVerifier } from '../auth/keys.ts';
import { startHub } from '../hub.ts';
import { createLog } from '../log.ts';
import { enrol, makeTablet, postJson, startTestHub, type Tablet, type TestHub } from './testing/hub.ts';

const OUTLET = '41272801';
const PASSWORD = 'yizhan-demo-2026';
const DAY_MS = 86_400_000;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const askCredential = async (
  tablet: Tablet,
  request: { deviceId: string; employeeNo: string; password: string; at?: number },
) => {
  const body = { at: Date.now(), ...request };
  const signature = bytesToBase64(await tablet.delivery.sign(credentialRequestBytes(body)));
  return postJson(`${hub.url}/api/credential`, { ...body, signature });
};

describe('enrolment', () => {
  test('a code makes a tablet a terminal of its outlet, with a certificate the hub signed', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    expect(device.outlet).toEqual({ code: '41272801', name: '沈丘县老城镇邮政支局', nameEn: 'Laocheng Post Office' });
    expect(device.deviceNo).toMatch(/^\d\d$/);
    const { signingKey, deliveryKey, ecdhKey } = tablet.enrolBody('') as {
      signingKey: string;
      deliveryKey: string;
      ecdhKey: string;
    };
    const certificate = certificateBytes({
      deviceId: device.deviceId,
      deviceNo: device.deviceNo,
      outlet: OUTLET,
      signingKey,
      deliveryKey,
      ecdhKey,
      issuedAt: device.hubTime,
    });
    expect(device.certificate).toBe(bytesToBase64(certificate));
    const hubKey = base64ToBytes(device.hubSigningKey);
    expect(await createVerifier().verify(hubKey, base64ToBytes(device.certificateSignature), certificate)).toBe(true);
    const rows = await hub.hub.reads.rowsOf(OUTLET, (await import('../../shared/tables/device.ts')).device);
    expect(rows.find((row) => row.id === device.deviceId)?.row).toMatchObject({
      device_no: device.deviceNo,
      status: 'active',
    });
  });

  test('a lost answer may be asked for again: the same code and keys get the same number', async () => {
    const tablet = await makeTablet();
    const body = tablet.enrolBody(await hub.code(OUTLET));
    const first = await postJson(`${hub.url}/api/enrol`, body);
    const again = await postJson(`${hub.url}/api/enrol`, body);
    expect(again.status).toBe(200);
    expect(again.body['deviceNo']).toBe(first.body['deviceNo']);
  });

  test('a code works once, and not after it has expired', async () => {
    const code = await hub.code(OUTLET);
    await postJson(`${hub.url}/api/enrol`, (await makeTablet()).enrolBody(code));
    const second = await postJson(`${hub.url}/api/enrol`, (await makeTablet()).enrolBody(code));
    expect([second.status, second.body['code']]).toEqual([409, 'CODE_USED']);
    const old = await postJson(
      `${hub.url}/api/enrol`,
      (await makeTablet()).enrolBody(await hub.code(OUTLET, 2 * 3_600_000)),
    );
    expect([old.status, old.body['code']]).toEqual([410, 'CODE_EXPIRED']);
  });

  test('a code nobody issued is refused with what to do, and guessing at one is slowed down', async () => {
    const body = (await makeTablet()).enrolBody('2222-3333-4444');
    const first = await postJson(`${hub.url}/api/enrol`, body);
    expect([first.status, first.body['code']]).toEqual([403, 'CODE_WRONG']);
    expect(first.body['message']).toMatch(/county office/);
    for (let i = 0; i < 4; i++) await postJson(`${hub.url}/api/enrol`, body);
    const slowed = await postJson(`${hub.url}/api/enrol`, body);
    expect([slowed.status, slowed.body['code']]).toEqual([429, 'TOO_MANY_TRIES']);
  });

  test('a key that is not a point of P-256 is refused before the code is spent', async () => {
    const tablet = await makeTablet();
    const code = await hub.code(OUTLET);
    const bad = await postJson(`${hub.url}/api/enrol`, {
      ...tablet.enrolBody(code),
      deliveryKey: bytesToBase64(new Uint8Array(65).fill(4)),
    });
    expect([bad.status, bad.body['code'], bad.body['detail']]).toEqual([400, 'FIELD_FORMAT', { field: 'deliveryKey' }]);
    expect((await postJson(`${hub.url}/api/enrol`, tablet.enrolBody(code))).status).toBe(200);
  });
});

describe('credentials', () => {
  test('a clerk of the outlet gets 14 days of offline sign-on, signed by the hub', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const answer = await askCredential(tablet, {
      deviceId: device.deviceId,
      employeeNo: '41201900102',
      password: PASSWORD,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ employeeNo: '41201900102', name: '李建国', posts: ['teller'] });
    const expiresAt = answer.body['expiresAt'] as number;
    expect(expiresAt - (answer.body['hubTime'] as number)).toBe(14 * DAY_MS);
    const signature = base64ToBytes(answer.body['signature'] as string);
    const signed = credentialBytes(device.deviceId, '41201900102', expiresAt);
    expect(await createVerifier().verify(base64ToBytes(device.hubSigningKey), signature, signed)).toBe(true);
  });

  test('five wrong passwords lock the number for half an hour, the right one included', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const request = { deviceId: device.deviceId, employeeNo: '41201900103', password: 'wrong-password' };
    for (let i = 0; i < 5; i++) expect((await askCredential(tablet, request)).body['code']).toBe('LOGIN_BAD');
    const locked = await askCredential(tablet, { ...request, password: PASSWORD });
    expect([locked.status, locked.body['code']]).toEqual([423, 'TOO_MANY_TRIES']);
    const { waitS } = locked.body['detail'] as { waitS: number };
    expect(waitS).toBeGreaterThan(1_790);
    expect(waitS).toBeLessThanOrEqual(1_800);
  });

  test('another tablet cannot ask in the name of this one', async () => {
    const { device } = await enrol(hub, OUTLET);
    const stranger = await makeTablet();
    const answer = await askCredential(stranger, {
      deviceId: device.deviceId,
      employeeNo: '41201900102',
      password: PASSWORD,
    });
    expect([answer.status, answer.body['code']]).toEqual([403, 'BAD_SIGNATURE']);
  });

  test('an unknown device, a clerk of another outlet and an old request are refused', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    const clerk = { employeeNo: '41201900102', password: PASSWORD };
    expect((await askCredential(tablet, { ...clerk, deviceId: '0'.repeat(32) })).body['code']).toBe('NOT_ENROLLED');
    expect(
      (await askCredential(tablet, { deviceId: device.deviceId, employeeNo: '41201900202', password: PASSWORD })).body[
        'code'
      ],
    ).toBe('ROLE_DENIED');
    expect(
      (await askCredential(tablet, { ...clerk, deviceId: device.deviceId, at: Date.now() - 400_000 })).body['code'],
    ).toBe('CLOCK_UNTRUSTED');
  });

  test('a revoked device gets no credential', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    await hub.hub.directory.setDeviceStatus({ branch: OUTLET, device: device.deviceId, status: 'revoked' });
    const answer = await askCredential(tablet, {
      deviceId: device.deviceId,
      employeeNo: '41201900102',
      password: PASSWORD,
    });
    expect([answer.status, answer.body['code']]).toEqual([403, 'DEVICE_REVOKED']);
  });
});

describe('plain addresses', () => {
  test('readyz says that there is no archive elsewhere, and every answer carries the strict headers', async () => {
    const response = await fetch(`${hub.url}/readyz`);
    expect(await response.json()).toEqual({
      ready: true,
      database: 'up',
      notes: ['无异地存档 / no archive outside the data folder', '没有备份 / no backup is offered for restore'],
    });
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('metrics and logs hold no number, name or password of a person', async () => {
    const { tablet, device } = await enrol(hub, OUTLET);
    await askCredential(tablet, { deviceId: device.deviceId, employeeNo: '41201900104', password: 'wrong-password' });
    const metrics = await (await fetch(`${hub.url}/metrics`)).text();
    expect(metrics).toMatch(/yizhan_credentials_total\{result="LOGIN_BAD"\} \d+/);
    const all = metrics + hub.logged.join('');
    expect(all).not.toMatch(/41201900104|赵广义|wrong-password|\d{17}[\dX]/);
  });

  test('an unknown door is a clear 404, a page address without a built app too', async () => {
    for (const path of ['/api/nothing', '/sync/nothing', '/assets/none.js']) {
      const response = await fetch(hub.url + path);
      expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([
        path,
        404,
        'NOT_FOUND',
      ]);
    }
  });
});

test('a second hub on the same data folder is refused in one sentence', async () => {
  const log = createLog(() => undefined, Date.now);
  await expect(startHub({ ...hub.config, port: 0 }, log, '/nowhere')).rejects.toThrow(
    /^Another hub is serving the data folder .*stop it first/,
  );
});
