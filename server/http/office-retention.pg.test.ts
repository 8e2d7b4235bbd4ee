import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../shared/kernel/dates.ts';
import type { DevicesAnswer } from '../../shared/read-models/office.ts';
import type { RetentionAnswer } from '../../shared/read-models/office-retention.ts';
import { letGo } from '../jobs/retention.ts';
import { enrol, startTestHub, type TestHub } from './testing/hub.ts';
import { AGENT, atOffice, SECOND, SUPERVISION, type OfficePerson } from './testing/office.ts';

/** What the centre lets go by itself, and the report of it and of the tablets. */

const OUTLET = '41272804';
let hub: TestHub;
let ops: OfficePerson;

beforeAll(async () => {
  hub = await startTestHub();
  ops = await atOffice(hub, SECOND);
}, 120_000);
afterAll(() => hub.stop());

const read = () => ops.get<RetentionAnswer>('/retention');
const ofKind = (answer: RetentionAnswer, kind: string) => answer.hub?.find((one) => one.kind === kind);

describe('retention', () => {
  it('lets go sign-ons and codes nobody can use, and nothing of what happened', async () => {
    const now = Date.now();
    const { db } = hub.hub;
    const session = (n: number, expires: number) =>
      db.query(
        'INSERT INTO hub.session (token_hash, employee_no, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $3)',
        [Buffer.alloc(32, n), '41201990009', expires],
      );
    const code = (n: number, expires: number, used: number | null) =>
      db.query(
        'INSERT INTO hub.enrol_code (code_hash, branch_id, issued_at, expires_at, used_at) VALUES ($1, $2, $3, $3, $4)',
        [Buffer.alloc(32, n), OUTLET, expires, used],
      );
    await session(1, now - DAY_MS - 1000);
    await session(2, now - DAY_MS + 60_000);
    await code(1, now - 31 * DAY_MS, null);
    await code(2, now - 40 * DAY_MS, now - 29 * DAY_MS);
    const before = await read();
    await letGo({ db, now: () => now });
    await letGo({ db, now: () => now + 1 });
    const after = await read();
    expect(ofKind(after, 'sessions')).toMatchObject({
      kept: (ofKind(before, 'sessions')?.kept ?? 0) - 1,
      dropped: 1,
      droppedAt: now,
      lookedAt: now + 1,
    });
    expect(ofKind(after, 'enrol_codes')).toMatchObject({ dropped: 1, droppedAt: now });
    for (const kind of ['journal', 'postings', 'customers']) {
      expect(ofKind(after, kind)).toEqual({ ...ofKind(before, kind), dropped: 0, lookedAt: null });
      expect(ofKind(after, kind)?.kept).toBeGreaterThan(100);
    }
  });

  it('says of each tablet what it keeps and what is held back, and when its customers’ data are locked', async () => {
    const { device } = await enrol(hub, OUTLET);
    const { db } = hub.hub;
    const line = async () => (await read()).devices.find((one) => one.device === device.deviceId);
    expect(await line()).toMatchObject({ told: null, archived: 0, outlet: { code: OUTLET } });
    const body = {
      at: 5,
      journal_kept: 40,
      trimmed_seq: 260,
      held: 9,
      held_reason: 'not_archived',
      rows_dropped: 7,
      pictures: 3,
    };
    await db.query(
      `INSERT INTO hub.row (branch_id, kind, id, version, scope, body) VALUES ($1, 'retention_report', $2, 0, 'never', $3)`,
      [OUTLET, device.deviceId, JSON.stringify(body)],
    );
    const seen = Date.now() - 11 * DAY_MS;
    await db.query('UPDATE hub.device SET seq = 300, archived_seq = 280, last_seen_at = $2 WHERE device_id = $1', [
      device.deviceId,
      seen,
    ]);
    expect(await line()).toMatchObject({
      recorded: 300,
      archived: 280,
      lockedSince: seen + 10 * DAY_MS,
      told: { kept: 40, trimmed: 260, held: 9, reason: 'not_archived', rows: 7, pictures: 3 },
    });
    expect((await read()).lockDays).toBe(10);
    // Of one that has told of its storage alone nothing is known of what it keeps; the page of devices says it.
    const supervision = await atOffice(hub, SUPERVISION);
    const wornSince = async () =>
      (await supervision.get<DevicesAnswer>('/devices')).devices.find((one) => one.id === device.deviceId)?.wornSince;
    expect(await wornSince()).toBeNull();
    await db.query("UPDATE hub.row SET body = body || $1::jsonb WHERE kind = 'retention_report' AND id = $2", [
      JSON.stringify({ at: 0, worn_since: 1_796_000_000_000 }),
      device.deviceId,
    ]);
    expect((await line())?.told).toBeNull();
    expect(await wornSince()).toBe(1_796_000_000_000);
  });

  it('is for those who keep the settings', async () => {
    for (const other of [AGENT, SUPERVISION])
      await expect((await atOffice(hub, other)).get('/retention')).rejects.toThrow('403');
  });
});
