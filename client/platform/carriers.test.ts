import { expect, test } from 'vitest';
import type { ConnectionEvents, Transport } from '../../sync/index.ts';
import { fallbackTransport } from './carriers.ts';

/** A carrier that notes its connections and does only what the test says. */
function carrier() {
  const made: ConnectionEvents[] = [];
  const transport: Transport = {
    connect(events) {
      made.push(events);
      return { send: () => undefined, close: () => undefined, buffered: () => 0 };
    },
  };
  return { made, transport };
}
const nobody: ConnectionEvents = { opened: () => undefined, message: () => undefined, closed: () => undefined };

test('[PR11] after two sockets that opened and let nothing through, given up by this end, posts are tried, then sockets again', () => {
  const [socket, http] = [carrier(), carrier()];
  const both = fallbackTransport(socket.transport, http.transport);
  for (let n = 0; n < 2; n++) {
    const line = both.connect(nobody);
    socket.made.at(-1)?.opened();
    line.close();
    line.close();
  }
  both.connect(nobody);
  expect([socket.made.length, http.made.length]).toEqual([2, 1]);
  both.connect(nobody).close();
  expect([socket.made.length, http.made.length]).toEqual([3, 1]);
});

test('[PR11] a socket that carried a message, and one that the network ends, count as before', () => {
  const [socket, http] = [carrier(), carrier()];
  const both = fallbackTransport(socket.transport, http.transport);
  for (let n = 0; n < 3; n++) {
    const line = both.connect(nobody);
    socket.made.at(-1)?.message(new Uint8Array(1));
    line.close();
  }
  for (let n = 0; n < 2; n++) {
    both.connect(nobody);
    socket.made.at(-1)?.closed('reset');
  }
  both.connect(nobody);
  expect([socket.made.length, http.made.length]).toEqual([5, 1]);
});
