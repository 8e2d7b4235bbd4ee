import { closeOpening, openRebuilt } from '../../shared/commands/rebuild/open.ts';
import {
  accountsApart,
  accountsIn,
  byAge,
  openingParts,
  totalOf,
  type VouchedCopy,
} from '../../shared/commands/rebuild-plan.ts';
import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { deviceRowId, sourceCommandId } from '../../shared/kernel/ids.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { judgeWaiting } from '../engine/judge-waiting.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import type { CopyBase, Receipt } from '../engine/ports.ts';
import { postCommands } from '../engine/post-commands.ts';
import { effective, isFinal } from '../engine/settle.ts';
import { PROTOCOL_VOUCH } from '../protocol/version.ts';
import { vouchBytes } from '../protocol/vouch.ts';
import { newDevice } from '../testing/device-kit.ts';
import type { FakeNetwork, FakeWorld } from '../testing/fake-world.ts';
import type { MemoryVouches } from '../testing/memory-vouches.ts';
import type { Clerk } from './clerk.ts';
import { postOffice } from './county.ts';
import { COUNTY_PERSONS, DATE, enrolled, hubCommand, leaseOf, OUTLETS, setUpAgain } from './market.ts';
import type { Occasions } from './occasions.ts';

/**
 * The hub loses its database and every backup. It begins again from its key file and the files of its organisation;
 * tablets show their certificates, give their journals and vouch for their rows; two persons open one outlet after the
 * other from the newest rows. What plans the opening is what the server plans it with; the store is the one in memory.
 */

export type LoggedBranch = Pick<ReturnType<MemoryHubStore['branch']>, 'log' | 'postings'>;
/** A receipt a clerk could see when the hub was lost. */
export interface Shown extends Pick<Receipt, 'verdict' | 'split'> {
  readonly outlet: string;
  readonly rowId: string;
  readonly hash: string;
}
export interface Opened {
  readonly base: CopyBase;
  /** Balances and cash the chosen rows speak of, by `account ID` and `till NO`. */
  readonly vouched: ReadonlyMap<string, number>;
  /** The same in the rows of the outlet, and by its postings, before a journal was judged. */
  readonly byRow: ReadonlyMap<string, number>;
  readonly byPostings: ReadonlyMap<string, number>;
}
export interface LossTold {
  /** Lives of the hub that have ended, by their epoch, as they were at their end. */
  readonly lives: ReadonlyMap<string, ReadonlyMap<string, LoggedBranch>>;
  /** The last of them. */
  readonly lost: string;
  readonly opened: ReadonlyMap<string, Opened>;
  readonly shown: readonly Shown[];
  /** What happened in an outlet before it was opened and should not have. */
  readonly tooEarly: readonly string[];
}
interface Copy extends VouchedCopy {
  readonly device: string;
  readonly pages: number;
  readonly hash: string;
}
/** An opening two persons have agreed to. */
interface Approved {
  readonly copy: Copy;
  brokeOff: boolean;
}

interface Parts {
  readonly world: FakeWorld;
  readonly store: MemoryHubStore;
  readonly hub: HubEngine;
  readonly vouches: MemoryVouches;
  readonly network: FakeNetwork;
  readonly clerks: readonly Clerk[];
  readonly occasions: Occasions;
  /** This run loses its hub whatever its chances say. */
  readonly isForced: boolean;
  /** Nothing is left to restore, and devices that were taken out of use are taken out again. */
  forgotten(): void;
  stopAgain(): void;
}

/** Share of the runs, and the steps between which it happens. */
const SHARE = 1 / 24;
const STEPS = [10, 50] as const;
const END_ROUNDS = 40;
/** Rounds within which everybody is waited for before an outlet is opened without. */
const PATIENT_ROUNDS = 24;

export class Loss {
  private readonly lives = new Map<string, ReadonlyMap<string, LoggedBranch>>();
  private readonly opened = new Map<string, Opened>();
  private readonly approved = new Map<string, Approved>();
  private readonly tooEarly: string[] = [];
  private shown: readonly Shown[] = [];
  private lost: string | null = null;
  /** Steps until it happens; null = not in this run, or no more. */
  private steps: number | null;

