import type { PackedPage, PageAt, SnapshotPage } from '../../sync/index.ts';

/**
 * Pages of snapshots, packed, kept in memory for as long as others ask for the same ones: after a bad night all tablets
 * of a county load the same pages of their county and province, and those of an outlet the same of it. A page belongs
 * to one version of one past of its branch, so one that is kept is never wrong; the oldest go first. Who asks while it
 * is being packed waits for it.
 */
export interface PageCache {
  /** The page under that key, made where there is none. What could not be made is tried again by the next who asks. */
  of(key: PageKey, make: () => Promise<PackedPage>): Promise<PackedPage>;
}
export interface PageKey {
  readonly token: SnapshotPage['token'];
  /** The row behind which the page begins. */
  readonly kind: string;
  readonly id: string;
  readonly rowsMax: PageAt['rowsMax'];
  /** The name of the form it is packed in. */
  readonly form: string;
}

/** Outlets of 60,000 rows take one each. */
const BYTES_KEPT_MAX = 33_554_432;

const textOf = ({ token, kind, id, rowsMax, form }: PageKey): string =>
  JSON.stringify([token.epoch, token.branch, token.version, token.commitId, kind, id, rowsMax, form]);

interface Kept {
  readonly page: Promise<PackedPage>;
  /** 0 while it is being made. */
  bytes: number;
}

export function createPageCache(bytesKeptMax: number = BYTES_KEPT_MAX): PageCache {
  const pages = new Map<string, Kept>();
  let total = 0;
  const drop = (key: string, kept: Kept): void => {
    if (pages.get(key) !== kept) return;
    pages.delete(key);
    total -= kept.bytes;
  };
  const keep = async (key: string, making: Promise<PackedPage>): Promise<PackedPage> => {
    const kept: Kept = { page: making, bytes: 0 };
    pages.set(key, kept);
    try {
      const page = await making;
      kept.bytes = page.bytes.length;
      total += kept.bytes;
      for (const [oldest, one] of pages) {
        if (total <= bytesKeptMax) break;
        if (one.bytes > 0) drop(oldest, one);
      }
      return page;
    } catch (failure) {
      drop(key, kept);
      throw failure;
    }
  };
  return {
    of(asked, make) {
      const key = textOf(asked);
      const kept = pages.get(key);
      if (kept === undefined) return keep(key, make());
      pages.delete(key);
      pages.set(key, kept);
      return kept.page;
    },
  };
}
