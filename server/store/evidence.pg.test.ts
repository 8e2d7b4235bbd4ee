import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Database } from './database.ts';
import { createEvidenceKeeper, EVIDENCE_BYTES_MAX } from './evidence.ts';
import { openTestDatabase } from './testing/database.ts';

let db: Database;
let close = async (): Promise<void> => undefined;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
});
afterAll(() => close());
beforeEach(() => db.query("DELETE FROM hub.evidence WHERE branch_id = '41272801'"));

const bytes = Uint8Array.from({ length: 10_000 }, (_, n) => (n * 31 + (n >> 8)) & 255);
const AT = 1_790_000_000_000;

const piece = (from: number, to: number, whole: Bytes = bytes, hash: Bytes = sha256(whole)) =>
  createEvidenceKeeper(db).keep({
    branch: '41272801',
    device: 'ab'.repeat(16),
    hash,
    total: whole.length,
    from,
    part: whole.slice(from, to),
    at: AT,
  });
const count = async (): Promise<number> =>
  (await db.query<{ n: number }>("SELECT count(*)::int AS n FROM hub.evidence WHERE branch_id = '41272801'"))[0]?.n ??
  -1;

test('[EV2] pieces are put together in order; one that comes twice, or too early, changes nothing', async () => {
  expect(await piece(0, 0)).toEqual({ bytes: 0, state: 'part' });
  expect(await count()).toBe(0);
  expect(await piece(4_000, 8_000)).toEqual({ bytes: 0, state: 'part' });
  expect(await piece(0, 4_000)).toEqual({ bytes: 4_000, state: 'part' });
  expect(await piece(0, 4_000)).toEqual({ bytes: 4_000, state: 'part' });
  expect(await piece(8_000, 10_000)).toEqual({ bytes: 4_000, state: 'part' });
  expect(await piece(0, 0)).toEqual({ bytes: 4_000, state: 'part' });
  expect(await piece(4_000, 10_000)).toEqual({ bytes: 10_000, state: 'whole' });
  expect(await piece(0, 4_000)).toEqual({ bytes: 10_000, state: 'whole' });
  const [row] = await db.query<{ bytes: Bytes; at: number }>('SELECT bytes, whole_at AS at FROM hub.evidence');
  expect([new Uint8Array(row?.bytes ?? []), row?.at]).toEqual([bytes, AT]);
});

test('[EV3] what is not what its hash says, is empty or too large is refused, and nothing of it stays', async () => {
  const forged = sha256(new Uint8Array([1]));
  expect(await piece(0, 4_000, bytes, forged)).toEqual({ bytes: 4_000, state: 'part' });
  expect(await piece(4_000, 10_000, bytes, forged)).toEqual({ bytes: 0, state: 'refused' });
  expect(await piece(0, 0, new Uint8Array(0))).toEqual({ bytes: 0, state: 'refused' });
  const large = new Uint8Array(EVIDENCE_BYTES_MAX + 1);
  expect(await piece(0, 4_000, large)).toEqual({ bytes: 0, state: 'refused' });
  expect(await count()).toBe(0);
  // Whole before its end: the length was not what the tablet said.
  const longer = Uint8Array.from([...bytes, 1]);
  expect(await piece(0, 10_000, longer, sha256(bytes))).toEqual({ bytes: 0, state: 'refused' });
  expect(await count()).toBe(0);
});

test('[EV3] a tablet leaves no more than 64 pictures unfinished', async () => {
  const one = (n: number): Bytes => Uint8Array.from([n, 1, 2, 3]);
  for (let n = 0; n < 64; n++) expect((await piece(0, 2, one(n))).state).toBe('part');
  expect(await piece(0, 2, one(64))).toEqual({ bytes: 0, state: 'refused' });
  expect(await piece(2, 4, one(7))).toEqual({ bytes: 4, state: 'whole' });
  expect((await piece(0, 2, one(64))).state).toBe('part');
});

test('[EV4] it is archived once every backup still offered was made after it was whole', async () => {
  await piece(0, 10_000);
  const state = async () => (await piece(0, 0)).state;
  const backup = (n: number, madeAt: number) =>
    db.query('INSERT INTO hub.backup (backup_id, made_at, folder, devices) VALUES ($1, $2, $3, $4::jsonb)', [
      `00000000-0000-4000-8000-00000000000${String(n)}`,
      madeAt,
      `/backup/${String(n)}`,
      '[]',
    ]);
  expect(await state()).toBe('whole');
  await backup(1, AT - 1);
  await backup(2, AT + 120_000);
  expect(await state()).toBe('whole');
  await db.query("UPDATE hub.backup SET withdrawn_at = 1 WHERE folder = '/backup/1'");
  expect(await state()).toBe('archived');
  // Made so soon after that its snapshot may lack it.
  await backup(3, AT + 30_000);
  expect(await state()).toBe('whole');
});
