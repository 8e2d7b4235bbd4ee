import { serve, type Port } from '../../platform/rpc.ts';
import type { AppState, TerminalApi, TerminalEvent } from './api.ts';

/** A tablet of which nothing is known yet. */
export const waitingState = (phase: 'starting' | 'other_tab', practice: boolean): AppState => ({
  phase,
  outlet: null,
  deviceNo: null,
  persisted: true,
  damage: null,
  practice,
});

/** The page's words to the worker, and what the worker says before it is ready. */
export interface Announce {
  emit(event: TerminalEvent): void;
  /** Another tab has the terminal: this one waits. */
  wait(): void;
}

/** Serves one page from the first moment; every call but `state` waits for `begin`. */
export function serveApi(port: Port, practice: boolean, begin: (say: Announce) => Promise<TerminalApi>): void {
  let phase: 'starting' | 'other_tab' = 'starting';
  let ready: TerminalApi | null = null;
  let emit = (_event: TerminalEvent): void => undefined;
  const begun = begin({
    emit: (event) => emit(event),
    wait: () => {
      phase = 'other_tab';
      emit({ type: 'state', state: waitingState('other_tab', practice) });
    },
  }).then((api) => {
    ready = api;
    return api;
  });
  const call =
    (name: keyof TerminalApi) =>
    async (...args: unknown[]): Promise<unknown> => {
      const api = await begun;
      return (api[name] as (...args: unknown[]) => unknown)(...args);
    };
  const state = async (): Promise<AppState> => ready?.state() ?? waitingState(phase, practice);
  const served = new Proxy({}, { get: (_, name) => (name === 'state' ? state : call(name as keyof TerminalApi)) });
  emit = serve<TerminalEvent>(port, served);
}

/** A timer that fires late means the tablet slept. */
const TICK_MS = 5000;
const SLEPT_MS = 20_000;
export function watchTime(wake: () => void): void {
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT_MS) wake();
    last = now;
  }, TICK_MS);
}
