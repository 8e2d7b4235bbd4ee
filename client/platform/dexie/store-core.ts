import { hmacSha256 } from '../../../shared/kernel/hash.ts';
import { bytesToBase64, textToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import { seal, unseal } from '../vault/cipher.ts';
import type { NamedRecord, TerminalDatabase } from './database.ts';
import { headBytes, headFrom, placeOfHead, EMPTY_HEAD, type Head } from './head.ts';
import { namedRowBytes, type NamedRow } from './row-codec.ts';
import { transact, type Write } from './transact.ts';

/** What the store needs of an open vault. */
export interface StoreKeys {
  readonly rowKey: CryptoKey;
  readonly segmentKey: CryptoKey;
  readonly nameKey: Bytes;
  readonly hubSealingKey: Bytes;
  readonly deviceId: string;
  sign(bytes: Uint8Array): Promise<Bytes>;
}

/**
 * The one way to write: seal everything first, then one strict transaction that compares the tab's fence and
 * the head's revision and puts what was sealed (see transact.ts). Crypto is never awaited inside a transaction.
 * Writers queue.
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
  async commit(change: Partial<Head>, writes: readonly Write[]): Promise<void> {
    const before = this.head;
    const next: Head = { ...before, ...change, rev: before.rev + 1 };
    const sealed = await seal(this.keys.rowKey, placeOfHead, next.rev, headBytes(next));
    const swap = { fence: this.fence, revBefore: before.rev, head: { key: 'head', rev: next.rev, sealed } } as const;
    await transact(this.db, swap, writes);
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

  /** Takes changed rows that lie one by one out again. */
  removeRows(branch: string, rows: Iterable<Pick<NamedRow, 'table' | 'id'>>): Write[] {
    return [...rows].map(({ table, id }) => ({ store: 'delta', remove: this.nameOf(branch, table, id) }));
  }

  sealRows(rows: readonly NamedRow[]): Promise<NamedRecord[]> {
    return Promise.all(
      rows.map(async (row) => {
        const name = this.nameOf(row.branch, row.table, row.id);
        return { name, sealed: await this.sealAt('delta', name, namedRowBytes(row)) };
      }),
    );
  }
}
