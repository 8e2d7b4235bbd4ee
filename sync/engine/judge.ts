import type { Instant } from '../../shared/kernel/dates.ts';
import { assert } from '../../shared/kernel/assert.ts';
import type { Command, Domain, HubFacts, Judgement, Refusal, RowBody, RowChange, RowKey, RowReader } from './ports.ts';

/**
 * Runs commands one after another over rows in memory. Pure: rows are loaded before, by the fixpoint of the
 * commands' reads; a command that names a key nobody loaded is given back as a need. An advice is never
 * refused; what cannot be read or trips an assert is given back as raw, with its reason.
 */

export const keyText = (table: string, id: string): string => `${table}:${id}`;

/** Rows as loaded, with what the judged commands changed on top. */
export class Overlay implements RowReader {
  private readonly rows = new Map<string, RowBody | null>();
  private readonly changed = new Map<string, RowChange>();

  has(table: string, id: string): boolean {
    return this.rows.has(keyText(table, id));
  }

  get(table: string, id: string): RowBody | null {
    const row = this.rows.get(keyText(table, id));
    assert(row !== undefined, `${table} was loaded before it was read`);
    return row;
  }

  /** Keys that are not among the found rows are known to be absent. */
  load(keys: readonly RowKey[], found: ReadonlyMap<string, RowBody>): void {
    for (const key of keys) {
      const text = keyText(key.table, key.id);
      if (!this.rows.has(text)) this.rows.set(text, found.get(text) ?? null);
    }
  }

  put(changes: readonly RowChange[]): void {
    for (const change of changes) {
      const text = keyText(change.table, change.id);
      this.rows.set(text, change.body);
      this.changed.set(text, change);
    }
  }

  changes(): readonly RowChange[] {
    return [...this.changed.values()];
  }
}

const READ_ROUNDS_MAX = 4;

/** Keys the commands name and that are not loaded, without repeats. */
export function missingKeys(domain: Domain, commands: readonly Command[], rows: RowReader): readonly RowKey[] {
  const missing = new Map<string, RowKey>();
  for (const command of commands) {
    for (const key of domain.reads(command, rows)) {
      if (!rows.has(key.table, key.id)) missing.set(keyText(key.table, key.id), key);
    }
  }
  return [...missing.values()];
}

/** Loads until the commands name nothing new. @throws Bug after four rounds: a command's reads never settle. */
export async function loadReads(
  domain: Domain,
  commands: readonly Command[],
  rows: Overlay,
  load: (keys: readonly RowKey[]) => Promise<ReadonlyMap<string, RowBody>>,
): Promise<void> {
  for (let round = 0; ; round++) {
    const missing = missingKeys(domain, commands, rows);
    if (missing.length === 0) return;
    assert(round < READ_ROUNDS_MAX, 'the reads of a command settle');
    rows.load(missing, await load(missing));
  }
}

export type RawReason = 'unreadable' | 'assertion';
export type Judged =
  | { readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly kind: 'raw'; readonly reason: RawReason }
  /** These keys must be loaded first. */
  | { readonly kind: 'needs'; readonly keys: readonly RowKey[] };

const refused = (code: string): Judgement => ({
  verdict: 'rejected',
  code,
  split: null,
  rows: [],
  postings: [],
  cases: [],
  messages: [],
});

export const REQUEST_EXPIRED = 'REQUEST_EXPIRED';

function refusalOf(domain: Domain, command: Command, rows: RowReader, hub: HubFacts): Refusal | null {
  if (command.basis === 'advice') return null;
  if (isLate(command, hub.receivedAt)) return { code: REQUEST_EXPIRED, detail: {} };
  const admitted = domain.admit(command, rows, hub);
  return admitted.ok ? null : admitted.error;
}

/** A request answers within its deadline or not at all: the clerk has gone on without it. */
const isLate = (command: Command, receivedAt: Instant): boolean =>
  command.basis === 'request' && command.deadline !== null && receivedAt > command.deadline;

function decide(domain: Domain, command: Command, rows: RowReader, hub: HubFacts): Judgement {
  const { recorded } = hub;
  if (recorded !== null) {
    const verdict = recorded.first ?? recorded.verdict;
    return verdict === 'rejected' ? refused(recorded.code ?? 'REJECTED') : domain.apply(command, rows, hub);
  }
  const refusal = refusalOf(domain, command, rows, hub);
  return refusal === null ? domain.apply(command, rows, hub) : refused(refusal.code);
}

function checkBalance(judgement: Judgement): void {
  let sum = 0;
  for (const posting of judgement.postings) sum += posting.fen;
  assert(sum === 0, 'postings of one command sum to zero');
}

/** Judges one command and lays its changes over `rows`. */
export function judge(domain: Domain, command: Command, rows: Overlay, hub: HubFacts): Judged {
  try {
    if (!domain.readable(command)) return { kind: 'raw', reason: 'unreadable' };
    const keys = missingKeys(domain, [command], rows);
    if (keys.length > 0) return { kind: 'needs', keys };
    const judgement = decide(domain, command, rows, hub);
    checkBalance(judgement);
    rows.put(judgement.rows);
    rows.put(judgement.cases);
    return { kind: 'judged', judgement };
  } catch {
    // Whatever a command's code trips over, the entry itself is kept whole and a person looks at it.
    return { kind: 'raw', reason: 'assertion' };
  }
}
