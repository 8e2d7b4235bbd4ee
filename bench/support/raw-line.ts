import { webcrypto } from 'node:crypto';
import { WebSocket } from 'ws';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { compressor } from '../../server/ws/compressor.ts';
import { helloBytes, PROTOCOL_VERSION, type HubMessage } from '../../sync/index.ts';
import { createCodec, type Codec } from '../../sync/protocol/codec.ts';
import type { BenchDevice } from './bench-hub.ts';

/** A terminal's line without a terminal: one socket that has greeted, for benchmarks that need thousands of them. */
export class RawLine {
  private readonly waiting: { take(message: HubMessage): void; fail(why: Error): void }[] = [];
  private readonly inbox: HubMessage[] = [];
  private reading: Promise<void> = Promise.resolve();

  private constructor(
    private readonly socket: WebSocket,
    private readonly codec: Codec,
  ) {
    socket.on('message', (data) => {
      const bytes = new Uint8Array(data as Buffer);
      this.reading = this.reading.then(async () => {
        const message = await codec.decode(bytes);
        if (!message.ok) throw new Error(`unreadable: ${message.error}`);
        const next = this.waiting.shift();
        if (next === undefined) this.inbox.push(message.value as HubMessage);
        else next.take(message.value as HubMessage);
      });
    });
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => {
      const why = new Error(`the line ended: ${String(code)} ${reason.toString()}`);
      for (const one of this.waiting.splice(0)) one.fail(why);
    });
  }

  /** Connects and greets; resolves with the welcome. */
  static async open(device: BenchDevice, key: CryptoKey, head = { seq: 0, hash: EMPTY_HASH }): Promise<RawLine> {
    const socket = new WebSocket(`ws://127.0.0.1:${String(device.port)}/sync`);
    const codec = createCodec(compressor);
    const line = new RawLine(socket, codec);
    const challenge = await line.nextOf('challenge');
    const hello = {
      protocol: PROTOCOL_VERSION,
      device: device.id,
      branch: device.branch,
      appVersion: 'bench',
      signedWith: 'vault' as const,
      headSeq: head.seq,
      headHash: head.hash,
      claims: [],
    };
    const signature = await signWith(key, helloBytes(challenge.nonce, hello));
    await line.send({ type: 'hello', ...hello, signature });
    await line.nextOf('welcome');
    return line;
  }

  private next(): Promise<HubMessage> {
    const message = this.inbox.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.socket.readyState >= WebSocket.CLOSING) return Promise.reject(new Error('the line has ended'));
    return new Promise((take, fail) => {
      this.waiting.push({ take, fail });
    });
  }
  async nextOf<K extends HubMessage['type']>(kind: K): Promise<Extract<HubMessage, { type: K }>> {
    for (;;) {
      const message = await this.next();
      if (message.type === kind) return message as Extract<HubMessage, { type: K }>;
      if (message.type === 'goodbye') throw new Error(`goodbye: ${message.reason}`);
    }
  }
  async send(message: Parameters<Codec['encode']>[0]): Promise<void> {
    this.socket.send(await this.codec.encode(message));
  }
  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.close();
  }
}

export const keyOfDevice = (device: BenchDevice): Promise<CryptoKey> =>
  webcrypto.subtle.importKey('jwk', device.privateKey, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
  ]) as Promise<CryptoKey>;

export const signWith = async (key: CryptoKey, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes));
