import type { HubEngine } from '../engine/hub-api.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { postCommands, relayOutbox } from '../engine/post-commands.ts';
import { DATE, EPOCH_MS, hubCommand, OUTLETS } from './market.ts';
import type { Occasions } from './occasions.ts';

/** What the hub does by itself: it carries messages between its branches, and frees what was kept too long. */

type Waiting = ReturnType<MemoryHubStore['branch']>['outbox'][number];
/** The relay's two hands on an outbox: what waits, and the mark that it was delivered. */
export interface Outbox {
  take(branch: string): readonly Waiting[];
  mark(messages: readonly Waiting[]): void;
}

export const outboxOf = (store: MemoryHubStore): Outbox => ({
  take: (branch) => store.branch(branch).outbox.filter((message) => !message.delivered),
  mark: (messages) => messages.forEach((message) => void (message.delivered = true)),
});

export class HubRounds {
  private deaths = 0;

  constructor(
    private readonly at: {
      readonly hub: HubEngine;
      readonly store: MemoryHubStore;
      readonly outbox: Outbox;
      readonly occasions: Occasions;
      /** The process ends in the middle of it. */
      dies(): boolean;
    },
  ) {}

  /** A relay that dies before it delivers, or before it marks, begins again. */
  async relay(): Promise<void> {
    const { hub, store, outbox, occasions } = this.at;
    for (const branch of store.branches.values()) {
      const dies = this.at.dies();
      if (dies) this.deaths += 1;
      const waiting = outbox.take(branch.name);
      if (dies && this.deaths % 2 === 0) continue;
      const messages = waiting.map((message) => ({
        ...message,
        fromBranch: branch.name,
        businessDate: DATE,
        capturedAt: branch.log.find((one) => one.command === message.cause)?.capturedAt ?? EPOCH_MS,
      }));
      const delivered = new Set((await relayOutbox(hub, messages)).filter((one) => one.delivered).map((one) => one.id));
      if (dies) continue;
      outbox.mark(waiting.filter((message) => delivered.has(message.id)));
      if (delivered.size > 0) occasions.count('messages relayed');
    }
  }

  /** What accounts keep for the other outlet comes free when its time is over. */
  async lapse(): Promise<void> {
    const { hub, store, occasions } = this.at;
    const at = hub.now();
    for (const outlet of OUTLETS)
      for (const row of store.branch(outlet).rows.values()) {
        const { status, expires_at: until } = row.table === 'inter_branch_hold' ? (row.body ?? {}) : {};
        if (status !== 'held' || Number(until) > at) continue;
        occasions.count('holds lapsed');
        await postCommands(hub, outlet, [
          { ...hubCommand(outlet, 'inter_branch.lapse', { deal: row.id }), capturedAt: at },
        ]);
      }
  }
}
