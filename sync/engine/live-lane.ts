import type { Live, Poke } from '../protocol/messages.ts';
import type { ChangeBatch, FeedToken, HubStore } from './ports.ts';
import { samePosition } from './pull-lane.ts';

/**
 * The hub's half of live changes: when a branch moves, a line is sent the rows behind what it was sent last, in one
 * way instead of a hint, a question and an answer. Whatever cannot be sent so (the position of the terminal is not
 * known, too many rows, a reader that is behind, a protocol that does not know it) is hinted at, and the terminal asks.
 */

/** Rows behind a position, at most `LIVE_ROWS_MAX` or one whole version. */
export type RowsAfter = (at: FeedToken) => Promise<ChangeBatch | null>;

/** More than this is asked for, in pieces as large as the terminal takes them. */
export const LIVE_ROWS_MAX = 1024;
/** Bytes on their way that the terminal is not known to have read: above it, it asks when it has. */
export const LIVE_BYTES_MAX = 32_768;

/** One reading of the store for all lines that stand at the same position when a branch has moved. */
export function sharedRows(store: Pick<HubStore, 'changesAfter'>): RowsAfter {
  const read = new Map<string, Promise<ChangeBatch | null>>();
  return (at) => {
    const place = `${at.epoch} ${at.branch} ${String(at.version)} ${at.commitId}`;
    const known = read.get(place) ?? store.changesAfter(at, LIVE_ROWS_MAX);
    read.set(place, known);
    return known;
  };
}

interface Standing {
  /** Where the terminal is when it has read everything sent to it. */
  readonly sent: FeedToken;
  /** Between `sent` and here lies nothing it may see. */
  readonly read: FeedToken;
}

export class LiveLane {
  private readonly standings = new Map<string, Standing>();
  private readonly moved = new Map<string, RowsAfter>();
  private readonly hinted = new Set<string>();

  /** @returns false when somebody is about to look at this branch anyway. */
  moves(branch: string, rowsAfter: RowsAfter): boolean {
    const isNews = !this.moved.has(branch);
    // A reading begun before this move may lack it.
    this.moved.set(branch, rowsAfter);
    return isNews;
  }

  /** The terminal asks: where it stands is known again with the answer. */
  asked(branch: string): void {
    this.hinted.delete(branch);
    this.standings.delete(branch);
  }

  /** Changes were sent in answer; with more behind them the terminal asks by itself. */
  answered({ to, more }: ChangeBatch): void {
    if (!more) this.standings.set(to.branch, { sent: to, read: to });
  }

  /**
   * What to send about a branch that moved; null = nothing.
   * @param may false: hints only
   * @param see the rows this terminal may see, and whether it must hear of versions without any
   */
  async next(
    branch: string,
    may: boolean,
    see: { rows(batch: ChangeBatch): ChangeBatch['rows']; readonly isOwn: boolean },
  ): Promise<Live | Poke | null> {
    const rowsAfter = this.moved.get(branch);
    const standing = this.standings.get(branch);
    this.moved.delete(branch);
    if (rowsAfter === undefined) return null;
    // What the store does not give now it gives to the terminal's question, or that ends the line.
    const batch = may && standing !== undefined ? await rowsAfter(standing.read).catch(() => null) : null;
    if (batch === null || standing === undefined || batch.rows.length > LIVE_ROWS_MAX) return this.hint(branch);
    if (samePosition(batch.from, batch.to)) return null;
    const rows = see.rows(batch);
    const isSilent = rows.length === 0 && !batch.more && !see.isOwn;
    this.standings.set(branch, { sent: isSilent ? standing.sent : batch.to, read: batch.to });
    return isSilent ? null : { type: 'live', batch: { ...batch, from: standing.sent, rows } };
  }

  /** Once until the terminal asks. */
  private hint(branch: string): Poke | null {
    if (this.hinted.has(branch)) return null;
    this.hinted.add(branch);
    return { type: 'poke', branch };
  }
}
