import { isLost, ORAL_MS } from './reference-loss.ts';
import type { Cbor } from '../../shared/kernel/cbor.ts';
import { decodeEntry } from '../protocol/entry.ts';
import { ACCOUNTS_EACH, accountId, OPENING_ACCOUNT_FEN, OPENING_TILL_FEN } from './market.ts';
import { Holds, idOfNumber, readMessage, type Message } from './reference-elsewhere.ts';
import { readPaper, type Paper } from './reference-paper.ts';
import { field, NAMES, SHARE_MS, type Account, type LoggedEntry, type Open } from './reference-parts.ts';

/**
 * A second opinion on the money of a branch, written from the rules and sharing no code with the commands. It
 * reads the entries in the order the hub took them and says what tills, accounts and suspense must hold.
 * It believes the hub in two things only: whether a request was posted (and checks that it could be), and, after
 * a restore, what the hub's own earlier receipts say of a payment.
 */

export class ReferenceLedger {
  readonly tills = new Map<string, number>();
  readonly accounts = new Map<string, Account>();
  readonly suspense = new Map<string, number>();
  readonly faults: string[] = [];
  readonly holds = new Holds();
  private readonly open = new Map<string, Open>();
  private readonly replaced = new Set<string>();
  private readonly papers = new Map<string, Paper & { isPosted: boolean }>();
  private readonly credited = new Map<string, number>();
  /** Transfers between own accounts that a loss from before may still take back. */
  private readonly own: { readonly at: number; readonly from: string; readonly to: string; fen: number }[] = [];

  /** @param recorded entries a restored hub follows by its own earlier receipts instead of judging them again. */
  constructor(
    private readonly outlet: string,
    private readonly of: { readonly tills: readonly string[]; readonly shareFen: number },
    private readonly recorded: ReadonlySet<string>,
  ) {
    for (const till of of.tills) this.tills.set(till, OPENING_TILL_FEN);
    for (let n = 1; n <= ACCOUNTS_EACH; n++)
      this.accounts.set(accountId(outlet, n), { fen: OPENING_ACCOUNT_FEN, lostAt: null });
  }

  /**
   * The branch is opened from here after a loss: balances and suspense go on, what it owes other branches begins at zero,
   * and what an account kept for deals it keeps in one sum.
   */
  reopen(): void {
    for (const ledger of this.suspense.keys()) if (ledger.startsWith('CLEARING-')) this.suspense.set(ledger, 0);
    this.holds.merge(this.accounts.keys());
  }

  take(logged: LoggedEntry): void {
    const decoded = decodeEntry(logged.bytes);
    if (!decoded.ok || logged.code === 'RAW_UNREADABLE') return;
    const entry = decoded.value;
    if (entry.basis === 'request' && logged.verdict === 'rejected') return;
    const of = {
      id: logged.rowId,
      at: logged.capturedAt,
      anchored: entry.anchored,
      date: entry.businessDate,
      request: entry.basis === 'request',
      payload: entry.payload,
      split: this.recorded.has(logged.rowId) ? logged.split : undefined,
    };
    const [prefix = '', seq = ''] = logged.rowId.split('.');
    if (this.hasStoodFor(`${prefix}.${seq}`, entry.command, entry.payload)) return;
    const device = entry.offline || entry.replaces !== null ? prefix : null;
    if (entry.replaces !== null) this.replace(`${prefix}.${entry.replaces}`);
    if (entry.command === NAMES.deposit) this.deposit(of);
    else if (entry.command === NAMES.withdraw) this.withdraw({ ...of, device });
    else if (entry.command === NAMES.reverse) this.reverse(of);
    else if (entry.command === NAMES.lost) this.lost(of.payload, of.at);
    else if (entry.command === NAMES.pay)
      this.elsewhere(field(of.payload, 3), field(of.payload, 1), -Number(field(of.payload, 2)));
    else if (entry.command === NAMES.bring)
      this.elsewhere(field(of.payload, 3), field(of.payload, 0), Number(field(of.payload, 2)));
    else if (entry.command === NAMES.own) this.between(of, logged.verdict !== 'rejected');
    else this.transfer(entry.command, of.payload);
  }

  private till(no: string, fen: number): void {
    this.tills.set(no, (this.tills.get(no) ?? 0) + fen);
  }
  private owe(ledger: string, fen: number): void {
    this.suspense.set(ledger, (this.suspense.get(ledger) ?? 0) + fen);
  }

