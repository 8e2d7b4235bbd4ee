import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Clock, Connection, ConnectionEvents, Timer, Transport } from '../engine/world.ts';
import type { HubSession, HubSessionOut } from '../engine/hub-api.ts';

/**
 * Time and network that only move when told to: one queue of things to happen, taken in order of time. All
 * promises of one thing are settled before the next one happens, so a run depends on its seed alone.
 */
export class FakeWorld {
  now = 0;
  private order = 0;
  private queue: { at: number; order: number; what: () => void }[] = [];

  after(ms: number, what: () => void): () => void {
    const item = { at: this.now + Math.max(0, ms), order: (this.order += 1), what };
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.queue[middle];
      if (other !== undefined && (other.at < item.at || (other.at === item.at && other.order < item.order)))
        low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, item);
    return () => {
      item.what = () => undefined;
    };
  }

  private settle(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Lets `ms` pass. */
  async run(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.settle();
    for (let next = this.queue[0]; next !== undefined && next.at <= end; next = this.queue[0]) {
      this.queue.shift();
      this.now = Math.max(this.now, next.at);
      next.what();
      await this.settle();
    }
    this.now = end;
  }
}

/** A device's clocks: the wall may be wrong, the monotonic clock stands still in sleep. */
export class FakeClock implements Clock {
  /** Wall minus true time. */
  wallOffset = 0;
  monoStart: number;
  constructor(
    private readonly world: FakeWorld,
    private readonly epochMs: number,
  ) {
    this.monoStart = world.now;
  }
  wall(): number {
    return this.epochMs + this.world.now + this.wallOffset;
  }
  mono(): number {
    return this.world.now - this.monoStart;
  }
}

/** Timers of one program: `kill` ends them all, as the end of the program does. */
export class FakeTimer implements Timer {
  private alive = true;
  constructor(private readonly world: FakeWorld) {}
  after(ms: number, what: () => void): () => void {
    return this.world.after(ms, () => {
      if (this.alive) what();
    });
  }
  kill(): void {
    this.alive = false;
  }
}

export interface LinkFaults {
  /** Delay of the next message in ms. */
  delay(): number;
  /**
   * What happens to a message. `cut` loses it and, soon after, the connection. `twice` delivers it two times, `torn`
   * its first half only.
   */
  fate(): 'through' | 'cut' | 'twice' | 'late' | 'torn';
  /** Whether a connection can be made now. */
  reachable(): boolean;
}
export const NO_FAULTS: LinkFaults = { delay: () => 20, fate: () => 'through', reachable: () => true };

interface Link {
  open: boolean;
  session: HubSession | null;
}

/** Connects terminals with a hub in the same process, message by message. A socket delivers in order or dies. */
export class FakeNetwork {
  private links = new Set<Link>();
  constructor(
    private readonly world: FakeWorld,
    private readonly openSession: (out: HubSessionOut) => HubSession,
    private readonly faults: LinkFaults = NO_FAULTS,
  ) {}

  transport(): Transport {
    return { connect: (events) => this.connect(events) };
  }

  /** Every connection dies, as when the hub's process ends. */
  cutAll(): void {
    for (const link of [...this.links]) this.end(link, null);
  }

  sessions(): readonly HubSession[] {
    return [...this.links].flatMap((link) => (link.session === null ? [] : [link.session]));
  }

  private end(link: Link, events: ConnectionEvents | null): void {
    if (!link.open) return;
    link.open = false;
    link.session?.ended();
    this.links.delete(link);
    if (events !== null) this.world.after(this.faults.delay(), () => events.closed('cut'));
  }

  private connect(events: ConnectionEvents): Connection {
    const link: Link = { open: true, session: null };
    const closing = { events };
    const last = { up: 0, down: 0 };
    const carry = (way: 'up' | 'down', bytes: Bytes, deliver: (bytes: Bytes) => void): void => {
      const fate = this.faults.fate();
      if (fate === 'cut') {
        this.world.after(this.faults.delay(), () => this.end(link, closing.events));
        return;
      }
      const at = Math.max(last[way], this.world.now + this.faults.delay() * (fate === 'late' ? 20 : 1));
      last[way] = at;
      const arrived = fate === 'torn' ? bytes.slice(0, bytes.length >> 1) : bytes;
      const once = () => {
        if (link.open) deliver(arrived);
      };
      this.world.after(at - this.world.now, once);
      if (fate === 'twice') this.world.after(at - this.world.now, once);
    };
    this.world.after(this.faults.delay(), () => {
      if (!link.open) return;
      if (!this.faults.reachable()) {
        this.end(link, events);
        return;
      }
      this.links.add(link);
      const session = this.openSession({
        send: (bytes: Bytes) => carry('down', bytes, (arrived) => events.message(arrived)),
        // What was sent before the close still arrives.
        close: () => void this.world.after(last.down - this.world.now, () => this.end(link, events)),
      });
      link.session = session;
      events.opened();
      session.start();
    });
    return {
      send: (bytes) => carry('up', bytes, (arrived) => void link.session?.receive(arrived)),
      close: () => this.end(link, null),
      buffered: () => 0,
    };
  }
}
