import { addDays, shanghaiDate, type BusinessDate, type Instant } from '../../../shared/kernel/dates.ts';
import { lease } from '../../../shared/tables/device.ts';
import type { employee } from '../../../shared/tables/employee.ts';
import { type Post } from '../../../shared/tables/employee.ts';
import { tellerSession } from '../../../shared/tables/teller-session.ts';
import type { RowOf } from '../../../shared/tables/define.ts';
import type { AnchorStore, BundleStanding, SessionStatus, TerminalSession } from '../../../sync/index.ts';
import { openSealedStore, type SealedStore } from '../../platform/dexie/store.ts';
import { signBytes } from '../../platform/vault/device-keys.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import type { OpenVault } from '../../platform/vault/vault.ts';
import { createFinder, type Finder } from './find.ts';
import { readoptWhenUnknown } from './readopt.ts';
import { standingFact } from './van-facts.ts';
import { typedRows, type TypedRows } from './typed-rows.ts';
import type { World } from './world.ts';

/** What stands behind an open vault: store, search and the sync session. Closed, nothing of it is kept. */
export interface Terminal {
  readonly world: World;
  readonly vault: OpenVault;
  readonly device: DeviceRecord;
  readonly store: SealedStore;
  readonly rows: TypedRows;
  readonly finder: Finder;
  readonly engine: TerminalSession;
  /** Closes and signs the segment, waits a moment for what is still unsent, stops the engine and forgets the keys. */
  close(): Promise<void>;
}

export interface Hooks {
  onStatus(status: SessionStatus): void;
  onRows(tables: readonly string[]): void;
}

/** An outlet and its county, city and province, nearest first. */
export const lineageOf = (outlet: string): readonly string[] => [
  outlet,
  outlet.slice(0, 6),
  outlet.slice(0, 4),
  outlet.slice(0, 2),
];

const LAST_SEND_MS = 2000;

/** @param standing null before the journal was loaded: then nothing of it is kept. */
function anchorsOf(world: World, standing: () => BundleStanding | null): AnchorStore {
  const fact = async (key: 'segment' | 'trusted-at' | 'data-at'): Promise<number | null> => {
    const value = (await world.keyDb.facts.get(key))?.value;
    return typeof value === 'number' ? value : null;
  };
  return {
    load: async () => {
      const segment = await fact('segment');
      const lastTrustedAt = await fact('trusted-at');
      return segment === null || lastTrustedAt === null
        ? null
        : { segment, lastTrustedAt, dataAt: await fact('data-at') };
    },
    save: async (record) => {
      const now = standing();
      await world.keyDb.facts.bulkPut([
        { key: 'segment', value: record.segment },
        { key: 'trusted-at', value: record.lastTrustedAt },
        ...(record.dataAt === null ? [] : [{ key: 'data-at' as const, value: record.dataAt }]),
        ...(now === null ? [] : [standingFact(now)]),
      ]);
    },
  };
}

/** @throws SealBroken when the storage was damaged. */
export async function openTerminal(world: World, vault: OpenVault, hooks: Hooks): Promise<Terminal> {
  const { device } = vault;
  const lineage = lineageOf(device.outlet.code);
  const keys = {
    rowKey: vault.rowKey,
    segmentKey: vault.segmentKey,
    nameKey: vault.nameKey,
    hubSealingKey: device.hubSealingKey,
    deviceId: device.deviceId,
    sign: vault.sign,
  };
  const mayBeNew = (await world.keyDb.facts.get('segment')) === undefined;
  const store = await openSealedStore({
    db: world.db,
    keys,
    fence: world.fence,
    lineage,
    mayBeNew,
    now: world.clock.wall,
    mayWrite: () => world.writing.granted(),
  });
  const whenUnknown = readoptWhenUnknown(world, device, () => engine.nudge());
  let isLoaded = false;
  const engine: TerminalSession = world.createSession({
    store,
    domain: world.domain,
    transport: world.transport,
    clock: world.clock,
    timer: world.timer,
    signer: {
      sign: (which, bytes) => (which === 'vault' ? vault.sign(bytes) : signBytes(device.deliveryPrivate, bytes)),
      get vaultOpen() {
        return vault.isOpen;
      },
    },
    verifier: world.verifier,
    identity: { device: device.deviceId, branch: device.outlet.code, lineage, appVersion: world.appVersion },
    hubKey: device.hubSigningKey,
    random: world.random,
    anchors: anchorsOf(world, () => (isLoaded ? engine.standing() : null)),
    compressor: world.compressor,
    pictures: store.pictures,
    onStatus(status) {
      hooks.onStatus(status);
      whenUnknown(status);
    },
    onRows: hooks.onRows,
  });
  await engine.start();
  isLoaded = true;
  const close = async (): Promise<void> => {
    await store.closeSegment(world.clock.wall());
    await sendLast(world, engine);
    await engine.stop();
    vault.close();
  };
  return { world, vault, device, store, rows: typedRows(store), finder: createFinder(store), engine, close };
}

/** What is recorded may still leave while the keys are open, if the road is open. */
async function sendLast(world: World, engine: TerminalSession): Promise<void> {
  engine.nudge();
  const until = world.clock.mono() + LAST_SEND_MS;
  while (engine.status().online && engine.status().waiting > 0 && world.clock.mono() < until) {
    await new Promise<void>((resolve) => void world.timer.after(50, resolve));
  }
}

// ---- people ---------------------------------------------------------------------------------------------------

export type Employee = RowOf<typeof employee>;

/** Posts held on a date; nobody who is not active holds one. */
export const postsOn = (person: Employee, on: BusinessDate): readonly Post[] =>
  person.status !== 'active'
    ? []
    : person.posts.filter((one) => one.from <= on && (one.to === null || on <= one.to)).map((one) => one.post);

// ---- the day --------------------------------------------------------------------------------------------------

/** Latest business date anyone of the outlet has signed on to, as far as this tablet knows. */
export async function latestBusinessDate(terminal: Terminal): Promise<BusinessDate | null> {
  let latest: BusinessDate | null = null;
  for (const session of (await terminal.rows.list(tellerSession)).values())
    if (latest === null || session.business_date > latest) latest = session.business_date;
  return latest;
}

/** The business date a sign-on at `at` opens: the calendar day, but never behind the outlet's latest. */
export function businessDateFor(at: Instant, latest: BusinessDate | null): BusinessDate {
  const today = shanghaiDate(at);
  if (latest === null || today >= latest) return today;
  // A clock that lost its date must not open a day of the past; one that ran far ahead is not followed either.
  return latest > addDays(today, 1) ? today : latest;
}

/** The lease this device holds: the newest not given back. */
export async function currentLease(
  terminal: Terminal,
): Promise<{ readonly id: string; readonly row: RowOf<typeof lease> } | null> {
  let best: { readonly id: string; readonly row: RowOf<typeof lease> } | null = null;
  for (const [id, row] of await terminal.rows.list(lease)) {
    if (row.device !== terminal.device.deviceId || row.returned_at !== null) continue;
    if (best === null || row.issued_at > best.row.issued_at) best = { id, row };
  }
  return best;
}
