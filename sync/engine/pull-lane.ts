import type { Load, Page, PageRequest, Pull } from '../protocol/messages.ts';
import type { FeedToken, TerminalStore } from './ports.ts';

/**
 * What comes down next: the branches that moved, the own one first, each with one open question. A branch without a
 * token, or with one of another past, is loaded as a snapshot from where the last attempt broke off: its pages,
 * then the changes behind them. Only with the last of those is it exact, and only then is it put in use. Where both
 * ends know it, one question brings all of them; else each page is asked for.
 */
/** changes: of the replica in use. page: of a snapshot. behind: changes behind a snapshot whose pages are all here. */
type Asked = 'changes' | 'page' | 'behind';

interface Question {
  what: Asked;
  /** Monotonic time of the question, or of the last page that came for it. */
  at: number;
  /** The snapshot whose next page or changes are awaited; null for a first page. */
  goingOn: FeedToken | null;
}

export class PullLane {
  private readonly wanted = new Set<string>();
  private readonly snapshots = new Set<string>();
  private readonly open = new Map<string, Question>();
  /** This session may ask for rows at all. */
  private mayAsk = false;
  /** Branches whose broken-off snapshot the hub no longer goes on with. */
  private readonly fromStart = new Set<string>();
  /** Pages follow one another without being asked for. */
  private flows = false;
  bootstrap: { readonly branch: string; readonly rowsDone: number; readonly rowsTotal: number } | null = null;

  constructor(
    private readonly store: TerminalStore,
    private readonly lineage: readonly string[],
    private readonly mono: () => number,
  ) {}

  /** A new connection. @param flows both ends know pages that follow one another */
  begin(branches: readonly string[], flows: boolean): void {
    this.wanted.clear();
    this.snapshots.clear();
    this.open.clear();
    this.flows = flows;
    this.mayAsk = branches.length > 0;
    for (const branch of branches) this.wanted.add(branch);
  }

  want(branch: string): void {
    if (this.lineage.includes(branch)) this.wanted.add(branch);
  }

  /** That branch has another past now. */
  startAgain(branch: string): void {
    this.open.delete(branch);
    this.wanted.add(branch);
    this.snapshots.add(branch);
  }

  get idle(): boolean {
    return this.open.size === 0 && this.nextBranch() === undefined;
  }

  /** A branch of which this terminal can no longer read everything is fetched again without being told to (SE23). */
  private nextBranch(): string | undefined {
    const isDue = (one: string): boolean => this.wanted.has(one) || this.store.isBroken(one);
    return this.mayAsk ? this.lineage.find((one) => isDue(one) && !this.open.has(one)) : undefined;
  }

  /** Monotonic time of the oldest open question, or null. */
  get openSince(): number | null {
    return this.open.size === 0 ? null : Math.min(...[...this.open.values()].map((question) => question.at));
  }

  /** The next question: for each wanted branch at most one is open. */
  async next(tokens: ReadonlyMap<string, FeedToken>): Promise<Pull | PageRequest | Load | null> {
    const branch = this.nextBranch();
    if (branch === undefined) return null;
    const token = tokens.get(branch);
    const isLoaded = token !== undefined && !this.snapshots.has(branch) && !this.store.isBroken(branch);
    const question: Question = { what: isLoaded ? 'changes' : 'page', at: this.mono(), goingOn: null };
    this.open.set(branch, question);
    if (isLoaded) return { type: 'pull', token };
    const broken = this.fromStart.has(branch) ? null : await this.store.snapshotPosition(branch);
    // The connection ended meanwhile.
    if (this.open.get(branch) !== question) return null;
    this.fromStart.delete(branch);
    question.goingOn = broken?.token ?? null;
    if (broken?.position === null) {
      question.what = 'behind';
      return { type: 'pull', token: broken.token };
    }
    return { type: this.flows ? 'load' : 'page_request', branch, position: broken?.position ?? null };
  }

  changed(branch: string, more: boolean): void {
    this.open.delete(branch);
    if (!more) this.wanted.delete(branch);
  }

  /** The snapshot of this branch is in use now. */
  swapped(branch: string): void {
    this.snapshots.delete(branch);
    if (this.bootstrap?.branch === branch) this.bootstrap = null;
  }

  /** Whether this is what was asked last. A repeat of an older answer must not put a second question beside it. */
  awaits(branch: string, what: Asked): boolean {
    return this.open.get(branch)?.what === what;
  }

  /**
   * Whether what was asked for goes on with its snapshot. Pages of two snapshots never mix: a page of
   * another one would take the place of all rows loaded so far, and the replica would lack them.
   */
  joins(token: FeedToken): boolean {
    const goingOn = this.open.get(token.branch)?.goingOn ?? null;
    return goingOn === null || samePosition(goingOn, token);
  }

  /** The next session loads this branch from its first page. */
  restartSnapshot(branch: string): void {
    this.fromStart.add(branch);
  }

  paged({ page }: Page): void {
    const { branch } = page.token;
    const question = this.open.get(branch);
    if (!this.flows) this.open.delete(branch);
    else if (question !== undefined) {
      question.goingOn = page.token;
      question.at = this.mono();
      // The changes behind the last page come unasked, too.
      if (page.next === null) question.what = 'behind';
    }
    const before = this.bootstrap?.branch === branch ? this.bootstrap.rowsDone : 0;
    this.bootstrap = { branch, rowsDone: before + page.rows.length, rowsTotal: page.rowsTotal };
  }
}

export const samePosition = (a: FeedToken, b: FeedToken): boolean =>
  a.epoch === b.epoch && a.version === b.version && a.commitId === b.commitId;
