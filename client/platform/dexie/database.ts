import { Dexie, type Table, type Transaction } from 'dexie';
import type { Bytes } from '../../../shared/kernel/bytes.ts';

/**
 * The terminal's database. Every body is a ciphertext; in clear are only table names, page numbers, journal
 * numbers, the tab's fence and the revision of the head. Strict durability: an acknowledged write outlives a power cut.
 */
export interface PageRecord {
  /** Generation of the replica, table, page number. */
  readonly gen: number;
  readonly table: string;
  readonly page: number;
  readonly sealed: Bytes;
}
/** Packed columns of up to 4,096 rows: ids, and for customers, accounts and cards what the search needs. */
export type ColumnsRecord = PageRecord;

export interface NamedRecord {
  /** Keyed hash of branch, table and id. */
  readonly name: string;
  readonly sealed: Bytes;
}
export interface SealedEntry {
  readonly seq: number;
  readonly segment: number;
  readonly sealed: Bytes;
}
/** Header of a journal segment; durable before its first entry. */
export interface SegmentRecord {
  readonly segment: number;
  readonly openedAt: number;
  readonly firstSeq: number;
  /** The segment's key by AES-KW under the vault, and in a box to the hub's sealing key. */
  readonly wrapped: Bytes;
  readonly box: Bytes;
  readonly closedAt: number | null;
  readonly lastSeq: number | null;
  /** The signing key's signature over the chain up to `lastSeq` (`headBytes`), null while open. */
  readonly signature: Bytes | null;
}
/** One signed batch of receipts, kept whole. */
export interface BatchRecord {
  readonly n?: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly sealed: Bytes;
}
export interface ReceiptRecord {
  readonly seq: number;
  readonly sealed: Bytes;
}
/** How often a slip was printed: no secret. */
export interface PrintRecord {
  readonly seq: number;
  readonly count: number;
}
/** Signature pictures, by the hash their entry carries. */
export interface EvidenceRecord {
  readonly hash: string;
  readonly sealed: Bytes;
  /** The life of the hub that holds it whole; none before it said so. */
  readonly whole?: string;
}
/** Who looked at what of a customer's data, and why. */
export interface AuditRecord {
  readonly n?: number;
  readonly sealed: Bytes;
}
export type MetaRecord =
  | { readonly key: 'fence'; readonly epoch: number }
  | { readonly key: 'head'; readonly rev: number; readonly sealed: Bytes }
  | { readonly key: 'canary' | 'withheld'; readonly sealed: Bytes }
  /** When damaged rows began to be fetched again, by branch. */
  | { readonly key: 'mends'; readonly fetched: Readonly<Record<string, readonly number[]>> }
  /** The hub's answer of the mail van that was brought while the vault was closed, sealed to this tablet. */
  | { readonly key: 'mail'; readonly file: Bytes };

/**
 * A form the store has had. A build brings the store from any of them into its own in one transaction of the browser:
 * where a step fails all of it is undone, and the build works on in the form it found (`openForm`). So a form only adds,
 * and what it adds is missed by nobody who records, sends or rescues an entry.
 */
export interface StoreForm {
  readonly version: number;
  /** Stores of this form that are new or have other indexes. */
  readonly stores: Readonly<Record<string, string>>;
  /** What becomes of what is there. */
  readonly upgrade?: (tx: Transaction) => Promise<void>;
}

/** The form in which pictures are found by where they are held whole. */
export const PICTURE_FORM = 2;
export const FORMS: readonly StoreForm[] = [
  {
    version: 1,
    stores: {
      base: '[gen+table+page], gen',
      columns: '[gen+table+page], gen',
      delta: 'name',
      overlay: 'name',
      journal: 'seq',
      segments: 'segment',
      receipts: 'seq',
      batches: '++n, lastSeq',
      meta: 'key',
      prints: 'seq',
      evidence: 'hash',
      audit: '++n',
    },
  },
  { version: PICTURE_FORM, stores: { evidence: 'hash, whole' } },
];

export class TerminalDatabase extends Dexie {
  declare base: Table<PageRecord, [number, string, number]>;
  declare columns: Table<ColumnsRecord, [number, string, number]>;
  declare delta: Table<NamedRecord, string>;
  declare overlay: Table<NamedRecord, string>;
  declare journal: Table<SealedEntry, number>;
  declare segments: Table<SegmentRecord, number>;
  declare receipts: Table<ReceiptRecord, number>;
  declare batches: Table<BatchRecord, number>;
  declare meta: Table<MetaRecord, string>;
  declare prints: Table<PrintRecord, number>;
  declare evidence: Table<EvidenceRecord, string>;
  declare audit: Table<AuditRecord, number>;

  constructor(name = 'yizhan-terminal', forms: readonly StoreForm[] = FORMS) {
    super(name, { chromeTransactionDurability: 'strict' });
    for (const { version, stores, upgrade } of forms) {
      const form = this.version(version).stores(stores);
      if (upgrade !== undefined) form.upgrade(upgrade);
    }
  }
}

/** Another tab holds the terminal now. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}
/** The head changed under a writer: a bug or a second writer. */
export class HeadMoved extends Error {
  override readonly name = 'HeadMoved';
}

/** Dexie reports a full disk as AbortError with the cause inside. */
export function isQuotaError(thrown: unknown): boolean {
  let one = thrown;
  for (let depth = 0; depth < 4 && typeof one === 'object' && one !== null; depth++) {
    if ((one as { name?: unknown }).name === 'QuotaExceededError') return true;
    one = (one as { inner?: unknown }).inner;
  }
  return false;
}
