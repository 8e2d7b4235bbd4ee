import type { Bytes } from '../../shared/kernel/bytes.ts';
import {
  HTTP_POLL_MS,
  packMessages,
  SYNC_BROKEN_HEADER,
  SYNC_CLOSED_HEADER,
  SYNC_SESSION_HEADER,
  unpackMessages,
} from '../../shared/read-models/doors.ts';
import type { Connection, ConnectionEvents, Transport } from '../../sync/index.ts';

/**
 * Carrier where proxies break sockets: posts of one session go one after another; an empty post waits on the
 * hub for what comes next. Messages handed in meanwhile leave with the following post.
 */
const ANSWER_MS = HTTP_POLL_MS + 15_000;

export function httpTransport(url: string, post: typeof fetch = fetch): Transport {
  return { connect: (events) => new HttpConnection(url, post, events) };
}

class HttpConnection implements Connection {
  private readonly queue: Bytes[] = [];
  private session: string | null = null;
  private over = false;
  /** The last post was a wait that this end broke off; the hub gives its answer again. */
  private broken = false;
  private waiting: AbortController | null = null;

  constructor(
    private readonly url: string,
    private readonly post: typeof fetch,
    private readonly events: ConnectionEvents,
  ) {
    void this.run();
  }

  send(bytes: Bytes): void {
    this.queue.push(bytes);
    if (this.waiting !== null) this.waiting.abort('send');
  }

  close(): void {
    this.over = true;
    this.waiting?.abort('close');
  }

  buffered(): number {
    return this.queue.reduce((sum, bytes) => sum + bytes.length, 0);
  }

  private async run(): Promise<void> {
    let opened = false;
    while (!this.over) {
      const reason = await this.turn(() => {
        if (!opened) this.events.opened();
        opened = true;
      });
      if (reason === null) continue;
      if (!this.over) this.events.closed(reason);
      this.over = true;
    }
  }

  /** One post; null when the session goes on. A wait broken off for our own message loses nothing: the next says so. */
  private async turn(onAnswer: () => void): Promise<string | null> {
    const messages = this.queue.splice(0);
    const poll = messages.length === 0 && this.session !== null;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort('timeout'), ANSWER_MS);
    this.waiting = poll ? controller : null;
    try {
      const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
      if (this.session !== null) headers[SYNC_SESSION_HEADER] = this.session;
      if (this.broken) headers[SYNC_BROKEN_HEADER] = '1';
      const answer = await this.post(this.url, {
        method: 'POST',
        headers,
        body: packMessages(messages),
        signal: controller.signal,
      });
      return await this.take(answer, onAnswer);
    } catch {
      this.broken = controller.signal.aborted && controller.signal.reason === 'send';
      return this.broken ? null : 'http error';
    } finally {
      clearTimeout(timer);
      this.waiting = null;
    }
  }

  private async take(answer: Response, onAnswer: () => void): Promise<string | null> {
    if (answer.status !== 200) return `http ${answer.status}`;
    // A portal that wants a sign-in answers everything with 200: only the hub names a session.
    const session = answer.headers.get(SYNC_SESSION_HEADER);
    if (session === null) return 'not the hub';
    this.session = session;
    const messages = unpackMessages(new Uint8Array(await answer.arrayBuffer()));
    if (messages === null) return 'http answer unreadable';
    this.broken = false;
    onAnswer();
    for (const message of messages) if (!this.over) this.events.message(message);
    return answer.headers.get(SYNC_CLOSED_HEADER);
  }
}
