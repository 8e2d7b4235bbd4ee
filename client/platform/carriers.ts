import type { Connection, ConnectionEvents, Transport } from '../../sync/index.ts';

/** Sockets first; after two sockets in a row that never carried a message, posts, until one post session ends. */
const FAILURES_MAX = 2;

export function fallbackTransport(socket: Transport, http: Transport): Transport {
  let failures = 0;
  return {
    connect(events: ConnectionEvents): Connection {
      if (failures >= FAILURES_MAX) {
        failures = 0;
        return http.connect(events);
      }
      let heard = false;
      return socket.connect({
        opened: events.opened,
        message: (bytes) => {
          heard = true;
          failures = 0;
          events.message(bytes);
        },
        closed: (reason) => {
          if (!heard) failures++;
          events.closed(reason);
        },
      });
    },
  };
}
