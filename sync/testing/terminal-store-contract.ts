import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { textToBytes } from '../../shared/kernel/bytes.ts';
import { keyText } from '../engine/judge.ts';
import { linkEntry } from '../engine/journal.ts';
import type {
  ChangeBatch,
  FeedToken,
  JournalHead,
  JournalRecord,
  Receipt,
  RowBody,
  RowChange,
  TerminalStore,
} from '../engine/ports.ts';
import { deviceKeys } from './device-kit.ts';
import type { Entry } from '../protocol/entry.ts';

/** One suite for every terminal store. An adapter runs it with its own store and rows that its tables accept. */

export interface TerminalStoreUnderTest {
  /** A store of a device of `branch`, whose parent is `parent`; nothing in it. */
  readonly store: TerminalStore;
  readonly branch: string;
  readonly parent: string;
  readonly table: string;
  body(n: number): RowBody;
  id(n: number): string;
  /** The same storage opened again, as after a restart of the program. */
  reopen(): Promise<TerminalStore>;
  close(): Promise<void>;
}

const device = deviceKeys('terminal contract');
const START: JournalHead = { seq: 0, hash: EMPTY_HASH };

export function terminalStoreContract(name: string, open: () => Promise<TerminalStoreUnderTest>): void {
  describe(`terminal store: ${name}`, () => {
    let t: TerminalStoreUnderTest;
    beforeEach(async () => {
      t = await open();
    });
    afterEach(() => t.close());

    const entry = (seq: number): Entry => ({
      format: 1,
      branch: t.branch,
      device: device.id,
      seq,
      command: 'counter.deposit',
      payloadVersion: 1,
      basis: 'advice',
      businessDate: '2026-11-09',
      wallAt: 1_790_000_000_000 + seq,
      capturedAt: 1_790_000_000_000 + seq,
      segment: 1,
      monoMs: seq,
      anchored: true,
      offline: true,
      maker: '35010201001',
      checker: null,
      approval: null,
      lease: null,
      replicaAsOf: null,
      deadline: null,
      replaces: null,
      payload: ['x', seq],
    });
    const record = (head: JournalHead): JournalRecord => linkEntry(entry(head.seq + 1), head);
    const headOf = (one: JournalRecord): JournalHead => ({ seq: one.seq, hash: one.hash });
    const row = (n: number, id = n): RowChange => ({ table: t.table, id: t.id(id), body: t.body(n) });
    const gone = (id: number): RowChange => ({ table: t.table, id: t.id(id), body: null });
    const token = (version: number, branch = t.branch, epoch = 'e1'): FeedToken => ({
      epoch,
      branch,
      version,
      commitId: `commit-${version}`,
    });
    const batch = (from: number, to: number, rows: readonly RowChange[], branch = t.branch): ChangeBatch => ({
      from: token(from, branch),
      to: token(to, branch),
      rows,
      more: false,
    });
    const receipt = (seq: number, over: Partial<Receipt> = {}): Receipt => ({
      seq,
      verdict: 'posted',
      first: null,
      code: null,
      split: null,
      version: 1,
      ...over,
    });
    const show = async (id: number, confirmed = false, store = t.store): Promise<RowBody | null> =>
      (await store.rows([{ table: t.table, id: t.id(id) }], confirmed)).get(keyText(t.table, t.id(id))) ?? null;
    async function write(count: number): Promise<readonly JournalRecord[]> {
      const out: JournalRecord[] = [];
      let head = START;
      for (let n = 0; n < count; n++) {
        const one = record(head);
        expect(await t.store.append(one, [], head)).toEqual({ ok: true, value: null });
        out.push(one);
        head = headOf(one);
      }
      return out;
    }

    it('[TS1] a new store is empty: the head is seq 0 with the empty hash', async () => {
      const state = await t.store.load();
      expect(state).toMatchObject({ receivedSeq: 0, archivedSeq: 0, tokens: [], pending: [] });
      expect(state.head.seq).toBe(0);
      expect([...state.head.hash]).toEqual([...EMPTY_HASH]);
    });

    it('[TS2] an appended entry is pending and survives a restart byte for byte', async () => {
      const [first, second] = await write(2);
      const again = await t.reopen();
      const state = await again.load();
      expect(state.head.seq).toBe(2);
      expect([...state.head.hash]).toEqual([...(second?.hash ?? [])]);
      expect(state.pending).toEqual([1, 2]);
      const [kept] = await again.records([1]);
      expect(kept).toEqual(first);
    });

    it('[TS3] an append on a head that has moved changes nothing', async () => {
      const [first] = await write(1);
      const rival = record(START);
      expect(await t.store.append(rival, [row(9)], START)).toEqual({ ok: false, error: 'head_moved' });
      const state = await t.store.load();
      expect(state.head.seq).toBe(1);
      expect([...state.head.hash]).toEqual([...(first?.hash ?? [])]);
      expect(await show(9)).toBeNull();
    });

    it('[TS4] the entry and its optimistic rows are written together; confirmed rows stay as they are', async () => {
      await t.store.applyChanges(batch(0, 1, [row(1)]), [], []);
      await t.store.append(record(START), [row(5, 1)], START);
      expect(await show(1)).toEqual(t.body(5));
      expect(await show(1, true)).toEqual(t.body(1));
      const again = await t.reopen();
      expect(await show(1, false, again)).toEqual(t.body(5));
    });

    it('[TS5] the journal is read in order, within the counts asked for, and always at least one entry', async () => {
      const all = await write(5);
      const size = all[0]?.canonical.length ?? 0;
      expect((await t.store.journalAfter(0, 3, 1_000_000)).map((one) => one.seq)).toEqual([1, 2, 3]);
      expect((await t.store.journalAfter(3, 9, 1_000_000)).map((one) => one.seq)).toEqual([4, 5]);
      expect((await t.store.journalAfter(0, 9, size * 2 + 3)).map((one) => one.seq)).toEqual([1, 2]);
      expect((await t.store.journalAfter(0, 9, 1)).map((one) => one.seq)).toEqual([1]);
      expect(await t.store.journalAfter(5, 9, 1_000_000)).toEqual([]);
    });

    it('[TS6] receipts are kept with their entries; rejected leaves pending at once, posted and held stay', async () => {
      await write(3);
      await t.store.saveReceipts(
        textToBytes('batch one'),
        [
          receipt(1),
          receipt(2, { verdict: 'rejected', code: 'JAR_SHORT' }),
          receipt(3, { verdict: 'held', code: 'gap' }),
        ],
        3,
      );
      const again = await t.reopen();
      const state = await again.load();
      expect(state.pending).toEqual([1, 3]);
      expect(state.receivedSeq).toBe(3);
      const records = await again.records([1, 2, 3]);
      expect(records.map((one) => one.receipt?.verdict)).toEqual(['posted', 'rejected', 'held']);
      expect(records.map((one) => one.state)).toEqual(['received', 'settled', 'received']);
    });

    it('[TS7] a later receipt replaces an earlier one, and received may move back when the hub was restored', async () => {
      await write(2);
      await t.store.saveReceipts(textToBytes('a'), [receipt(1), receipt(2, { verdict: 'held' })], 2);
      await t.store.saveReceipts(textToBytes('b'), [receipt(2, { version: 7 })], 1);
      const [, second] = await t.store.records([1, 2]);
      expect(second?.receipt).toMatchObject({ verdict: 'posted', version: 7 });
      expect((await t.store.load()).receivedSeq).toBe(1);
    });

    it('[TS8] signed batches are kept whole and found by the seqs they speak of, oldest first', async () => {
      await write(3);
      await t.store.saveReceipts(textToBytes('one'), [receipt(1), receipt(2)], 2);
      await t.store.saveReceipts(textToBytes('two'), [receipt(3)], 3);
      const again = await t.reopen();
      expect(await again.signedBatches(1, 3)).toEqual([textToBytes('one'), textToBytes('two')]);
      expect(await again.signedBatches(3, 9)).toEqual([textToBytes('two')]);
      expect(await again.signedBatches(4, 9)).toEqual([]);
    });

    it('[TS9] changes, token, settled entries and the new overlay are one transaction', async () => {
      await write(2);
      await t.store.applyChanges(batch(0, 1, [row(1), row(2)]), [], [row(8, 2)]);
      await t.store.applyChanges(batch(1, 2, [row(3, 1), gone(2)]), [1], [row(9, 4)]);
      const again = await t.reopen();
      expect((await again.load()).tokens).toEqual([token(2)]);
      expect((await again.load()).pending).toEqual([2]);
      expect((await again.records([1]))[0]?.state).toBe('settled');
      expect(await show(1, false, again)).toEqual(t.body(3));
      expect(await show(2, false, again)).toBeNull();
      expect(await show(4, false, again)).toEqual(t.body(9));
      expect(await show(4, true, again)).toBeNull();
    });

    it('[TS10] an optimistic deletion hides the confirmed row until the overlay is replaced', async () => {
      await t.store.applyChanges(batch(0, 1, [row(1)]), [], [gone(1)]);
      expect(await show(1)).toBeNull();
      expect(await show(1, true)).toEqual(t.body(1));
      await t.store.applyChanges(batch(1, 1, []), [], []);
      expect(await show(1)).toEqual(t.body(1));
    });

    it('[TS11] a row of the own branch hides the same row of an ancestor, and uncovers it when it is deleted', async () => {
      await t.store.applyChanges(batch(0, 1, [row(1)], t.parent), [], []);
      await t.store.applyChanges(batch(0, 1, [row(2, 1)]), [], []);
      expect(await show(1)).toEqual(t.body(2));
      await t.store.applyChanges(batch(1, 2, [gone(1)]), [], []);
      expect(await show(1)).toEqual(t.body(1));
    });

    /** A replica in use, of the life before. */
    async function inUse(rows: readonly RowChange[]): Promise<void> {
      await t.store.saveSnapshotPage({ token: token(1), table: t.table, rows, next: null, rowsTotal: rows.length });
      await t.store.swapSnapshot(t.branch, [], []);
    }
    const behind = (from: number, to: number, rows: readonly RowChange[]): ChangeBatch => ({
      from: token(from, t.branch, 'e2'),
      to: token(to, t.branch, 'e2'),
      rows,
      more: false,
    });

    it('[TS12] a snapshot grows beside the replica, takes the changes behind its pages, and is swapped in at one go', async () => {
      await inUse([row(1), row(2)]);
      await write(2);
      const page = { token: token(7, t.branch, 'e2'), table: t.table, rowsTotal: 2 };
      await t.store.saveSnapshotPage({ ...page, rows: [row(3)], next: 'here' });
      expect(await show(3)).toBeNull();
      let again = await t.reopen();
      expect(await again.snapshotPosition(t.branch)).toEqual({ token: page.token, position: 'here' });
      await again.saveSnapshotPage({ ...page, rows: [row(4)], next: null });
      again = await t.reopen();
      expect(await again.snapshotPosition(t.branch)).toEqual({ token: page.token, position: null });
      await again.saveSnapshotChanges(behind(7, 8, [row(6, 3), gone(4), row(5)]));
      again = await t.reopen();
      expect(await show(1, false, again)).toEqual(t.body(1));
      expect(await show(5, false, again)).toBeNull();
      expect((await again.load()).tokens).toEqual([token(1)]);
      const to = token(8, t.branch, 'e2');
      expect(await again.snapshotPosition(t.branch)).toEqual({ token: to, position: null });
      const keys = [1, 3, 4, 5].map((n) => ({ table: t.table, id: t.id(n) }));
      const ahead = await again.snapshotRows(t.branch, keys);
      expect(keys.map((key) => ahead.get(keyText(key.table, key.id)) ?? null)).toEqual([
        null,
        t.body(6),
        null,
        t.body(5),
      ]);
      await again.swapSnapshot(t.branch, [1], [row(9, 2)]);
      for (const store of [again, await t.reopen()]) {
        expect(await show(1, false, store)).toBeNull();
        expect(await show(3, false, store)).toEqual(t.body(6));
        expect(await show(4, false, store)).toBeNull();
        expect(await show(5, false, store)).toEqual(t.body(5));
        expect(await show(2, false, store)).toEqual(t.body(9));
        expect(await show(2, true, store)).toBeNull();
        expect(await store.load()).toMatchObject({ tokens: [to], pending: [2] });
        expect(await store.snapshotPosition(t.branch)).toBeNull();
      }
    });

    it('[TS13] the first page of another token drops what an unfinished snapshot had', async () => {
      await inUse([row(9)]);
      const page = { table: t.table, rowsTotal: 1 };
      await t.store.saveSnapshotPage({ ...page, token: token(7, t.branch, 'e2'), rows: [row(1)], next: null });
      await t.store.saveSnapshotChanges(behind(7, 8, [row(3)]));
      await t.store.saveSnapshotPage({ ...page, token: token(2), rows: [row(2)], next: null });
      await t.store.swapSnapshot(t.branch, [], []);
      for (const store of [t.store, await t.reopen()]) {
        expect(await show(1, false, store)).toBeNull();
        expect(await show(2, false, store)).toEqual(t.body(2));
        expect(await show(3, false, store)).toBeNull();
        expect((await store.load()).tokens).toEqual([token(2)]);
      }
    });

    it('[TS14] a first load is in use page by page, with the changes behind it', async () => {
      const page = { token: token(7, t.branch, 'e2'), table: t.table, rowsTotal: 2 };
      await t.store.saveSnapshotPage({ ...page, rows: [row(1)], next: 'here' });
      expect(await show(1)).toEqual(t.body(1));
      await t.store.saveSnapshotPage({ ...page, rows: [row(2)], next: null });
      await t.store.saveSnapshotChanges(behind(7, 8, [gone(1), row(5, 2), row(3)]));
      for (const store of [t.store, await t.reopen()]) {
        expect(await show(1, false, store)).toBeNull();
        expect(await show(2, false, store)).toEqual(t.body(5));
        expect(await show(3, false, store)).toEqual(t.body(3));
        expect((await store.load()).tokens).toEqual([]);
      }
    });

    it('[TS15] what is kept back is there after a restart and is replaced as a whole; the ids of a table are those shown, or those beside', async () => {
      await inUse([row(1), row(2)]);
      expect(await t.store.withheld()).toEqual([]);
      const page = { token: token(7, t.branch, 'e2'), table: t.table, rowsTotal: 2 };
      await t.store.saveSnapshotPage({ ...page, rows: [row(3)], next: null });
      expect([...(await t.store.idsOf(t.table))].toSorted()).toEqual([t.id(1), t.id(2)].toSorted());
      expect(await t.store.idsOf(t.table, t.branch)).toEqual([t.id(3)]);
      await t.store.saveWithheld([{ id: t.id(1), amount: 300_000 }]);
      await t.store.saveWithheld([{ id: t.id(2), amount: 7 }]);
      for (const store of [t.store, await t.reopen()])
        expect(await store.withheld()).toEqual([{ id: t.id(2), amount: 7 }]);
      await t.store.saveWithheld([]);
      expect(await t.store.withheld()).toEqual([]);
    });
  });
}
