import type { CommandOutcome, Command } from '../../sync/index.ts';
import { toCommand, type Draft } from './berka-commands.ts';

/**
 * Posts drafts in batches by branch, several branches at a time. Within a branch the order of drafts is kept;
 * across branches there is none, because nothing writes two branches.
 */

export type Post = (branch: string, commands: readonly Command[]) => Promise<readonly CommandOutcome[]>;

export interface Posted {
  posted: number;
  repeated: number;
  /** Not posted whole: name, key and verdict, the first twenty. */
  readonly notPosted: {
    readonly command: string;
    readonly key: string;
    readonly verdict: string;
    readonly code: string | null;
  }[];
  notPostedCount: number;
}

const BATCH = 1000;
/** Branches at a time: enough to keep the database busy while one batch is judged. */
const LANES = 3;
const SHOWN = 20;

export class Poster {
  readonly counts: Posted = { posted: 0, repeated: 0, notPosted: [], notPostedCount: 0 };
  readonly #waiting = new Map<string, Draft[]>();
  #size = 0;

  constructor(
    private readonly post: Post,
    /** Drafts held before a flush; bounds the memory of an import. */
    private readonly holdMax: number,
    private readonly onFlushed: (counts: Posted) => void,
  ) {}

  async add(draft: Draft): Promise<void> {
    this.hold(draft);
    if (this.#size >= this.holdMax) await this.flush();
  }

  /** true when the drafts held should be flushed before more are added. */
  hold(draft: Draft): boolean {
    const own = this.#waiting.get(draft.branch);
    if (own === undefined) this.#waiting.set(draft.branch, [draft]);
    else own.push(draft);
    this.#size += 1;
    return this.#size >= this.holdMax;
  }

  async flush(): Promise<void> {
    const branches = [...this.#waiting];
    this.#waiting.clear();
    this.#size = 0;
    const lane = async (): Promise<void> => {
      for (let next = branches.pop(); next !== undefined; next = branches.pop())
        await this.#postBranch(next[0], next[1]);
    };
    // A failure is thrown only after every lane has ended, so nothing is being posted any more.
    const ended = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    this.onFlushed(this.counts);
  }

  async #postBranch(branch: string, drafts: readonly Draft[]): Promise<void> {
    for (let from = 0; from < drafts.length; from += BATCH) {
      const batch = drafts.slice(from, from + BATCH);
      const outcomes = await this.post(branch, batch.map(toCommand));
      for (const [index, outcome] of outcomes.entries()) this.#count(outcome, batch[index]);
    }
  }

  #count(outcome: CommandOutcome, draft: Draft | undefined): void {
    if (outcome.repeated) this.counts.repeated += 1;
    else this.counts.posted += 1;
    if (outcome.verdict === 'posted' || draft === undefined) return;
    this.counts.notPostedCount += 1;
    if (this.counts.notPosted.length < SHOWN) {
      this.counts.notPosted.push({
        command: draft.command,
        key: draft.key,
        verdict: outcome.verdict,
        code: outcome.code,
      });
    }
  }
}
