import type { Table } from 'dexie';
import { hmacSha256 } from '../../../shared/kernel/hash.ts';
import { bytesToBase64, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { seal, unseal } from '../vault/cipher.ts';
import { Fenced, HeadMoved, isQuotaError, StorageFull, type NamedRecord, type TerminalDatabase } from './database.ts';
import { headBytes, headFrom, placeOfHead, EMPTY_HEAD, type Head } from './head.ts';
import { namedRowBytes, type NamedRow } from './row-codec.ts';

/** What the store needs of an open vault. */
export interface StoreKeys {
  readonly rowKey: CryptoKey;
  readonly segmentKey: CryptoKey;
  readonly nameKey: Bytes;
  readonly hubSealingKey: Bytes;
  readonly deviceId: string;
  sign(bytes: Uint8Array): Promise<Bytes>;
}

/** What goes in beside the head. */
export interface Writes {
  /** The tables that `run` touches: readers of all others do not wait. */
  readonly tables: readonly Table[];
  /** Runs inside the transaction: only puts and deletes of what was sealed before. */
  run(): readonly PromiseLike<unknown>[];
}

/**
 * The one way to write: seal everything first, then one strict transaction that compares the tab's fence and
 * the head's revision and puts what was sealed. Crypto is never awaited inside a transaction. Writers queue.
 * Comparing and putting are asked for in one go; a comparison that fails aborts the transaction, puts included.
 */
export class StoreCore {
  head: Head = EMPTY_HEAD;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly db: TerminalDatabase,
    readonly keys: StoreKeys,
    readonly fence: number,
  ) {}

  async loadHead(): Promise<void> {
    const stored = await this.db.meta.get('head');
    this.head =
      stored?.key === 'head' ? headFrom(await unseal(this.keys.rowKey, placeOfHead, stored.sealed)) : EMPTY_HEAD;
  }

  /** One writer at a time; what waits in `work` (crypto) keeps the next writer out. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Call inside `exclusive`.
   * @throws Fenced another tab took over · HeadMoved a second writer · StorageFull nothing was written
   */
  async commit(change: Partial<Head>, writes: Writes): Promise<void> {
    const before = this.head;
    const next: Head = { ...before, ...change, rev: before.rev + 1 };
    const sealed = await seal(this.keys.rowKey, placeOfHead, next.rev, headBytes(next));
    let refused: Fenced | HeadMoved | null = null;
    try {
      await this.db.transaction('rw', [this.db.meta, ...writes.tables], async (tx) => {
        const refuse = (fault: Fenced | HeadMoved): void => {
          refused ??= fault;
          tx.abort();
        };
        await Promise.all([
          this.db.meta
            .get('fence')
            .then((found) => (found?.key === 'fence' && found.epoch === this.fence ? undefined : refuse(new Fenced()))),
          this.db.meta
            .get('head')
            .then((found) =>
              (found?.key === 'head' ? found.rev : 0) === before.rev ? undefined : refuse(new HeadMoved()),
            ),
          this.db.meta.put({ key: 'head', rev: next.rev, sealed }),
          ...writes.run(),
        ]);
      });
    } catch (thrown) {
      throw refused ?? (isQuotaError(thrown) ? new StorageFull() : thrown);
    }
    if (refused !== null) throw refused;
    this.head = next;
  }

  sealAt(store: string, id: string, plain: Uint8Array): Promise<Bytes> {
    return seal(this.keys.rowKey, { store, id }, this.head.rev + 1, plain);
  }

  openAt(store: string, id: string, sealed: Uint8Array): Promise<Bytes> {
    return unseal(this.keys.rowKey, { store, id }, sealed);
  }

  /** Keyed name of a row: the database does not say whose row it is. */
  nameOf(branch: string, table: string, id: string): string {
    return bytesToBase64(hmacSha256(this.keys.nameKey, textToBytes(`${branch}|${table}|${id}`)).subarray(0, 18));
  }

  sealRows(store: 'delta' | 'overlay', rows: readonly NamedRow[]): Promise<NamedRecord[]> {
    return Promise.all(
      rows.map(async (row) => {
        const name = this.nameOf(row.branch, row.table, row.id);
        return { name, sealed: await this.sealAt(store, name, namedRowBytes(row)) };
      }),
    );
  }
}
