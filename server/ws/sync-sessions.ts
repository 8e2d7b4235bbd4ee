import type { CloseReason, DeviceRecord, HubSession, HubSessionHooks, HubSessionOut } from '../../sync/index.ts';
import type { Metrics } from '../metrics.ts';

/**
 * Every open sync session of this process, whatever carries it. When a branch moves, the sessions that follow it
 * are told; the hint may be lost (other processes, broken links), correctness comes from pulling.
 */
export interface SyncSessions {
  open(carrier: 'socket' | 'http', out: HubSessionOut): HubSession;
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

const SEEN_EVERY_MS = 60_000;

export function createSyncSessions(deps: Deps): SyncSessions {
  const open = new Map<HubSession, (reason: CloseReason) => void>();
  let draining = false;

  const noteSeen = (session: HubSession, lastMs: number): number => {
    if (session.device === null || deps.mono() - lastMs < SEEN_EVERY_MS) return lastMs;
    deps.seen(session.device);
    return deps.mono();
  };

  const poke = (branch: string): void => {
    for (const session of open.keys()) if (session.follows.includes(branch)) session.poke(branch);
  };

  return {
    open(carrier, out) {
      const hooks: HubSessionHooks = {
        ...deps.hooks,
        onChanged(branch) {
          deps.hooks.onChanged?.(branch);
          poke(branch);
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
      open.set(session, close);
      let seenMs = deps.mono();
      return {
        start: () => session.start(),
        receive(bytes) {
          deps.metrics.count('yizhan_sync_messages_total', { carrier, direction: 'up' });
          deps.metrics.count('yizhan_sync_bytes_total', { carrier, direction: 'up' }, bytes.length);
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
    poke,
    get count() {
      return open.size;
    },
    drain(reason) {
      draining = true;
      for (const close of [...open.values()]) close(reason);
    },
    get draining() {
      return draining;
    },
  };
}
