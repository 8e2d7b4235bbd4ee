import type { Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { VERDICTS, type Receipt, type Split, type Verdict } from '../engine/ports.ts';
import type { Claim } from './claim.ts';
import { ENTRY_BYTES_MAX } from './entry.ts';
import type * as M from './messages.ts';
import { branch, date, device, hash, signature } from './parts.ts';
import { bytes, count, int, list, opt, record, text, word } from './shape.ts';

/** What signatures cover, and the parts of messages that are signed. */

export const WIRE_BYTES_MAX = 4_194_304;
export const PUSH_ENTRIES_MAX = 1000;
export const RECEIPTS_MAX = 8192;
/** An entry at rest: its canonical bytes, its hash and what sealing adds. */
const SEALED_BYTES_MAX = ENTRY_BYTES_MAX + 256;

const split = record<Split>({ accountFen: int, suspenseLedger: opt(text(32)), suspenseFen: int });
const FIRST_VERDICTS = VERDICTS.filter((verdict): verdict is Exclude<Verdict, 'duplicate'> => verdict !== 'duplicate');
const receipt = record<Receipt>({
  seq: count,
  verdict: word(VERDICTS),
  first: opt(word(FIRST_VERDICTS)),
  code: opt(text(64)),
  split: opt(split),
  version: count,
});
export const claim = record<Claim>({
  command: text(64),
  direction: word(['in', 'out', 'none']),
  businessDate: date,
  count,
  fen: int,
});
export const signedBatch = record<M.SignedBatch>({ signed: bytes(1, WIRE_BYTES_MAX), signature });
export const signedReceipts = record<M.SignedReceipts>({
  device,
  branch,
  epoch: text(64),
  receipts: list(receipt, RECEIPTS_MAX),
  entriesHash: hash,
});

export const sealedPart = {
  segment: count,
  box: bytes(1, 200),
  firstSeq: count,
  entries: list(bytes(0, SEALED_BYTES_MAX), PUSH_ENTRIES_MAX),
  head: opt(record<M.SegmentHead>({ lastSeq: count, signature })),
};

/** Signed by a device: the chain up to and with `seq` is mine. */
export const headBytes = (id: string, seq: number, head: Bytes): Bytes =>
  encodeCbor(['yizhan-head', 1, device.to(id), seq, head]);
/** Signed by a device for one priority entry ahead of its turn. */
export const earlyBytes = (id: string, seq: number, link: Bytes): Bytes =>
  encodeCbor(['yizhan-early', 1, device.to(id), seq, link]);

/** Signed by the delivery key: this is what lies here. */
export const sealedBytes = (id: string, part: M.SealedPart): Bytes =>
  encodeCbor(['yizhan-sealed', 1, device.to(id), record<M.SealedPart>(sealedPart).to(part)]);

export const helloBytes = (nonce: Bytes, hello: Omit<M.Hello, 'type' | 'signature'>): Bytes =>
  encodeCbor([
    'yizhan-hello',
    1,
    nonce,
    hello.protocol,
    device.to(hello.device),
    hello.branch,
    hello.signedWith,
    hello.headSeq,
    hello.headHash,
    list(claim, 4096).to(hello.claims),
  ]);

/** Signed by the hub: the receipts of one batch. */
export const outcomeBytes = (outcome: M.SignedReceipts): Bytes =>
  encodeCbor(['yizhan-outcome', 1, signedReceipts.to(outcome)]);

export function readOutcome(signed: Bytes): M.SignedReceipts | null {
  const cbor = decodeCbor(signed);
  if (!cbor.ok || !Array.isArray(cbor.value) || cbor.value.length !== 3) return null;
  const [label, format, body] = cbor.value as readonly Cbor[];
  if (label !== 'yizhan-outcome' || format !== 1 || body === undefined) return null;
  return signedReceipts.from(body) ?? null;
}

/** How a terminal keeps a batch: the signed bytes and the signature as one. */
export const packBatch = (batch: M.SignedBatch): Bytes => encodeCbor(signedBatch.to(batch));
export function unpackBatch(packed: Bytes): M.SignedBatch | null {
  const cbor = decodeCbor(packed);
  return cbor.ok ? (signedBatch.from(cbor.value) ?? null) : null;
}