  constructor(private readonly at: Parts) {
    const { occasions, isForced } = at;
    occasions.begin('hub lost');
    const isDrawn = occasions.random.chance(SHARE);
    const steps = occasions.random.int(...STEPS);
    this.steps = isDrawn || isForced ? steps : null;
  }

  get told(): LossTold | null {
    const { lives, opened, shown, tooEarly, lost } = this;
    return lost === null ? null : { lives, opened, shown, tooEarly, lost };
  }

  /** The present life of the hub ends: what it logged is kept for the checkers. */
  noteLife(): void {
    const { store } = this.at;
    const epoch = store.branch(OUTLETS[0]).epoch;
    this.lives.set(epoch, new Map(store.branches));
  }

  private isWaiting(outlet: string): boolean {
    return this.lost !== null && !this.opened.has(outlet);
  }

  private get waiting(): readonly string[] {
    return OUTLETS.filter((outlet) => this.isWaiting(outlet));
  }

  /** Of its outlet nobody else could vouch, and it has not yet: nothing befalls it that would keep it from it. */
  isNeeded({ seat: { outlet } }: Clerk): boolean {
    return this.isWaiting(outlet) && this.copiesOf(outlet).length === 0;
  }

  private canVouch = ({ seat, terminal }: Clerk): boolean =>
    !terminal.gone &&
    terminal.protocol >= PROTOCOL_VOUCH &&
    !terminal.store.isBroken(seat.outlet) &&
    terminal.store.tokenOf(seat.outlet) !== null &&
    this.at.store.branch(seat.outlet).devices.get(seat.device)?.status === 'active';

  async between(): Promise<void> {
    const { clerks, occasions } = this.at;
    if (this.steps !== null && (this.steps -= 1) < 0) {
      const isEnough = OUTLETS.every((outlet) =>
        clerks.some((one) => one.seat.outlet === outlet && this.canVouch(one)),
      );
      if (isEnough) this.steps = null;
      if (isEnough && occasions.happens('hub lost')) await this.lose();
    }
    if (this.lost === null) return;
    this.look();
    for (const clerk of clerks) {
      occasions.begin(`shows its certificate ${clerk.seat.device}`);
      if (occasions.random.chance(0.3)) await this.readopt(clerk);
    }
    for (const outlet of this.waiting) {
      occasions.begin(`outlet opened ${outlet}`);
      if (occasions.random.chance(0.2)) await this.open(outlet);
    }
  }

  private async lose(): Promise<void> {
    const { store, hub, network, clerks, occasions } = this.at;
    occasions.count('fault hub lost');
    network.cutAll();
    this.noteLife();
    this.lost = store.branch(OUTLETS[0]).epoch;
    this.shown = clerks.flatMap(shownBy);
    this.at.forgotten();
    store.beginAnew('epoch-after-the-loss', OUTLETS);
    await setUpAgain(
      hub,
      clerks.map((clerk) => clerk.seat),
    );
  }

  /** A tablet that is on, and unlocked, and that the hub does not know. */
  private async readopt({ seat, terminal }: Clerk): Promise<void> {
    const { store, hub, occasions } = this.at;
    const isKnown = store.branch(seat.outlet).devices.has(seat.device);
    if (isKnown || terminal.gone || terminal.locked || terminal.dark) return;
    occasions.count('known again by its certificate');
    store.addDevice(newDevice(terminal.keys, seat.outlet, seat.deviceNo));
    this.at.stopAgain();
    await postCommands(hub, seat.outlet, [enrolled(seat)]);
    if (!this.isWaiting(seat.outlet)) await this.lend(seat.outlet);
    terminal.session.nudge();
  }

  /** Those whom the hub has not met since. */
  async readoptAll(): Promise<void> {
    if (this.lost !== null) for (const clerk of this.at.clerks) await this.readopt(clerk);
  }

  /** Before an outlet is opened nothing of a journal is in its books, no message is booked, and no money. */
  private look(): void {
    for (const outlet of this.waiting) {
      const { log, postings } = this.at.store.branch(outlet);
      const openings = new Set(log.filter((one) => one.name === openRebuilt.name).map((one) => one.command));
      const entries = log.filter((one) => one.door === 'terminal' || one.door === 'message');
      for (const one of entries) this.tooEarly.push(`${one.name} of ${outlet} was judged before it was opened`);
      for (const one of postings)
        if (!openings.has(one.command)) this.tooEarly.push(`${one.fen} on ${one.ledger} of ${outlet} too early`);
    }
  }

