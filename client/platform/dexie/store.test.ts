import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { decodeCbor } from '../../../shared/kernel/cbor.ts';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { segmentPurpose } from '../../../shared/kernel/sealed-form.ts';
import { decodeEntry, type FeedToken, type Receipt } from '../../../sync/index.ts';
import { appendMany, DEVICE, EMPTY, hubKeys, newDatabase, openStore, recordAfter } from '../testing/store-fixture.ts';
import { SealBroken, unseal } from '../vault/cipher.ts';
import { openBox } from '../vault/sealed-box.ts';

const token = (version: number, branch = '41272801'): FeedToken => ({
  epoch: 'e1',
  branch,
  version,
  commitId: `c${version}`,
});
const receipt = (seq: number, verdict: Receipt['verdict'], version = 1): Receipt => ({
  seq,
  verdict,
  first: null,
  code: null,
  split: null,
  version,
});

describe('the journal at rest', () => {
  it('gives back every entry, its optimistic row and the head after the browser was killed', async () => {
    const db = newDatabase();
    const head = await appendMany(await openStore(db), 5);
    const again = await openStore(db);
    expect((await again.load()).head).toEqual(head);
    expect((await again.load()).pending).toEqual([1, 2, 3, 4, 5]);
    expect((await again.journalAfter(2, 10, 1_000_000)).map((r) => r.seq)).toEqual([3, 4, 5]);
    expect((await again.rows([{ table: 'probe', id: 'r5' }])).get('probe:r5')).toEqual({ n: 5 });
    expect(await again.fault()).toBeNull();
  });

  it('refuses an entry that does not follow the head', async () => {
    const store = await openStore(newDatabase());
    const head = await appendMany(store, 1);
    expect(await store.append(recordAfter(EMPTY), [], EMPTY)).toEqual({ ok: false, error: 'head_moved' });
    expect((await store.load()).head).toEqual(head);
  });

  it('lets a tab that lost the terminal write nothing more', async () => {
    const db = newDatabase();
    const old = await openStore(db);
    const head = await appendMany(old, 1);
    const taken = await openStore(db);
    expect(await old.append(recordAfter(head), [], head)).toEqual({ ok: false, error: 'fenced' });
    expect(await db.journal.count()).toBe(1);
    expect((await taken.append(recordAfter(head), [], head)).ok).toBe(true);
  });

  it('keeps a picture with the entry that carries its hash, and neither when the write is refused', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const hash = new Uint8Array(32).fill(7);
    const head = await appendMany(store, 1);
    const append = () =>
      store.withEvidence(hash, new Uint8Array([1, 2, 3]), () => store.append(recordAfter(head), [], head));
    await db.meta.put({ key: 'fence', epoch: 1_000 });
    expect(await append()).toEqual({ ok: false, error: 'fenced' });
    expect([await db.evidence.count(), await db.journal.count()]).toEqual([0, 1]);
    const again = await openStore(db);
    expect(
      (await again.withEvidence(hash, new Uint8Array([1, 2, 3]), () => again.append(recordAfter(head), [], head))).ok,
    ).toBe(true);
    expect(await again.evidence(hash)).toEqual(new Uint8Array([1, 2, 3]));
    expect(await again.fault()).toBeNull();
  });

  it('[EV4] tells which pictures the hub lacks, those of another life of the hub too, and lets go what is archived', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const [a, b] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(3)];
    let head = await appendMany(store, 1);
    for (const hash of [a, b]) {
      const record = recordAfter(head);
      await store.withEvidence(hash, new Uint8Array([hash[0] ?? 0, 9]), () => store.append(record, [], head));
      head = { seq: record.seq, hash: record.hash };
    }
    expect(await store.pictures.waiting('e1')).toEqual([b, a]);
    await store.pictures.noteWhole(b, 'e1');
    expect(await store.pictures.waiting('e1')).toEqual([a, b]);
    expect(await store.pictures.waiting('e2')).toEqual([b, a]);
    expect(await (await openStore(db)).pictures.read(b)).toEqual(new Uint8Array([3, 9]));
    await store.pictures.drop(b);
    expect([await store.pictures.read(b), await store.evidence(a)]).toEqual([null, new Uint8Array([7, 9])]);
    expect(await store.pictures.waiting('e1')).toEqual([a]);
  });

  it('says storage_full and keeps the head when the disk is full', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const head = await appendMany(store, 1);
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await store.append(recordAfter(head), [], head)).toEqual({ ok: false, error: 'storage_full' });
    full.mockRestore();
    expect((await store.load()).head).toEqual(head);
    expect((await store.append(recordAfter(head), [], head)).ok).toBe(true);
  });

  it('starts a new segment after 256 entries and after a sleep, and signs those that closed', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const head = await appendMany(store, 257);
    const woke = recordAfter(head, { segment: 2 });
    await store.append(woke, [], head);
    const segments = await db.segments.toArray();
    expect(segments.map((one) => [one.firstSeq, one.lastSeq])).toEqual([
      [1, 256],
      [257, 257],
      [258, null],
    ]);
    expect(segments.map((one) => one.signature?.length ?? null)).toEqual([64, 64, null]);
    await store.closeSegment(1);
    expect((await db.segments.get(3))?.lastSeq).toBe(258);
  });

  it('can be opened from the rescue file with the hub key alone', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await appendMany(store, 2);
    const file = decodeCbor(await store.rescueFile());
    if (!file.ok) throw new Error(file.error);
    const [, device, segments, entries] = file.value as [
      string,
      string,
      [number, number, number, Bytes][],
      [number, number, Bytes][],
    ];
    const raw = await openBox(hubKeys.ecdh.privateKey, segmentPurpose(device, 1), segments[0]?.[3] as Bytes);
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    const plain = decodeCbor(await unseal(key, { store: 'journal', id: '2' }, entries[1]?.[2] as Bytes));
    const entry = decodeEntry((plain.ok ? (plain.value as [Bytes])[0] : new Uint8Array()) as Bytes);
    expect(device).toBe(DEVICE);
    expect(entry.ok && entry.value.seq).toBe(2);
  });

  it('finds a lost entry and a lost page at start-up', async () => {
    const db = newDatabase();
    await appendMany(await openStore(db), 3);
    await db.journal.delete(2);
    const store = await openStore(db);
    expect(await store.fault()).toBe('journal holds 2 of 3 entries');
  });

  it('says so when the browser threw everything away, instead of starting at 1 again', async () => {
    const db = newDatabase();
    await appendMany(await openStore(db), 1);
    await Promise.all(db.tables.map((table) => table.clear()));
    await expect(openStore(db, undefined, false)).rejects.toThrow('are gone');
  });

  it('does not open an entry that was put in another place', async () => {
    const db = newDatabase();
    await appendMany(await openStore(db), 2);
    const two = await db.journal.get(2);
    if (two) await db.journal.put({ ...two, seq: 1 });
    await expect(openStore(db)).rejects.toBeInstanceOf(SealBroken);
  });

  it('holds no word of an entry or a row in clear', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const record = recordAfter(EMPTY, { payload: ['王小明'] });
    await store.append(record, [{ table: 'probe', id: 'secret-row', body: { name: '王小明' } }], EMPTY);
    const everything = await Promise.all(db.tables.map((table) => table.toArray()));
    const bytes = (value: unknown): string =>
      value instanceof Uint8Array
        ? Buffer.from(value).toString('latin1')
        : typeof value === 'object' && value !== null
          ? Object.values(value).map(bytes).join('|')
          : String(value);
    const text = bytes(everything);
    expect(text).not.toContain(Buffer.from('王小明').toString('latin1'));
    expect(text).not.toContain('secret-row');
    expect(text).not.toContain(Buffer.from(record.hash).toString('latin1'));
  });
});

