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
import { hubCommand } from '../hub-command.ts';

/**
 * Gives a terminal its offline quota when it has come online and while it stays (domain 4.4): the smaller of an even
 * share over the devices seen in the last 24 hours and what the unexpired shares of the others leave of the
 * outlet's limit. Grants of one outlet are made one after another, or two devices that connect at the same moment
 * would both be promised the same money.
 */
export interface LeaseDeps {
  leases(branch: string): Promise<readonly { readonly id: string; readonly row: RowOf<typeof lease> }[]>;
  tills(branch: string): Promise<readonly { readonly id: string; readonly row: RowOf<typeof till> }[]>;
  activeDevices(branch: string, since: Instant): Promise<readonly string[]>;
  device(branch: string, id: string): Promise<DeviceRecord | null>;
  /** The county has set this device's quota to zero. */
  isStopped(branch: string, device: string): Promise<boolean>;
  isRecovering(branch: string): Promise<boolean>;
  noteSeen(branch: string, device: string, at: Instant): Promise<void>;
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

async function grantTo(deps: LeaseDeps, device: DeviceRecord): Promise<void> {
  const { branch, id } = device;
  const now = deps.now();
  if (device.status !== 'active' || (await deps.isRecovering(branch))) return;
  const [stopped, leases, tills, active] = await Promise.all([
    deps.isStopped(branch, id),
    deps.leases(branch),
    deps.tills(branch),
    deps.activeDevices(branch, now - DAY_MS),
  ]);
  const [limitFen, hours] = await Promise.all([
    deps.config(branch, 'offline.withdraw.outlet_lease_fen'),
    deps.config(branch, 'offline.lease_hours'),
  ]);
  const share_fen = stopped
    ? 0
    : leaseShareFen({
        limitFen,
        activeDevices: Math.max(1, active.length),
        device: id,
        shares: leases.map(({ row }) => row),
        now,
      });
  const mine = leases
    .filter(({ row }) => row.device === id && bindsShare(row, now))
    .sort((a, b) => b.row.issued_at - a.row.issued_at)[0];
  const leaseTills = tillsFor(id, { tills, leases, active: active.length, now });
  if (mine !== undefined && isStillRight(mine.row, { share_fen, tills: leaseTills, now })) return;
  const leaseId = newId(deps.random(16));
  const grant: Grant = {
    device: id,
    issued_at: now,
    expires_at: now + hours * HOUR_MS,
    share_fen,
    counted_seq: device.seq,
    hot_list_version: await deps.hotListVersion(branch),
    tills: leaseTills,
    previous: mine?.id ?? null,
  };
  const payload = { lease: leaseId, ...grant, signature: await deps.sign(leaseBytes(leaseId, grant)) };
  await deps.post(
    branch,
    hubCommand({ id: leaseId, branch, command: 'device.lease', payload, businessDate: deps.postingDate(), at: now }),
  );
}

const sameTills = (a: readonly { till: string }[], b: readonly { till: string }[]): boolean =>
  a.length === b.length && a.every((one, index) => one.till === b[index]?.till);

const isStillRight = (
  held: RowOf<typeof lease>,
  next: { share_fen: number; tills: readonly { till: string }[]; now: Instant },
): boolean =>
  held.share_fen === next.share_fen && sameTills(held.tills, next.tills) && next.now - held.issued_at < RENEW_AFTER_MS;

export interface LeaseGrants {
  /**
   * Grants or renews the lease of a device that has just come online or is online still. `present` are the outlet's
   * other devices heard of within the last minute: their shares are taken down to the even one first, so that a
   * newcomer gets its own. Every record is read anew: what a session knows of its device is as old as its hello.
   */
  renew(device: DeviceRecord, present: readonly string[]): Promise<void>;
}

export function createLeaseGrants(deps: LeaseDeps): LeaseGrants {
  const turns = new Map<string, Promise<void>>();
  const inTurn = (branch: string, work: () => Promise<void>): Promise<void> => {
    const mine = (turns.get(branch) ?? Promise.resolve()).then(work);
    turns.set(
      branch,
      mine.catch(() => undefined),
    );
    return mine;
  };
  return {
    renew: (device, present) =>
      inTurn(device.branch, async () => {
        await deps.noteSeen(device.branch, device.id, deps.now());
        for (const id of [...present, device.id]) {
          const one = await deps.device(device.branch, id);
          if (one !== null) await grantTo(deps, one);
        }
      }),
  };
}
