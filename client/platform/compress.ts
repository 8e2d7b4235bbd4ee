import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { Compressor } from '../../sync/index.ts';

/** Raw deflate by the browser's own streams. An answer that grows beyond what was agreed is dropped, not kept. */
async function pump(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<Bytes | null> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const through = (bytes: Bytes, transform: CompressionStream | DecompressionStream): ReadableStream<Uint8Array> =>
  new Blob([bytes]).stream().pipeThrough(transform);

export const streamCompressor: Compressor = {
  deflate: async (bytes) =>
    (await pump(through(bytes, new CompressionStream('deflate-raw')), Number.MAX_SAFE_INTEGER)) ?? bytes,
  inflate: async (bytes, bytesMax) => {
    try {
      return await pump(through(bytes, new DecompressionStream('deflate-raw')), bytesMax);
    } catch {
      return null;
    }
  },
};
