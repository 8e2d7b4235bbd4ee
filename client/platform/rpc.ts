/**
 * Calls between a page and its worker: a method name and arguments one way, an answer the other. Everything is
 * structured-cloneable. Business failures are answers; only a bug comes back as a thrown error.
 */
export interface Call {
  readonly type: 'call';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
export type FromWorker<Event> =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'threw'; readonly id: number; readonly message: string }
  | { readonly type: 'event'; readonly event: Event };

export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

type Methods = Readonly<Record<string, unknown>>;

/** Serves `api` on `port`; answers go out in the order the methods finish. */
export function serve<Event>(port: Port, api: object): (event: Event) => void {
  const methods = api as Methods;
  const answer = async (call: Call): Promise<void> => {
    const method = methods[call.method];
    try {
      if (typeof method !== 'function') throw new Error(`no method ${call.method}`);
      const value: unknown = await (method as (...args: readonly unknown[]) => unknown).apply(api, [...call.args]);
      port.postMessage({ type: 'answer', id: call.id, value } satisfies FromWorker<Event>);
    } catch (thrown) {
      console.error(`call ${call.method} failed`, thrown);
      const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      port.postMessage({ type: 'threw', id: call.id, message } satisfies FromWorker<Event>);
    }
  };
  port.onmessage = (event: MessageEvent<Call>) => void answer(event.data);
  return (event) => port.postMessage({ type: 'event', event } satisfies FromWorker<Event>);
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end: every property of the answer object is a method of the worker. */
export function callThrough<Api extends object, Event>(port: Port, onEvent: (event: Event) => void): Api {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  port.onmessage = (event: MessageEvent<FromWorker<Event>>) => {
    const message = event.data;
    if (message.type === 'event') {
      onEvent(message.event);
      return;
    }
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') one?.resolve(message.value);
    else one?.reject(new Error(message.message));
  };
  const call = (method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      port.postMessage({ type: 'call', id, method, args } satisfies Call);
    });
  // `then` must stay absent: a proxy that answers it would be taken for a promise.
  const get = (_: unknown, name: string | symbol): unknown =>
    typeof name !== 'string' || name === 'then' ? undefined : (...args: readonly unknown[]) => call(name, args);
  return new Proxy({}, { get }) as Api;
}
