import type { VouchKeeper } from '../engine/hub-api.ts';
import type { RowChange } from '../engine/ports.ts';
import type { VouchPage } from '../protocol/vouch.ts';

/** What terminals vouch for, in memory. */
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
    if (page.page === this.next(page.device))
      this.pages.set(page.device, [...(this.pages.get(page.device) ?? []), page]);
    return Promise.resolve(this.next(page.device));
  }
  /** All rows of a device, once they are all here. */
  rowsOf(device: string): readonly RowChange[] | null {
    return this.next(device) === null ? (this.pages.get(device) ?? []).flatMap((page) => page.rows) : null;
  }
}
