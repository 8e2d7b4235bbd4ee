import type { SessionStatus } from '../../../sync/index.ts';
import type { SyncStatus } from './api.ts';
import type { Terminal } from './terminal.ts';

/** The engine's status as pages show it. */

export const NO_SYNC: SyncStatus = {
  online: false,
  phase: 'offline',
  stoppedReason: null,
  dataAt: null,
  lastAnswerAt: null,
  waiting: 0,
  oldestWaitingAt: null,
  unsettled: 0,
  bootstrap: null,
  nextTryAt: null,
  mending: null,
  formKept: false,
  rebuilding: false,
};

/** Remembers when a first load began, to say how long it will take. */
export function createSyncView(): (terminal: Terminal | null, status: SessionStatus) => SyncStatus {
  let began: { readonly at: number; readonly rows: number } | null = null;
  return (terminal, status) => {
    const load = status.bootstrap;
    if (load === null) began = null;
    else if (began === null || load.rowsDone < began.rows)
      began = { at: terminal?.world.clock.mono() ?? 0, rows: load.rowsDone };
    return {
      online: status.online,
      phase: status.phase,
      stoppedReason: status.stopped,
      dataAt: status.dataAt,
      lastAnswerAt: status.lastAnswerAt,
      waiting: status.waiting,
      oldestWaitingAt: status.oldestWaitingAt,
      unsettled: status.unsettled,
      bootstrap:
        load === null
          ? null
          : {
              customers: terminal?.store.ids('customer').length ?? 0,
              rowsDone: load.rowsDone,
              rowsTotal: load.rowsTotal,
              secondsLeft: secondsLeft(load, began, terminal?.world.clock.mono() ?? 0),
            },
      nextTryAt: status.nextTryAt,
      mending: mendingOf(terminal),
      formKept: terminal?.world.formKept ?? false,
      rebuilding: status.rebuilding,
    };
  };
}

function mendingOf(terminal: Terminal | null): SyncStatus['mending'] {
  const mending = terminal?.store.mending() ?? null;
  if (terminal === null || mending === null) return null;
  const { waitMs, isWornOut } = mending;
  return { nextAt: waitMs === 0 ? null : terminal.world.clock.wall() + waitMs, isWornOut };
}

function secondsLeft(
  load: { rowsDone: number; rowsTotal: number },
  began: { at: number; rows: number } | null,
  mono: number,
): number | null {
  if (began === null || load.rowsDone <= began.rows || mono <= began.at) return null;
  const perMs = (load.rowsDone - began.rows) / (mono - began.at);
  return Math.ceil((load.rowsTotal - load.rowsDone) / perMs / 1000);
}

/** What remains true of the last status when the vault closes. */
export const closedSync = (last: SyncStatus): SyncStatus => ({
  ...last,
  online: false,
  phase: 'offline',
  bootstrap: null,
  nextTryAt: null,
});
