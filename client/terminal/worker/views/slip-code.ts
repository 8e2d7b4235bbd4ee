import { EMPTY_HASH } from '../../../../shared/kernel/ids.ts';
import { headBytes, writeSlipCode } from '../../../../sync/index.ts';
import { sealTo } from '../../../platform/vault/sealed-box.ts';
import type { Terminal } from '../terminal.ts';

/** Longer ones (sheets with many lines) cannot be scanned off 80 mm paper. */
const CODE_MAX = 1_200;

/**
 * The entry itself, sealed to the centre: what the county scans when the tablet is gone and the paper is all there is.
 * Null where it does not fit, or where the entry before it is kept here no longer. A signature and a sealing: some
 * milliseconds on a cheap tablet, which the answer to a capture does not wait for.
 */
export async function slipCodeOf({ store, device: own, vault }: Terminal, seq: number): Promise<string | null> {
  const [record] = await store.records([seq]);
  if (record === undefined) return null;
  const { entry, hash, canonical } = record;
  const { device } = entry;
  const previousHash = seq === 1 ? EMPTY_HASH : (await store.records([seq - 1]))[0]?.hash;
  if (previousHash === undefined) return null;
  const signature = await vault.sign(headBytes(device, seq, hash));
  const code = await writeSlipCode(
    { device, seq, canonical, previousHash },
    { signature, seal: (purpose, plain) => sealTo(own.hubSealingKey, purpose, plain) },
  );
  return code.length > CODE_MAX ? null : code;
}
