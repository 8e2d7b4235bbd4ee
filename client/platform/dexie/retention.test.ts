import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import { cashTransfer } from '../../../shared/tables/cash-transfer.ts';
import { recordToCbor } from '../../../shared/tables/fields.ts';
import type { FeedToken, Receipt } from '../../../sync/index.ts';
import { appendMany, newDatabase, NOW, openStore } from '../testing/store-fixture.ts';
import { pageFrom } from './row-codec.ts';
import type { SealedStore } from './store.ts';

const BRANCH = '41272801';
const token = (version: number): FeedToken => ({ epoch: 'e1', branch: BRANCH, version, commitId: `c${version}` });
const receipt = (seq: number): Receipt => ({
  seq,
  verdict: 'posted',
  first: null,
  code: null,
  split: null,
  version: 1,
});

/** `count` entries of which the first `settled` have their verdict and their rows. */
async function settle(store: SealedStore, count: number, settled: number): Promise<void> {
  await appendMany(store, count);
  const receipts = Array.from({ length: settled }, (_, i) => receipt(i + 1));
  await store.saveReceipts(new Uint8Array([1]), receipts.slice(0, 3), Math.min(3, settled));
  if (settled > 3) await store.saveReceipts(new Uint8Array([2]), receipts.slice(3), settled);
  const seqs = receipts.map((one) => one.seq);
  await store.applyChanges({ from: token(0), to: token(1), rows: [], more: false }, seqs, []);
}

describe('the acknowledged journal', () => {
  it('goes as far as it is settled, archived and old, with its receipts, and the chain still leads to the head', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await settle(store, 300, 290);
    await store.notePrint(2);
    const cut = await store.cutJournal({ before: NOW + 270, archivedSeq: 260 });
    expect(cut).toEqual({
      dropped: 259,
      kept: 41,
      trimmedSeq: 259,
      held: 9,
      reason: 'not_archived',
      pictures: 0,
    });
    expect(await store.fault()).toBeNull();
    expect([await db.journal.count(), await db.receipts.count(), await db.prints.count()]).toEqual([41, 31, 0]);
    // The batch of 1-3 is gone; the one that reaches over the line is kept whole, and so is its open segment.
    expect((await db.batches.toArray()).map((one) => [one.firstSeq, one.lastSeq])).toEqual([[4, 290]]);
    expect((await db.segments.toArray()).map((one) => one.firstSeq)).toEqual([257]);
    const again = await openStore(db);
    expect(await again.fault()).toBeNull();
    expect((await again.load()).head.seq).toBe(300);
    expect((await again.journalAfter(0, 500, 1_000_000)).map((one) => one.seq)[0]).toBe(260);
    await appendMany(again, 2);
    expect(await again.fault()).toBeNull();
  });

  it('never goes while it is the only copy: not archived, or without its verdict', async () => {
    const store = await openStore(newDatabase());
    await settle(store, 10, 4);
    const all = { before: NOW + 1_000 };
    expect(await store.cutJournal({ ...all, archivedSeq: 0 })).toMatchObject({
      dropped: 0,
      held: 10,
      reason: 'not_archived',
    });
    expect(await store.cutJournal({ ...all, archivedSeq: 10 })).toMatchObject({
      dropped: 3,
      kept: 7,
      held: 6,
      reason: 'not_settled',
    });
    expect(await store.cutJournal({ before: NOW, archivedSeq: 10 })).toMatchObject({ dropped: 0, held: 0 });
  });

  it('leaves the pictures of signatures, and counts those that nobody else has', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await store.withEvidence(new Uint8Array(32).fill(7), new Uint8Array([1]), () => appendMany(store, 1));
    await settle(store, 1, 2);
    expect(await store.cutJournal({ before: NOW + 100, archivedSeq: 2 })).toMatchObject({ dropped: 1, pictures: 1 });
    expect(await db.evidence.count()).toBe(1);
    await store.pictures.noteWhole(new Uint8Array(32).fill(7), 'e1');
    expect(await store.cutJournal({ before: NOW + 100, archivedSeq: 2 })).toMatchObject({ pictures: 0 });
    expect(await db.evidence.count()).toBe(1);
  });
});

