import { assert } from '../../shared/kernel/assert.ts';
import { concatBytes, EMPTY_BYTES, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { ChangeBatch, SnapshotPage } from '../engine/ports.ts';
import { CLOSE_REASONS, type CloseReason } from './close-reasons.ts';
import { ENTRY_BYTES_MAX } from './entry.ts';
import type * as M from './messages.ts';
import { Line, PACKED } from './line.ts';
import { PAGE_ITEMS } from './packed-changes.ts';
import { claim, PUSH_ENTRIES_MAX, sealedPart, signedBatch, signedReceipts, WIRE_BYTES_MAX } from './signed.ts';

import { branch, device, hash, keyUse, signature, token } from './parts.ts';
import { rowsShape } from './rows.ts';
import { bytes, count, flag, int, list, opt, record, text, word, type Shape } from './shape.ts';
import { DEFLATED, PLAIN, squeeze, withHead, type Compressor } from './squeezed.ts';
import { noKinds, type TableKinds } from './typed-rows.ts';
import { PROTOCOL_VERSION } from './version.ts';

/**
 * One message = one byte that says plain or deflated, then deterministic CBOR of [kind, fields in order].
 * Both directions are strict and bounded: what does not have exactly a message's form is refused as data.
 */

export type { Compressor } from './squeezed.ts';

export const PLAIN_BYTES_MAX = 16_777_216;

type Bare<T> = Omit<T, 'type'>;
/** What has only the form of a connection (`line.ts`). */
const ON_A_LINE = ['live', 'load', 'taken', 'evidence', 'evidence_at', 'vouch', 'vouch_asked'] as const;
type LineKind = (typeof ON_A_LINE)[number];
/** Messages with a form of their own. */
type PlainKind = Exclude<M.SyncMessage['type'], LineKind>;
const isPlain = (type: M.SyncMessage['type']): type is PlainKind => !ON_A_LINE.some((one) => one === type);
type Kinds = { readonly [K in PlainKind]: Shape<Bare<Extract<M.SyncMessage, { type: K }>>> };

/** The order of the keys is the number of the kind on the wire: only ever add at the end. */
const batch = record<ChangeBatch>({ from: token, to: token, rows: rowsShape, more: flag });
const page = record<SnapshotPage>({ token, table: text(64), rows: rowsShape, next: opt(text(400)), rowsTotal: count });
const KINDS: Kinds = {
  challenge: record<Bare<M.Challenge>>({ nonce: hash, hubTime: int, protocol: count, floor: count }),
  hello: record<Bare<M.Hello>>({
    protocol: count,
    device,
    branch,
    appVersion: text(64),
    signedWith: keyUse,
    signature,
    headSeq: count,
    headHash: hash,
    claims: list(claim, 4096),
  }),
  welcome: record<Bare<M.Welcome>>({
    hubTime: int,
    receivedSeq: count,
    signedSeq: count,
    archivedSeq: count,
    tokens: list(token, 16),
    recovering: flag,
    mayPull: flag,
  }),
  push: record<Bare<M.Push>>({
    firstSeq: count,
    previousHash: hash,
    entries: list(bytes(0, ENTRY_BYTES_MAX), PUSH_ENTRIES_MAX),
    signature: opt(signature),
    signedWith: keyUse,
    early: flag,
    recorded: list(signedBatch, 64),
  }),
  outcome: record<Bare<M.Outcome>>({
    hubTime: int,
    receivedSeq: count,
    signedSeq: count,
    archivedSeq: count,
    signed: bytes(1, WIRE_BYTES_MAX),
    signature,
  }),
  inquire: record<Bare<M.Inquire>>({ seqs: list(count, 256) }),
  pull: record<Bare<M.Pull>>({ token }),
  changes: record<Bare<M.Changes>>({ batch }),
  resync: record<Bare<M.Resync>>({ branch, receivedSeq: count }),
  page_request: record<Bare<M.PageRequest>>({ branch, position: opt(text(400)) }),
  page: record<Bare<M.Page>>({ page }),
  poke: record<Bare<M.Poke>>({ branch }),
  ping: record<Bare<M.Ping>>({ mono: int }),
  pong: record<Bare<M.Pong>>({ mono: int, hubTime: int }),
  goodbye: record<Bare<M.Goodbye>>({ reason: word(Object.keys(CLOSE_REASONS) as CloseReason[]) }),
  sealed: record<Bare<M.Sealed>>({ ...sealedPart, signature }),
};

const NAMES = Object.keys(KINDS) as PlainKind[];
const SHAPES = Object.values(KINDS) as readonly Shape<object>[];
const PACKED_NAMES = Object.keys(PACKED) as (keyof typeof PACKED)[];

/** The form of every message as one text; `version.ts` pins its hash. */
export const describeProtocol = (): string =>
  [...Object.entries<{ readonly text: string }>(KINDS), ...Object.entries<{ readonly text: string }>(PACKED)]
    .map(([kind, shape], index) => `${index} ${kind} ${shape.text}`)
    .join('\n') + `\nsigned ${signedReceipts.text}`;

export type CodecFault = 'too_large' | 'not_deflated' | 'not_cbor' | 'unknown_kind' | 'wrong_form';

/** One connection's. Messages are given to it in the order in which they go over the wire. */
export interface Codec {
  encode(message: M.SyncMessage): Promise<Bytes>;
  decode(wire: Bytes): Promise<Result<M.SyncMessage, CodecFault>>;
}
/** The hub's: it sends pages that were packed once for many connections. */
export interface PageCodec extends Codec {
  /** The form in which pages go over this connection, and what makes it: nothing in it belongs to the connection. */
  readonly pageForm: string;
  packPage(page: SnapshotPage): Promise<Bytes>;
  /** The message of a page that was packed in this connection's form, by this codec or another. */
  encodePage(packed: Bytes): Bytes;
}

function fromCbor(line: Line, cbor: Cbor): Result<M.SyncMessage, CodecFault> {
  if (!Array.isArray(cbor) || cbor.length !== 2) return err('wrong_form');
  const items: readonly Cbor[] = cbor;
  const [number, body = null] = items;
  if (typeof number !== 'number') return err('unknown_kind');
  const packed = PACKED_NAMES[number - NAMES.length];
  if (packed !== undefined) {
    const message = line.unpack(packed, body);
    return message === undefined ? err('wrong_form') : ok(message);
  }
  const type = NAMES[number];
  if (type === undefined) return err('unknown_kind');
  const value = SHAPES[number]?.from(body);
  return value === undefined ? err('wrong_form') : ok({ type, ...value } as M.SyncMessage);
}

function toCbor(line: Line, message: M.SyncMessage): Cbor {
  const packed = line.pack(message);
  if (packed !== null) return [NAMES.length + PACKED_NAMES.indexOf(packed.kind), packed.body];
  assert(isPlain(message.type), `${message.type} is sent only where the hello settled on a protocol that knows it`);
  const number = NAMES.indexOf(message.type);
  return [number, SHAPES[number]?.to(message) ?? null];
}

const numberOf = (kind: keyof typeof PACKED): number => NAMES.length + PACKED_NAMES.indexOf(kind);
const arrayHead = (items: number): Bytes => new Uint8Array([0x80 + items]);

/** A page message without what `pageHead` puts in front of it. */
function pageBody(line: Line, whole: SnapshotPage): Bytes {
  const form = line.pageForm;
  if (form === 'page') return encodeCbor([NAMES.indexOf(form), KINDS.page.to({ page: whole })]);
  const items = line.typedPage(whole);
  if (form === 'typed_page') return encodeCbor([numberOf(form), items]);
  return concatBytes(...items.map((item) => encodeCbor(item)));
}

/** Of pages that follow one another: which one this is on its connection. */
function pageHead(line: Line): Bytes {
  if (line.pageForm !== 'flow_page') return EMPTY_BYTES;
  const [number, nth] = [encodeCbor(numberOf('flow_page')), encodeCbor(line.nextPage())];
  return concatBytes(arrayHead(2), number, arrayHead(PAGE_ITEMS + 1), nth);
}

/**
 * @param kinds what the fields of tables are; without it columns are written by what their values look like
 * @param protocol the highest this end speaks on this connection
 */
export function createCodec(
  compressor: Compressor,
  kinds: TableKinds = noKinds,
  protocol: number = PROTOCOL_VERSION,
): PageCodec {
  const line = new Line(kinds, protocol);
  const packPage = (whole: SnapshotPage) => squeeze(compressor, pageBody(line, whole));
  return {
    get pageForm() {
      return line.pageForm;
    },
    packPage,
    encodePage: (packed) => withHead(pageHead(line), packed),
    async encode(message) {
      if (message.type === 'page') {
        const head = pageHead(line);
        return withHead(head, await packPage(message.page));
      }
      const cbor = toCbor(line, message);
      line.passed(message, 'out');
      return squeeze(compressor, encodeCbor(cbor));
    },
    async decode(wire) {
      if (wire.length > WIRE_BYTES_MAX) return err('too_large');
      if (wire[0] !== PLAIN && wire[0] !== DEFLATED) return err('wrong_form');
      const body = wire[0] === PLAIN ? wire.slice(1) : await compressor.inflate(wire.slice(1), PLAIN_BYTES_MAX);
      if (body === null) return err('not_deflated');
      const cbor = decodeCbor(body);
      if (!cbor.ok) return err('not_cbor');
      const message = fromCbor(line, cbor.value);
      if (message.ok) line.passed(message.value, 'in');
      return message;
    },
  };
}
