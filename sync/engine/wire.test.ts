import { expect, it } from 'vitest';
import type { Bytes } from '../../shared/kernel/bytes.ts';
import { createCodec } from '../protocol/codec.ts';
import { PROTOCOL_PLAIN, PROTOCOL_VERSION } from '../protocol/version.ts';
import { noCompressor } from '../testing/device-kit.ts';
import { Wire } from './wire.ts';
import type { ConnectionEvents } from './world.ts';

const connections: ConnectionEvents[] = [];
const met: string[] = [];
const wire = new Wire(
  {
    connect(events) {
      connections.push(events);
      return { send: () => undefined, close: () => undefined, buffered: () => 0 };
    },
  },
  noCompressor,
  {
    opened: () => undefined,
    message: (message) => Promise.resolve(void met.push(message.type)),
    unreadable: () => met.push('unreadable'),
    closed: () => undefined,
    failed: () => met.push('failed'),
  },
);
const arrives = async (bytes: Bytes): Promise<void> => {
  connections.at(-1)?.message(bytes);
  await new Promise((resolve) => setTimeout(resolve, 0));
};
const connected = (): number => {
  wire.connect();
  return wire.protocol;
};

it('[PR10] after something that could not be read, or a hub that could not read us, the next connection is plain', async () => {
  expect(connected()).toBe(PROTOCOL_VERSION);
  await arrives(new Uint8Array([0, 0x82, 0x12, 0x80]));
  expect(connected()).toBe(PROTOCOL_PLAIN);
  await arrives(await createCodec(noCompressor).encode({ type: 'pong', mono: 1, hubTime: 2 }));
  expect(connected()).toBe(PROTOCOL_VERSION);
  await arrives(await createCodec(noCompressor).encode({ type: 'goodbye', reason: 'bad_message' }));
  expect(connected()).toBe(PROTOCOL_PLAIN);
  expect(connected()).toBe(PROTOCOL_VERSION);
  wire.plainNext();
  expect([connected(), met]).toEqual([PROTOCOL_PLAIN, ['unreadable', 'pong', 'goodbye']]);
});
