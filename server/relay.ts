import type { HubEngine } from '../sync/index.ts';
import { relayOutbox } from '../sync/index.ts';
import type { Outbox } from './store/outbox.ts';

/**
 * Carries messages between branches: soon after a commit that made some, and every few seconds for what a fault
 * left behind. The receiver commits first; a crash in between repeats a message, which changes nothing.
 */
export interface Relay {
  /** Messages wait somewhere. */
  nudge(): void;
  /** Delivers until nothing is left that can be delivered. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const AT_ONCE = 500;
const EVERY_MS = 5_000;

export function createRelay(deps: {
  readonly hub: HubEngine;
  readonly outbox: Outbox;
  moved(branch: string): void;
  failed(fault: unknown): void;
}): Relay {
  let round: Promise<void> = Promise.resolve();
  let isWanted = false;

  async function once(): Promise<number> {
    const waiting = await deps.outbox.waiting(null, AT_ONCE);
    if (waiting.length === 0) return 0;
    const delivered = new Set(
      (await relayOutbox(deps.hub, waiting)).filter((one) => one.delivered).map((one) => one.id),
    );
    const done = waiting.filter((message) => delivered.has(message.id));
    await deps.outbox.markDelivered(done, deps.hub.now());
    for (const branch of new Set(done.map((message) => message.toBranch))) deps.moved(branch);
    return done.length;
  }
  async function drain(): Promise<void> {
    while ((await once()) > 0);
  }
  const nudge = (): void => {
    if (isWanted) return;
    isWanted = true;
    round = round
      .then(() => {
        isWanted = false;
        return drain();
      })
      .catch(deps.failed);
  };
  const timer = setInterval(nudge, EVERY_MS);
  timer.unref();
  return {
    nudge,
    async drain() {
      nudge();
      await round;
    },
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
