import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64 } from '../../shared/kernel/bytes.ts';
import { credentialRequestBytes } from '../../shared/read-models/doors.ts';
import type { ChangesAnswer, PasswordAnswer, SettingAnswer } from '../../shared/read-models/office-settings.ts';
import { makeTablet, postJson, startTestHub, type Tablet, type TestHub } from './testing/hub.ts';
import { atOffice, SECOND, type OfficePerson } from './testing/office.ts';

/** Somebody new gets a first password by two persons, chooses their own, and so does somebody who forgot theirs. */

const OUTLET = '41272801';
const HR = '41201990007';
const NEW = '41202600001';
const TELLER = '41201900102';
const CHOSEN = 'shui-diao-2026';
let hub: TestHub;
let hr: OfficePerson;
let ops: OfficePerson;
let tablet: Tablet;
let deviceId = '';

async function propose(what: string, after: object): Promise<string> {
  const today = (await hr.get<ChangesAnswer>('/settings/changes')).businessDate;
  const of = { step: 'propose', branch: OUTLET, what, after, effectiveFrom: today, words: '新员工到岗' };
  const done = await hr.command<SettingAnswer>('/settings/step', of);
  expect(done).toMatchObject({ verdict: 'posted', code: null });
  return done.commandId;
}
const lineOf = async (who: OfficePerson, id: string) =>
  (await who.get<ChangesAnswer>('/settings/changes?state=all')).changes.find((one) => one.id === id);
async function agree(change: string): Promise<void> {
  const shown = (await lineOf(ops, change))?.hash;
  const of = { step: 'confirm', branch: OUTLET, change, shown, agreed: true, words: '' };
  expect(await ops.command('/settings/step', of)).toMatchObject({ verdict: 'posted', code: null });
}
const draw = (who: OfficePerson, change: string, commandId: string = randomUUID()) =>
  who.post('/settings/password', { commandId, branch: OUTLET, change });
const signOn = (employeeNo: string, password: string, newPassword?: string) =>
  postJson(`${hub.url}/api/office/sign-on`, { employeeNo, password, newPassword });
async function credential(employeeNo: string, password: string, newPassword?: string) {
  const body = {
    deviceId,
    employeeNo,
    password,
    at: Date.now(),
    ...(newPassword === undefined ? {} : { newPassword }),
  };
  const signature = bytesToBase64(await tablet.delivery.sign(credentialRequestBytes(body)));
  return postJson(`${hub.url}/api/credential`, { ...body, signature });
}

beforeAll(async () => {
  hub = await startTestHub();
  hr = await atOffice(hub, HR);
  ops = await atOffice(hub, SECOND);
  tablet = await makeTablet();
  const enrolled = await postJson(`${hub.url}/api/enrol`, tablet.enrolBody(await hub.code(OUTLET)));
  deviceId = String(enrolled.body['deviceId']);
}, 120_000);
afterAll(() => hub.stop());

describe('first passwords', () => {
  it('a person entered on the page gets one by two persons; it only lets them choose their own', async () => {
    const posts = [{ post: 'teller', from: '2026-01-01', to: null }];
    const person = { employee_no: NEW, name: '林小雨', unit: OUTLET, posts, status: 'active' };
    await agree(await propose('employee', person));
    expect(await signOn(NEW, 'whatever-1')).toMatchObject({ status: 401 });

    const change = await propose('password', { employee: NEW });
    expect((await lineOf(hr, change))?.mayDraw).toBe(false);
    expect((await draw(hr, change)).status).toBe(403);
    await agree(change);
    expect((await lineOf(ops, change))?.mayDraw).toBe(false);
    expect((await draw(ops, change)).status).toBe(403);
    expect((await lineOf(hr, change))?.mayDraw).toBe(true);
    const first = randomUUID();
    const given = (await draw(hr, change, first)).body as PasswordAnswer;
    expect(given).toMatchObject({ verdict: 'posted' });
    expect(given.password).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect(given.pin).toMatch(/^\d{6}$/);
    // The answer was lost: the same press again gives a password that counts, the first one no more.
    const again = (await draw(hr, change, first)).body as PasswordAnswer;
    expect(again.pin).toBeNull();
    expect(again.password).not.toBe(given.password);
    expect((await draw(hr, change)).body).toMatchObject({ verdict: 'rejected', code: 'PASSWORD_DRAWN' });
    expect((await credential(NEW, given.password ?? '')).status).toBe(401);

    const once = again.password ?? '';
    expect((await credential(NEW, once)).body).toMatchObject({ code: 'PASSWORD_CHANGE' });
    expect((await credential(NEW, once, 'short')).body).toMatchObject({ code: 'PASSWORD_SHORT' });
    expect((await credential(NEW, once, once)).body).toMatchObject({ code: 'PASSWORD_SAME' });
    expect(await credential(NEW, once, CHOSEN)).toMatchObject({ status: 200, body: { name: '林小雨' } });
    expect((await credential(NEW, once)).status).toBe(401);
    expect((await credential(NEW, CHOSEN)).status).toBe(200);
    // And the press that gave it gives nothing any more.
    expect((await draw(hr, change, first)).body).toMatchObject({ verdict: 'posted', password: null, pin: null });
    expect((await credential(NEW, CHOSEN)).status).toBe(200);
    const log = await hub.hub.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM hub.command_log WHERE position(convert_to($1, 'UTF8') IN bytes) > 0`,
      [once],
    );
    expect(log).toEqual([{ n: 0 }]);
  });

  it('who forgot theirs loses the old one and their sessions, and at the office chooses anew', async () => {
    const other = await atOffice(hub, TELLER);
    await expect(other.get('/me')).resolves.toMatchObject({ employeeNo: TELLER });
    const change = await propose('password', { employee: TELLER });
    await agree(change);
    const { password } = (await draw(hr, change)).body as PasswordAnswer;
    expect(await other.get('/me')).toBeNull();
    expect((await credential(TELLER, 'yizhan-demo-2026')).status).toBe(401);
    expect(await signOn(TELLER, password ?? '')).toMatchObject({ status: 403, body: { code: 'PASSWORD_CHANGE' } });
    expect(await signOn(TELLER, password ?? '', CHOSEN)).toMatchObject({ status: 200 });
    expect((await signOn(TELLER, CHOSEN)).status).toBe(200);
  });

  it('a one-time password has its last day', async () => {
    const change = await propose('password', { employee: NEW });
    await agree(change);
    const { password } = (await draw(hr, change)).body as PasswordAnswer;
    await hub.hub.db.query('UPDATE hub.employee_login SET one_time_until = $2 WHERE employee_no = $1', [NEW, 1]);
    expect((await signOn(NEW, password ?? '', CHOSEN)).body).toMatchObject({ code: 'PASSWORD_OVER' });
  });

  it('nobody asks for their own, and a post that may not asks for none', async () => {
    const today = (await hr.get<ChangesAnswer>('/settings/changes')).businessDate;
    const of = { step: 'propose', what: 'password', effectiveFrom: today, words: '忘了' };
    const own = { ...of, branch: '412728', after: { employee: HR } };
    expect(await hr.command('/settings/step', own)).toMatchObject({ verdict: 'rejected', code: 'AUTH_SELF' });
    const body = { commandId: randomUUID(), ...of, branch: OUTLET, after: { employee: TELLER } };
    expect((await ops.post('/settings/step', body)).status).toBe(403);
  });
});
