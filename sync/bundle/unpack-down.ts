import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { err, ok, type Result } from '../../shared/kernel/result.ts';
import type { DownBody } from '../engine/terminal-api.ts';
import type { Verifier } from '../engine/world.ts';
import { readDownBody } from './body.ts';
import { bundlePurpose, hubName, readBundle, type BundleFault, type BundleFile, type BundleHead } from './envelope.ts';

/** The hub's answer at the tablet: checked while it is locked, opened with the vault. */
export interface DownFor {
  readonly device: string;
  /** The hub's public signing key. */
  readonly hubKey: Bytes;
  readonly verifier: Verifier;
  /** Head of the newest answer that was taken here, null before the first. */
  readonly last: Pick<BundleHead, 'number'> | null;
}

/** Is it for this tablet, whole, of its hub, and newer than what was taken? Nothing is opened. */
export async function checkDown(of: DownFor, file: Bytes): Promise<Result<BundleFile, BundleFault>> {
  const read = readBundle(file);
  if (!read.ok) return read;
  const { head, signed, signature } = read.value;
  if (!equalBytes(head.hub, hubName(of.hubKey))) return err('VAN_FOREIGN');
  if (head.way !== 'down') return err('VAN_WRONG_WAY');
  if (head.device !== of.device) return err('VAN_OTHER_DEVICE');
  if (!(await of.verifier.verify(of.hubKey, signature, signed))) return err('VAN_TAMPERED');
  if (of.last !== null && head.number === of.last.number) return err('VAN_REPLAYED');
  if (of.last !== null && head.number < of.last.number) return err('VAN_STALE');
  return read;
}

/** @param open with the tablet's own key; null for what does not open. */
export async function openDown(
  { head, sealed }: BundleFile,
  open: (purpose: string, box: Bytes) => Promise<Bytes | null>,
): Promise<Result<DownBody, BundleFault>> {
  const plain = await open(bundlePurpose(head), sealed);
  const body = plain === null ? null : readDownBody(plain);
  return body === null ? err('VAN_TAMPERED') : ok(body);
}
