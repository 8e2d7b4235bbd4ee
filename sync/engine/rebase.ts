import { commandOf } from './command.ts';
import { keyText, loadReads, Overlay } from './judge.ts';
import type { Domain, JournalRecord, RowBody, RowChange, RowKey } from './ports.ts';

/**
 * What the clerk sees: confirmed rows with the pending commands run again on top, in journal order. `apply`
 * only, never `admit`: what was recorded stands. A command none of whose rows changed keeps its last result.
 * A command whose own code fails shows nothing and is told by its seq; the others go on, the hub keeps it raw.
 */

export interface Effect {
  /** Keys it read. */
  readonly keys: ReadonlySet<string>;
  readonly rows: readonly RowChange[];
  /** Its own code failed: it is tried again each time. */
  readonly broken: boolean;
}
export interface Rebased {
  readonly effects: ReadonlyMap<number, Effect>;
  /** All optimistic rows, the last word on each. */
  readonly overlay: readonly RowChange[];
}
export interface RebaseInput {
  readonly pending: readonly JournalRecord[];
  readonly before: ReadonlyMap<number, Effect>;
  /** Confirmed rows that changed. */
  readonly changed: readonly RowKey[];
  /** Confirmed rows, the new ones included. */
  confirmed(keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>>;
}

const textOf = (key: RowKey): string => keyText(key.table, key.id);

async function run(domain: Domain, record: JournalRecord, rows: Overlay, input: RebaseInput): Promise<Effect> {
  const command = commandOf(record.entry);
  let stored: { readonly failure: unknown } | null = null;
  const confirmed = (keys: readonly RowKey[]) =>
    input.confirmed(keys).catch((failure: unknown) => {
      stored = { failure };
      throw failure;
    });
  try {
    // Recorded by a build that knew more than this one: the hub will judge it, here it shows nothing.
    if (!domain.readable(command)) return { keys: new Set(), rows: [], broken: false };
    await loadReads(domain, [command], rows, confirmed);
    const keys = new Set(domain.reads(command, rows).map(textOf));
    const judgement = domain.apply(command, rows, null);
    return { keys, rows: [...judgement.rows, ...judgement.cases], broken: false };
  } catch (failure) {
    // A storage that does not answer is no defect of this entry.
    if (stored !== null) throw failure;
    return { keys: new Set(), rows: [], broken: true };
  }
}

const touches = (effect: Effect, dirty: ReadonlySet<string>): boolean => {
  for (const key of effect.keys) if (dirty.has(key)) return true;
  return effect.rows.some((row) => dirty.has(textOf(row)));
};

export async function rebase(domain: Domain, input: RebaseInput): Promise<Rebased> {
  const rows = new Overlay();
  const dirty = new Set(input.changed.map(textOf));
  const effects = new Map<number, Effect>();
  const { pending } = input;
  const still = new Set(pending.map((record) => record.seq));
  for (const [seq, effect] of input.before) if (!still.has(seq)) for (const row of effect.rows) dirty.add(textOf(row));
  for (const record of pending) {
    const kept = input.before.get(record.seq);
    const effect =
      kept !== undefined && !kept.broken && !touches(kept, dirty) ? kept : await run(domain, record, rows, input);
    if (effect !== kept) for (const row of [...(kept?.rows ?? []), ...effect.rows]) dirty.add(textOf(row));
    rows.put(effect.rows);
    effects.set(record.seq, effect);
  }
  return { effects, overlay: rows.changes() };
}
