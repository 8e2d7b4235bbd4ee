import { bytesToHex, hexToBytes, type Bytes } from '../../../shared/kernel/bytes.ts';
import type { Pictures } from '../../../sync/index.ts';
import { PICTURE_FORM } from './database.ts';
import type { StoreCore } from './store-core.ts';

/** Pictures of signatures on their way to the hub: sealed here until it says that every backup it offers holds them. */

/** Of those the hub holds, so many a session are asked about: whether they may go. */
const HELD_AT_ONCE = 64;

export class PicturePart implements Pictures {
  constructor(private readonly core: StoreCore) {}

  async waiting(epoch: string): Promise<readonly Bytes[]> {
    const { evidence, verno } = this.core.db;
    // In the form of an earlier build they are looked through one by one.
    const heldThere =
      verno < PICTURE_FORM ? evidence.filter((one) => one.whole === epoch) : evidence.where('whole').equals(epoch);
    const [all, whole] = await Promise.all([evidence.toCollection().primaryKeys(), heldThere.primaryKeys()]);
    const held = new Set(whole);
    const missing = all.filter((hash) => !held.has(hash));
    return [...missing, ...whole.slice(0, HELD_AT_ONCE)].map(hexToBytes);
  }

  async read(hash: Uint8Array): Promise<Bytes | null> {
    const found = await this.core.db.evidence.get(bytesToHex(hash));
    return found === undefined ? null : this.core.openAt('evidence', found.hash, found.sealed);
  }

  async noteWhole(hash: Bytes, epoch: string): Promise<void> {
    await this.core.db.evidence.update(bytesToHex(hash), { whole: epoch });
  }

  async drop(hash: Bytes): Promise<void> {
    await this.core.db.evidence.delete(bytesToHex(hash));
  }
}
