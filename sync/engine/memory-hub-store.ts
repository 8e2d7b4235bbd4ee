import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { assert } from '../../shared/kernel/assert.ts';
import type { Claim } from '../protocol/claim.ts';
import { sumClaims } from './claims.ts';
import { keyText } from './judge.ts';
import type {
  BranchTx,
  ChangeBatch,
  CopyBase,
  DeviceRecord,
  Domain,
  FeedToken,
  HubStore,
  LoggedOutcome,
  LogRecord,
  OutboxMessage,
  PackedPage,
  PageAt,
  PageForm,
  PostedPosting,
  RawRecord,
  RowBody,
  RowChange,
  RowKey,
  SnapshotPage,
  WriteSet,
} from './ports.ts';

/** A hub store in memory with the same promises as the PostgreSQL one: for practice (演练), tests and the simulator. */

interface StoredRow {
  readonly table: string;
  readonly id: string;
  readonly version: number;
  readonly body: RowBody | null;
}
interface LoggedCommand extends LogRecord {
  readonly version: number;
}
interface Branch {
  readonly name: string;
  epoch: string;
  version: number;
  /** Commit id of each version; index = version. */
  readonly commitIds: string[];
  readonly rows: Map<string, StoredRow>;
  readonly log: LoggedCommand[];
  readonly postings: PostedPosting[];
  readonly outbox: (OutboxMessage & { version: number; delivered: boolean })[];
  readonly inbox: { id: string; fromBranch: string }[];
  readonly raw: Map<string, RawRecord>;
  readonly devices: Map<string, DeviceRecord>;
  recovering: boolean;
  rebuilding: boolean;
  base: CopyBase | null;
  /** Devices that have come back in this epoch. */
  readonly returned: Set<string>;
  lock: Promise<unknown>;
}

const clone = <T>(value: T): T => structuredClone(value);

const newBranch = (name: string, epoch: string): Branch => ({
  name,
  epoch,
  version: 0,
  commitIds: ['start'],
  rows: new Map(),
  log: [],
  postings: [],
  outbox: [],
  inbox: [],
  raw: new Map(),
  devices: new Map(),
  recovering: false,
  rebuilding: false,
  base: null,
  returned: new Set(),
  lock: Promise.resolve(),
});

export class MemoryHubStore implements HubStore {
  readonly branches = new Map<string, Branch>();
  private numbers = new Map<string, number>();
  private commits = 0;
  /** Called before a write takes effect; throwing refuses it, as a constraint of a database would. */
  refuseWrite: (write: WriteSet) => void = () => undefined;

  constructor(
    private readonly domain: Pick<Domain, 'scopeOf'>,
    private readonly parents: ReadonlyMap<string, string | null>,
    epoch = 'epoch-1',
  ) {
    for (const name of parents.keys()) this.branches.set(name, newBranch(name, epoch));
  }

  /** Everything is gone, and there is no backup: a new life begins, in which these wait for opening balances. */
  beginAnew(epoch: string, rebuilding: readonly string[]): void {
    this.branches.clear();
    for (const name of this.parents.keys())
      this.branches.set(name, { ...newBranch(name, epoch), rebuilding: rebuilding.includes(name) });
  }

  branch(name: string): Branch {
    const branch = this.branches.get(name);
    assert(branch !== undefined, `branch ${name} exists`);
    return branch;
  }

  addDevice(device: DeviceRecord): void {
    this.branch(device.branch).devices.set(device.id, device);
  }

  /** A copy as a backup holds it. */
  backup(): Map<string, Branch> {
    return new Map(
      [...this.branches].map(([name, branch]) => [
        name,
        { ...clone({ ...branch, lock: null }), lock: Promise.resolve() },
      ]),
    );
  }

  restore(backup: ReadonlyMap<string, Branch>, epoch: string): void {
    this.branches.clear();
    for (const [name, branch] of backup) {
      const again = { ...clone({ ...branch, lock: null }), lock: Promise.resolve(), epoch };
      this.branches.set(name, { ...again, recovering: true, returned: new Set() });
      this.endRecovery(name);
    }
  }

  endRecovery(name: string): boolean {
    const branch = this.branch(name);
    const awaited = [...branch.devices.values()].filter((one) => one.status !== 'lost' && one.status !== 'revoked');
    if (!branch.recovering || awaited.some((one) => !branch.returned.has(one.id))) return false;
    branch.recovering = false;
    return true;
  }

  noteReturned(name: string, device: string): Promise<boolean> {
    this.branch(name).returned.add(device);
    return Promise.resolve(this.endRecovery(name));
  }

  /** The county declares a device lost, or takes it out of use. */
  stopDevice(id: string, status: 'lost' | 'revoked'): void {
    for (const { name, devices } of this.branches.values()) {
      const device = devices.get(id);
      if (device !== undefined) devices.set(id, { ...device, status });
      this.endRecovery(name);
    }
  }

