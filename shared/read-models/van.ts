import * as v from 'valibot';
import type { Bytes } from '../kernel/bytes.ts';
import { encodeCbor } from '../kernel/cbor.ts';

/** Doors of the mail van: a file goes in as it is, the answer is JSON with the file to carry back. */

/** No file of the van is longer: what the engine makes and takes, for pages that read a file somebody chose. */
export const VAN_FILE_BYTES_MAX = 33_554_432;

/** POST /api/van by a tablet that has a line: who carries it, when, and its delivery key over `vanRequestBytes`, base64url. */
export const VAN_HEADERS = { device: 'x-van-device', at: 'x-van-at', signature: 'x-van-signature' } as const;

export const vanRequestBytes = (request: { deviceId: string; at: number; hash: Bytes }): Bytes =>
  encodeCbor(['van', request.deviceId, request.at, request.hash]);

export const vanAnswer = v.object({
  outlet: v.string(),
  deviceNo: v.string(),
  /** Number the tablet gave its file, and when it made it, by its clock. */
  number: v.number(),
  madeAt: v.number(),
  /** Entries in the file; 0 when only the answer was asked for again. */
  entries: v.number(),
  /** Entries that wait for a signature or a person. */
  held: v.number(),
  /** Pieces that did not open: they stay on the tablet. */
  damaged: v.number(),
  /** The file to carry back, base64url, and the name to save it under. */
  reply: v.string(),
  replyName: v.string(),
});
export type VanAnswer = v.InferOutput<typeof vanAnswer>;

/** Names of the files: who looks into a folder sees which way each goes and whose it is. */
export const vanFileName = (of: { way: 'up' | 'down'; outlet: string; deviceNo: string; number: number }): string =>
  `yizhan-${of.way === 'up' ? 'to-centre' : 'to-tablet'}-${of.outlet}-${of.deviceNo}-${of.number}.van`;