  /** What an account can pay: what it keeps for another outlet is not there. */
  private can(id: string): number {
    return Math.max(0, (this.accounts.get(id)?.fen ?? 0) - this.holds.kept(id));
  }

  /** Cash of the other outlet's customer: this till against what the two owe each other. */
  private elsewhere(till: Cbor, number: Cbor, fen: number): void {
    this.till(String(till), fen);
    this.owe(`CLEARING-BRANCH:${String(number).slice(0, 8)}`, -fen);
  }

  /** What came by another door than a journal. */
  hear(logged: LoggedEntry & Parameters<typeof readMessage>[0]): void {
    const message = readMessage(logged);
    if (message === null) return;
    if (message.name.startsWith('inter_branch.')) this.fromElsewhere(message);
    if (message.name.startsWith('device.stand_in') && logged.verdict !== 'rejected') this.fromPaper(message);
  }

  /** Proposed, and agreed to by a second person: a deal of the time on the paper, under the seq it stands for. */
  private fromPaper({ name, payload }: Message): void {
    const id = `${String(payload[0]).slice(0, 16)}.${Number(payload[1])}`;
    if (name === 'device.stand_in') return void this.papers.set(id, { ...readPaper(payload), isPosted: false });
    const paper = this.papers.get(id);
    if (paper === undefined || payload[2] !== true) return;
    paper.isPosted = true;
    const { at, fen, till } = paper;
    const account = paper.accountNo === null ? null : idOfNumber(this.outlet, paper.accountNo);
    const of = { id, at, anchored: true, date: paper.date, request: false, payload: [account, null, null, fen, till] };
    if (paper.command === NAMES.deposit) this.deposit(of);
    else this.withdraw({ ...of, device: id.split('.')[0] ?? null });
  }

  /** The entry somebody stood in for: nothing more where both say the same, else it takes the other's place. */
  private hasStoodFor(id: string, command: string, payload: Cbor): boolean {
    const paper = this.papers.get(id);
    if (paper?.isPosted !== true) return false;
    this.papers.delete(id);
    const one = this.open.get(id);
    const account = idOfNumber(this.outlet, field(payload, 1));
    const paperAccount = paper.accountNo === null ? null : idOfNumber(this.outlet, paper.accountNo);
    const sameAccount = account === paperAccount && (account !== null || paper.accountNo === field(payload, 1));
    if (command === paper.command && Number(field(payload, 3)) === paper.fen && sameAccount) return true;
    if (one !== undefined && !one.undone) this.undo(one, one.till);
    return false;
  }

  /** What another outlet says of this one's customers. */
  private fromElsewhere({ id, name, at, receivedAt, payload }: Message): void {
    const [deal, serving] = [String(payload[0]), String(payload[1])];
    if (name === 'inter_branch.release') return this.holds.end(deal);
    if (name === 'inter_branch.lapse') return this.holds.lapse(deal, at);
    if (name === 'inter_branch.hold') {
      const account = idOfNumber(this.outlet, payload[2] ?? null);
      const fen = Number(payload[4]);
      const lost = account !== null && isLost(this.accounts.get(account)?.lostAt ?? null, { at, anchored: true });
      const agreed = account !== null && !lost && fen <= this.can(account);
      return this.holds.ask(deal, { account: agreed ? account : null, fen, at: receivedAt });
    }
    if (name !== 'inter_branch.settle' && name !== 'inter_branch.credit') return;
    const account = idOfNumber(this.outlet, payload[3] ?? null);
    const fen = Number(payload[4]);
    const isCredit = name === 'inter_branch.credit';
    this.owe(`CLEARING-BRANCH:${serving}`, isCredit ? fen : -fen);
    if (!isCredit) this.holds.end(deal);
    if (isCredit) this.credit(account, fen);
    else this.payOut({ id, at, account, fen });
  }

  /** Cash of an account's holder that stands, whatever became of it on the account. */
  cashOf(account: string): { readonly in: number; readonly out: number } {
    const sum = { in: this.credited.get(account) ?? 0, out: 0 };
    for (const one of this.open.values()) if (one.account === account && !one.undone) sum[one.direction] += one.fen;
    return sum;
  }

  private credit(account: string | null, fen: number): void {
    const row = account === null ? undefined : this.accounts.get(account);
    if (account !== null) this.credited.set(account, (this.credited.get(account) ?? 0) + fen);
    if (row !== undefined) row.fen += fen;
    else this.owe('SUS-UNK', -fen);
  }

