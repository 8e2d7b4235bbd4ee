import type { BundleStanding } from '../../../sync/index.ts';
import type { FactRecord, KeyDatabase } from '../../platform/vault/key-database.ts';

/** What a locked tablet knows of its journal's standing and of its files. Numbers and positions only, so they lie in clear. */
export interface VanFacts {
  /** Of the newest file made here; 0 before the first. */
  readonly made: number;
  readonly madeAt: number | null;
  /** Of the newest answer taken here. */
  readonly applied: number | null;
  /** Of a hub that was restored: it has the journal up to here only, so the next file begins there. */
  readonly hubHas: number | null;
  readonly fault: string | null;
}
const NO_FACTS: VanFacts = { made: 0, madeAt: null, applied: null, hubHas: null, fault: null };
/** Of a tablet that never kept any: everything goes, and no rows are asked for. */
const NO_STANDING: BundleStanding = { receivedSeq: 0, askFrom: 1, tokens: [] };

export const standingFact = (standing: BundleStanding): FactRecord => ({
  key: 'standing',
  value: JSON.stringify(standing),
});

async function read<T>(db: KeyDatabase, key: 'standing' | 'van', none: T): Promise<T> {
  const value = (await db.facts.get(key))?.value;
  return typeof value === 'string' ? (JSON.parse(value) as T) : none;
}
export const keptStanding = (db: KeyDatabase): Promise<BundleStanding> => read(db, 'standing', NO_STANDING);
export const vanFacts = (db: KeyDatabase): Promise<VanFacts> => read(db, 'van', NO_FACTS);

/** One writer at a time: the steps of the app follow one another. */
export async function noteVan(db: KeyDatabase, change: Partial<VanFacts>): Promise<void> {
  await db.facts.put({ key: 'van', value: JSON.stringify({ ...(await vanFacts(db)), ...change }) });
}
