import { systemClock, systemTimer } from '../../../platform/clock.ts';
import { streamCompressor } from '../../../platform/compress.ts';
import type { Port } from '../../../platform/rpc.ts';
import { serveApi, watchTime } from '../serve-api.ts';
import { startPractice } from './start.ts';

/** The worker of practice (演练). Every way out of a worker is taken from it before it does anything. */
const WAYS_OUT = ['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'WebTransport', 'BroadcastChannel'];
for (const name of WAYS_OUT) Object.defineProperty(self, name, { value: undefined, writable: false });

serveApi(self as unknown as Port, true, async ({ emit }) => {
  const parts = { clock: systemClock, timer: systemTimer, compressor: streamCompressor, emit };
  const { api, app } = await startPractice(parts);
  watchTime(() => app.open()?.engine.wake());
  return api;
});
