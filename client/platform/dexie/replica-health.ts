import { RowsBroken } from '../../../sync/index.ts';
import { SealBroken } from '../vault/cipher.ts';
import type { PageRecord } from './database.ts';
import type { Replica } from './head.ts';
import { blockFrom, blockOf, Generation, pageId, pagesOf } from './replica-memory.ts';
import { pageFrom } from './row-codec.ts';
import type { StoreCore } from './store-core.ts';

/**
 * The outlet's rows on this tablet are a copy: a page that is gone or does not open is fetched again, and nothing is
 * lost (SE23). Until then who wants to record something that needs such a row is told so, instead of hearing that the
 * row does not exist.
 */

/** What a page shows of rows that are being fetched again: nothing, for the moment. */
export async function unlessBroken<T>(nothing: T, reading: Promise<T>): Promise<T> {
  return reading.catch((thrown: unknown) => {
    if (thrown instanceof RowsBroken) return nothing;
    throw thrown;
  });
}

/**
 * pages: the rows of some pages are out of reach, and which ones is known. rows: some row is gone or stands at an
 * older state, and nobody can say which.
 */
type Damage = 'pages' | 'rows';

/** Damaged rows are known, and this is done about them. */
export interface Mending {
  /** Until they may be fetched again; 0 = now, as soon as there is a line. */
  readonly waitMs: number;
  /** Some were fetched so often that it is not tried any more: this tablet's storage does not hold them. */
  readonly isWornOut: boolean;
}

/** What is known to be damaged, by generation: a generation that takes its place is whole. */
export class ReplicaHealth {
  private readonly damage = new Map<number, Damage>();
  onFound: () => void = () => undefined;

  note(gen: number, damage: Damage): void {
    const known = this.damage.get(gen);
    if (known === damage || known === 'rows') return;
    this.damage.set(gen, damage);
    this.onFound();
  }
  isBroken(replica: Replica | null): boolean {
    return replica !== null && this.damage.has(replica.gen);
  }
  isDark(replica: Replica | null): boolean {
    return replica !== null && this.damage.get(replica.gen) === 'rows';
  }
}

/** A generation's columns as they are stored; those that are damaged are made again from the pages under them. */
export async function loadGeneration(core: StoreCore, replica: Replica, health: ReplicaHealth): Promise<Generation> {
  const generation = new Generation(replica.gen);
  const records = await core.db.columns.where('gen').equals(replica.gen).toArray();
  const covered = new Map<string, Set<number>>();
  for (const record of records.sort((a, b) => a.page - b.page)) {
    const plain = await core.openAt('columns', pageId(record), record.sealed).catch(SealBroken.toNull);
    if (plain === null) continue;
    const block = blockFrom(plain);
    const pages = covered.get(block.table) ?? new Set<number>();
    for (let n = 0; n < pagesOf(block); n++) pages.add(block.firstPage + n);
    covered.set(block.table, pages);
    generation.add(block);
  }
  for (const [table, count] of Object.entries(replica.pages))
    for (let page = 0; page < count; page++)
      if (covered.get(table)?.has(page) !== true) await rebuild(core, generation, { table, page }, health);
  await findMissing(core, replica, health);
  return generation;
}

async function rebuild(
  core: StoreCore,
  generation: Generation,
  { table, page }: { readonly table: string; readonly page: number },
  health: ReplicaHealth,
): Promise<void> {
  const { gen } = generation;
  health.note(gen, 'pages');
  const record = await core.db.base.get([gen, table, page]);
  const plain = await openPage(core, record);
  if (plain === null) return health.note(gen, 'rows');
  const rows = [...pageFrom(table, plain)].map(([id, body]) => ({ id, body }));
  generation.add(blockOf(table, page, rows));
}

/** What a page holds; null where it is gone or does not open. */
export const openPage = async (core: StoreCore, record: PageRecord | undefined): Promise<Uint8Array | null> =>
  record === undefined ? null : core.openAt('base', pageId(record), record.sealed).catch(SealBroken.toNull);

async function findMissing(core: StoreCore, replica: Replica, health: ReplicaHealth): Promise<void> {
  const wanted = Object.values(replica.pages).reduce((sum, count) => sum + count, 0);
  if ((await core.db.base.where('gen').equals(replica.gen).count()) < wanted) health.note(replica.gen, 'pages');
}

const CHECKED_AT_ONCE = 32;

/** Opens every page once, a few at a time, and notes those that do not open. `pause` lets others work in between. */
export async function checkPages(
  core: StoreCore,
  replica: Replica,
  { health, pause }: { readonly health: ReplicaHealth; pause(): Promise<void> },
): Promise<void> {
  for (const table of Object.keys(replica.pages))
    for (let from = 0; ; from += CHECKED_AT_ONCE) {
      // Pages are put together anew and replicas replaced meanwhile: what is to be there is read each time.
      const count = pagesNow(core, replica, table);
      if (from >= count) break;
      const at = Array.from({ length: Math.min(CHECKED_AT_ONCE, count - from) }, (_, n) => from + n);
      const records = await core.db.base.bulkGet(
        at.map((page): [number, string, number] => [replica.gen, table, page]),
      );
      const opened = await Promise.all(records.map((one) => openPage(core, one)));
      if (pagesNow(core, replica, table) === count && opened.includes(null)) health.note(replica.gen, 'pages');
      await pause();
    }
}

function pagesNow(core: StoreCore, { gen }: Replica, table: string): number {
  const all = Object.values(core.head.branches).flatMap(({ live, next }) => [live, next]);
  return all.find((one) => one?.gen === gen)?.pages[table] ?? 0;
}