  tokenOf(branch: Branch): FeedToken {
    return {
      epoch: branch.epoch,
      branch: branch.name,
      version: branch.version,
      commitId: branch.commitIds[branch.version] ?? '',
    };
  }

  async inBranch<T>(name: string, work: (tx: BranchTx) => Promise<T>): Promise<T> {
    const branch = this.branch(name);
    const run = branch.lock.then(async () => {
      const tx = new MemoryTx(this, branch);
      const result = await work(tx);
      tx.settle();
      return result;
    });
    branch.lock = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  token(name: string): Promise<FeedToken | null> {
    const branch = this.branches.get(name);
    return Promise.resolve(branch === undefined ? null : this.tokenOf(branch));
  }

  claims(name: string, device: string, [first, last]: readonly [number, number]): Promise<readonly Claim[]> {
    const found = this.branch(name).log.filter(
      (one) => one.device === device && one.seq !== null && one.seq >= first && one.seq <= last,
    );
    return Promise.resolve(sumClaims(found));
  }

  lineage(name: string): Promise<readonly string[]> {
    const out: string[] = [];
    for (let at: string | null = name; at !== null; at = this.parents.get(at) ?? null) out.push(at);
    return Promise.resolve(out);
  }

  private synced(row: StoredRow): boolean {
    return this.domain.scopeOf(row.table) !== 'never';
  }

  changesAfter(token: FeedToken, rowsMax: number): Promise<ChangeBatch | null> {
    const branch = this.branch(token.branch);
    const known = token.epoch === branch.epoch && branch.commitIds[token.version] === token.commitId;
    if (!known) return Promise.resolve(null);
    const changed = [...branch.rows.values()].filter((row) => row.version > token.version && this.synced(row));
    changed.sort((a, b) => a.version - b.version);
    let upTo = branch.version;
    // A version is never split between two batches.
    if (changed.length > rowsMax) upTo = Math.max(changed[0]?.version ?? 0, (changed[rowsMax]?.version ?? 0) - 1);
    const rows = changed.filter((row) => row.version <= upTo).map(toChange);
    const to = { ...this.tokenOf(branch), version: upTo, commitId: branch.commitIds[upTo] ?? '' };
    return Promise.resolve({ from: token, to, rows, more: upTo < branch.version });
  }

  /** Nothing is kept: every page is packed for who asks. */
  async snapshotPage(at: PageAt, form: PageForm): Promise<PackedPage> {
    const page = this.readPage(at);
    return { token: page.token, next: page.next, bytes: await form.pack(page) };
  }

  /** Position = `version/commit/table/lastId`; the token stays that of the first page. */
  private readPage({ branch: name, position, rowsMax }: PageAt): SnapshotPage {
    const branch = this.branch(name);
    const at = position === null ? null : readPosition(position);
    const stillKnown =
      at !== null && at.token.epoch === branch.epoch && branch.commitIds[at.token.version] === at.token.commitId;
    const token = stillKnown
      ? { ...this.tokenOf(branch), version: at.token.version, commitId: at.token.commitId }
      : this.tokenOf(branch);
    // What moved since the snapshot began is not on its pages; it comes with the changes behind its token.
    const live = [...branch.rows.values()].filter(
      (row) => row.body !== null && row.version <= token.version && this.synced(row),
    );
    const tables = [...new Set(live.map((row) => row.table))].sort();
    const table = (stillKnown ? at.table : tables[0]) ?? '';
    const after = stillKnown ? at.after : '';
    const rest = live.filter((row) => row.table === table && row.id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
    const rows = rest.slice(0, rowsMax);
    const nextTable = tables.find((candidate) => candidate > table);
    const next =
      rest.length > rowsMax
        ? JSON.stringify({ token, table, after: rows.at(-1)?.id ?? '' })
        : nextTable === undefined
          ? null
          : JSON.stringify({ token, table: nextTable, after: '' });
    return { token, table, rows: rows.map(toChange), next, rowsTotal: live.length };
  }

  draw(kind: string, count: number): readonly string[] {
    const from = this.numbers.get(kind) ?? 0;
    this.numbers.set(kind, from + count);
    return Array.from({ length: count }, (_, index) => String(from + index + 1));
  }

  nextCommitId(): string {
    this.commits += 1;
    return `commit-${this.commits}`;
  }

  lookup(name: string, key: RowKey): RowBody | null {
    const text = keyText(key.table, key.id);
    const reference = this.domain.scopeOf(key.table) === 'reference';
    for (let at: string | null = name; at !== null; at = reference ? (this.parents.get(at) ?? null) : null) {
      const body = this.branches.get(at)?.rows.get(text)?.body;
      if (body) return body;
    }
    return null;
  }
}

/** A position that cannot be read starts again from the first page. */
function readPosition(text: string): { token: FeedToken; table: string; after: string } | null {
  try {
    const at = JSON.parse(text) as { token: FeedToken; table: string; after: string } | null;
    return at !== null &&
      typeof at.token === 'object' &&
      at.token !== null &&
      typeof at.table === 'string' &&
      typeof at.after === 'string'
      ? at
      : null;
  } catch {
    return null;
  }
}

const toChange = ({ table, id, body }: StoredRow): RowChange => ({ table, id, body: clone(body) });

const toOutcome = (record: LoggedCommand): LoggedOutcome => ({
  device: record.device ?? '',
  seq: record.seq ?? 0,
  hash: record.hash ?? new Uint8Array(0),
  verdict: record.verdict,
  code: record.code,
  split: record.split,
  version: record.version,
});

class MemoryTx implements BranchTx {
  readonly token: FeedToken;
  readonly recovering: boolean;
  readonly rebuilding: boolean;
  readonly base: CopyBase | null;
  private write: WriteSet | null = null;
  private commitId = '';

  constructor(
    private readonly store: MemoryHubStore,
    private readonly branch: Branch,
  ) {
    this.token = store.tokenOf(branch);
    this.recovering = branch.recovering || branch.rebuilding;
    this.rebuilding = branch.rebuilding;
    this.base = branch.base;
  }

  device(id: string): Promise<DeviceRecord | null> {
    return Promise.resolve(clone(this.branch.devices.get(id) ?? null));
  }

  outcomes(device: string, fromSeq: number, toSeq: number): Promise<readonly LoggedOutcome[]> {
    const found = this.branch.log.filter(
      (one) => one.device === device && one.seq !== null && one.seq >= fromSeq && one.seq <= toSeq,
    );
    return Promise.resolve(found.map(toOutcome));
  }

  held(device: string, fromSeq: number, toSeq: number): Promise<readonly RawRecord[]> {
    const found = [...this.branch.raw.values()].filter(
      (raw) => raw.device === device && raw.seq >= fromSeq && raw.seq <= toSeq,
    );
    return Promise.resolve(
      clone(found.sort((a, b) => a.seq - b.seq || (bytesToHex(a.hash) < bytesToHex(b.hash) ? -1 : 1))),
    );
  }

  known(ids: readonly string[]): Promise<ReadonlyMap<string, LoggedOutcome>> {
    const wanted = new Set(ids);
    return Promise.resolve(
      new Map(this.branch.log.filter((one) => wanted.has(one.command)).map((one) => [one.command, toOutcome(one)])),
    );
  }

  rows(keys: readonly RowKey[]): Promise<ReadonlyMap<string, RowBody>> {
    const out = new Map<string, RowBody>();
    for (const key of keys) {
      const body = this.store.lookup(this.branch.name, key);
      if (body !== null) out.set(keyText(key.table, key.id), clone(body));
    }
    return Promise.resolve(out);
  }

  draw(kind: string, count: number): Promise<readonly string[]> {
    return Promise.resolve(this.store.draw(kind, count));
  }

  commit(write: WriteSet): Promise<FeedToken> {
    assert(this.write === null, 'commit is called once');
    this.store.refuseWrite(write);
    const ids = new Set(this.branch.log.map((one) => one.command));
    for (const record of write.log) {
      if (ids.has(record.command)) return Promise.reject(new Error(`duplicate command ${record.command}`));
      ids.add(record.command);
    }
    this.write = clone(write);
    this.commitId = this.store.nextCommitId();
    return Promise.resolve({ ...this.token, version: this.token.version + 1, commitId: this.commitId });
  }

  /** The transaction ends well: what was written becomes visible at once. */
  settle(): void {
    const { write, branch } = this;
    if (write === null) return;
    branch.version += 1;
    const version = branch.version;
    branch.commitIds[version] = this.commitId;
    if (write.device !== null) branch.devices.set(write.device.id, write.device);
    if (write.device?.status === 'lost' || write.device?.status === 'revoked') this.store.endRecovery(branch.name);
    for (const record of write.log) branch.log.push({ ...record, version });
    for (const row of write.rows) branch.rows.set(keyText(row.table, row.id), { ...row, version });
    branch.postings.push(...write.postings);
    for (const message of write.outbox) branch.outbox.push({ ...message, version, delivered: false });
    branch.inbox.push(...write.inbox);
    for (const raw of write.raw) {
      const key = `${raw.device}:${raw.seq}:${bytesToHex(raw.hash)}`;
      // What was said of it stays: it may come again without.
      branch.raw.set(key, { ...branch.raw.get(key), ...raw });
    }
  }
}
