import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Compressor } from '../../sync/index.ts';

/** Raw deflate of single messages. What would inflate past the bound is refused, never held in memory. */
const deflate = promisify(deflateRaw);
const inflate = promisify<Buffer | Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

export const compressor: Compressor = {
  deflate: async (bytes) => new Uint8Array(await deflate(bytes)),
  async inflate(bytes, bytesMax) {
    try {
      return new Uint8Array(await inflate(bytes, { maxOutputLength: bytesMax }));
    } catch {
      return null;
    }
  },
};
