import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { appendMany, openStore, recordAfter } from '../testing/store-fixture.ts';
import { FORMS, type StoreForm } from './database.ts';
import { openForm } from './forms.ts';

/** What the next build might do to the store: it fails half way, after it has thrown things away. */
const NEXT = Math.max(...FORMS.map((form) => form.version)) + 1;
const failing: StoreForm = {
  version: NEXT,
  stores: { journal: 'seq, segment' },
  upgrade: async (tx) => {
    await tx.table('journal').clear();
    await tx.table('segments').clear();
    throw new Error('a defect of the new build');
  },
};
const mended: StoreForm = {
  version: NEXT,
  stores: { journal: 'seq, segment', extra: 'id' },
  upgrade: async (tx) => {
    await tx.table('extra').add({ id: 1 });
  },
};

let names = 0;
const newName = (): string => `form-${(names += 1)}`;
/** Recorded by the present build, which is then closed. */
async function recorded(name: string, count: number, forms = FORMS) {
  const { db } = await openForm(name, forms);
  const head = await appendMany(await openStore(db), count);
  db.close();
  return head;
}

describe('[UP1] bringing the store into the form of a new build', () => {
  it('that fails half way leaves everything as it was: each entry and the head are there, the counter goes on, and it is tried again', async () => {
    const name = newName();
    const head = await recorded(name, 300);
    const opened = await openForm(name, [...FORMS, failing]);
    expect(opened.kept).toContain('a defect of the new build');
    expect(opened.db.verno).toBe(NEXT - 1);
    const store = await openStore(opened.db);
    expect((await store.load()).head).toEqual(head);
    expect((await store.load()).pending).toHaveLength(300);
    expect((await store.journalAfter(0, 500, 10_000_000)).map((one) => one.seq)).toEqual(
      Array.from({ length: 300 }, (_, n) => n + 1),
    );
    expect(await store.fault()).toBeNull();
    const next = recordAfter(head);
    expect((await store.append(next, [], head)).ok).toBe(true);
    opened.db.close();

    const again = await openForm(name, [...FORMS, mended]);
    expect(again).toMatchObject({ kept: null });
    expect(again.db.verno).toBe(NEXT);
    expect((await (await openStore(again.db)).load()).head).toEqual({ seq: 301, hash: next.hash });
    expect(await again.db.table('extra').count()).toBe(1);
  });

  it('from the first form to the present one nothing is lost; in the first form pictures are found all the same', async () => {
    const name = newName();
    const first = FORMS.slice(0, 1);
    const head = await recorded(name, 40, first);
    const old = await openForm(name, first);
    expect(old.db.verno).toBe(1);
    const store = await openStore(old.db);
    const hash = new Uint8Array(32).fill(9);
    const next = recordAfter(head);
    await store.withEvidence(hash, new Uint8Array(2000), () => store.append(next, [], head));
    expect(await store.pictures.waiting('e1')).toEqual([hash]);
    await store.pictures.noteWhole(hash, 'e1');
    old.db.close();
    const { db, kept } = await openForm(name);
    expect([kept, db.verno]).toEqual([null, NEXT - 1]);
    const now = await openStore(db);
    expect((await now.load()).head).toEqual({ seq: 41, hash: next.hash });
    expect(await db.evidence.where('whole').equals('e1').count()).toBe(1);
  });

  it('an empty tablet begins in the present form; an earlier build works on a later form, and takes nothing out of it', async () => {
    const fresh = await openForm(newName());
    expect([fresh.kept, fresh.db.verno]).toEqual([null, NEXT - 1]);
    const name = newName();
    const head = await recorded(name, 3, [...FORMS, mended]);
    const later = await openForm(name, [...FORMS, mended]);
    await later.db.table('extra').add({ id: 1 });
    later.db.close();
    const earlier = await openForm(name);
    expect(earlier.kept).toBeNull();
    const next = recordAfter(head);
    expect((await (await openStore(earlier.db)).append(next, [], head)).ok).toBe(true);
    earlier.db.close();
    const { db } = await openForm(name, [...FORMS, mended]);
    expect((await (await openStore(db)).load()).head).toEqual({ seq: 4, hash: next.hash });
    expect(await db.table('extra').count()).toBe(1);
  });
});
