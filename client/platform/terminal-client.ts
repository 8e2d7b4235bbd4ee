import type { TerminalApi, TerminalEvent } from '../terminal/worker/api.ts';
import { askPersistence } from './files.ts';
import { callThrough } from './rpc.ts';

/** The page's door to the worker that holds vault, store and sync. One worker per page. */
export interface TerminalConnection {
  readonly api: TerminalApi;
  /** Answers a function that stops listening. */
  onEvent(listener: (event: TerminalEvent) => void): () => void;
}

export function connectTerminal(): TerminalConnection {
  const { api: calls, onEvent } = connect(
    new Worker(new URL('../terminal/worker/main.ts', import.meta.url), { type: 'module', name: 'terminal' }),
  );
  // Only a page may ask the browser to keep the storage; enrolment is the moment.
  const enrol: TerminalApi['enrol'] = async (input) => {
    const enrolled = await calls.enrol(input);
    if (!enrolled.ok) return enrolled;
    await askPersistence();
    return { ok: true, value: await calls.state() };
  };
  const api = new Proxy(calls, { get: (target, name) => (name === 'enrol' ? enrol : Reflect.get(target, name)) });
  return { api, onEvent };
}

/** A worker of practice (演练): of its own, with no way to the hub and no name of a real database. */
export const connectPractice = (): TerminalConnection =>
  connect(
    new Worker(new URL('../terminal/worker/practice/main.ts', import.meta.url), { type: 'module', name: 'practice' }),
  );

function connect(worker: Worker): TerminalConnection {
  const listeners = new Set<(event: TerminalEvent) => void>();
  const api = callThrough<TerminalApi, TerminalEvent>(worker, (event) =>
    listeners.forEach((listener) => listener(event)),
  );
  return {
    api,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
