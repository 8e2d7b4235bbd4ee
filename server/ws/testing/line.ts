import { WebSocket, type ClientOptions } from 'ws';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import { EMPTY_HASH } from '../../../shared/kernel/ids.ts';
import {
  headBytes,
  helloBytes,
  PROTOCOL_VERSION,
  type Hello,
  type HubMessage,
  type Push,
  type TerminalMessage,
  type Welcome,
} from '../../../sync/index.ts';
import { createCodec, type Codec } from '../../../sync/protocol/codec.ts';
import { TestJournal } from '../../../sync/testing/device-kit.ts';
import type { Tablet } from '../../http/testing/hub.ts';
import { compressor } from '../compressor.ts';

/** A tablet's end of `/sync`, message by message: real sockets, real signatures, nothing of the client's engine. */

/** Messages that stand for themselves, in their plain form. What a connection remembers needs a codec of its own. */
export const codec: Codec = {
  encode: (message) => createCodec(compressor).encode(message),
  decode: (wire) => createCodec(compressor).decode(wire),
};
export const connectionCodec = (): Codec => createCodec(compressor);

export async function decode(bytes: Bytes, of: Codec = codec): Promise<HubMessage> {
  const message = await of.decode(bytes);
  if (!message.ok) throw new Error(`unreadable: ${JSON.stringify(message.error)}`);
  return message.value as HubMessage;
}

interface Place {
  readonly deviceId: string;
  readonly branch: string;
  readonly nonce: Bytes;
  readonly headSeq?: number;
  readonly headHash?: Bytes;
  /** The vault's key unless told otherwise. */
  readonly signedWith?: 'vault' | 'delivery';
}

export async function helloOf(tablet: Tablet, at: Place, protocol: number = PROTOCOL_VERSION): Promise<Hello> {
  const hello = {
    protocol,
    device: at.deviceId,
    branch: at.branch,
    appVersion: '0.1.0',
    signedWith: at.signedWith ?? ('vault' as const),
    headSeq: at.headSeq ?? 0,
    headHash: at.headHash ?? EMPTY_HASH,
    claims: [],
  };
  const key = hello.signedWith === 'vault' ? tablet.signing : tablet.delivery;
  return { type: 'hello', ...hello, signature: await key.sign(helloBytes(at.nonce, hello)) };
}

export interface Line {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  next(): Promise<HubMessage>;
  /** The next message of a kind; others before it are passed over. */
  nextOf<K extends HubMessage['type']>(kind: K): Promise<Extract<HubMessage, { type: K }>>;
  send(message: TerminalMessage): Promise<void>;
}

/** A socket whose messages and end can be waited for. @param url of the hub, http or https */
export function openLine(url: string, options: ClientOptions = {}): Line {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`, options);
  const mine = connectionCodec();
  const inbox: Bytes[] = [];
  const waiting: ((bytes: Bytes) => void)[] = [];
  socket.on('message', (data) => {
    const bytes = new Uint8Array(data as Buffer);
    const next = waiting.shift();
    if (next === undefined) inbox.push(bytes);
    else next(bytes);
  });
  socket.on('error', () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  /** A line that ends while somebody waits for a message is a failed test, not a hanging one. */
  const over = closed.then(({ code, reason }): never => {
    throw new Error(`the line ended with ${code} ${reason}`);
  });
  over.catch(() => undefined);
  const next = async (): Promise<HubMessage> => {
    const waited = inbox.shift() ?? Promise.race([new Promise<Bytes>((resolve) => waiting.push(resolve)), over]);
    return decode(await waited, mine);
  };
  return {
    socket,
    closed,
    next,
    async nextOf<K extends HubMessage['type']>(kind: K) {
      for (;;) {
        const message = await next();
        if (message.type === kind) return message as Extract<HubMessage, { type: K }>;
      }
    },
    send: async (message) => socket.send(await mine.encode(message)),
  };
}

/** Opens a line and greets, with the tablet's vault key unless told otherwise. */
export async function greetTablet(
  url: string,
  of: {
    readonly tablet: Tablet;
    readonly device: string;
    readonly branch: string;
    readonly journal?: TestJournal;
    readonly signedWith?: 'vault' | 'delivery';
  },
  options: ClientOptions = {},
): Promise<{ readonly line: Line; readonly welcome: Welcome }> {
  const line = openLine(url, options);
  const challenge = await line.nextOf('challenge');
  const head = { headSeq: of.journal?.entries.length ?? 0, headHash: of.journal?.head ?? EMPTY_HASH };
  const at = { deviceId: of.device, branch: of.branch, nonce: challenge.nonce, ...head };
  await line.send(await helloOf(of.tablet, of.signedWith === undefined ? at : { ...at, signedWith: of.signedWith }));
  return { line, welcome: await line.nextOf('welcome') };
}

export const journalOf = (tablet: Tablet, device: string, branch: string): TestJournal =>
  new TestJournal(
    { id: device, signingKey: tablet.signing.publicKey, deliveryKey: tablet.delivery.publicKey },
    branch,
    Date.now() - 60_000,
  );

/** Entries [from, to] of a journal as a push with the tablet's own signature. */
export async function pushOf(tablet: Tablet, journal: TestJournal, from: number, to: number): Promise<Push> {
  const push = journal.push(from, to);
  const signature = await tablet.signing.sign(
    headBytes(journal.keys.id, to, journal.entries[to - 1]?.hash ?? push.previousHash),
  );
  return { type: 'push', ...push, signature, recorded: [] };
}
