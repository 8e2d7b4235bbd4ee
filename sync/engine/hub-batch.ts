import { messageCommandId } from '../../shared/kernel/ids.ts';
import type { HubEngine } from './hub-api.ts';
import { judge, keyText, loadReads, Overlay, type RawReason } from './judge.ts';
import type { BusinessDate } from '../../shared/kernel/dates.ts';
import { whereIs } from './lost-ranges.ts';
import type {
  BranchTx,
  CaseRaised,
  Command,
  HubFacts,
  Incident,
  Judgement,
  LogRecord,
  Original,
  OutboxMessage,
  PostedPosting,
  RecordedReceipt,
  RowBody,
  RowChange,
  RowKey,
  RowReader,
} from './ports.ts';
import type { Trace } from './trace.ts';

/**
 * Judging a run of commands inside one transaction of a branch: draw numbers, load the rows all of them name,
 * judge in order, gather what is to be written. Journals and all other doors share it.
 */

export interface Task {
  readonly command: Command;
  readonly clockAnomaly: boolean;
  readonly recorded: RecordedReceipt | null;
  /** Set when the entry must be kept as bytes without being judged. */
  readonly raw: RawReason | null;
}
export interface TaskResult {
  readonly task: Task;
  readonly numbers: Readonly<Record<string, string>>;
  readonly raw: RawReason | null;
  readonly judgement: Judgement;
}

/** The code of what was kept as bytes only; the money of it is unknown, the entry is counted. */
export const RAW_CODE = 'RAW_UNREADABLE';

/** The code of an entry whose effect the opening balances of a rebuilt branch hold already. */
export const IN_COPY = 'IN_COPY';

/** What became of an entry whose effect is in the rows. */
type Said = Pick<RecordedReceipt, 'verdict' | 'code' | 'split'>;

const NO_EFFECT: Omit<Judgement, 'verdict' | 'code' | 'split'> = { rows: [], postings: [], cases: [], messages: [] };
const unposted = (cases: readonly CaseRaised[]): Judgement => ({
  ...NO_EFFECT,
  verdict: 'suspense',
  code: RAW_CODE,
  split: null,
  cases,
});

async function drawNumbers(
  hub: HubEngine,
  tx: BranchTx,
  tasks: readonly Task[],
): Promise<readonly Record<string, string>[]> {
  const wanted = tasks.map((task) => (task.raw === null ? hub.domain.numbersFor(task.command.name) : []));
  const pools = new Map<string, string[]>();
  for (const kind of new Set(wanted.flat())) {
    const count = wanted.flat().filter((one) => one === kind).length;
    pools.set(kind, [...(await tx.draw(kind, count))]);
  }
  return wanted.map((kinds) => Object.fromEntries(kinds.map((kind) => [kind, pools.get(kind)?.shift() ?? ''])));
}

export class HubBatch {
  private readonly rows = new Overlay();
  /** Rows in which entries of this run would be recognised, as they were before it. */
  private traces: ReadonlyMap<string, RowBody> = new Map();
  readonly results: TaskResult[] = [];
  readonly receivedAt: number;
  readonly postingDate: BusinessDate;

  constructor(
    private readonly hub: HubEngine,
    private readonly tx: BranchTx,
  ) {
    this.receivedAt = hub.now();
    this.postingDate = hub.postingDate();
  }

  async run(tasks: readonly Task[]): Promise<void> {
    const numbers = await drawNumbers(this.hub, this.tx, tasks);
    const commands = tasks.filter((task) => task.raw === null).map((task) => task.command);
    const reads = (command: Command, rows: RowReader) => this.readsOf(command, rows);
    if (this.tx.base !== null) await this.loadTraces(commands);
    await loadReads({ reads }, commands, this.rows, (keys) => this.tx.rows(keys));
    for (const [index, task] of tasks.entries()) await this.judgeOne(task, numbers[index] ?? {});
  }

  /** A payload that makes the reads fail must not take its neighbours with it: judging it finds the same fault. */
  private readsOf(command: Command, rows: RowReader): readonly RowKey[] {
    const { domain } = this.hub;
    try {
      return domain.readable(command) ? domain.reads(command, rows) : [];
    } catch {
      return [];
    }
  }

  private async judgeOne(task: Task, numbers: Readonly<Record<string, string>>): Promise<void> {
    if (task.raw !== null) return this.keepRaw(task, numbers, task.raw);
    const said = this.inCopy(task);
    if (said !== null) return this.noteInCopy(task, numbers, said);
    const original = await this.originalOf(task.command);
    const facts: HubFacts = {
      receivedAt: this.receivedAt,
      postingDate: this.postingDate,
      clockAnomaly: task.clockAnomaly,
      numbers,
      recorded: task.recorded,
      pinyinOf: (name) => this.hub.pinyinOf(name),
      ...(original === null ? {} : { original }),
    };
    let judged = judge(this.hub.domain, task.command, this.rows, facts);
    // An earlier command of this run may lead to rows that nobody could name before.
    for (let round = 0; judged.kind === 'needs' && round < 4; round++) {
      this.rows.load(judged.keys, await this.tx.rows(judged.keys));
      judged = judge(this.hub.domain, task.command, this.rows, facts);
    }
    if (judged.kind !== 'judged')
      return this.keepRaw(task, numbers, judged.kind === 'raw' ? judged.reason : 'assertion');
    this.results.push({ task, numbers, raw: null, judgement: judged.judgement });
  }

