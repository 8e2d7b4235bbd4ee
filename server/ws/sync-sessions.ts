import type { CloseReason, DeviceRecord, HubSession, HubSessionHooks, HubSessionOut } from '../../sync/index.ts';
import type { Metrics } from '../metrics.ts';

/**
 * Every open sync session of this process, whatever carries it. When a branch moves, the sessions that follow it
 * are told; the hint may be lost (other processes, broken links), correctness comes from pulling.
 */
export interface SyncSessions {
  open(carrier: 'socket' | 'http', out: HubSessionOut): HubSession;
  /** Devices of a branch that were heard of within the last minute. */
  present(branch: string): readonly DeviceRecord[];
  /** Tells the followers of a branch that it moved. */
  poke(branch: string): void;
  readonly count: number;
  /** Says goodbye to everybody; nothing new is opened afterwards. */
  drain(reason: CloseReason): void;
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
  /** Welcomed, or about to be with fresh positions: before that a poke would be out of turn. */
  isReady: boolean;
}

export function createSyncSessions(deps: Deps): SyncSessions {
  const open = new Map<HubSession, Line>();
  let draining = false;

  const noteSeen = (session: HubSession, lastMs: number): number => {
    if (session.device === null || deps.mono() - lastMs < SEEN_EVERY_MS) return lastMs;
    deps.seen(session.device);
    return deps.mono();
  };

  const poke = (branch: string): void => {
    for (const [session, line] of open) if (line.isReady && session.follows.includes(branch)) session.poke(branch);
  };

  return {
    open(carrier, out) {
      const hooks: HubSessionHooks = {
        ...deps.hooks,
        onChanged(branch) {
          deps.hooks.onChanged?.(branch);
          poke(branch);
        },
        async onReady(device) {
          await deps.hooks.onReady?.(device);
          line.isReady = true;
        },
      };
      const close = (reason: CloseReason): void => {
        if (!open.delete(session)) return;
        deps.metrics.count('yizhan_sync_closed_total', { reason });
        out.close(reason);
      };
      const session = deps.create(hooks, {
        send(bytes) {
          deps.metrics.count('yizhan_sync_messages_total', { carrier, direction: 'down' });
          deps.metrics.count('yizhan_sync_bytes_total', { carrier, direction: 'down' }, bytes.length);
          out.send(bytes);
        },
        close,
      });
      const line: Line = { close, heardMs: deps.mono(), isReady: false };
      open.set(session, line);
      let seenMs = deps.mono();
      return {
        start: () => session.start(),
        receive(bytes) {
          deps.metrics.count('yizhan_sync_messages_total', { carrier, direction: 'up' });
          deps.metrics.count('yizhan_sync_bytes_total', { carrier, direction: 'up' }, bytes.length);
          line.heardMs = deps.mono();
          seenMs = noteSeen(session, seenMs);
          return session.receive(bytes);
        },
        poke: (branch) => session.poke(branch),
        ended() {
          open.delete(session);
          session.ended();
        },
        get device() {
          return session.device;
        },
        get follows() {
          return session.follows;
        },
      };
    },
    present: (branch) =>
      [...open].flatMap(([session, line]) =>
        session.device?.branch === branch && line.isReady && deps.mono() - line.heardMs <= PRESENT_MS ? [session.device] : [],
      ),
    poke,
    get count() {
      return open.size;
    },
    drain(reason) {
      draining = true;
      for (const line of [...open.values()]) line.close(reason);
    },
    get draining() {
      return draining;
    },
  };
}
