/**
 * The hub's half of a flowing load: pages follow one another without being asked for, of one branch after another, and
 * never many more bytes ahead of what the terminal has said it keeps. What the terminal pushes meanwhile is answered between two pages.
 */

/** With so much on the way the next page waits: more than the bad link carries in a round trip, less than two seconds of it. */
export const FLOW_BYTES_MAX = 49_152;
/** Rows of a page that flows: small enough that another one is on the way behind it. */
export const FLOW_PAGE_ROWS = 2048;

export interface NextPage {
  readonly branch: string;
  readonly position: string | null;
}

export class PageFlow {
  /** Branches in the order in which they were asked for, with where each goes on. */
  private readonly loads = new Map<string, string | null>();
  private readonly flying: number[] = [];

  /** From this position; a load of that branch under way begins anew there. */
  begin(branch: string, position: string | null): void {
    this.loads.delete(branch);
    this.loads.set(branch, position);
  }

  /** The terminal keeps the oldest pages that were on the way. */
  taken(pages: number): void {
    this.flying.splice(0, pages);
  }

  /** The page that may be sent now, or null. */
  next(): NextPage | null {
    if (this.flying.reduce((sum, bytes) => sum + bytes, 0) >= FLOW_BYTES_MAX) return null;
    const [first] = this.loads;
    return first === undefined ? null : { branch: first[0], position: first[1] };
  }

  /** It was sent, and the load goes on at `position`; null after its last page. */
  sent(branch: string, bytes: number, position: string | null): void {
    this.flying.push(bytes);
    if (position === null) this.loads.delete(branch);
    else this.loads.set(branch, position);
  }
}
