import type { Page, PageRequest, Pull } from '../protocol/messages.ts';
import type { FeedToken, TerminalStore } from './ports.ts';

/**
 * What comes down next: the branches that moved, the own one first, one question at a time. A branch without a
 * token, or with one of another past, is loaded as a snapshot from where the last attempt broke off: its pages,
 * then the changes behind them. Only with the last of those is it exact, and only then is it put in use.
 */
/** changes: of the replica in use. page: of a snapshot. behind: changes behind a snapshot whose pages are all here. */
type Asked = 'changes' | 'page' | 'behind';

export class PullLane {
  private readonly wanted = new Set<string>();
  private readonly snapshots = new Set<string>();
  private asking: string | null = null;
  private askedFor: Asked = 'changes';
  private askedAt = 0;
  /** The snapshot whose next page or changes were asked for; null for a first page. */
  private goingOn: FeedToken | null = null;
  /** Branches whose broken-off snapshot the hub no longer goes on with. */
  private readonly fromStart = new Set<string>();
  bootstrap: { readonly branch: string; readonly rowsDone: number; readonly rowsTotal: number } | null = null;

  constructor(
    private readonly store: TerminalStore,
    private readonly lineage: readonly string[],
    private readonly mono: () => number,
  ) {}

  begin(branches: readonly string[]): void {
    this.wanted.clear();
    this.snapshots.clear();
    this.asking = null;
    for (const branch of branches) this.wanted.add(branch);
  }

  want(branch: string): void {
    if (this.lineage.includes(branch)) this.wanted.add(branch);
  }

  /** That branch has another past now. */
  startAgain(branch: string): void {
    this.asking = null;
    this.wanted.add(branch);
    this.snapshots.add(branch);
  }

  get idle(): boolean {
    return this.asking === null && this.wanted.size === 0;
  }

  /** Monotonic time of the open question, or null. */
  get openSince(): number | null {
    return this.asking === null ? null : this.askedAt;
  }

  async next(tokens: ReadonlyMap<string, FeedToken>): Promise<Pull | PageRequest | null> {
    if (this.asking !== null) return null;
    const branch = this.lineage.find((one) => this.wanted.has(one));
    if (branch === undefined) return null;
    this.asking = branch;
    this.askedAt = this.mono();
    const token = tokens.get(branch);
    this.askedFor = token !== undefined && !this.snapshots.has(branch) ? 'changes' : 'page';
    if (token !== undefined && this.askedFor === 'changes') return { type: 'pull', token };
    const broken = this.fromStart.has(branch) ? null : await this.store.snapshotPosition(branch);
    this.fromStart.delete(branch);
    this.goingOn = broken?.token ?? null;
    if (broken?.position === null) {
      this.askedFor = 'behind';
      return { type: 'pull', token: broken.token };
    }
    return { type: 'page_request', branch, position: broken?.position ?? null };
  }

  changed(branch: string, more: boolean): void {
    if (this.asking === branch) this.asking = null;
    if (!more) this.wanted.delete(branch);
  }

  /** The snapshot of this branch is in use now. */
  swapped(branch: string): void {
    this.snapshots.delete(branch);
    this.bootstrap = null;
  }

  /** Whether this is what was asked last. A repeat of an older answer must not put a second question beside it. */
  awaits(branch: string, what: Asked): boolean {
    return this.asking === branch && this.askedFor === what;
  }

  /**
   * Whether what was asked for goes on with its snapshot. Pages of two snapshots never mix: a page of
   * another one would take the place of all rows loaded so far, and the replica would lack them.
   */
  joins(token: FeedToken): boolean {
    return this.goingOn === null || samePosition(this.goingOn, token);
  }

  /** The next session loads this branch from its first page. */
  restartSnapshot(branch: string): void {
    this.fromStart.add(branch);
  }

  paged({ page }: Page): void {
    const { branch } = page.token;
    if (this.asking === branch) this.asking = null;
    const before = this.bootstrap?.branch === branch ? this.bootstrap.rowsDone : 0;
    this.bootstrap = { branch, rowsDone: before + page.rows.length, rowsTotal: page.rowsTotal };
  }
}

export const samePosition = (a: FeedToken, b: FeedToken): boolean =>
  a.epoch === b.epoch && a.version === b.version && a.commitId === b.commitId;
