import type { Vouch } from '../protocol/messages.ts';
import { VOUCH_ROWS, vouchBytes } from '../protocol/vouch.ts';
import type { FeedToken, RowKey, TerminalStore } from './ports.ts';
import { keyText } from './judge.ts';
import type { Signer } from './world.ts';

/**
 * A hub that has lost everything asks a terminal to vouch for its rows: they go up page by page, signed by the vault
 * key, when nothing else waits. They stay as they are meanwhile: such a hub gives no rows.
 */
interface Parts {
  readonly device: string;
  readonly tables: readonly string[];
  readonly store: TerminalStore;
  readonly signer: Signer;
  mono(): number;
}

export class VouchLane {
  /** The page that is asked for; null = none. */
  private wanted: number | null = null;
  private keys: readonly RowKey[] | null = null;
  private sentMono: number | null = null;

  constructor(private readonly parts: Parts) {}

  /** A new connection. */
  begin(): void {
    [this.wanted, this.keys, this.sentMono] = [null, null, null];
  }

  /** Monotonic time of the page that has no answer, or null. */
  get openSince(): number | null {
    return this.sentMono;
  }

  /** A page is asked for. */
  get isAsked(): boolean {
    return this.wanted !== null;
  }

  asked(page: number | null): void {
    [this.wanted, this.sentMono] = [page, null];
  }

  /** @param at the position of the rows in use; undefined = there are none to vouch for */
  async next(at: FeedToken | undefined, dataAt: number | null): Promise<Vouch | null> {
    const { wanted: page, parts } = this;
    if (page === null || at === undefined || this.sentMono !== null || !parts.signer.vaultOpen) return null;
    // Some of its rows cannot be read: what is left would pass for all there was.
    if (parts.store.isBroken(at.branch)) return null;
    this.sentMono = parts.mono();
    this.keys ??= await this.allKeys();
    const from = page * VOUCH_ROWS;
    const keys = this.keys.slice(from, from + VOUCH_ROWS);
    const found = await parts.store.rows(keys, true);
    const rows = keys.flatMap(({ table, id }) => {
      const body = found.get(keyText(table, id));
      return body === undefined ? [] : [{ table, id, body }];
    });
    const isLast = from + VOUCH_ROWS >= this.keys.length;
    const body = vouchBytes({ device: parts.device, at, dataAt, page, isLast, rows });
    return { type: 'vouch', body, signature: await parts.signer.sign('vault', body) };
  }

  private async allKeys(): Promise<readonly RowKey[]> {
    const keys: RowKey[] = [];
    for (const table of this.parts.tables) {
      const ids = [...(await this.parts.store.idsOf(table))].sort();
      keys.push(...ids.map((id) => ({ table, id })));
    }
    return keys;
  }
}