  private copiesOf(outlet: string): readonly Copy[] {
    const { clerks, vouches } = this.at;
    const seats = new Map(clerks.filter((one) => one.seat.outlet === outlet).map(({ seat }) => [seat.device, seat]));
    return [...seats.values()]
      .flatMap(({ device, deviceNo }): Copy[] => {
        const rows = vouches.rowsOf(device);
        const pages = vouches.pages.get(device) ?? [];
        const [first] = pages;
        if (rows === null || first === undefined) return [];
        const { at, dataAt } = first;
        const hash = bytesToHex(sha256(...pages.map(vouchBytes)));
        const whole = rows.flatMap(({ table, id, body }) =>
          body === null ? [] : [{ table, id, body: body as AnyRow }],
        );
        return [{ device, deviceNo, at, dataAt, pages: pages.length, hash, rows: whole }];
      })
      .toSorted(byAge);
  }

  /** One proposes, another agrees; nobody can do both. */
  private async approve(outlet: string, copy: Copy): Promise<void> {
    const { hub, occasions } = this.at;
    const [one, other] = COUNTY_PERSONS;
    const { device, pages, hash: pages_hash } = copy;
    const of = { device, epoch: copy.at.epoch, version: copy.at.version, pages, pages_hash };
    const sums = { accounts: accountsIn(copy).size, total_fen: totalOf(copy) };
    const words = { words: '与县局对账单核对', level: 'county' };
    await postOffice(hub, outlet, { name: 'rebuild.propose', payload: { ...of, ...sums, ...words }, maker: one });
    const agreed = { agreed: true, pages_hash, ...words };
    await postOffice(hub, outlet, { name: 'rebuild.confirm', payload: { ...agreed, words: '一人' }, maker: one });
    if (this.isApproved(outlet)) this.tooEarly.push(`one person alone opened ${outlet}`);
    await postOffice(hub, outlet, { name: 'rebuild.confirm', payload: agreed, maker: other });
    if (this.isApproved(outlet)) this.approved.set(outlet, { copy, brokeOff: false });
    else this.tooEarly.push(`two persons could not open ${outlet}`);
    occasions.count('opening agreed to by two');
  }

  private isApproved(outlet: string): boolean {
    return this.at.store.lookup(outlet, { table: 'opening_approval', id: outlet })?.['status'] === 'approved';
  }

  /** Opens an outlet from the newest rows that are whole, or goes on where that broke off. */
  private async open(outlet: string): Promise<void> {
    const [newest] = this.copiesOf(outlet);
    if (newest === undefined) return;
    if (!this.approved.has(outlet)) await this.approve(outlet, newest);
    const approved = this.approved.get(outlet);
    if (approved === undefined) return;
    const { occasions } = this.at;
    const mayBreakOff = !approved.brokeOff && occasions.random.chance(0.2);
    if (!(await this.postRows(outlet, approved.copy, mayBreakOff))) {
      approved.brokeOff = true;
      return occasions.count('opening broke off');
    }
    await this.finish(outlet, approved.copy);
  }

  /** @returns whether all parts are in the books */
  private async postRows(outlet: string, copy: Copy, mayBreakOff: boolean): Promise<boolean> {
    const { hub, occasions } = this.at;
    const parts = openingParts(copy.rows);
    const until = mayBreakOff ? occasions.random.int(0, parts.length - 1) : parts.length;
    for (const [number, { date, payload }] of parts.slice(0, until).entries()) {
      const of = { name: openRebuilt.name, key: `${copy.hash}/${number}`, date, payload };
      await postOpening(hub, outlet, of);
    }
    return until === parts.length;
  }

  private async finish(outlet: string, copy: Copy): Promise<void> {
    const { store, hub, network, occasions } = this.at;
    const branch = store.branch(outlet);
    const { epoch, version } = copy.at;
    this.look();
    branch.base = { epoch, version };
    this.opened.set(outlet, openedFrom(store, outlet, copy));
    const waited = [...branch.raw.values()].filter((raw) => raw.reason === 'rebuild').length;
    const payload = { apart: accountsApart(this.copiesOf(outlet), copy), waited };
    await postOpening(hub, outlet, { name: closeOpening.name, key: `${copy.hash}/opened`, date: null, payload });
    for (const device of branch.devices.keys()) await judgeWaiting(hub, { branch: outlet, device });
    branch.rebuilding = false;
    branch.recovering = true;
    store.endRecovery(outlet);
    await this.lend(outlet);
    occasions.count('outlet opened again');
    if (waited > 0) occasions.count('journals judged at an opening');
    for (const session of network.sessions()) session.poke(outlet);
  }

