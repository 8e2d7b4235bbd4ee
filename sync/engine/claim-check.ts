import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Claim } from '../protocol/claim.ts';
import { claimDifferences, firstClaimed, type ClaimDifference } from './claims.ts';
import type { HubEngine } from './hub-api.ts';
import { HubBatch } from './hub-batch.ts';
import type { DeviceRecord } from './ports.ts';

/**
 * Σ at the door: what a device claims in its hello against the sums of what the hub has judged of the same
 * entries. A difference changes no money; it raises one case per device and business date, with both records.
 */

const textOf = (differences: readonly ClaimDifference[], side: 'device' | 'centre'): string =>
  differences
    .map((one) => `${one.businessDate} ${one.command} ${one.direction}: ${one[side].count}, ${one[side].fen} fen`)
    .join('; ');

/**
 * Call when every entry up to `headSeq` is judged.
 * @returns whether a case was opened: the branch moved.
 */
export async function checkClaims(
  hub: HubEngine,
  device: DeviceRecord,
  said: { readonly headSeq: number; readonly claims: readonly Claim[] },
): Promise<boolean> {
  const { id, branch } = device;
  const from = Math.max(1, firstClaimed(said.headSeq, said.claims));
  const differences = claimDifferences(said.claims, await hub.store.claims(branch, id, [from, said.headSeq]));
  const [first] = differences;
  if (first === undefined) return false;
  const command = sourceCommandId('claims', `${id} ${first.businessDate}`);
  const { businessDate } = first;
  const records = { outlet: textOf(differences, 'device'), centre: textOf(differences, 'centre') };
  return hub.store.inBranch(branch, async (tx) => {
    const batch = new HubBatch(hub, tx);
    const about = { id: command, rowId: command, branch, device: id, seq: said.headSeq, businessDate };
    batch.incident(about, 'claims', records);
    const rows = batch.rowChanges();
    const known = await tx.rows(rows);
    if (known.size === rows.length) return false;
    await tx.commit({ device: null, log: [], rows, postings: [], outbox: [], inbox: [], raw: [] });
    return true;
  });
}
