import { bytesToHex, concatBytes, equalBytes, hexToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import type { Pictures } from '../engine/evidence-lane.ts';
import type { EvidenceKeeper } from '../engine/hub-api.ts';

/** Pictures of a terminal in memory: they outlive its program. */
export class MemoryPictures implements Pictures {
  readonly kept = new Map<string, { readonly bytes: Bytes; whole: string | null }>();

  add(bytes: Bytes, hash: Bytes = sha256(bytes)): string {
    const name = bytesToHex(hash);
    this.kept.set(name, { bytes, whole: null });
    return name;
  }
  waiting(epoch: string): Promise<readonly Bytes[]> {
    const all = [...this.kept].sort(([, a], [, b]) => Number(a.whole === epoch) - Number(b.whole === epoch));
    return Promise.resolve(all.map(([hash]) => hexToBytes(hash)));
  }
  read(hash: Bytes): Promise<Bytes | null> {
    return Promise.resolve(this.kept.get(bytesToHex(hash))?.bytes ?? null);
  }
  noteWhole(hash: Bytes, epoch: string): Promise<void> {
    const one = this.kept.get(bytesToHex(hash));
    if (one !== undefined) one.whole = epoch;
    return Promise.resolve();
  }
  drop(hash: Bytes): Promise<void> {
    this.kept.delete(bytesToHex(hash));
    return Promise.resolve();
  }
}

/** The hub's pictures in memory, with a bound on their size. */
export class MemoryKeeper implements EvidenceKeeper {
  readonly pictures = new Map<string, Bytes>();
  /** Every backup holds what is whole. */
  archived = false;
  constructor(private readonly bytesMax = 100_000) {}

  keep({ hash, total, from, part }: Parameters<EvidenceKeeper['keep']>[0]): ReturnType<EvidenceKeeper['keep']> {
    const name = bytesToHex(hash);
    const has = this.pictures.get(name) ?? new Uint8Array(0);
    if (total > this.bytesMax || from + part.length > total)
      return Promise.resolve({ bytes: 0, state: 'refused' as const });
    if (has.length === total)
      return Promise.resolve({ bytes: total, state: this.archived ? ('archived' as const) : ('whole' as const) });
    if (from !== has.length || part.length === 0) return Promise.resolve({ bytes: has.length, state: 'part' as const });
    const next = concatBytes(has, part);
    const isRight = next.length < total || equalBytes(sha256(next), hash);
    if (isRight) this.pictures.set(name, next);
    else this.pictures.delete(name);
    return Promise.resolve({
      bytes: isRight ? next.length : 0,
      state: isRight ? (next.length === total ? ('whole' as const) : ('part' as const)) : ('refused' as const),
    });
  }
}
