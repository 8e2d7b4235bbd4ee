import type { Connection, ConnectionEvents, Transport } from '../../sync/index.ts';

/** Live carrier: one binary WebSocket message per sync message. `closed` is told exactly once. */
export function webSocketTransport(url: string): Transport {
  return {
    connect(events: ConnectionEvents): Connection {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      let over = false;
      const end = (reason: string): void => {
        if (over) return;
        over = true;
        events.closed(reason);
      };
      socket.onopen = () => events.opened();
      socket.onmessage = (message: MessageEvent<unknown>) => {
        if (message.data instanceof ArrayBuffer && !over) events.message(new Uint8Array(message.data));
      };
      socket.onclose = (event) => end(event.reason === '' ? `socket ${event.code}` : event.reason);
      socket.onerror = () => end('socket error');
      return {
        send: (bytes) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
        },
        close: () => {
          over = true;
          socket.close();
        },
        buffered: () => socket.bufferedAmount,
      };
    },
  };
}
