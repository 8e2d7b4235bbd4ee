import { bytesToHex, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { encodeCbor } from '../../../shared/kernel/cbor.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type {
  AppendFault,
  ChangeBatch,
  JournalHead,
  JournalRecord,
  Pictures,
  Receipt,
  RowBody,
  RowChange,
  RowKey,
  SnapshotPage,
  TerminalState,
  TerminalStore,
} from '../../../sync/index.ts';
import { SealBroken } from '../vault/cipher.ts';
import type { TerminalDatabase } from './database.ts';
import { JournalPart } from './journal-part.ts';
import { MendLog } from './mend-log.ts';
import type { Mending } from './replica-health.ts';
import { readCbor } from './row-codec.ts';
import { ReplicaPart, type Changed } from './replica-part.ts';
import { PicturePart } from './picture-part.ts';
import { FoldPart } from './fold-part.ts';
import { RetentionPart } from './retention-part.ts';
import { SnapshotPart } from './snapshot-part.ts';
import { StoreCore, type StoreKeys } from './store-core.ts';

/** The terminal's sealed store: the engine's port, and the lists that the screens derive from. */
export interface SealedStore extends TerminalStore {
  /** All rows of a small table as they stand, pending effects included. */
  list(table: string): Promise<ReadonlyMap<string, RowBody>>;
  ids(table: string): readonly string[];
  columns: ReplicaPart['columns'];
  /** Seqs in memory, oldest first: everything pending and the latest thousand. */
  recentSeqs(): readonly number[];
  prepareSegment(now: number): Promise<void>;
  closeSegment(now: number): Promise<void>;
  printed(seq: number): Promise<number>;
  /** Notes one more print and answers the count. */
  notePrint(seq: number): Promise<number>;
  /** While `work` runs, what is appended takes a signature's picture along, sealed under the hash its entry carries: durable together or not at all. */
  withEvidence<T>(hash: Uint8Array, picture: Uint8Array, work: () => Promise<T>): Promise<T>;
  evidence(hash: Uint8Array): Promise<Bytes | null>;
  /** The same pictures as the engine sends them. */
  readonly pictures: Pictures;
  /** One line of the log of revealed data, sealed. */
  noteAudit(line: string): Promise<void>;
  /** Lets go of the acknowledged journal, as far as it is safe elsewhere. */
  cutJournal: RetentionPart['cutJournal'];
  /** Lets go of rows of a dated table that are not needed any more. */
  dropRows: RetentionPart['dropRows'];
  /** One step of putting changed rows onto pages. @returns how many went; 0 = nothing is due. */
  fold(): Promise<number>;
  /** null when the journal is whole, else what is damaged. */
  fault(): Promise<string | null>;
  /** Opens every page of the replica, a few at a time; `pause` lets others work in between. */
  checkPages(pause: () => Promise<void>): Promise<void>;
  /** What is done about damaged rows, or null where none are known. */
  mending(): Mending | null;
  /** Damaged rows would be fetched again, be it after a wait: this storage is not given up. */
  mayMend(): boolean;
  /** Told when rows turn out to be out of reach: they are fetched again (SE23). */
  onBroken(what: () => void): void;
  /** The whole journal as it lies: sealed entries and segment headers. Opens on the hub alone. */
  rescueFile(): Promise<Bytes>;
  listen(listener: (changed: Changed) => void): void;
}

const CANARY = textToBytes('yizhan terminal');
const CHAIN_CHECKED = 500;

export interface StoreOptions {
  readonly db: TerminalDatabase;
  readonly keys: StoreKeys;
  /** Epoch of this tab's lock; a higher one in the database stops every write. */
  readonly fence: number;
  readonly lineage: readonly string[];
  /** false once the terminal has worked: an empty database then means that the browser threw the journal away. */
  readonly mayBeNew: boolean;
  /** Wall clock, ms, for segment headers. */
  now(): number;
  /** What an entry waits for before it is written, beside its sealing. */
  mayWrite?(): Promise<void>;
}

/**
 * Opens the store behind an open vault: brings the columns, the changed rows and the pending entries into memory.
 * @throws SealBroken when the storage was damaged.
 */
