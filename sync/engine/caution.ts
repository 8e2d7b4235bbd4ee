import { keyText } from './judge.ts';
import { RowsBroken } from './store-faults.ts';
import type { Withheld } from './withheld.ts';
import type { Domain, RowBody, RowChange, RowKey, TerminalStore } from './ports.ts';

/**
 * After a restore of the hub its rows lack what other terminals have not given again. What such a row has more to give
 * than the one this terminal showed before is kept back here until the branch has everything: money that may be gone
 * is not paid twice. Kept across restarts.
 */
const CHUNK = 1000;

type Shown = ReadonlyMap<string, RowBody | null>;
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
   * @param branch whose rows they are. @param after they, without pending effects. @param overlay those with them.
   */
  async measure(branch: string, after: Rows, overlay: readonly RowChange[]): Promise<void> {
    const { caution } = this.domain;
    if (caution === undefined) return;
    const effects: Shown = new Map(overlay.map((row) => [keyText(row.table, row.id), row.body]));
    const ids = await this.idsOf(caution.table, branch);
    const kept: Withheld[] = [];
    for (let at = 0; at < ids.length; at += CHUNK) {
      const keys = ids.slice(at, at + CHUNK).map((id) => ({ table: caution.table, id }));
      const [{ shown, said }, next] = [await this.before(keys), await after(keys)];
      for (const { id } of keys) {
        const key = keyText(caution.table, id);
        const given = next.get(key);
        // Like is held against like: with what is pending, or without it on both sides.
        const [old, body] = shown.has(key) ? [shown.get(key), effects.get(key) ?? given] : [said.get(key), given];
        const amount = old === undefined || !body ? 0 : caution.excess(old, body);
        if (amount > 0) kept.push({ id, amount });
      }
    }
    await this.store.saveWithheld(kept);
    this.kept = kept;
  }

  /** Which rows stood on a damaged page may not be known any more: then the new ones say which it can have been. */
  private async idsOf(table: string, branch: string): Promise<readonly string[]> {
    const ids = await this.store.idsOf(table);
    return this.store.isBroken(branch) ? [...new Set([...ids, ...(await this.store.idsOf(table, branch))])] : ids;
  }

  /**
   * What this terminal showed, and of rows that cannot be read with what is pending on them what the hub said of them;
   * null: that cannot be read either. A damaged row must not stop the new ones from coming in use: they mend it.
   */
  private async before(keys: readonly RowKey[]): Promise<{ shown: Shown; said: Shown }> {
    const rows = await this.readable(keys, false);
    if (rows !== null) return { shown: rows, said: new Map() };
    const [shown, said] = [new Map<string, RowBody | null>(), new Map<string, RowBody | null>()];
    for (const key of keys) {
      const text = keyText(key.table, key.id);
      const one = await this.readable([key], false);
      if (one === null) said.set(text, (await this.readable([key], true))?.get(text) ?? null);
      else if (one.has(text)) shown.set(text, one.get(text) ?? null);
    }
    return { shown, said };
  }

  private async readable(keys: readonly RowKey[], confirmed: boolean): Promise<ReadonlyMap<string, RowBody> | null> {
    try {
      return await this.store.rows(keys, confirmed);
    } catch (fault) {
      if (fault instanceof RowsBroken) return null;
      throw fault;
    }
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
