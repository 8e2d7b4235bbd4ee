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
      let counted = false;
      const silent = (): void => {
        if (!heard && !counted) failures++;
        counted = true;
      };
      const line = socket.connect({
        opened: events.opened,
        message: (bytes) => {
          heard = true;
          failures = 0;
          events.message(bytes);
        },
        closed: (reason) => {
          silent();
          events.closed(reason);
        },
      });
      return {
        send: (bytes) => line.send(bytes),
        buffered: () => line.buffered(),
        // A proxy that opens a socket and lets nothing through never closes it: this end gives up.
        close: () => {
          silent();
          line.close();
        },
      };
    },
  };
}