  /** A payout that happened at the other outlet: what is there, the rest into suspense. A later loss finds it. */
  private payOut(of: { id: string; at: number; account: string | null; fen: number }): void {
    const row = of.account === null ? undefined : this.accounts.get(of.account);
    const lost = isLost(row?.lostAt ?? null, { at: of.at, anchored: true });
    const toAccount = of.account === null || lost ? 0 : Math.min(of.fen, this.can(of.account));
    const suspenseFen = of.fen - toAccount;
    const ledger = row === undefined ? 'SUS-UNK' : lost ? 'SUS-LOST' : 'SUS-OD';
    const suspense = suspenseFen === 0 ? null : ledger;
    if (row !== undefined) row.fen -= toAccount;
    if (suspense !== null) this.owe(suspense, suspenseFen);
    const parts = {
      direction: 'out',
      fen: of.fen,
      account: of.account,
      till: '',
      at: of.at,
      date: '',
      device: null,
    } as const;
    this.open.set(of.id, { ...parts, toAccount, suspense, suspenseFen, undone: false });
  }

  /**
   * From one account of a person to the other: whole, or not at all. What was posted must have been possible, what
   * was rejected must not; a restored hub follows what it said before.
   */
  private between(of: { id: string; at: number; payload: Cbor }, posted: boolean): void {
    const [from, to] = [0, 1].map((index) => this.accounts.get(String(field(of.payload, index))));
    const fen = Number(field(of.payload, 2));
    if (from === undefined || to === undefined) return;
    const could = fen <= this.can(String(field(of.payload, 0))) && !isLost(from.lostAt, { at: of.at, anchored: true });
    if (could !== posted && !this.recorded.has(of.id))
      this.faults.push(`transfer ${of.id} of ${fen} was ${posted ? '' : 'not '}posted`);
    if (!posted) return;
    from.fen -= fen;
    to.fen += fen;
    this.own.push({ at: of.at, from: String(field(of.payload, 0)), to: String(field(of.payload, 1)), fen });
  }

  /** Between two tills, by way of SUS-TRF: sent, accepted, or taken back after a refusal. */
  private transfer(command: string, payload: Cbor): void {
    const move = (no: Cbor, fen: number): void => {
      this.till(String(no), fen);
      this.owe('SUS-TRF', -fen);
    };
    if (command === NAMES.send) move(field(payload, 0), -Number(field(payload, 2)));
    if (command === NAMES.answer && field(payload, 6) === 'accepted')
      move(field(payload, 2), Number(field(payload, 3)));
    if (command === NAMES.confirm && field(payload, 2) === 'refused')
      move(field(payload, 1), Number(field(payload, 3)));
  }

  private deposit(of: { id: string; at: number; date: string; payload: Cbor }): void {
    const [name, fen, till] = [field(of.payload, 0), Number(field(of.payload, 3)), String(field(of.payload, 4))];
    const account = typeof name === 'string' ? this.accounts.get(name) : undefined;
    this.till(till, fen);
    if (account !== undefined) account.fen += fen;
    else this.owe('SUS-UNK', -fen);
    this.open.set(of.id, {
      direction: 'in',
      fen,
      till,
      account: account === undefined ? null : String(name),
      at: of.at,
      date: of.date,
      device: null,
      toAccount: account === undefined ? 0 : fen,
      suspense: account === undefined ? 'SUS-UNK' : null,
      suspenseFen: account === undefined ? fen : 0,
      undone: false,
    });
  }