export async function openSealedStore(options: StoreOptions): Promise<SealedStore> {
  const core = new StoreCore(options.db, options.keys, options.fence);
  const replica = new ReplicaPart(core, options.lineage, new MendLog(options.db, options.now));
  const journal = new JournalPart(core, replica, options.mayWrite ?? (() => Promise.resolve()));
  await core.loadHead();
  await checkCanary(core, options.mayBeNew);
  await replica.open();
  await journal.open(options.now());
  return assemble(core, replica, journal);
}

async function checkCanary(core: StoreCore, mayBeNew: boolean): Promise<void> {
  const stored = await core.db.meta.get('canary');
  if (stored?.key === 'canary') {
    await core.openAt('meta', 'canary', stored.sealed);
    return;
  }
  if (!mayBeNew) throw new SealBroken('the journal and the rows of this tablet are gone');
  const sealed = await core.sealAt('meta', 'canary', CANARY);
  await core.db.meta.put({ key: 'canary', sealed });
}

function assemble(core: StoreCore, replica: ReplicaPart, journal: JournalPart): SealedStore {
  const snapshots = new SnapshotPart(core, replica);
  const listeners: ((changed: Changed) => void)[] = [];
  /** Counts known without asking the database: a new entry has never been printed. */
  const prints = new Map<number, number>();
  replica.onChanged = (changed) => listeners.forEach((listener) => listener(changed));
  return {
    load: async (): Promise<TerminalState> => {
      const { seq, hash, receivedSeq, archivedSeq, tokens, pending } = core.head;
      const { overlay } = replica;
      const isOverlayLost = overlay.isLost || (pending.length > 0 && overlay.isEmpty);
      return { head: { seq, hash }, receivedSeq, archivedSeq, tokens, pending, isOverlayLost };
    },
    append: async (
      record: JournalRecord,
      optimistic: readonly RowChange[],
      previous: JournalHead,
    ): Promise<Result<null, AppendFault>> => {
      const done = await journal.append(record, optimistic, previous);
      if (done.ok) prints.set(record.seq, 0);
      return done;
    },
    journalAfter: (afterSeq, countMax, bytesMax) => journal.journalAfter(afterSeq, countMax, bytesMax),
    signedBatches: (fromSeq, toSeq) => journal.signedBatches(fromSeq, toSeq),
    records: (seqs) => journal.records(seqs),
    saveReceipts: (signed: Bytes, receipts: readonly Receipt[], receivedSeq: number) =>
      journal.saveReceipts(signed, receipts, receivedSeq),
    rows: (keys: readonly RowKey[], confirmed = false) => replica.rows(keys, confirmed),
    applyChanges: (batch: ChangeBatch, settled: readonly number[], overlay: readonly RowChange[]) =>
      replica.applyChanges(batch, settled, overlay),
    saveSnapshotPage: (page: SnapshotPage) => snapshots.saveSnapshotPage(page),
    saveSnapshotChanges: (batch: ChangeBatch) => snapshots.saveSnapshotChanges(batch),
    snapshotPosition: async (branch: string) => snapshots.position(branch),
    snapshotRows: (branch: string, keys: readonly RowKey[]) => replica.rows(keys, true, branch),
    swapSnapshot: (branch: string, settled: readonly number[], overlay: readonly RowChange[]) =>
      snapshots.swapSnapshot(branch, settled, overlay),
    idsOf: async (table, ahead) => replica.ids(table, ahead),
    ...withheldOf(core),
    list: async (table) => {
      const keys = replica.ids(table).map((id) => ({ table, id }));
      const rows = await replica.rows(keys, false);
      return new Map([...rows].map(([key, body]) => [key.slice(table.length + 1), body]));
    },
    ids: (table) => replica.ids(table),
    columns: (table) => replica.columns(table),
    recentSeqs: () => journal.recent(),
    prepareSegment: (now) => journal.prepare(now),
    closeSegment: (now) => journal.closeSegment(now),
    printed: async (seq) => prints.get(seq) ?? (await core.db.prints.get(seq))?.count ?? 0,
    notePrint: async (seq) => {
      const count = await notePrint(core.db, seq);
      prints.set(seq, count);
      return count;
    },
    pictures: new PicturePart(core),
    withEvidence: async (hash, picture, work) => {
      const id = bytesToHex(hash);
      return journal.withPicture({ hash: id, sealed: await core.sealAt('evidence', id, picture) }, work);
    },
    evidence: (hash) => new PicturePart(core).read(hash),
    noteAudit: async (line) => {
      await core.db.audit.add({ sealed: await core.sealAt('audit', '', textToBytes(line)) });
    },
    ...choresOf(core, { replica, journal, snapshots }),
    fault: () => journal.chainFault(CHAIN_CHECKED),
    ...mendingOf(replica),
    rescueFile: () => rescueBytes(core.db, core.keys.deviceId),
    listen: (listener) => void listeners.push(listener),
  };
}

