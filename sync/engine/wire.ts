import type { Bytes } from '../../shared/kernel/bytes.ts';
import { createCodec, type Codec, type Compressor } from '../protocol/codec.ts';
import type { SyncMessage, TerminalMessage } from '../protocol/messages.ts';
import { PROTOCOL_PLAIN, PROTOCOL_VERSION } from '../protocol/version.ts';
import type { TableKinds } from '../protocol/typed-rows.ts';
import type { Connection, Transport } from './world.ts';

/** One connection at a time, in order both ways whatever compressing takes. Late events of an old one are dropped. */
export interface WireEvents {
  opened(): void;
  message(message: SyncMessage): Promise<void>;
  unreadable(): void;
  closed(): void;
  failed(failure: unknown): void;
}

export class Wire {
  private connection: Connection | null = null;
  private generation = 0;
  private sending: Promise<void> = Promise.resolve();
  private receiving: Promise<void> = Promise.resolve();
  private codec: Codec;
  /** What was met on the last connection could not be read: the next one is kept plain, whatever the fault was. */
  private keepPlain = false;
  /** The highest protocol this end speaks on the present connection. */
  protocol = PROTOCOL_VERSION;

  constructor(
    private readonly transport: Transport,
    private readonly compressor: Compressor,
    private readonly events: WireEvents,
    private readonly kinds?: TableKinds,
    private readonly speaks: number = PROTOCOL_VERSION,
  ) {
    this.codec = createCodec(compressor, kinds, speaks);
  }

  connect(): void {
    this.disconnect();
    const generation = this.generation;
    const live = () => generation === this.generation;
    this.protocol = this.keepPlain ? Math.min(this.speaks, PROTOCOL_PLAIN) : this.speaks;
    this.keepPlain = false;
    this.codec = createCodec(this.compressor, this.kinds, this.protocol);
    this.connection = this.transport.connect({
      opened: () => {
        if (live()) this.events.opened();
      },
      message: (bytes) => {
        this.receiving = this.receiving
          .then(() => (live() ? this.receive(bytes, live) : undefined))
          .catch((failure: unknown) => this.events.failed(failure));
      },
      closed: () => {
        if (live()) this.events.closed();
      },
    });
  }

  private async receive(bytes: Bytes, live: () => boolean): Promise<void> {
    const decoded = await this.codec.decode(bytes);
    if (!live()) return;
    if (decoded.ok) {
      const { value } = decoded;
      if (value.type === 'goodbye' && value.reason === 'bad_message') this.keepPlain = true;
      return this.events.message(value);
    }
    this.keepPlain = true;
    this.events.unreadable();
  }

  disconnect(): void {
    this.generation += 1;
    this.connection?.close();
    this.connection = null;
  }

  /** The next connection is kept plain: something on this one was not what the hub meant. */
  plainNext(): void {
    this.keepPlain = true;
  }

  get buffered(): number {
    return this.connection?.buffered() ?? 0;
  }

  /** Answers the bytes on the wire once they are handed over. */
  async send(message: TerminalMessage): Promise<number> {
    const generation = this.generation;
    const encoding = this.codec.encode(message);
    const turn = this.sending.then(async () => {
      const bytes = await encoding;
      if (generation === this.generation) this.connection?.send(bytes);
    });
    this.sending = turn.catch(() => undefined);
    await turn;
    return (await encoding).length;
  }
}
