import type { Context } from 'hono';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { bytesToBase64 } from '../../shared/kernel/bytes.ts';
import type { Instant } from '../../shared/kernel/dates.ts';
import {
  HTTP_POLL_MS,
  SYNC_BROKEN_HEADER,
  SYNC_CLOSED_HEADER,
  SYNC_MESSAGE_BYTES_MAX,
  SYNC_SESSION_HEADER,
  packMessages,
  unpackMessages,
} from '../../shared/read-models/doors.ts';
import type { CloseReason, HubSession } from '../../sync/index.ts';
import { readBody, refuse } from '../http/answers.ts';
import type { SyncSessions } from './sync-sessions.ts';

/**
 * POST /sync/http: the same messages where a proxy breaks sockets. A session is a queue of answers that wait for
 * the terminal's next post; the number of sessions, their queues and their idle time are bounded.
 */
interface Deps {
  readonly sessions: SyncSessions;
  now(): Instant;
  random(length: number): Bytes;
  faulted(fault: unknown): void;
}

interface Carried {
  readonly session: HubSession;
  readonly queue: Bytes[];
  queuedBytes: number;
  /** What the last answer carried: given again when its post was broken off. */
  answered: readonly Bytes[];
  /** Posts that arrived and are not answered: a waiting one ends its wait for the next. */
  posts: number;
  closed: CloseReason | null;
  lastAt: Instant;
  /** Posts of one session go one after another. */
  turn: Promise<unknown>;
  wake: (() => void) | null;
}

const SESSIONS_MAX = 2_000;
const IDLE_MS_MAX = 90_000;
const ANSWER_MS = 1_000;
const QUEUE_BYTES_MAX = 16_777_216;

export function createSyncHttp(deps: Deps): (c: Context) => Promise<Response> {
  const carried = new Map<string, Carried>();

  const forget = (id: string, one: Carried): void => {
    carried.delete(id);
    one.session.ended();
  };
  const sweep = (): void => {
    for (const [id, one] of carried) if (deps.now() - one.lastAt > IDLE_MS_MAX) forget(id, one);
  };

  return async (c) => {
    if (deps.sessions.draining)
      return refuse(c, 503, { code: 'RESTARTING', message: 'The hub is going down. Try again in a few seconds.' });
    const body = await readBody(c.req.raw, SYNC_MESSAGE_BYTES_MAX);
    if (body === null)
      return refuse(c, 413, {
        code: 'BODY_TOO_LARGE',
        message: `One post carries at most ${SYNC_MESSAGE_BYTES_MAX} bytes.`,
      });
    const messages = unpackMessages(body);
    if (messages === null)
      return refuse(c, 400, { code: 'BODY_NOT_MESSAGES', message: 'The body is not a list of whole messages.' });
    sweep();
    const asked = c.req.header(SYNC_SESSION_HEADER);
    if (asked === undefined && carried.size >= SESSIONS_MAX) {
      return refuse(c, 503, { code: 'OVERLOADED', message: 'Too many open sessions. Try again in a minute.' });
    }
    const id = asked ?? bytesToBase64(deps.random(24));
    const known = asked === undefined ? openSession(deps) : carried.get(id);
    if (known === undefined)
      return refuse(c, 410, { code: 'SESSION_GONE', message: 'This session is over. Open a new one.' });
    carried.set(id, known);
    known.lastAt = deps.now();
    const post = { messages, isFirst: asked === undefined, isAfterBroken: c.req.header(SYNC_BROKEN_HEADER) === '1' };
    known.posts += 1;
    known.wake?.();
    const answer = known.turn.then(() => exchange(deps, known, post));
    known.turn = answer.catch(deps.faulted).finally(() => (known.posts -= 1));
    const out = await answer;
    known.lastAt = deps.now();
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
      [SYNC_SESSION_HEADER]: id,
    };
    if (known.closed !== null) {
      headers[SYNC_CLOSED_HEADER] = known.closed;
      forget(id, known);
    }
    return c.body(packMessages(out), 200, headers);
  };
}

function openSession(deps: Deps): Carried {
  const queue: Bytes[] = [];
  const session = deps.sessions.open('http', {
    send(bytes) {
      queue.push(bytes);
      one.queuedBytes += bytes.length;
      if (one.queuedBytes > QUEUE_BYTES_MAX) one.closed = 'overloaded';
      one.wake?.();
    },
    unread: () => one.queuedBytes,
    close(reason) {
      one.closed = reason;
      one.wake?.();
    },
  });
  const one: Carried = {
    session,
    queue,
    queuedBytes: 0,
    answered: [],
    posts: 0,
    closed: null,
    lastAt: deps.now(),
    turn: Promise.resolve(),
    wake: null,
  };
  return one;
}

interface Post {
  readonly messages: readonly Bytes[];
  readonly isFirst: boolean;
  readonly isAfterBroken: boolean;
}

async function exchange(deps: Deps, one: Carried, post: Post): Promise<readonly Bytes[]> {
  if (post.isFirst) one.session.start();
  if (post.isAfterBroken) one.queue.unshift(...one.answered);
  one.answered = [];
  for (const message of post.messages) {
    if (one.closed !== null) break;
    try {
      await one.session.receive(message);
    } catch (fault) {
      deps.faulted(fault);
      one.closed = 'fault';
    }
  }
  // The rows of an entry leave right behind its outcome: one answer carries both.
  if (post.messages.length > 0) await one.session.flushed();
  // Answers leave the session a moment after `receive` resolves: a post that brought something waits for them briefly.
  const waitMs = !post.isFirst && post.messages.length === 0 ? HTTP_POLL_MS : ANSWER_MS;
  if (one.queue.length === 0 && one.closed === null && one.posts === 1) await somethingOr(one, waitMs);
  // Broken off for the post that stands behind it: nobody reads this answer.
  if (waitMs === HTTP_POLL_MS && one.posts > 1) return [];
  one.queuedBytes = 0;
  one.answered = one.queue.splice(0);
  return one.answered;
}

const somethingOr = (one: Carried, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      one.wake = null;
      resolve();
    };
    const timer = setTimeout(done, ms);
    one.wake = done;
  });
