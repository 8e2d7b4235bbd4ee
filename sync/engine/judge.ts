import type { Instant } from '../../shared/kernel/dates.ts';
import { assert, Bug } from '../../shared/kernel/assert.ts';
import type { Command, Domain, HubFacts, Judgement, Refusal, RowBody, RowChange, RowKey, RowReader } from './ports.ts';

/**
 * Runs commands one after another over rows in memory. Pure: rows are loaded before, by the fixpoint of the
 * commands' reads; a command that names a key nobody loaded is given back as a need. An advice is never
 * refused; what cannot be read or trips an assert is given back as raw, with its reason.
 */

export const keyText = (table: string, id: string): string => `${table}:${id}`;

/** A row was asked for that nobody loaded. */
class NotLoaded extends Bug {}

/** Rows as loaded, with what the judged commands changed on top. By table, then id: it is read all the time. */
export class Overlay implements RowReader {
  private readonly rows = new Map<string, Map<string, RowBody | null>>();
  private readonly changed = new Map<string, Map<string, RowChange>>();

  has(table: string, id: string): boolean {
    return this.rows.get(table)?.has(id) ?? false;
  }

  get(table: string, id: string): RowBody | null {
    const row = this.rows.get(table)?.get(id);
    if (row === undefined) throw new NotLoaded(`${table} was loaded before it was read`);
    return row;
  }

  /** Keys that are not among the found rows are known to be absent. */
  load(keys: readonly RowKey[], found: ReadonlyMap<string, RowBody>): void {
    for (const { table, id } of keys) {
      const rows = tableOf(this.rows, table);
      if (!rows.has(id)) rows.set(id, found.get(keyText(table, id)) ?? null);
    }
  }

  put(changes: readonly RowChange[]): void {
    for (const change of changes) {
      tableOf(this.rows, change.table).set(change.id, change.body);
      tableOf(this.changed, change.table).set(change.id, change);
    }
  }

  changes(): readonly RowChange[] {
    return [...this.changed.values()].flatMap((rows) => [...rows.values()]);
  }
}

function tableOf<V>(tables: Map<string, Map<string, V>>, table: string): Map<string, V> {
  let rows = tables.get(table);
  if (rows === undefined) tables.set(table, (rows = new Map()));
  return rows;
}

const READ_ROUNDS_MAX = 4;

type Reads = Pick<Domain, 'reads'>;

/** Adds the keys a command names and that are not loaded. false: it names none, its reads have settled. */
function addMissing(reads: Reads, command: Command, rows: RowReader, missing: Map<string, RowKey>): boolean {
  let settled = true;
  for (const key of reads.reads(command, rows)) {
    if (rows.has(key.table, key.id)) continue;
    settled = false;
    missing.set(keyText(key.table, key.id), key);
  }
  return !settled;
}

/** Loads until the commands name nothing new. @throws Bug after four rounds: a command's reads never settle. */
export async function loadReads(
  domain: Reads,
  commands: readonly Command[],
  rows: Overlay,
  load: (keys: readonly RowKey[]) => Promise<ReadonlyMap<string, RowBody>>,
): Promise<void> {
  let open = commands;
  for (let round = 0; ; round++) {
    const missing = new Map<string, RowKey>();
    open = open.filter((command) => addMissing(domain, command, rows, missing));
    if (missing.size === 0) return;
    assert(round < READ_ROUNDS_MAX, 'the reads of a command settle');
    const keys = [...missing.values()];
    rows.load(keys, await load(keys));
  }
}

export type RawReason = 'unreadable' | 'assertion';
export type Judged =
  | { readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly kind: 'raw'; readonly reason: RawReason }
  /** These keys must be loaded first. */
  | { readonly kind: 'needs'; readonly keys: readonly RowKey[] };

const refused = (code: string, detail: Refusal['detail'] = {}): Judgement => ({
  verdict: 'rejected',
  code,
  detail,
  split: null,
  rows: [],
  postings: [],
  cases: [],
  messages: [],
});

export const REQUEST_EXPIRED = 'REQUEST_EXPIRED';
/** Code of an entry whose effect a stand-in has had already. */
export const STOOD_FOR = 'STOOD_FOR';

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
  if (recorded?.verdict === 'rejected') return refused(recorded.code ?? 'REJECTED');
  if (recorded !== null) return domain.apply(command, rows, hub);
  const refusal = refusalOf(domain, command, rows, hub);
  return refusal === null ? domain.apply(command, rows, hub) : refused(refusal.code, refusal.detail);
}

function checkBalance(judgement: Judgement): void {
  let sum = 0;
  for (const posting of judgement.postings) sum += posting.fen;
  assert(sum === 0, 'postings of one command sum to zero');
}

/** What a command could not be judged without, or null when it tripped over something else. */
function needsOf(domain: Domain, command: Command, rows: Overlay): Judged | null {
  const missing = new Map<string, RowKey>();
  addMissing(domain, command, rows, missing);
  return missing.size === 0 ? null : { kind: 'needs', keys: [...missing.values()] };
}

function judgeLoaded(domain: Domain, command: Command, rows: Overlay, hub: HubFacts): Judged {
  if (!domain.readable(command)) return { kind: 'raw', reason: 'unreadable' };
  try {
    const judgement = decide(domain, command, rows, hub);
    checkBalance(judgement);
    rows.put(judgement.rows);
    rows.put(judgement.cases);
    return { kind: 'judged', judgement };
  } catch (failure) {
    // Deciding is pure, so it may be broken off, and most commands have all their rows.
    const needs = failure instanceof NotLoaded ? needsOf(domain, command, rows) : null;
    if (needs === null) throw failure;
    return needs;
  }
}

/** Judges one command and lays its changes over `rows`. */
export function judge(domain: Domain, command: Command, rows: Overlay, hub: HubFacts): Judged {
  try {
    return judgeLoaded(domain, command, rows, hub);
  } catch {
    // Whatever a command's code trips over, the entry itself is kept whole and a person looks at it.
    return { kind: 'raw', reason: 'assertion' };
  }
}
