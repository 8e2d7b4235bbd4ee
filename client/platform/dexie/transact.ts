import { StorageFull } from '../../../sync/index.ts';
import { Fenced, HeadMoved, isQuotaError, type MetaRecord, type TerminalDatabase } from './database.ts';

/**
 * The one strict write, on the browser's own interface: everything is asked for in one go, the fence and the head's
 * revision are compared inside, and the commit is asked for the moment the comparison holds instead of after the last
 * answer. What is compared and what is put lie in one transaction: they happen together or not at all.
 */
export type StoreName =
  'base' | 'columns' | 'delta' | 'overlay' | 'journal' | 'segments' | 'receipts' | 'batches' | 'evidence' | 'prints';

/** What goes in beside the head: all of it sealed before, nothing of it waits. */
export type Write = { readonly store: StoreName } & (
  | { readonly put: object }
  /** Fails the whole transaction when the key is taken. */
  | { readonly add: object }
  | { readonly remove: IDBValidKey | IDBKeyRange }
);

export interface Swap {
  readonly fence: number;
  /** Revision of the head that must stand there now; 0 = none yet. */
  readonly revBefore: number;
  readonly head: Extract<MetaRecord, { readonly key: 'head' }>;
}

function faultIn(found: readonly MetaRecord[], swap: Swap): Fenced | HeadMoved | null {
  let epoch: number | null = null;
  let rev = 0;
  for (const record of found) {
    if (record.key === 'fence') epoch = record.epoch;
    if (record.key === 'head') rev = record.rev;
  }
  if (epoch !== swap.fence) return new Fenced();
  return rev === swap.revBefore ? null : new HeadMoved();
}

function ask(transaction: IDBTransaction, write: Write): void {
  const store = transaction.objectStore(write.store);
  if ('put' in write) store.put(write.put);
  else if ('add' in write) store.add(write.add);
  else store.delete(write.remove);
}

function faultOf(thrown: unknown): Error {
  if (isQuotaError(thrown)) return new StorageFull();
  return thrown instanceof Error ? thrown : new Error(`the write was broken off: ${String(thrown)}`);
}

async function connection(db: TerminalDatabase): Promise<IDBDatabase> {
  if (!db.isOpen()) await db.open();
  return db.backendDB();
}

/** @throws Fenced another tab took over · HeadMoved a second writer · StorageFull nothing was written */
export async function transact(db: TerminalDatabase, swap: Swap, writes: readonly Write[]): Promise<void> {
  const stores = [...new Set(['meta', ...writes.map((write) => write.store)])];
  const transaction = (await connection(db)).transaction(stores, 'readwrite', { durability: 'strict' });
  return new Promise((resolve, reject) => {
    let refused: unknown = null;
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(faultOf(refused ?? transaction.error));
    const meta = transaction.objectStore('meta');
    const compared: IDBRequest<MetaRecord[]> = meta.getAll(IDBKeyRange.bound('fence', 'head'));
    compared.onsuccess = () => {
      refused = faultIn(compared.result, swap);
      if (refused === null) transaction.commit();
      else transaction.abort();
    };
    try {
      for (const write of writes) ask(transaction, write);
      meta.put(swap.head);
    } catch (thrown) {
      // What cannot be asked for at all: nothing of this write may stand.
      refused = thrown;
      transaction.abort();
    }
  });
}