  private withdraw(of: {
    id: string;
    at: number;
    anchored: boolean;
    date: string;
    request: boolean;
    device: string | null;
    payload: Cbor;
    split?: LoggedEntry['split'] | undefined;
  }): void {
    const [name, fen, till] = [field(of.payload, 0), Number(field(of.payload, 3)), String(field(of.payload, 4))];
    const account = typeof name === 'string' ? this.accounts.get(name) : undefined;
    this.till(till, -fen);
    const one: Open = {
      direction: 'out',
      fen,
      till,
      account: account === undefined ? null : String(name),
      at: of.at,
      date: of.date,
      device: of.device,
      toAccount: 0,
      suspense: null,
      suspenseFen: 0,
      undone: false,
    };
    const farOver = one.device !== null && this.used(one) + fen > 2 * this.of.shareFen;
    this.open.set(of.id, one);
    const lost = account !== undefined && isLost(account.lostAt, of);
    if (of.split !== undefined && account !== undefined) {
      one.toAccount = of.split?.accountFen ?? fen;
      one.suspense = of.split?.suspenseLedger ?? null;
      one.suspenseFen = of.split?.suspenseFen ?? 0;
      account.fen -= one.toAccount;
    } else if (account === undefined || lost) {
      one.suspense = lost ? 'SUS-LOST' : 'SUS-UNK';
      one.suspenseFen = fen;
    } else if (farOver) {
      one.suspense = 'SUS-LIM';
      one.suspenseFen = fen;
    } else {
      one.toAccount = Math.min(fen, this.can(String(name)));
      one.suspenseFen = fen - one.toAccount;
      one.suspense = one.suspenseFen > 0 ? 'SUS-OD' : null;
      account.fen -= one.toAccount;
    }
    if (one.suspense !== null) this.owe(one.suspense, one.suspenseFen);
    if (of.request && of.split === undefined && one.suspense !== null)
      this.faults.push(`a request was posted that could not be: ${of.id} into ${one.suspense}`);
  }

  /** What the device of an offline payout had used of its share before, whatever its clock said then. */
  private used(of: Open): number {
    if (of.device === null) return 0;
    let sum = 0;
    for (const one of this.open.values())
      if (one.device === of.device && !one.undone && one.at > of.at - SHARE_MS) sum += one.fen;
    return sum;
  }

  /** Takes back whatever of it still stands. */
  private undo(one: Open, till: string): void {
    const sign = one.direction === 'in' ? 1 : -1;
    one.undone = true;
    this.till(till, -sign * one.fen);
    const account = one.account === null ? undefined : this.accounts.get(one.account);
    const back = sign < 0 ? one.toAccount : Math.min(one.toAccount, one.account === null ? 0 : this.can(one.account));
    if (account !== undefined) account.fen -= sign * back;
    if (one.suspense !== null) this.owe(one.suspense, sign * one.suspenseFen);
    if (one.toAccount > back) this.owe('SUS-OD', one.toAccount - back);
  }

  private reverse(of: { id: string; date: string; payload: Cbor }): void {
    const [original, fen] = [String(field(of.payload, 0)), Number(field(of.payload, 1))];
    const direction = field(of.payload, 2) === 'in' || field(of.payload, 2) === 0 ? 'in' : 'out';
    const till = String(field(of.payload, 3));
    const one = this.open.get(original);
    const matches =
      one !== undefined && !one.undone && one.fen === fen && one.direction !== direction && one.date === of.date;
    if (matches) return this.undo(one, till);
    const sign = direction === 'in' ? 1 : -1;
    this.till(till, sign * fen);
    this.owe('SUS-UNK', -sign * fen);
  }

  /** At most one of a request and what replaces it: the first replacement undoes a posted request. */
  private replace(request: string): void {
    if (this.replaced.has(request)) return;
    this.replaced.add(request);
    const one = this.open.get(request);
    if (one !== undefined && !one.undone) this.undo(one, one.till);
  }

  private lost(payload: Cbor, at: number): void {
    const name = field(payload, 0);
    const account = typeof name === 'string' ? this.accounts.get(name) : undefined;
    if (account === undefined) return;
    const inForce = account.lostAt !== null && at >= account.lostAt && at < account.lostAt + ORAL_MS;
    const from = inForce && account.lostAt !== null ? account.lostAt : at;
    account.lostAt = from;
    for (const one of this.own) {
      const to = this.accounts.get(one.to);
      if (one.from !== name || to === undefined || one.at < from || one.at >= from + ORAL_MS) continue;
      const back = Math.min(one.fen, this.can(one.to));
      [to.fen, account.fen, one.fen] = [to.fen - back, account.fen + back, 0];
    }
    for (const one of this.open.values()) {
      if (one.undone || one.direction !== 'out' || one.account !== name) continue;
      if (one.suspense === 'SUS-LOST' || one.suspense === 'SUS-LIM') continue;
      if (one.at < from || one.at >= from + ORAL_MS) continue;
      account.fen += one.toAccount;
      if (one.suspense !== null) this.owe(one.suspense, -one.suspenseFen);
      one.toAccount = 0;
      one.suspense = 'SUS-LOST';
      one.suspenseFen = one.fen;
      this.owe('SUS-LOST', one.fen);
    }
  }
}