describe('receipts and changes', () => {
  it('lets only rejected entries leave pending at once, a repeated rejection included', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await appendMany(store, 4);
    const again: Receipt = { ...receipt(3, 'duplicate'), first: 'rejected' };
    await store.saveReceipts(
      new Uint8Array([1]),
      [receipt(1, 'posted'), receipt(2, 'rejected'), again, receipt(4, 'held')],
      4,
    );
    expect((await store.load()).pending).toEqual([1, 4]);
    const records = await (await openStore(db)).records([1, 2, 4]);
    expect(records.map((r) => [r.state, r.receipt?.verdict])).toEqual([
      ['received', 'posted'],
      ['settled', 'rejected'],
      ['received', 'held'],
    ]);
  });

  it('applies confirmed rows, the token, the settled seqs and the new overlay together', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await appendMany(store, 2);
    const rows = [{ table: 'probe', id: 'r1', body: { n: 100 } }];
    await store.applyChanges(
      { from: token(0), to: token(1), rows, more: false },
      [1],
      [{ table: 'probe', id: 'r2', body: { n: 2 } }],
    );
    for (const one of [store, await openStore(db)]) {
      const keys = [
        { table: 'probe', id: 'r1' },
        { table: 'probe', id: 'r2' },
      ];
      expect((await one.rows(keys)).get('probe:r1')).toEqual({ n: 100 });
      expect((await one.rows(keys)).get('probe:r2')).toEqual({ n: 2 });
      expect((await one.rows(keys, true)).has('probe:r2')).toBe(false);
      expect((await one.load()).pending).toEqual([2]);
      expect((await one.load()).tokens).toEqual([token(1)]);
    }
  });
});

