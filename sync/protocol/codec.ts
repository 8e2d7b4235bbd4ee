import type { Bytes } from '../../shared/kernel/bytes.ts';

/** Deflate as the platform offers it. `inflate` answers null for bytes that are not deflated or would pass `bytesMax`. */
export interface Compressor {
  deflate(bytes: Bytes): Promise<Bytes>;
  inflate(bytes: Bytes, bytesMax: number): Promise<Bytes | null>;
}
