import type { VouchKeeper } from '../engine/hub-api.ts';
import type { FeedToken, RowChange } from '../engine/ports.ts';
import type { VouchPage } from '../protocol/vouch.ts';

const samePosition = (a: FeedToken, b: FeedToken): boolean =>
  a.epoch === b.epoch && a.version === b.version && a.commitId === b.commitId;

/** What terminals vouch for, in memory, kept as the hub keeps it. */
export class MemoryVouches implements VouchKeeper {
  readonly pages = new Map<string, VouchPage[]>();

  private next(device: string): number | null {
    const kept = this.pages.get(device) ?? [];
    return kept.at(-1)?.isLast === true ? null : kept.length;
  }
  wanted(_branch: string, device: string): Promise<number | null> {
    return Promise.resolve(this.next(device));
  }
  keep(page: VouchPage): Promise<number | null> {
    const at = this.pages.get(page.device)?.[0]?.at;
    // Its rows are of another moment than before: all of them again.
    if (at !== undefined && !samePosition(at, page.at)) this.pages.delete(page.device);
    if (page.page === this.next(page.device))
      this.pages.set(page.device, [...(this.pages.get(page.device) ?? []), page]);
    return Promise.resolve(this.next(page.device));
  }
  /** All rows of a device, once they are all here. */
  rowsOf(device: string): readonly RowChange[] | null {
    return this.next(device) === null ? (this.pages.get(device) ?? []).flatMap((page) => page.rows) : null;
  }
}
