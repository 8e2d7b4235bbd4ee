import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../shared/kernel/hash.ts';
import { textToBytes } from '../../shared/kernel/bytes.ts';
import type { Database } from './database.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createPostgresStore } from './postgres-store.ts';
import { openTestDatabase } from './testing/database.ts';
import { AT, EMPTY, scopesOnly } from './testing/writes.ts';

const OUTLET = '41272801';
const HOUR = 3_600_000;
let db: Database;
let directory: Directory;
let close = async (): Promise<void> => undefined;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  directory = createDirectory(db, () => AT);
});
afterAll(() => close());

const hash = (text: string) => sha256(textToBytes(text));
const aClaim = (code: string, device: string, at = AT) => ({
  codeHash: hash(code),
  deviceId: device.repeat(32).slice(0, 32),
  signingKey: hash(device),
  deliveryKey: hash(device),
  ecdhKey: hash(device),
  at,
});
const issue = (code: string, outlet = OUTLET): Promise<void> =>
  directory.issueEnrolCode({ codeHash: hash(code), outlet, issuedBy: null, at: AT, expiresAt: AT + HOUR });

describe('claiming an outlet', () => {
  test('spends the code once, numbers devices from 01, and answers a repeat as it did first', async () => {
    await issue('A');
    await issue('B');
    expect(await directory.claimDevice(aClaim('A', '1'))).toEqual({
      ok: true,
      value: { outlet: OUTLET, deviceNo: '01', repeated: false },
    });
    expect(await directory.claimDevice(aClaim('A', '1'))).toEqual({
      ok: true,
      value: { outlet: OUTLET, deviceNo: '01', repeated: true },
    });
    expect(await directory.claimDevice(aClaim('A', '2'))).toEqual({ ok: false, error: 'CODE_USED' });
    expect(await directory.claimDevice(aClaim('B', '1'))).toEqual({ ok: false, error: 'DEVICE_KNOWN' });
    expect(await directory.claimDevice(aClaim('B', '2'))).toMatchObject({ value: { deviceNo: '02' } });
    const record = await createPostgresStore(db, scopesOnly).inBranch(OUTLET, (tx) => tx.device('1'.repeat(32)));
    expect(record).toMatchObject({ deviceNo: '01', status: 'active', seq: 0, signedSeq: 0, forkedAt: null });
  });

  test('refuses a code that nobody issued and one that has expired', async () => {
    await issue('C');
    expect(await directory.claimDevice(aClaim('never', '3'))).toEqual({ ok: false, error: 'CODE_WRONG' });
    expect(await directory.claimDevice(aClaim('C', '3', AT + HOUR))).toEqual({ ok: false, error: 'CODE_EXPIRED' });
  });

  test('by two devices at once with one code lets one in', async () => {
    await issue('D', '41272802');
    const both = await Promise.all([directory.claimDevice(aClaim('D', '4')), directory.claimDevice(aClaim('D', '5'))]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toEqual({ ok: false, error: 'CODE_USED' });
  });

  test('a revoked device keeps its number', async () => {
    expect(await directory.setDeviceStatus({ branch: OUTLET, device: '1'.repeat(32), status: 'revoked' })).toBe(true);
    expect(await directory.device('1'.repeat(32))).toMatchObject({ deviceNo: '01', status: 'revoked', outlet: OUTLET });
    await issue('E');
    expect(await directory.claimDevice(aClaim('E', '6'))).toMatchObject({ value: { deviceNo: '03' } });
  });
});

describe('log-ins', () => {
  const CLERK = '41202600001';
  test('five bad tries at once lock the number, and a good one after the lock clears the count', async () => {
    const posts = [
      { post: 'teller', from: '2026-01-01', to: null },
      { post: 'agent', from: '2026-12-01', to: null },
      { post: 'lobby_manager', from: '2026-01-01', to: '2026-11-09' },
    ];
    const body = { employee_no: CLERK, name: '李秀英', unit: OUTLET, posts, status: 'active' };
    await createPostgresStore(db, scopesOnly).inBranch(OUTLET, (tx) =>
      tx.commit({ ...EMPTY, rows: [{ table: 'employee', id: CLERK, body }] }),
    );
    await directory.setPassword({ employeeNo: CLERK, branch: OUTLET, passwordHash: '$argon2id$x', at: AT });
    expect(await directory.login(CLERK)).toEqual({
      employeeNo: CLERK,
      name: '李秀英',
      unit: OUTLET,
      posts: ['teller'],
      status: 'active',
      passwordHash: '$argon2id$x',
      mustChange: false,
      oneTimeUntil: null,
      failed: 0,
      lockedUntil: null,
    });
    const bad = { employeeNo: CLERK, good: false, at: AT, triesMax: 5, lockMs: HOUR / 2 };
    await Promise.all([1, 2, 3, 4].map(() => directory.noteLogin(bad)));
    expect(await directory.login(CLERK)).toMatchObject({ failed: 4, lockedUntil: null });
    await directory.noteLogin(bad);
    expect(await directory.login(CLERK)).toMatchObject({ lockedUntil: AT + HOUR / 2 });
    await directory.noteLogin({ ...bad, good: true });
    expect(await directory.login(CLERK)).toMatchObject({ failed: 0, lockedUntil: null });
  });

  test('a session ends at its time, or when it is closed', async () => {
    await directory.openSession({ tokenHash: hash('t'), employeeNo: CLERK, at: AT, expiresAt: AT + HOUR });
    expect(await directory.session(hash('t'), AT + HOUR - 1)).toEqual({ employeeNo: CLERK });
    expect(await directory.session(hash('t'), AT + HOUR)).toBeNull();
    await directory.closeSession(hash('t'));
    expect(await directory.session(hash('t'), AT)).toBeNull();
  });
});

test('a card number belongs to the card that claimed it first', async () => {
  expect(await directory.claimCard('token', { branch: OUTLET, card: '1' })).toBe(true);
  expect(await directory.claimCard('token', { branch: OUTLET, card: '1' })).toBe(true);
  expect(await directory.claimCard('token', { branch: '41272802', card: '9' })).toBe(false);
  expect(await directory.cardOf('token')).toEqual({ branch: OUTLET, card: '1' });
});

test('the audit trail is a chain: a changed line is found', async () => {
  await Promise.all(
    [1, 2, 3].map((n) =>
      directory.audit({ branch: OUTLET, at: AT + n, who: '41202600001', what: 'enrol-code', detail: `n ${n}` }),
    ),
  );
  expect(await directory.brokenAuditLine(OUTLET)).toBeNull();
  await db.query("UPDATE hub.audit SET actor = 'somebody else' WHERE branch_id = $1 AND n = 2", [OUTLET]);
  expect(await directory.brokenAuditLine(OUTLET)).toBe(2);
});
