import pg from 'pg';
import { sqlOn, types, type Sql } from './pool.ts';

/** One connection of its own that can also copy whole tables out and in, in PostgreSQL's text form. */
export interface CopyLink extends Sql {
  /** `COPY … TO STDOUT`: hands over each chunk; the server waits while `take` does. */
  copyOut(text: string, take: (chunk: Buffer) => Promise<void>): Promise<void>;
  /** `COPY … FROM STDIN`. @returns rows taken */
  copyIn(text: string, source: AsyncIterable<Buffer>): Promise<number>;
  close(): Promise<void>;
}

/** What `pg` calls while a statement runs; COPY is not among its own. */
abstract class Copy {
  protected fault: Error | null = null;
  private done: { resolve(): void; reject(fault: Error): void } | null = null;
  readonly ended = new Promise<void>((resolve, reject) => (this.done = { resolve, reject }));

  constructor(private readonly text: string) {}

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }
  handleError(fault: Error): void {
    this.done?.reject(fault);
  }
  handleReadyForQuery(): void {
    if (this.fault === null) this.done?.resolve();
    else this.done?.reject(this.fault);
  }
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(message: { readonly text: string }): void {
    void message;
  }
  handleCopyInResponse(connection: pg.Connection): void {
    void connection;
  }
  handleCopyData(message: { readonly chunk: Buffer }, connection: pg.Connection): void {
    void message;
    void connection;
  }
}

class CopyOut extends Copy {
  /** Chunks are taken one after another, however many have arrived. */
  private taken: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(
    text: string,
    private readonly take: (chunk: Buffer) => Promise<void>,
  ) {
    super(text);
  }

  override handleCopyData({ chunk }: { readonly chunk: Buffer }, connection: pg.Connection): void {
    // The parser uses its buffer again.
    const own = Buffer.from(chunk);
    this.waiting += 1;
    if (this.waiting > CHUNKS_AHEAD) connection.stream.pause();
    this.taken = this.taken
      .then(() => (this.fault === null ? this.take(own) : undefined))
      .catch((fault: unknown) => void (this.fault = fault instanceof Error ? fault : new Error(String(fault))))
      .finally(() => {
        this.waiting -= 1;
        if (this.waiting <= CHUNKS_AHEAD) connection.stream.resume();
      });
  }

  override handleReadyForQuery(): void {
    void this.taken.then(() => super.handleReadyForQuery());
  }
}

const CHUNKS_AHEAD = 512;

type CopyTarget = pg.Connection & {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(why: string): void;
};

class CopyIn extends Copy {
  rows = 0;

  constructor(
    text: string,
    private readonly source: AsyncIterable<Buffer>,
  ) {
    super(text);
  }

  override handleCopyInResponse(connection: pg.Connection): void {
    const target = connection as CopyTarget;
    this.pour(target).then(
      () => target.endCopyFrom(),
      (fault: unknown) => {
        this.fault = fault instanceof Error ? fault : new Error(String(fault));
        target.sendCopyFail('the source ended');
      },
    );
  }

  private async pour(target: CopyTarget): Promise<void> {
    for await (const chunk of this.source) {
      target.sendCopyFromChunk(chunk);
      if (target.stream.writableNeedDrain) await new Promise((go) => target.stream.once('drain', go));
    }
  }

  override handleCommandComplete({ text }: { readonly text: string }): void {
    this.rows = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0);
  }
  override handleError(fault: Error): void {
    super.handleError(this.fault ?? fault);
  }
}

/** `name` is what the server shows of this connection. */
export async function openCopyLink(url: string, name: string): Promise<CopyLink> {
  const client = new pg.Client({ connectionString: url, types, application_name: name, keepAlive: true });
  // A broken connection tells the statement in hand.
  client.on('error', () => undefined);
  await client.connect();
  const run = async <C extends Copy>(copy: C): Promise<C> => {
    client.query(copy);
    await copy.ended;
    return copy;
  };
  return {
    ...sqlOn(client),
    copyOut: async (text, take) => void (await run(new CopyOut(text, take))),
    copyIn: async (text, source) => (await run(new CopyIn(text, source))).rows,
    close: () => client.end().catch(() => undefined),
  };
}
