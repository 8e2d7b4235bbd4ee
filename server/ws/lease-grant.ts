import { encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { DAY_MS, HOUR_MS, type BusinessDate, type Instant } from '../../shared/kernel/dates.ts';
import { bytesToHex } from '../../shared/kernel/bytes.ts';
import { bindsShare, leaseShareFen } from '../../shared/rules/lease.ts';
import type { ConfigKey } from '../../shared/rules/config-defaults.ts';
import type { RowOf } from '../../shared/tables/define.ts';
import type { lease } from '../../shared/tables/device.ts';
import type { till } from '../../shared/tables/till.ts';
import type { Command, DeviceRecord } from '../../sync/index.ts';
import type { DeviceStanding } from '../store/door-reads.ts';
import { hubCommand } from '../hub-command.ts';

/**
 * Gives a terminal its offline quota when it has come online and while it stays (domain 4.4): the smaller of an even
 * share over the devices seen in the last 24 hours and what the unexpired shares of the others leave of the
 * outlet's limit. Grants of one outlet are made one after another, or two devices that connect at the same moment
 * would both be promised the same money; whoever comes while a round is under way shares the next one.
 */
export interface LeaseDeps {
  leases(branch: string): Promise<readonly { readonly id: string; readonly row: RowOf<typeof lease> }[]>;
  tills(branch: string): Promise<readonly { readonly id: string; readonly row: RowOf<typeof till> }[]>;
  activeDevices(branch: string, since: Instant): Promise<readonly string[]>;
  standing(branch: string, devices: readonly string[]): Promise<readonly DeviceStanding[]>;
  /** Devices whose quota the county has set to zero. */
  stopped(branch: string): Promise<readonly string[]>;
  /** The outlet's devices that were heard of within the last minute. */
  present(branch: string): readonly string[];
  isRecovering(branch: string): Promise<boolean>;
  noteSeen(branch: string, devices: readonly string[], at: Instant): Promise<void>;
  config(branch: string, key: ConfigKey): Promise<number>;
  /** Version of the county's branch that last changed its stop list; 0 = it never had one. */
  hotListVersion(branch: string): Promise<number>;
  post(branch: string, command: Command): Promise<void>;
  sign(bytes: Bytes): Promise<Bytes>;
  now(): Instant;
  postingDate(): BusinessDate;
  random(length: number): Bytes;
}

/** A lease younger than this with an unchanged share is left as it is: reconnecting or staying costs no new one. */
const RENEW_AFTER_MS = HOUR_MS;
const MAIN_TILL = '00';

type Grant = Omit<RowOf<typeof lease>, 'returned_at' | 'signature'>;

/** The canonical bytes of a lease that the hub signs: id and fields in table order, without return and signature. */
export const leaseBytes = (id: string, grant: Grant): Bytes =>
  encodeCbor([
    'lease',
    id,
    grant.device,
    grant.issued_at,
    grant.expires_at,
    grant.share_fen,
    grant.counted_seq,
    grant.hot_list_version,
    grant.tills.map(({ till: number }): Cbor => [number]),
    grant.previous,
  ]);

function newId(random: Bytes): string {
  const hex = bytesToHex(random);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

interface TillLine {
  readonly row: RowOf<typeof till>;
}
interface LeaseLine {
  readonly id: string;
  readonly row: RowOf<typeof lease>;
}

/**
 * Tills this device may take offline: what it holds, then free ones up to an even part, and none that another
 * unexpired lease names: two tablets out of reach must not open the same till. The main till, which no date closes
 * without (domain 6), goes with one tablet on top of that: its holder's, else the first that asks.
 */
function tillsFor(
  device: string,
  of: { tills: readonly TillLine[]; leases: readonly LeaseLine[]; active: number; now: Instant },
): readonly { till: string }[] {
  const promised = new Set<string>();
  for (const { row } of of.leases) {
    if (row.device !== device && bindsShare(row, of.now)) for (const one of row.tills) promised.add(one.till);
  }
  const counter = of.tills.map(({ row }) => row).filter((row) => row.till_no !== MAIN_TILL);
  const part = Math.max(1, Math.floor(counter.length / Math.max(2, of.active)));
  const own = counter.filter((row) => row.status === 'held' && row.device === device);
  const free = counter.filter((row) => row.status === 'in_vault' && !promised.has(row.till_no));
  const main = of.tills
    .map(({ row }) => row)
    .filter((row) => row.till_no === MAIN_TILL)
    .filter((row) => (row.status === 'held' ? row.device === device : !promised.has(MAIN_TILL)));
  return [...main, ...own, ...free.slice(0, Math.max(0, part - own.length))]
    .map((row) => ({ till: row.till_no }))
    .sort((a, b) => a.till.localeCompare(b.till));
}

/** What the grants of one round are decided by, but for the leases: each grant changes those. */
interface Outlet {
  readonly branch: string;
  readonly now: Instant;
  readonly stopped: readonly string[];
  readonly tills: readonly TillLine[];
  readonly active: number;
  readonly limitFen: number;
  readonly hours: number;
  readonly hotListVersion: number;
}

async function outletOf(deps: LeaseDeps, branch: string, now: Instant): Promise<Outlet> {
  const [stopped, tills, active, limitFen, hours, hotListVersion] = await Promise.all([
    deps.stopped(branch),
    deps.tills(branch),
    deps.activeDevices(branch, now - DAY_MS),
    deps.config(branch, 'offline.withdraw.outlet_lease_fen'),
    deps.config(branch, 'offline.lease_hours'),
    deps.hotListVersion(branch),
  ]);
  return { branch, now, stopped, tills, active: active.length, limitFen, hours, hotListVersion };
}

/** The lease a device should have now; null = the one it has is still right. */
function dueGrant(of: Outlet, device: DeviceStanding, leases: readonly LeaseLine[]): Grant | null {
  const { now } = of;
  const share_fen = of.stopped.includes(device.id)
    ? 0
    : leaseShareFen({
        limitFen: of.limitFen,
        activeDevices: Math.max(1, of.active),
        device: device.id,
        shares: leases.map(({ row }) => row),
        now,
      });
  const mine = leases
    .filter(({ row }) => row.device === device.id && bindsShare(row, now))
    .sort((a, b) => b.row.issued_at - a.row.issued_at)[0];
  const tills = tillsFor(device.id, { tills: of.tills, leases, active: of.active, now });
  if (mine !== undefined && isStillRight(mine.row, { share_fen, tills, now })) return null;
  return {
    device: device.id,
    issued_at: now,
    expires_at: now + of.hours * HOUR_MS,
    share_fen,
    counted_seq: device.seq,
    hot_list_version: of.hotListVersion,
    tills,
    previous: mine?.id ?? null,
  };
}

async function grant(deps: LeaseDeps, { branch, now }: Outlet, due: Grant): Promise<void> {
  const id = newId(deps.random(16));
  const payload = { lease: id, ...due, signature: await deps.sign(leaseBytes(id, due)) };
  await deps.post(
    branch,
    hubCommand({ id, branch, command: 'device.lease', payload, businessDate: deps.postingDate(), at: now }),
  );
}

/**
 * One round at an outlet: the shares of those who are there are taken down to the even one first, so that newcomers
 * get their own. Every record is read anew: what a session knows of its device is as old as its hello.
 */
async function roundAt(deps: LeaseDeps, branch: string, newcomers: readonly string[]): Promise<void> {
  const now = deps.now();
  await deps.noteSeen(branch, newcomers, now);
  if (await deps.isRecovering(branch)) return;
  const order = [...deps.present(branch).filter((id) => !newcomers.includes(id)), ...newcomers];
  const [outlet, devices] = await Promise.all([outletOf(deps, branch, now), deps.standing(branch, order)]);
  let leases = await deps.leases(branch);
  for (const id of order) {
    const device = devices.find((one) => one.id === id);
    const due = device?.status === 'active' ? dueGrant(outlet, device, leases) : null;
    if (due === null) continue;
    await grant(deps, outlet, due);
    leases = await deps.leases(branch);
  }
}

const sameTills = (a: readonly { till: string }[], b: readonly { till: string }[]): boolean =>
  a.length === b.length && a.every((one, index) => one.till === b[index]?.till);

const isStillRight = (
  held: RowOf<typeof lease>,
  next: { share_fen: number; tills: readonly { till: string }[]; now: Instant },
): boolean =>
  held.share_fen === next.share_fen && sameTills(held.tills, next.tills) && next.now - held.issued_at < RENEW_AFTER_MS;

export interface LeaseGrants {
  /** Grants or renews the lease of a device that has just come online or is online still, and of all that are with it. */
  renew(device: Pick<DeviceRecord, 'id' | 'branch'>): Promise<void>;
}

interface Round {
  readonly newcomers: Set<string>;
  readonly done: Promise<void>;
}

export function createLeaseGrants(deps: LeaseDeps): LeaseGrants {
  const last = new Map<string, Promise<void>>();
  const next = new Map<string, Round>();
  function open(branch: string): Round {
    const newcomers = new Set<string>();
    const done = (last.get(branch) ?? Promise.resolve()).then(() => {
      next.delete(branch);
      return roundAt(deps, branch, [...newcomers]);
    });
    const settled = done
      .catch(() => undefined)
      .then(() => {
        if (last.get(branch) === settled) last.delete(branch);
      });
    last.set(branch, settled);
    const round = { newcomers, done };
    next.set(branch, round);
    return round;
  }
  return {
    renew({ branch, id }) {
      const round = next.get(branch) ?? open(branch);
      round.newcomers.add(id);
      return round.done;
    },
  };
}
