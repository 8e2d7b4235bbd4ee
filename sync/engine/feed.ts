import type { Bytes } from '../../shared/kernel/bytes.ts';

/** Rows, and how a branch's rows travel: changes behind a position, or a snapshot page by page. */

export interface RowKey {
  readonly table: string;
  readonly id: string;
}
export type RowBody = Readonly<Record<string, unknown>>;
export interface RowChange extends RowKey {
  /** null = deleted. */
  readonly body: RowBody | null;
}
/** Position in a branch's change feed. commitId is random per commit: it tells a restored past from the present. */
export interface FeedToken {
  readonly epoch: string;
  readonly branch: string;
  readonly version: number;
  readonly commitId: string;
}

export interface ChangeBatch {
  readonly from: FeedToken;
  readonly to: FeedToken;
  readonly rows: readonly RowChange[];
  /** More changes wait behind `to`. */
  readonly more: boolean;
}

/** One page of one table at a fixed version. */
export interface SnapshotPage {
  readonly token: FeedToken;
  readonly table: string;
  readonly rows: readonly RowChange[];
  /** Opaque position of the next page, null after the last. */
  readonly next: string | null;
  /** Rows of all pages together, for progress. */
  readonly rowsTotal: number;
}

/** Where a page of a branch's snapshot begins (null: the first page, of the present version), and how many rows it has at most. */
export interface PageAt {
  readonly branch: string;
  readonly position: string | null;
  readonly rowsMax: number;
}
/** How a page becomes bytes. Forms of one name make the same bytes of the same page. */
export interface PageForm {
  readonly name: string;
  pack(page: SnapshotPage): Promise<Bytes>;
}
/** A page as bytes, the same on every line of its form. */
export interface PackedPage {
  readonly token: FeedToken;
  readonly next: string | null;
  readonly bytes: Bytes;
}

export interface SnapshotPosition {
  readonly token: FeedToken;
  readonly position: string | null;
}
