import { keyText } from './judge.ts';
import type { Withheld } from './withheld.ts';
import type { Domain, RowBody, RowChange, RowKey, TerminalStore } from './ports.ts';

/**
 * After a restore of the hub its rows lack what other terminals have not given again. What such a row has more to give
 * than the one this terminal showed before is kept back here until the branch has everything: money that may be gone
 * is not paid twice. Kept across restarts.
 */
const CHUNK = 1000;

type Rows = (keys: readonly RowKey[]) => Promise<ReadonlyMap<string, RowBody>>;

export class Caution {
  private kept: readonly Withheld[] = [];

  constructor(
    private readonly store: TerminalStore,
    private readonly domain: Domain,
  ) {}

  get isEmpty(): boolean {
    return this.kept.length === 0;
  }

  async load(): Promise<void> {
    this.kept = await this.store.withheld();
  }

  /**
   * Before the rows of another life of the hub come in use: by how much each gives more than what was shown.
   * @param after the new rows without pending effects. @param overlay those with them.
   */
  async measure(after: Rows, overlay: readonly RowChange[]): Promise<void> {
    const { caution } = this.domain;
    if (caution === undefined) return;
    const effects = new Map(overlay.map((row) => [keyText(row.table, row.id), row.body]));
    const ids = await this.store.idsOf(caution.table);
    const kept: Withheld[] = [];
    for (let at = 0; at < ids.length; at += CHUNK) {
      const keys = ids.slice(at, at + CHUNK).map((id) => ({ table: caution.table, id }));
      const [before, next] = [await this.store.rows(keys), await after(keys)];
      for (const { id } of keys) {
        const key = keyText(caution.table, id);
        const [old, body] = [before.get(key), effects.get(key) ?? next.get(key)];
        const amount = old === undefined || body === undefined ? 0 : caution.excess(old, body);
        if (amount > 0) kept.push({ id, amount });
      }
    }
    await this.store.saveWithheld(kept);
    this.kept = kept;
  }

  /** The overlay with what is kept back: rows of it, and rows that have no pending effect. */
  async over(overlay: readonly RowChange[], confirmed: Rows): Promise<readonly RowChange[]> {
    const { caution } = this.domain;
    if (caution === undefined || this.kept.length === 0) return overlay;
    const { table } = caution;
    const rows = new Map(overlay.map((row) => [keyText(row.table, row.id), row]));
    const base = await confirmed(this.kept.map(({ id }) => ({ table, id })));
    for (const { id, amount } of this.kept) {
      const key = keyText(table, id);
      const body = rows.has(key) ? rows.get(key)?.body : base.get(key);
      if (body !== undefined && body !== null) rows.set(key, { table, id, body: caution.withhold(body, amount) });
    }
    return [...rows.values()];
  }

  /** The branch has everything again. @returns whether anything was kept back. */
  async drop(): Promise<boolean> {
    if (this.kept.length === 0) return false;
    await this.store.saveWithheld([]);
    this.kept = [];
    return true;
  }
}
