import type { Bytes } from '../../shared/kernel/bytes.ts';
import type { BranchTx, DeviceRecord, LostRange, Original, RawRecord } from './ports.ts';

/**
 * Holes in a journal that two persons declared lost. An entry of one that comes later after all takes its place in
 * it; what is left of the hole stays declared.
 */

export const lostAt = (lost: readonly LostRange[], seq: number): LostRange | undefined =>
  lost.find((range) => range.from <= seq && seq <= range.to);

/** The seq that comes next behind `seq`: declared holes are stepped over. */
export function nextSeq(seq: number, lost: readonly LostRange[]): number {
  let next = seq + 1;
  for (let range = lostAt(lost, next); range !== undefined; range = lostAt(lost, next)) next = range.to + 1;
  return next;
}

/** The holes without one seq, whose entry has come and stands between them. */
export function withoutEntry(
  lost: readonly LostRange[],
  one: { readonly seq: number; readonly hash: Bytes; readonly previousHash: Bytes },
): readonly LostRange[] {
  return lost.flatMap((range) => {
    if (one.seq < range.from || one.seq > range.to) return [range];
    const before = { ...range, to: one.seq - 1, tail: one.previousHash };
    const after = { ...range, from: one.seq + 1, head: one.hash };
    return [before, after].filter((part) => part.from <= part.to);
  });
}

/** What an entry behind a hole says of the hole's last hash. */
export const withTail = (lost: readonly LostRange[], to: number, tail: Bytes): readonly LostRange[] =>
  lost.map((range) => (range.to === to && range.tail === null ? { ...range, tail } : range));

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** Seqs behind the device's head and before `before` that neither came nor are declared lost. */
export function missingBefore(
  device: Pick<DeviceRecord, 'seq' | 'lost'>,
  present: ReadonlySet<number>,
  before: number,
): readonly SeqRange[] {
  const out: SeqRange[] = [];
  for (let seq = device.seq + 1; seq < before; seq++) {
    if (present.has(seq) || lostAt(device.lost, seq) !== undefined) continue;
    const last = out.at(-1);
    if (last?.to === seq - 1) out[out.length - 1] = { from: last.from, to: seq };
    else out.push({ from: seq, to: seq });
  }
  return out;
}

/** The only hash known at a seq, or null where there are none or several. */
const onlyOne = <T>(found: readonly T[]): T | null => (found.length === 1 ? (found[0] ?? null) : null);

/** The device's holes with everything missing before `before` declared lost as well. */
export function declareLost(device: DeviceRecord, held: readonly RawRecord[], before: number): readonly LostRange[] {
  const present = new Set([...held.map((raw) => raw.seq), ...device.early.map((early) => early.seq)]);
  const declared = missingBefore(device, present, before).map(({ from, to }): LostRange => {
    const at = (seq: number) => held.filter((raw) => raw.seq === seq);
    const head = from - 1 === device.seq ? device.head : (onlyOne(at(from - 1))?.hash ?? null);
    return { from, to, head, tail: onlyOne(at(to + 1))?.previousHash ?? null };
  });
  return [...device.lost, ...declared].sort((a, b) => a.from - b.from);
}

/** Whether an entry is here, declared lost or still waited for. */
export async function whereIs(
  tx: Pick<BranchTx, 'device' | 'outcomes' | 'held'>,
  of: { readonly device: DeviceRecord['id']; readonly seq: number },
): Promise<Original> {
  const device = await tx.device(of.device);
  if (device === null) return 'unknown';
  const [judged, held] = [await tx.outcomes(of.device, of.seq, of.seq), await tx.held(of.device, of.seq, of.seq)];
  if (judged.length > 0 || held.length > 0) return 'here';
  return lostAt(device.lost, of.seq) === undefined ? 'awaited' : 'lost';
}