describe('the optimistic rows at rest', () => {
  const row = (id: string, n: number) => ({ table: 'probe', id, body: { n } });
  const nothing = { from: token(1), to: token(1), rows: [], more: false };
  const seen = async (store: Awaited<ReturnType<typeof openStore>>) =>
    [...(await store.rows(['a', 'b', 'c'].map((id) => ({ table: 'probe', id })))).entries()].map(([key, body]) => [
      key,
      body['n'],
    ]);

  it('lie in one record for each capture, the later word on a row before the earlier', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const one = recordAfter(EMPTY);
    await store.append(one, [row('a', 1), row('b', 1)], EMPTY);
    await store.append(recordAfter(one), [row('b', 2), row('c', 2)], one);
    expect(await db.overlay.count()).toBe(2);
    expect(await seen(await openStore(db))).toEqual([
      ['probe:a', 1],
      ['probe:b', 2],
      ['probe:c', 2],
    ]);
  });

  it('do not come back from an earlier capture when they were taken away, and are not written again unchanged', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    const one = recordAfter(EMPTY);
    await store.append(one, [row('a', 1), row('b', 1)], EMPTY);
    await store.append(recordAfter(one), [row('b', 2)], one);
    await store.applyChanges(nothing, [], [row('a', 1)]);
    const again = await openStore(db);
    expect(await seen(again)).toEqual([['probe:a', 1]]);
    const [kept] = await db.overlay.toArray();
    await again.applyChanges(nothing, [], [row('a', 1)]);
    expect(await db.overlay.toArray()).toEqual([kept]);
    await again.applyChanges(nothing, [], []);
    expect(await db.overlay.count()).toBe(0);
  });
});

describe('snapshots', () => {
  const page = (at: FeedToken, from: number, count: number, next: string | null) => ({
    token: at,
    table: 'probe',
    next,
    rowsTotal: 200,
    rows: Array.from({ length: count }, (_, i) => ({
      table: 'probe',
      id: `p${from + i}`,
      body: { n: from + i, v: at.version },
    })),
  });

  it('can be read page by page the first time and goes on where it broke off', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await store.saveSnapshotPage(page(token(1), 0, 130, 'probe/130'));
    expect((await store.rows([{ table: 'probe', id: 'p129' }])).get('probe:p129')).toEqual({ n: 129, v: 1 });
    const again = await openStore(db);
    expect(await again.snapshotPosition('41272801')).toEqual({ token: token(1), position: 'probe/130' });
    await again.saveSnapshotPage(page(token(1), 130, 70, null));
    await again.swapSnapshot('41272801', [], []);
    expect(again.ids('probe')).toHaveLength(200);
    expect((await again.load()).tokens).toEqual([token(1)]);
    expect(await again.snapshotPosition('41272801')).toBeNull();
    expect(await db.base.count()).toBe(3 + 2);
    expect(await again.fault()).toBeNull();
  });

  it('keeps the old replica in use until the new one is swapped in, then drops it with its changes', async () => {
    const db = newDatabase();
    const store = await openStore(db);
    await store.saveSnapshotPage(page(token(1), 0, 10, null));
    await store.swapSnapshot('41272801', [], []);
    await store.applyChanges(
      { from: token(1), to: token(2), rows: [{ table: 'probe', id: 'p1', body: { n: 1, v: 2 } }], more: false },
      [],
      [],
    );
    await store.saveSnapshotPage(page(token(9), 0, 5, 'probe/5'));
    expect((await store.rows([{ table: 'probe', id: 'p1' }])).get('probe:p1')).toEqual({ n: 1, v: 2 });
    await store.saveSnapshotPage(page(token(9), 5, 3, null));
    expect((await store.rows([{ table: 'probe', id: 'p1' }])).get('probe:p1')).toEqual({ n: 1, v: 2 });
    await store.swapSnapshot('41272801', [], []);
    for (const one of [store, await openStore(db)]) {
      expect((await one.rows([{ table: 'probe', id: 'p1' }])).get('probe:p1')).toEqual({ n: 1, v: 9 });
      expect(one.ids('probe')).toHaveLength(8);
    }
    expect(await db.delta.count()).toBe(0);
  });

  it('starts over when the hub gives another past', async () => {
    const store = await openStore(newDatabase());
    await store.saveSnapshotPage(page(token(1), 0, 10, 'probe/10'));
    await store.saveSnapshotPage(page(token(2), 0, 4, null));
    expect(store.ids('probe')).toHaveLength(4);
    expect(await store.fault()).toBeNull();
  });

  it('lets a nearer branch hide a row of its county', async () => {
    const store = await openStore(newDatabase());
    await store.saveSnapshotPage(page(token(1, '412728'), 0, 3, null));
    await store.saveSnapshotPage(page(token(7), 1, 1, null));
    expect((await store.rows([{ table: 'probe', id: 'p1' }])).get('probe:p1')).toEqual({ n: 1, v: 7 });
    expect((await store.rows([{ table: 'probe', id: 'p2' }])).get('probe:p2')).toEqual({ n: 2, v: 1 });
  });
});