/** What is done to the storage when nobody waits for it. */
function choresOf(
  core: StoreCore,
  { replica, journal, snapshots }: { replica: ReplicaPart; journal: JournalPart; snapshots: SnapshotPart },
): Pick<SealedStore, 'cutJournal' | 'dropRows' | 'fold'> {
  const folding = new FoldPart(core, replica, snapshots);
  return { ...new RetentionPart(core, replica, journal, snapshots).doors(), fold: () => folding.fold() };
}

const mendingOf = (
  replica: ReplicaPart,
): Pick<SealedStore, 'isBroken' | 'mending' | 'mayMend' | 'checkPages' | 'onBroken'> => ({
  isBroken: (branch) => replica.isToFetch(branch),
  mending: () => replica.mending(),
  mayMend: () => replica.mayMend(),
  checkPages: (pause) => replica.check(pause),
  onBroken: (what) => {
    replica.health.onFound = what;
  },
});

const WITHHELD = { store: 'meta', id: 'withheld' } as const;

function withheldOf(core: StoreCore): Pick<SealedStore, 'withheld' | 'saveWithheld'> {
  return {
    async withheld() {
      const stored = await core.db.meta.get('withheld');
      if (stored?.key !== 'withheld') return [];
      const list = readCbor(await core.openAt(WITHHELD.store, WITHHELD.id, stored.sealed));
      return (list as readonly (readonly [string, number])[]).map(([id, amount]) => ({ id, amount }));
    },
    async saveWithheld(kept) {
      const bytes = encodeCbor(kept.map(({ id, amount }) => [id, amount]));
      await core.db.meta.put({ key: 'withheld', sealed: await core.sealAt(WITHHELD.store, WITHHELD.id, bytes) });
    },
  };
}

async function notePrint(db: TerminalDatabase, seq: number): Promise<number> {
  return db.transaction('rw', db.prints, async () => {
    const count = ((await db.prints.get(seq))?.count ?? 0) + 1;
    await db.prints.put({ seq, count });
    return count;
  });
}

/**
 * The journal for rescue, readable without any key of the clerk: format line, then one CBOR array of segment
 * headers and sealed entries. Only the hub's sealing key opens the segment keys inside.
 */
export async function rescueBytes(db: TerminalDatabase, deviceId: string): Promise<Bytes> {
  const segments = await db.segments.toArray();
  const entries = await db.journal.toArray();
  return encodeCbor([
    'yizhan rescue 1',
    deviceId,
    segments.map((one) => [one.segment, one.openedAt, one.firstSeq, one.box, one.closedAt, one.lastSeq, one.signature]),
    entries.map((one) => [one.seq, one.segment, one.sealed]),
  ]);
}

/** Takes the terminal for this tab: raises the fence, so that a tab that woke late can write nothing more. */
export async function raiseFence(db: TerminalDatabase): Promise<number> {
  return db.transaction('rw', db.meta, async () => {
    const known = await db.meta.get('fence');
    const epoch = (known?.key === 'fence' ? known.epoch : 0) + 1;
    await db.meta.put({ key: 'fence', epoch });
    return epoch;
  });
}

export const rescueName = (deviceId: string, day: string): string => `yizhan-rescue-${deviceId.slice(0, 8)}-${day}.bin`;
