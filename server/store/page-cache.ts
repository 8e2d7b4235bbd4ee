import type { SnapshotPage } from '../../sync/index.ts';

/**
 * Pages of snapshots, kept in memory for as long as others ask for the same ones: after a bad night all tablets of a
 * county load the same pages of their county and province, and those of an outlet the same of it. A page belongs to one
 * version of one past of its branch, so one that is kept is never wrong; the oldest go first. They are packed for each
 * line anew, with what that line has been told already.
 */
export interface PageCache {
  get(key: PageKey): SnapshotPage | null;
  put(key: PageKey, page: SnapshotPage): void;
}
export interface PageKey {
  readonly token: SnapshotPage['token'];
  /** The row behind which the page begins. */
  readonly kind: string;
  readonly id: string;
  readonly rowsMax: number;
}

const ROWS_KEPT_MAX = 32_768;

const textOf = ({ token, kind, id, rowsMax }: PageKey): string =>
  JSON.stringify([token.epoch, token.branch, token.version, token.commitId, kind, id, rowsMax]);

export function createPageCache(rowsKeptMax: number = ROWS_KEPT_MAX): PageCache {
  const pages = new Map<string, SnapshotPage>();
  let kept = 0;
  const drop = (key: string): void => {
    kept -= pages.get(key)?.rows.length ?? 0;
    pages.delete(key);
  };
  return {
    get(of) {
      const key = textOf(of);
      const page = pages.get(key) ?? null;
      if (page !== null) {
        pages.delete(key);
        pages.set(key, page);
      }
      return page;
    },
    put(of, page) {
      const key = textOf(of);
      drop(key);
      pages.set(key, page);
      kept += page.rows.length;
      for (const oldest of pages.keys()) {
        if (kept <= rowsKeptMax) break;
        drop(oldest);
      }
    },
  };
}