  /**
   * The branch was opened from the rows of a terminal, and these hold what this entry or message did: an earlier life of
   * the hub said so, or what it leaves is among them. Of one that comes late only the rows know whether it was judged
   * before somebody stood in for it. @returns what was said of it then
   */
  private inCopy({ command, recorded }: Task): Said | null {
    const { base } = this.tx;
    if (base === null || (command.door !== 'terminal' && command.door !== 'message')) return null;
    if (command.late !== true && recorded?.epoch === base.epoch)
      return recorded.version <= base.version ? recorded : null;
    const traced = this.traceOf(command)?.said((table, id) => this.traces.get(keyText(table, id)) ?? null) ?? null;
    // What was once told stands, whatever became of the row since.
    return traced === null ? null : (recorded ?? { code: null, ...traced });
  }

  private traceOf(command: Command): Trace | null {
    return this.hub.domain.readable(command) ? (this.hub.domain.traceOf?.(command) ?? null) : null;
  }

  private async loadTraces(commands: readonly Command[]): Promise<void> {
    const keys = commands.flatMap((command) => this.traceOf(command)?.keys ?? []);
    this.traces = await this.tx.rows(keys);
  }

  private noteInCopy(task: Task, numbers: Readonly<Record<string, string>>, said: Said): void {
    const { verdict } = said;
    const judgement: Judgement = {
      ...NO_EFFECT,
      verdict: verdict === 'held' || verdict === 'duplicate' ? 'posted' : verdict,
      code: verdict === 'rejected' ? (said.code ?? 'REJECTED') : IN_COPY,
      split: said.split,
    };
    this.results.push({ task, numbers, raw: null, judgement });
  }

  /** Where the entry is that this command stands in for: looked up under the branch's lock, so that it cannot come meanwhile. */
  private async originalOf(command: Command): Promise<Original | null> {
    const of = this.hub.domain.standsFor?.(command) ?? null;
    return of === null ? null : whereIs(this.tx, of);
  }

  private keepRaw(task: Task, numbers: Readonly<Record<string, string>>, reason: RawReason): void {
    const { command } = task;
    const cases = this.incident(command, reason);
    this.results.push({ task, numbers, raw: reason, judgement: unposted(cases) });
  }

  /** Raises the business's case for something kept aside and adds its row. */
  incident(
    command: Pick<Command, 'id' | 'rowId' | 'branch' | 'device' | 'seq' | 'businessDate'>,
    reason: Incident['reason'],
    records: Incident['records'] = null,
  ): readonly CaseRaised[] {
    const { id, rowId, branch, device, seq, businessDate } = command;
    const cases =
      this.hub.domain.incident?.({
        reason,
        command: id,
        rowId,
        branch,
        device,
        seq,
        businessDate,
        receivedAt: this.receivedAt,
        records,
      }) ?? [];
    this.rows.put(cases);
    return cases;
  }

  rowChanges(): readonly RowChange[] {
    return this.rows.changes();
  }

  postings(): readonly PostedPosting[] {
    const { postingDate } = this;
    return this.results.flatMap(({ task, judgement }) =>
      judgement.postings.map(({ ledger, account, fen }, ordinal) => ({
        ledger,
        account,
        fen,
        command: task.command.id,
        ordinal,
        businessDate: task.command.businessDate,
        valueDate: task.command.businessDate,
        postingDate,
      })),
    );
  }

  outbox(): readonly OutboxMessage[] {
    return this.results.flatMap(({ task, judgement }) =>
      judgement.messages.map((message, ordinal) => ({
        ...message,
        id: messageCommandId(task.command.id, ordinal),
        cause: task.command.id,
        ordinal,
      })),
    );
  }

  logOf(result: TaskResult, entry: Pick<LogRecord, 'hash' | 'bytes'>): LogRecord {
    const { command } = result.task;
    return {
      hash: entry.hash,
      bytes: entry.bytes,
      command: command.id,
      rowId: command.rowId,
      door: command.door,
      device: command.device,
      seq: command.seq,
      name: command.name,
      payloadVersion: command.payloadVersion,
      businessDate: command.businessDate,
      capturedAt: command.capturedAt,
      receivedAt: this.receivedAt,
      maker: command.maker,
      checker: command.checker,
      verdict: result.judgement.verdict,
      code: this.codeOf(result),
      split: result.judgement.split,
      sigma: this.sigmaOf(result),
      numbers: result.numbers,
    };
  }

  /** Of an exception: the cases its tablet may know of, so that a later life of the hub can raise them again. */
  private codeOf({ task, judgement }: TaskResult): string | null {
    const { verdict, code, cases } = judgement;
    const isException = verdict === 'posted_with_exception' || verdict === 'suspense';
    if (code !== null || !isException || task.command.door !== 'terminal') return code;
    const told = cases.filter((one) => this.hub.domain.scopeOf(one.table) !== 'never').map((one) => one.code);
    return told.length === 0 ? null : told.join(' ');
  }

  private sigmaOf({ task, raw }: TaskResult): LogRecord['sigma'] {
    if (raw === null) return this.hub.domain.sigma(task.command);
    return { command: task.command.name, direction: 'none', fen: 0 };
  }
}
