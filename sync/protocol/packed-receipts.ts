import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { VERDICTS, type Receipt, type Split } from '../engine/ports.ts';
import { isRun, readRun, writeRun } from './typed-numbers.ts';
import { TypedFault, type ByteReader, type ByteWriter } from './typed-bytes.ts';

/**
 * Receipts of one batch: seqs and versions as runs near those of the batch before, verdicts only where one is not
 * `posted`. The terminal puts the bytes that the hub signed together again, byte for byte.
 */
export interface ReceiptMemory {
  seq: number;
  version: number;
}

const POSTED = 0;
const MORE = 1;

const isPlainlyPosted = (one: Receipt): boolean =>
  one.verdict === 'posted' && one.first === null && one.code === null && one.split === null;

const splitToCbor = (split: Split | null): Cbor =>
  split === null ? null : [split.accountFen, split.suspenseLedger, split.suspenseFen];

/** false: these receipts have numbers that cannot travel so; nothing was written. */
export function writeReceipts(out: ByteWriter, memory: ReceiptMemory, receipts: readonly Receipt[]): boolean {
  const seqs = receipts.map((one) => one.seq);
  const versions = receipts.map((one) => one.version);
  if (!isRun(seqs) || !isRun(versions)) return false;
  out.varint(receipts.length);
  memory.seq = writeRun(out, seqs, memory.seq);
  memory.version = writeRun(out, versions, memory.version);
  if (receipts.every(isPlainlyPosted)) {
    out.byte(POSTED);
    return true;
  }
  out.byte(MORE);
  const cbor = encodeCbor(
    receipts.map((one) => [
      VERDICTS.indexOf(one.verdict),
      one.first === null ? null : VERDICTS.indexOf(one.first),
      one.code,
      splitToCbor(one.split),
    ]),
  );
  out.varint(cbor.length);
  out.raw(cbor);
  return true;
}

const isText = (value: Cbor | undefined): value is string | null => value === null || typeof value === 'string';

function readSplit(cbor: Cbor): Split | null {
  if (cbor === null) return null;
  if (!Array.isArray(cbor) || cbor.length !== 3) throw new TypedFault('split');
  const [accountFen, suspenseLedger, suspenseFen] = cbor as readonly Cbor[];
  if (typeof accountFen !== 'number' || typeof suspenseFen !== 'number' || !isText(suspenseLedger))
    throw new TypedFault('split');
  return { accountFen, suspenseLedger, suspenseFen };
}

function readMore(cbor: Cbor): Pick<Receipt, 'verdict' | 'first' | 'code' | 'split'> {
  if (!Array.isArray(cbor) || cbor.length !== 4) throw new TypedFault('receipt');
  const [verdictAt, firstAt, code, split = null] = cbor as readonly Cbor[];
  const verdict = typeof verdictAt === 'number' ? VERDICTS[verdictAt] : undefined;
  const first = firstAt === null ? null : typeof firstAt === 'number' ? VERDICTS[firstAt] : undefined;
  if (verdict === undefined || first === undefined || first === 'duplicate' || !isText(code))
    throw new TypedFault('receipt');
  return { verdict, first, code, split: readSplit(split) };
}

/** @throws TypedFault when the bytes are no receipts, or more than `max` */
export function readReceipts(reader: ByteReader, memory: ReceiptMemory, max: number): readonly Receipt[] {
  const count = reader.count(max);
  const seqs = readRun(reader, count, memory.seq);
  memory.seq = seqs.near;
  const versions = readRun(reader, count, memory.version);
  memory.version = versions.near;
  const way = reader.byte();
  const numbers = seqs.values.map((seq, at) => ({ seq, version: versions.values[at] ?? 0 }));
  if (numbers.some(({ seq, version }) => seq < 0 || version < 0)) throw new TypedFault('receipt');
  if (way === POSTED)
    return numbers.map(({ seq, version }) => ({
      seq,
      verdict: 'posted',
      first: null,
      code: null,
      split: null,
      version,
    }));
  const cbor = way === MORE ? decodeCbor(reader.raw(reader.varint())) : null;
  if (cbor?.ok !== true || !Array.isArray(cbor.value) || cbor.value.length !== count) throw new TypedFault('receipts');
  const more = cbor.value as readonly Cbor[];
  return numbers.map((one, at) => ({ ...one, ...readMore(more[at] ?? null) }));
}