describe('dated rows', () => {
  const day = (n: number, date: string) => ({
    table: 'account_day',
    id: `a${n}/${date}`,
    body: { account: `a${n}`, business_date: date, device: 'd', offline_out_fen: n },
  });
  const over = (_: string, row: Readonly<Record<string, unknown>>): boolean =>
    String(row['business_date']) < '2026-10-11';

  it('are written anew without those that are over, on pages and among the changes', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const rows = Array.from({ length: 150 }, (_, i) => day(i, i % 2 === 0 ? '2026-09-01' : '2026-11-01'));
    await store.saveSnapshotPage({ token: token(1), table: 'account_day', rows, next: null, rowsTotal: 150 });
    await store.swapSnapshot(BRANCH, [], []);
    const fresh = [day(900, '2026-09-02'), day(901, '2026-11-02')];
    await store.applyChanges({ from: token(1), to: token(2), rows: fresh, more: false }, [], []);
    expect(await store.dropRows(BRANCH, 'account_day', over)).toBe(76);
    expect([await db.base.count(), await db.delta.count()]).toEqual([2, 0]);
    for (const one of [store, await openStore(db)]) {
      expect(await one.fault()).toBeNull();
      expect(one.ids('account_day')).toHaveLength(76);
      const keys = ['a1/2026-11-01', 'a149/2026-11-01', 'a901/2026-11-02', 'a0/2026-09-01'].map((id) => ({
        table: 'account_day',
        id,
      }));
      const found = await one.rows(keys, true);
      expect(keys.map(({ id }) => found.get(`account_day:${id}`)?.['offline_out_fen'])).toEqual([
        1,
        149,
        901,
        undefined,
      ]);
    }
    expect(await store.dropRows(BRANCH, 'account_day', over)).toBe(0);
  });

  it('[SE23] stay while some of them cannot be read: written anew, those would be gone and nobody would know', async () => {
    const db = newDatabase();
    const first = await openStore(db);
    const rows = [...Array(100).keys()].map((i) => day(i, '2026-09-01'));
    await first.saveSnapshotPage({ token: token(1), table: 'account_day', rows, next: null, rowsTotal: 100 });
    await first.swapSnapshot(BRANCH, [], []);
    const [page] = await db.base.toArray();
    if (page !== undefined) await db.base.put({ ...page, sealed: page.sealed.map((byte) => byte ^ 1) });
    const store = await openStore(db);
    expect(await store.dropRows(BRANCH, 'account_day', over)).toBe(0);
    expect([store.isBroken(BRANCH), store.ids('account_day').length, await db.base.count()]).toEqual([true, 100, 2]);
  });

  it('stay while a new replica is being loaded', async () => {
    const store = await openStore(newDatabase());
    const rows = [day(1, '2026-09-01')];
    await store.saveSnapshotPage({ token: token(1), table: 'account_day', rows, next: null, rowsTotal: 1 });
    expect(await store.dropRows(BRANCH, 'account_day', over)).toBe(0);
  });
});

it('a row an older build stored reads with the fields added since as nothing', () => {
  const fields = Object.fromEntries(Object.entries(cashTransfer.fields).filter(([name]) => name !== 'settled_fen'));
  const row = {
    ...{ kind: 'till', from_till: '01', to_till: '00', business_date: '2026-11-10', sent_fen: 5, sent_at: 1 },
    ...{ sent_by: null, sent_device: null, answer: 'none', accepted_fen: 0, answered_at: null, answered_by: null },
    ...{ answered_device: null, returned_fen: 0, confirmed: false, nonce: 'n', seal_no: null, escorts: [] },
    denominations: [],
  };
  const page = pageFrom('cash_transfer', encodeCbor([['t1', [0, recordToCbor(fields, row)]]]));
  expect(page.get('t1')).toEqual({ ...row, settled_fen: 0 });
});
