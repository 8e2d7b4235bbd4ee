import { describe, expect, it, beforeEach, afterEach } from 'vitest';
import { textToBytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { entryCommandId, messageCommandId, sourceCommandId } from '../../shared/kernel/ids.ts';
import { keyText } from '../engine/judge.ts';
import type {
  CopyBase,
  DeviceRecord,
  FeedToken,
  HubStore,
  LogRecord,
  RowBody,
  RowChange,
  WriteSet,
} from '../engine/ports.ts';
import { deviceKeys, newDevice } from './device-kit.ts';
import { readPage } from './read-page.ts';

/** One suite for every hub store. An adapter runs it with its own store and rows that its tables accept. */

export interface HubStoreUnderTest {
  readonly store: HubStore;
  /** Outlet whose parent is `county`; both exist and are empty. `other` is a second outlet of the county. */
  readonly outlet: string;
  readonly other: string;
  readonly county: string;
  /** Registers a device that has sent nothing yet. */
  addDevice(device: DeviceRecord): Promise<void>;
  /** Rows the store accepts; `n` makes different bodies. */
  readonly tables: {
    readonly outlet: string;
    readonly reference: string;
    readonly never: string;
    body(table: string, n: number): RowBody;
    id(table: string, n: number): string;
  };
  /** The hub is put back from a backup that holds everything: a new life begins. */
  restored(): Promise<void>;
  /** The outlet has lost everything: it waits for opening balances, or was opened from rows that stood at `base`. */
  rebuilt(base: CopyBase | null): Promise<void>;
  close(): Promise<void>;
}

const EMPTY: WriteSet = { device: null, log: [], rows: [], postings: [], outbox: [], inbox: [], raw: [] };
const device = deviceKeys('contract');
const text = (t: FeedToken): string => `${t.epoch}/${t.version}/${t.commitId}`;

const logRecord = (seq: number, over: Partial<LogRecord> = {}): LogRecord => ({
  command: entryCommandId(device.id, seq),
  rowId: `${device.id.slice(0, 16)}.${seq}`,
  door: 'terminal',
  device: device.id,
  seq,
  hash: sha256(textToBytes(`hash ${seq}`)),
  bytes: textToBytes(`entry ${seq}`),
  name: 'counter.deposit',
  payloadVersion: 1,
  businessDate: '2026-11-09',
  capturedAt: 1_790_000_000_000 + seq,
  receivedAt: 1_790_000_100_000,
  maker: '35010201001',
  checker: null,
  verdict: 'posted',
  code: null,
  split: null,
  sigma: { command: 'counter.deposit', direction: 'in', fen: 100 },
  numbers: {},
  ...over,
});

export function hubStoreContract(name: string, open: () => Promise<HubStoreUnderTest>): void {
  describe(`hub store: ${name}`, () => {
    let t: HubStoreUnderTest;
    const row = (table: string, n: number, id = n): RowChange => ({
      table,
      id: t.tables.id(table, id),
      body: t.tables.body(table, n),
    });
    const write = (branch: string, set: Partial<WriteSet>): Promise<FeedToken> =>
      t.store.inBranch(branch, (tx) => tx.commit({ ...EMPTY, ...set }));
    beforeEach(async () => {
      t = await open();
      await t.addDevice(newDevice(device, t.outlet));
    });
    afterEach(() => t.close());

    it('[ST1] every commit moves its branch by exactly one version and no other branch', async () => {
      const before = await t.store.token(t.outlet);
      const otherBefore = await t.store.token(t.other);
      const first = await write(t.outlet, { rows: [row(t.tables.outlet, 1)] });
      const second = await write(t.outlet, { rows: [row(t.tables.outlet, 2)] });
      expect([first.version, second.version]).toEqual([(before?.version ?? 0) + 1, (before?.version ?? 0) + 2]);
      expect(first.commitId).not.toBe(second.commitId);
      expect(await t.store.token(t.outlet)).toEqual(second);
      expect(await t.store.token(t.other)).toEqual(otherBefore);
    });

    it('[ST2] a transaction that throws leaves nothing behind', async () => {
      const before = await t.store.token(t.outlet);
      const work = t.store.inBranch(t.outlet, async (tx) => {
        await tx.commit({ ...EMPTY, log: [logRecord(1)], rows: [row(t.tables.outlet, 1)] });
        throw new Error('the process stops here');
      });
      await expect(work).rejects.toThrow('the process stops here');
      expect(await t.store.token(t.outlet)).toEqual(before);
      await t.store.inBranch(t.outlet, async (tx) => {
        expect(await tx.outcomes(device.id, 1, 9)).toEqual([]);
        expect((await tx.rows([{ table: t.tables.outlet, id: t.tables.id(t.tables.outlet, 1) }])).size).toBe(0);
      });
    });

    it('[ST3] transactions of one branch run one after another', async () => {
      const { outlet } = t;
      const counts = await Promise.all(
        Array.from({ length: 8 }, () =>
          t.store.inBranch(outlet, async (tx) => {
            const key = { table: t.tables.outlet, id: t.tables.id(t.tables.outlet, 1) };
            const found = (await tx.rows([key])).size;
            await tx.commit({ ...EMPTY, rows: [row(t.tables.outlet, 1)] });
            return [found, tx.token.version];
          }),
        ),
      );
      expect(new Set(counts.map(([, version]) => version)).size).toBe(8);
      expect(counts.filter(([found]) => found === 0)).toHaveLength(1);
    });

    it('[ST4] a logged entry is found again by device and seq with its hash, verdict and version', async () => {
      const split = { accountFen: 150_000, suspenseLedger: 'SUS-OD', suspenseFen: 50_000 };
      const token = await write(t.outlet, {
        device: {
          ...newDevice(device, t.outlet),
          seq: 2,
          signedSeq: 2,
          head: sha256(textToBytes('hash 2')),
          lastCapturedAt: 1_790_000_000_002,
        },
        log: [logRecord(1), logRecord(2, { verdict: 'posted_with_exception', split })],
      });
      await t.store.inBranch(t.outlet, async (tx) => {
        const outcomes = [...(await tx.outcomes(device.id, 1, 5))].sort((a, b) => a.seq - b.seq);
        expect(outcomes).toHaveLength(2);
        expect(outcomes[1]).toMatchObject({
          device: device.id,
          seq: 2,
          verdict: 'posted_with_exception',
          code: null,
          split,
          version: token.version,
        });
        expect([...(outcomes[1]?.hash ?? [])]).toEqual([...sha256(textToBytes('hash 2'))]);
        expect(await tx.outcomes(device.id, 3, 5)).toEqual([]);
        const stored = await tx.device(device.id);
        expect(stored).toMatchObject({
          seq: 2,
          signedSeq: 2,
          lastCapturedAt: 1_790_000_000_002,
          forkedAt: null,
          early: [],
        });
        expect([...(stored?.head ?? [])]).toEqual([...sha256(textToBytes('hash 2'))]);
      });
    });

    it('[ST5] the same command is never logged twice', async () => {
      await write(t.outlet, { log: [logRecord(1)] });
      const before = await t.store.token(t.outlet);
      await expect(write(t.outlet, { log: [logRecord(2), logRecord(1)] })).rejects.toThrow();
      expect(await t.store.token(t.outlet)).toEqual(before);
      await t.store.inBranch(t.outlet, async (tx) => expect(await tx.outcomes(device.id, 1, 5)).toHaveLength(1));
    });

    it('[ST6] commands of other doors are found by their id', async () => {
      const id = sourceCommandId('office', 'one');
      const token = await write(t.outlet, {
        log: [logRecord(1, { command: id, rowId: id, door: 'office', device: null, seq: null, hash: null })],
      });
      await t.store.inBranch(t.outlet, async (tx) => {
        const known = await tx.known([id, sourceCommandId('office', 'two')]);
        expect([...known.keys()]).toEqual([id]);
        expect(known.get(id)).toMatchObject({ verdict: 'posted', version: token.version });
      });
    });

    it('[ST7] kept bytes are found by seq, byte for byte, and a second keeping replaces the reason', async () => {
      const raw = {
        device: device.id,
        seq: 4,
        hash: sha256(textToBytes('x')),
        previousHash: sha256(textToBytes('before x')),
        bytes: textToBytes('anything at all'),
        reason: 'unsigned',
        receivedAt: 5,
      } as const;
      const rival = { ...raw, hash: sha256(textToBytes('y')), bytes: textToBytes('another') };
      await write(t.outlet, { raw: [raw, rival] });
      await write(t.outlet, { raw: [{ ...raw, reason: 'gap' }] });
      await t.store.inBranch(t.outlet, async (tx) => {
        const held = await tx.held(device.id, 1, 9);
        expect(held).toHaveLength(2);
        const kept = held.find((one) => one.reason === 'gap');
        expect(kept?.bytes).toEqual(textToBytes('anything at all'));
        expect(kept?.previousHash).toEqual(sha256(textToBytes('before x')));
        expect(held.find((one) => one.reason === 'unsigned')?.bytes).toEqual(textToBytes('another'));
        expect(await tx.held(device.id, 5, 9)).toEqual([]);
      });
    });

    it('[ST8] numbers are drawn once: never again, even when their transaction is undone', async () => {
      const first = await t.store.inBranch(t.outlet, (tx) => tx.draw('account', 3));
      const undone: string[] = [];
      const work = t.store.inBranch(t.outlet, async (tx) => {
        undone.push(...(await tx.draw('account', 2)));
        await tx.commit({ ...EMPTY, rows: [row(t.tables.outlet, 1)] });
      });
      await work;
      const later = await t.store.inBranch(t.other, (tx) => tx.draw('account', 3));
      expect(new Set([...first, ...undone, ...later]).size).toBe(8);
    });

    it('[ST9] rows are read from the own branch; reference rows also from its ancestors, the nearest first', async () => {
      const key = { table: t.tables.reference, id: t.tables.id(t.tables.reference, 1) };
      await write(t.county, { rows: [row(t.tables.reference, 1)] });
      await write(t.other, { rows: [row(t.tables.outlet, 2)] });
      await t.store.inBranch(t.outlet, async (tx) => {
        const rows = await tx.rows([key, { table: t.tables.outlet, id: t.tables.id(t.tables.outlet, 2) }]);
        expect([...rows.keys()]).toEqual([keyText(key.table, key.id)]);
        expect(rows.get(keyText(key.table, key.id))).toEqual(t.tables.body(t.tables.reference, 1));
      });
      await write(t.outlet, { rows: [row(t.tables.reference, 7, 1)] });
      await t.store.inBranch(t.outlet, async (tx) => {
        expect((await tx.rows([key])).get(keyText(key.table, key.id))).toEqual(t.tables.body(t.tables.reference, 7));
      });
    });

    it('[ST10] changes after a token are the newest rows, deletions included, without what never travels', async () => {
      const start = await write(t.outlet, { rows: [row(t.tables.outlet, 1)] });
      await write(t.outlet, { rows: [row(t.tables.outlet, 2), row(t.tables.never, 3)] });
      await write(t.outlet, { rows: [row(t.tables.outlet, 4, 2)] });
      const last = await write(t.outlet, {
        rows: [{ table: t.tables.outlet, id: t.tables.id(t.tables.outlet, 1), body: null }],
      });
      const batch = await t.store.changesAfter(start, 1000);
      expect(batch?.from).toEqual(start);
      expect(batch?.to).toEqual(last);
      expect(batch?.more).toBe(false);
      const byId = new Map(batch?.rows.map((one) => [one.id, one.body]));
      expect(byId.size).toBe(2);
      expect(byId.get(t.tables.id(t.tables.outlet, 1))).toBeNull();
      expect(byId.get(t.tables.id(t.tables.outlet, 2))).toEqual(t.tables.body(t.tables.outlet, 4));
      expect((await t.store.changesAfter(last, 1000))?.rows).toEqual([]);
    });

    it('[ST11] a long way is sent in several batches that join without gap', async () => {
      const start = (await t.store.token(t.outlet)) as FeedToken;
      for (let n = 1; n <= 7; n++) await write(t.outlet, { rows: [row(t.tables.outlet, n)] });
      const seen: string[] = [];
      let at = start;
      for (let round = 0; round < 20; round++) {
        const batch = await t.store.changesAfter(at, 3);
        expect(batch).not.toBeNull();
        if (batch === null) break;
        expect(text(batch.from)).toBe(text(at));
        seen.push(...batch.rows.map((one) => one.id));
        at = batch.to;
        if (!batch.more) break;
      }
      expect(at).toEqual(await t.store.token(t.outlet));
      expect(new Set(seen).size).toBe(7);
    });

    it('[ST12] a token of another past is refused', async () => {
      const now = await write(t.outlet, { rows: [row(t.tables.outlet, 1)] });
      expect(await t.store.changesAfter({ ...now, epoch: 'another' }, 10)).toBeNull();
      expect(await t.store.changesAfter({ ...now, version: now.version + 5 }, 10)).toBeNull();
      expect(await t.store.changesAfter({ ...now, commitId: 'f'.repeat(16) }, 10)).toBeNull();
    });

    it('[ST13] a snapshot gives every live row that travels, once, in pages of one table under one token', async () => {
      await write(t.outlet, { rows: [1, 2, 3, 4, 5].map((n) => row(t.tables.outlet, n)) });
      await write(t.outlet, {
        rows: [
          row(t.tables.reference, 1),
          row(t.tables.never, 1),
          { table: t.tables.outlet, id: t.tables.id(t.tables.outlet, 5), body: null },
        ],
      });
      const seen: string[] = [];
      const tokens = new Set<string>();
      let position: string | null = null;
      for (let round = 0; round < 20; round++) {
        const page = await readPage(t.store, { branch: t.outlet, position, rowsMax: 2 });
        tokens.add(text(page.token));
        expect(page.rows.length).toBeLessThanOrEqual(2);
        for (const one of page.rows) {
          expect(one.table).toBe(page.table);
          seen.push(`${one.table}:${one.id}`);
        }
        position = page.next;
        if (position === null) break;
        if (round === 0) await write(t.outlet, { rows: [row(t.tables.outlet, 9, 1)] });
      }
      expect(position).toBeNull();
      expect(tokens.size).toBe(1);
      expect(seen).toHaveLength(new Set(seen).size);
      expect(seen.filter((one) => one.startsWith(`${t.tables.outlet}:`))).toHaveLength(4);
      expect(seen.filter((one) => one.startsWith(`${t.tables.never}:`))).toEqual([]);
      expect(seen.filter((one) => one.startsWith(`${t.tables.reference}:`))).toHaveLength(1);
    });

    it('[ST14] the lineage leads from the outlet to the top, nearest first', async () => {
      const lineage = await t.store.lineage(t.outlet);
      expect(lineage.slice(0, 2)).toEqual([t.outlet, t.county]);
    });

    it('[ST15] money, messages and device progress of one commit become visible together', async () => {
      const cause = entryCommandId(device.id, 1);
      await write(t.outlet, {
        device: {
          ...newDevice(device, t.outlet),
          seq: 1,
          head: sha256(textToBytes('hash 1')),
          early: [{ seq: 3, hash: sha256(textToBytes('hash 3')) }],
          lost: [{ from: 4, to: 6, head: sha256(textToBytes('hash 3')), tail: null }],
          forkedAt: 9,
        },
        log: [logRecord(1)],
        postings: [
          {
            command: cause,
            ordinal: 0,
            ledger: 'CASH-VAULT',
            account: null,
            fen: 100,
            businessDate: '2026-11-09',
            valueDate: '2026-11-09',
            postingDate: '2026-11-09',
          },
          {
            command: cause,
            ordinal: 1,
            ledger: 'SUS-UNK',
            account: null,
            fen: -100,
            businessDate: '2026-11-09',
            valueDate: '2026-11-09',
            postingDate: '2026-11-09',
          },
        ],
        outbox: [
          {
            id: messageCommandId(cause, 0),
            cause,
            ordinal: 0,
            toBranch: t.other,
            command: 'counter.deposit',
            payloadVersion: 1,
            payload: [1, 'x'],
          },
        ],
      });
      await t.store.inBranch(t.outlet, async (tx) => {
        const stored = await tx.device(device.id);
        expect(stored).toMatchObject({ seq: 1, forkedAt: 9 });
        expect(stored?.early.map((one) => one.seq)).toEqual([3]);
        expect(stored?.lost).toEqual([{ from: 4, to: 6, head: sha256(textToBytes('hash 3')), tail: null }]);
      });
      const inbox = [{ id: messageCommandId(cause, 0), fromBranch: t.outlet }];
      const record = logRecord(1, {
        command: messageCommandId(cause, 0),
        rowId: messageCommandId(cause, 0),
        door: 'message',
        device: null,
        seq: null,
        hash: null,
      });
      await write(t.other, { log: [record], inbox });
      await t.store.inBranch(t.other, async (tx) =>
        expect((await tx.known([messageCommandId(cause, 0)])).size).toBe(1),
      );
    });

    it('[ST16] sums what the logged entries of a device claim, per command, direction and business date', async () => {
      const out = { command: 'counter.withdraw', direction: 'out', fen: 30 } as const;
      const log = [
        logRecord(1),
        logRecord(2, { sigma: { command: 'counter.deposit', direction: 'in', fen: 250 } }),
        logRecord(3, { sigma: out }),
        logRecord(4, { businessDate: '2026-11-10' }),
        logRecord(5),
      ];
      await write(t.outlet, { log });
      const claims = await t.store.claims(t.outlet, device.id, [2, 4]);
      const text = claims.map((one) => `${one.businessDate} ${one.command} ${one.direction} ${one.count} ${one.fen}`);
      expect(text.sort()).toEqual([
        '2026-11-09 counter.deposit in 1 250',
        '2026-11-09 counter.withdraw out 1 30',
        '2026-11-10 counter.deposit in 1 100',
      ]);
      expect(await t.store.claims(t.outlet, deviceKeys('nobody').id, [1, 9])).toEqual([]);
    });

    it('[ST17] a restored branch is recovering until every device that is not lost or revoked has come back', async () => {
      const [second, third] = [deviceKeys('second'), deviceKeys('third')];
      const recovering = (branch: string) => t.store.inBranch(branch, (tx) => Promise.resolve(tx.recovering));
      await t.addDevice(newDevice(second, t.outlet, '02'));
      await t.addDevice({ ...newDevice(third, t.outlet, '03'), status: 'revoked' });
      expect(await t.store.noteReturned(t.outlet, device.id)).toBe(false);
      await t.restored();
      expect(await recovering(t.outlet)).toBe(true);
      expect(await recovering(t.county)).toBe(false);
      expect(await t.store.noteReturned(t.outlet, device.id)).toBe(false);
      expect(await recovering(t.outlet)).toBe(true);
      expect(await t.store.noteReturned(t.outlet, second.id)).toBe(true);
      expect(await t.store.noteReturned(t.outlet, second.id)).toBe(false);
      expect(await recovering(t.outlet)).toBe(false);
      await t.restored();
      expect(await recovering(t.outlet)).toBe(true);
    });

    it('[ST18] a branch that has lost everything says so until it is opened, then from where; what was said of an entry that waits stays', async () => {
      const standing = () =>
        t.store.inBranch(t.outlet, ({ rebuilding, recovering, base }) =>
          Promise.resolve([rebuilding, recovering, base]),
        );
      expect(await standing()).toEqual([false, false, null]);
      await t.rebuilt(null);
      expect(await standing()).toEqual([true, true, null]);
      const recorded = {
        seq: 1,
        verdict: 'posted',
        first: null,
        code: null,
        split: null,
        version: 7,
        epoch: 'then',
      } as const;
      const kept = {
        device: device.id,
        seq: 1,
        hash: sha256(textToBytes('one')),
        previousHash: sha256(textToBytes('none')),
      };
      const raw = { ...kept, bytes: textToBytes('entry'), reason: 'rebuild', receivedAt: 1 } as const;
      await t.store.inBranch(t.outlet, (tx) => tx.commit({ ...EMPTY, raw: [{ ...raw, recorded }] }));
      await t.store.inBranch(t.outlet, (tx) => tx.commit({ ...EMPTY, raw: [raw] }));
      expect(await t.store.inBranch(t.outlet, (tx) => tx.held(device.id, 1, 1))).toEqual([{ ...raw, recorded }]);
      await t.rebuilt({ epoch: 'then', version: 9 });
      expect(await standing()).toEqual([false, false, { epoch: 'then', version: 9 }]);
      expect(await t.store.inBranch(t.county, (tx) => Promise.resolve(tx.rebuilding))).toBe(false);
    });
  });
}