  /** What a share is written in is of the hub's own past: each tablet it knows again has it anew. */
  private async lend(outlet: string): Promise<void> {
    const { hub, store, clerks } = this.at;
    const here = clerks.filter(({ seat }) => seat.outlet === outlet && store.branch(outlet).devices.has(seat.device));
    await postCommands(
      hub,
      outlet,
      here.map(({ seat }) => leaseOf(seat)),
    );
  }

  /** The run comes to its quiet: everybody shows up, and what waits is opened. */
  async end(): Promise<void> {
    const { world, clerks, occasions } = this.at;
    for (let round = 0; round < END_ROUNDS && this.waiting.length > 0; round++) {
      for (const clerk of clerks) await this.comeBack(clerk);
      await world.run(5000);
      this.look();
      for (const outlet of this.waiting) {
        const able = clerks.filter((one) => one.seat.outlet === outlet && this.canVouch(one));
        const isEverybody = this.copiesOf(outlet).length >= new Set(able.map(({ seat }) => seat.device)).size;
        occasions.begin(`outlet opened ${outlet} in round ${round}`);
        if (isEverybody || round >= PATIENT_ROUNDS) await this.open(outlet);
      }
    }
    for (const outlet of this.waiting) this.tooEarly.push(`nobody could open ${outlet}`);
  }

  private async comeBack(clerk: Clerk): Promise<void> {
    const { terminal } = clerk;
    if (terminal.gone) return;
    terminal.store.full = false;
    terminal.dark = false;
    if (terminal.locked) await terminal.unlock();
    await this.readopt(clerk);
    const { phase } = terminal.session.status();
    if (phase === 'backing_off' || phase === 'stopped') terminal.session.nudge();
  }
}

/** Final receipts this tablet had shown. */
function shownBy({ seat, terminal }: Clerk): readonly Shown[] {
  return terminal.store.allRecords().flatMap(({ seq, hash, receipt }): Shown[] => {
    if (!isFinal(receipt)) return [];
    const { verdict, split } = effective(receipt);
    return [{ outlet: seat.outlet, rowId: deviceRowId(seat.device, seq), hash: bytesToHex(hash), verdict, split }];
  });
}

const MONEY: Readonly<Record<string, string | undefined>> = { account: 'ledger_fen', till: 'cash_fen' };

function openedFrom(store: MemoryHubStore, outlet: string, { at, rows }: Copy): Opened {
  const branch = store.branch(outlet);
  const [vouched, byRow, byPostings] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const note = (to: Map<string, number>, table: string, id: string, body: AnyRow | null): void => {
    const field = MONEY[table];
    if (field !== undefined && body !== null) to.set(`${table} ${id}`, Number(body[field]));
  };
  for (const { table, id, body } of rows) note(vouched, table, id, body);
  for (const { table, id, body } of branch.rows.values()) note(byRow, table, id, body as AnyRow | null);
  for (const { ledger, account, fen } of branch.postings) {
    const key = account === null ? `till ${ledger.replace('CASH-TILL:', '')}` : `account ${account}`;
    byPostings.set(key, (byPostings.get(key) ?? 0) + (account === null ? fen : -fen));
  }
  return { base: { epoch: at.epoch, version: at.version }, vouched, byRow, byPostings };
}

/** A command of the opening, under an id of its own: run again it has no second effect. */
async function postOpening(
  hub: HubEngine,
  outlet: string,
  of: { readonly name: string; readonly key: string; readonly date: string | null; readonly payload: AnyRow },
): Promise<void> {
  const id = sourceCommandId('rebuild', `${outlet}/${of.key}`);
  const command = hubCommand(outlet, of.name, of.payload);
  const when = { businessDate: of.date ?? DATE, capturedAt: hub.now() };
  await postCommands(hub, outlet, [{ ...command, id, rowId: id, ...when }]);
}
