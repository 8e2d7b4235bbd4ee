import type { Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor } from '../../shared/kernel/cbor.ts';
import type { DownBody } from '../engine/terminal-api.ts';
import type { FeedToken } from '../engine/ports.ts';
import { WIRE_BYTES_MAX } from '../protocol/signed.ts';
import { token } from '../protocol/parts.ts';
import { bytes, count, flag, int, list, record, text, type Shape } from '../protocol/shape.ts';

/** What lies inside a bundle's box: a few words about where its sender stands, and messages of the sync protocol. */

const MESSAGES_MAX = 4096;
const messages = list(bytes(1, WIRE_BYTES_MAX), MESSAGES_MAX);

export interface UpBody {
  readonly protocol: number;
  readonly appVersion: string;
  /** The newest entry the tablet has recorded. */
  readonly headSeq: number;
  /** What became of the entries from here on is not known to the tablet. */
  readonly askFrom: number;
  /** Where its rows stand; branches it has none of are absent. */
  readonly tokens: readonly FeedToken[];
  /** `sealed` messages, encoded. */
  readonly messages: readonly Bytes[];
}
const upBody: Shape<UpBody> = record<UpBody>({
  protocol: count,
  appVersion: text(64),
  headSeq: count,
  askFrom: count,
  tokens: list(token, 16),
  messages,
});
const downBody: Shape<DownBody> = record<DownBody>({
  answers: count,
  hubTime: int,
  receivedSeq: count,
  signedSeq: count,
  archivedSeq: count,
  otherLife: flag,
  messages,
});

/** The form of both bodies as one text: its hash is pinned by a test. */
export const describeBundleBodies = (): string => `${upBody.text}\n${downBody.text}`;

function reader<T extends object>(shape: Shape<T>): (plain: Bytes) => T | null {
  return (plain) => {
    const cbor = decodeCbor(plain);
    return cbor.ok ? (shape.from(cbor.value) ?? null) : null;
  };
}

export const upBodyBytes = (body: UpBody): Bytes => encodeCbor(upBody.to(body));
/** null for anything that has not exactly the form. */
export const readUpBody = reader(upBody);
export const downBodyBytes = (body: DownBody): Bytes => encodeCbor(downBody.to(body));
/** null for anything that has not exactly the form. */
export const readDownBody = reader(downBody);
