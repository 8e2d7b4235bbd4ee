import {
  createHubSession,
  sharedRows,
  type CloseReason,
  type DeviceRecord,
  type HubEngine,
  type HubSession,
  type HubSessionHooks,
  type HubSessionOut,
} from '../../sync/index.ts';
import type { Metrics } from '../metrics.ts';
import { ancestorCodes } from '../store/lineage.ts';

/**
 * Every open sync session of this process, whatever carries it. When a branch moves, the sessions that follow it
 * are sent what changed; that may be lost (other processes, broken links), correctness comes from pulling.
 */
export interface SyncSessions {
  open(carrier: 'socket' | 'http', out: HubSessionOut): HubSession;
  /** Devices of all branches that were heard of within the last minute. */
  present(): readonly DeviceRecord[];
  /** Those of one branch. */
  presentAt(branch: string): readonly string[];
  /** The device may not go on: its session answers what it has in hand and ends. */
  endDevice(device: string, reason: CloseReason): Promise<void>;
  /** Sends the followers of a branch what changed; those at the same position share one reading of the store. */
  poke(branch: string): void;
  readonly count: number;
  /**
   * Nothing new is opened afterwards. Every session answers what it has in hand and says goodbye; who needs longer
   * than `graceMs` is cut.
   */
  drain(reason: CloseReason, graceMs: number): Promise<void>;
  readonly draining: boolean;
}

interface Deps {
  readonly engine: HubEngine;
  readonly hooks: HubSessionHooks;
  /** A device was heard of; at most once a minute and session. */
  seen(device: DeviceRecord): void;
  mono(): number;
  readonly metrics: Metrics;
}

/** Online means heard of within this time. */
const PRESENT_MS = 60_000;
const SEEN_EVERY_MS = 60_000;

interface Line {
  close(reason: CloseReason): void;
  heardMs: number;
  notedMs: number;
  /** Welcomed, or about to be with fresh positions: before that a poke would be out of turn. */
  isReady: boolean;
}

/** All lines, and those that are ready by each branch they may follow: thousands of others are not looked at. */
class Lines extends Map<HubSession, Line> {
  private readonly byBranch = new Map<string, Set<HubSession>>();

  ready(session: HubSession, line: Line): void {
    line.isReady = true;
    for (const branch of this.followed(session)) {
      const there = this.byBranch.get(branch);
      if (there === undefined) this.byBranch.set(branch, new Set([session]));
      else there.add(session);
    }
  }
  following(branch: string): Iterable<HubSession> {
    return this.byBranch.get(branch) ?? [];
  }
  override delete(session: HubSession): boolean {
    for (const branch of this.followed(session)) {
      const there = this.byBranch.get(branch);
      there?.delete(session);
      if (there?.size === 0) this.byBranch.delete(branch);
    }
    return super.delete(session);
  }
  private followed({ device }: HubSession): readonly string[] {
    return device === null ? [] : [device.branch, ...ancestorCodes(device.branch)];
  }
}

/**
 * A line that its tablet has given up without a word is only noticed after a while: the next one of the same tablet
 * ends it at once. Only one opened with the vault takes a line away, and only one that was welcomed is taken.
 */
function endOlder(lines: Lines, session: HubSession, { id, branch }: DeviceRecord): void {
  for (const one of [...lines.following(branch)])
    if (one !== session && one.device?.id === id) void one.end('replaced');
}

/** Hooks of one session: the branch's others are told, and the session counts as welcomed once its lease is settled. */
function hooksFor(
  deps: Deps,
  poke: (branch: string) => void,
  welcomed: (device: DeviceRecord) => void,
): HubSessionHooks {
  return {
    ...deps.hooks,
    onChanged(branch) {
      deps.hooks.onChanged?.(branch);
      poke(branch);
    },
    async onReady(device, said) {
      await deps.hooks.onReady?.(device, said);
      welcomed(device);
    },
  };
}

function openSession(
  deps: Deps,
  lines: Lines,
  of: { carrier: string; out: HubSessionOut; poke(branch: string): void },
): HubSession {
  const { carrier, out } = of;
  const counted = (direction: 'up' | 'down', bytes: number): void => {
    deps.metrics.count('yizhan_sync_messages_total', { carrier, direction });
    deps.metrics.count('yizhan_sync_bytes_total', { carrier, direction }, bytes);
  };
  const close = (reason: CloseReason): void => {
    if (!lines.delete(session)) return;
    deps.metrics.count('yizhan_sync_closed_total', { reason });
    out.close(reason);
  };
  const line: Line = { close, heardMs: deps.mono(), notedMs: deps.mono(), isReady: false };
  const hooks = hooksFor(deps, of.poke, (device) => {
    if (!lines.has(session)) return;
    lines.ready(session, line);
    endOlder(lines, session, device);
  });
  const session = createHubSession(deps.engine, hooks, {
    send(bytes) {
      counted('down', bytes.length);
      out.send(bytes);
    },
    unread: () => out.unread?.() ?? 0,
    close,
  });
  lines.set(session, line);
  return {
    start: () => session.start(),
    receive(bytes) {
      counted('up', bytes.length);
      line.heardMs = deps.mono();
      if (session.device !== null && line.heardMs - line.notedMs >= SEEN_EVERY_MS) {
        line.notedMs = line.heardMs;
        deps.seen(session.device);
      }
      return session.receive(bytes);
    },
    poke: (branch, rowsAfter) => session.poke(branch, rowsAfter),
    flushed: () => session.flushed(),
    end: (reason) => session.end(reason),
    ended() {
      lines.delete(session);
      session.ended();
    },
    get device() {
      return session.device;
    },
    get follows() {
      return session.follows;
    },
  };
}

export function createSyncSessions(deps: Deps): SyncSessions {
  const lines = new Lines();
  let draining = false;
  const poke = (branch: string): void => {
    const rowsAfter = sharedRows(deps.engine.store);
    for (const session of lines.following(branch))
      if (session.follows.includes(branch)) session.poke(branch, rowsAfter);
  };
  const isPresent = (line: Line | undefined): boolean =>
    line?.isReady === true && deps.mono() - line.heardMs <= PRESENT_MS;
  return {
    open: (carrier, out) => openSession(deps, lines, { carrier, out, poke }),
    present: () => [...lines].flatMap(([{ device }, line]) => (device !== null && isPresent(line) ? [device] : [])),
    presentAt: (branch) => [
      ...new Set(
        [...lines.following(branch)].flatMap((session) =>
          session.device?.branch === branch && isPresent(lines.get(session)) ? [session.device.id] : [],
        ),
      ),
    ],
    async endDevice(device, reason) {
      const own = [...lines.keys()].filter((session) => session.device?.id === device);
      await Promise.all(own.map((session) => session.end(reason)));
    },
    poke,
    get count() {
      return lines.size;
    },
    async drain(reason, graceMs) {
      draining = true;
      const ends = Promise.all([...lines.keys()].map((session) => session.end(reason)));
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([ends, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
      clearTimeout(timer);
      for (const line of [...lines.values()]) line.close(reason);
    },
    get draining() {
      return draining;
    },
  };
}
