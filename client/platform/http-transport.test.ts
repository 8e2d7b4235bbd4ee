import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import {
  packMessages,
  SYNC_BROKEN_HEADER,
  SYNC_SESSION_HEADER,
  unpackMessages,
} from '../../shared/read-models/doors.ts';
import { httpTransport } from './http-transport.ts';

/** The carrier against a real door whose every answer the test decides. */
interface Post {
  readonly said: readonly number[];
  readonly isAfterBroken: boolean;
  answer(...bytes: number[]): void;
  /** Head and half the body, and no more. */
  begin(...bytes: number[]): void;
}

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function bodyOf(request: IncomingMessage): Promise<Bytes> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new Uint8Array(Buffer.concat(parts));
}

const firstBytes = (messages: readonly Bytes[] | null) => (messages ?? []).map((message) => message[0] ?? -1);

async function openDoor(): Promise<{ url: string; posts: Post[] }> {
  const posts: Post[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const said = firstBytes(unpackMessages(await bodyOf(request)));
    const packed = (bytes: number[]) => packMessages(bytes.map((byte) => new Uint8Array([byte, 1, 1, 1])));
    posts.push({
      said,
      isAfterBroken: request.headers[SYNC_BROKEN_HEADER] === '1',
      answer: (...bytes) => response.writeHead(200, { [SYNC_SESSION_HEADER]: 's' }).end(packed(bytes)),
      begin: (...bytes) => {
        const body = packed(bytes);
        response.writeHead(200, { [SYNC_SESSION_HEADER]: 's', 'content-length': body.length });
        response.write(body.subarray(0, body.length - 1));
      },
    });
  };
  server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posts };
}

const at = (posts: readonly Post[], index: number): Promise<Post> =>
  vi.waitFor(() => {
    const post = posts[index];
    if (post === undefined) throw new Error(`no post ${index} yet`);
    return post;
  });

test('[PR5] a wait is broken off to speak, and the next posts say so until one answer was read', async () => {
  const { url, posts } = await openDoor();
  const heard: number[] = [];
  const closed = vi.fn();
  const line = httpTransport(url).connect({
    opened: () => undefined,
    message: (bytes) => heard.push(bytes[0] ?? -1),
    closed,
  });
  (await at(posts, 0)).answer(1);
  const wait = await at(posts, 1);
  expect(wait).toMatchObject({ said: [], isAfterBroken: false });
  // Its answer is on the way when the terminal speaks: it is lost here, and asked for again.
  wait.begin(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  line.send(new Uint8Array([7]));
  const speech = await at(posts, 2);
  expect(speech).toMatchObject({ said: [7], isAfterBroken: true });
  speech.answer(2, 3);
  expect(await at(posts, 3)).toMatchObject({ said: [], isAfterBroken: false });
  expect(heard).toEqual([1, 2, 3]);
  expect(closed).not.toHaveBeenCalled();
  line.close();
});

test('[PR11] a portal that answers everything with 200 and no session is not the hub: the line ends after one post', async () => {
  let posts = 0;
  server = createServer((_request, response) => {
    posts += 1;
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const opened = vi.fn();
  const closed = vi.fn();
  httpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`).connect({
    opened,
    message: () => undefined,
    closed,
  });
  await vi.waitFor(() => expect(closed).toHaveBeenCalledWith('not the hub'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(posts).toBe(1);
  expect(opened).not.toHaveBeenCalled();
});
