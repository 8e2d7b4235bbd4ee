import type { CloseReason, DeviceRecord, HubSession, HubSessionHooks, HubSessionOut } from '../../sync/index.ts';
import type { Metrics } from '../metrics.ts';

/**
 * Every open sync session of this process, whatever carries it. When a branch moves, the sessions that follow it
 * are told; the hint may be lost (other processes, broken links), correctness comes from pulling.
 */
export interface SyncSessions {
  open(carrier: 'socket' | 'http', out: HubSessionOut): HubSession;
  /** Devices that were heard of within the last minute, of one branch or of all. */
  present(branch?: string): readonly DeviceRecord[];
  /** The device may not go on: its session answers what it has in hand and ends. */
  endDevice(device: string, reason: CloseReason): Promise<void>;
  /** Tells the followers of a branch that it moved. */
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
  create(hooks: HubSessionHooks, out: HubSessionOut): HubSession;
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

type Lines = Map<HubSession, Line>;

/** Hooks of one session: the branch's others are told, and the session counts as welcomed once its lease is settled. */
function hooksFor(deps: Deps, poke: (branch: string) => void, welcomed: () => void): HubSessionHooks {
  return {
    ...deps.hooks,
    onChanged(branch) {
      deps.hooks.onChanged?.(branch);
      poke(branch);
    },
    async onReady(device, said) {
      await deps.hooks.onReady?.(device, said);
      welcomed();
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
  const hooks = hooksFor(deps, of.poke, () => {
    line.isReady = true;
  });
  const session = deps.create(hooks, {
    send(bytes) {
      counted('down', bytes.length);
      out.send(bytes);
    },
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
    poke: (branch) => session.poke(branch),
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
  const lines: Lines = new Map();
  let draining = false;
  const poke = (branch: string): void => {
    for (const [session, line] of lines) if (line.isReady && session.follows.includes(branch)) session.poke(branch);
  };
  return {
    open: (carrier, out) => openSession(deps, lines, { carrier, out, poke }),
    present: (branch) =>
      [...lines].flatMap(([session, line]) =>
        session.device !== null &&
        (branch === undefined || session.device.branch === branch) &&
        line.isReady &&
        deps.mono() - line.heardMs <= PRESENT_MS
          ? [session.device]
          : [],
      ),
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
