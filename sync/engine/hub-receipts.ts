import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { outcomeBytes, readOutcome } from '../protocol/signed.ts';
import type { HubEngine, PushRequest } from './hub-api.ts';
import type { LoggedOutcome, Receipt, RecordedReceipt } from './ports.ts';

/** What the hub signs of the outcome of entries, and what it believes of that when it comes back. */

export const duplicateOf = (outcome: LoggedOutcome): Receipt => ({
  seq: outcome.seq,
  verdict: 'duplicate',
  first: outcome.verdict,
  code: outcome.code,
  split: outcome.split,
  version: outcome.version,
});

/** Stands for the hashes of entries where receipts were asked for by seq alone. */
export const OF_SEQS = EMPTY_HASH;
const OF_SEQS_HASH = sha256(OF_SEQS);

/**
 * Receipts the hub itself signed in an earlier life; what does not verify is not believed. What was said of a seq alone,
 * where this journal's entry was held as a fork, was said of the entry of the other tablet.
 */
export async function verifyRecorded(hub: HubEngine, push: PushRequest): Promise<ReadonlyMap<number, RecordedReceipt>> {
  const out = new Map<number, RecordedReceipt>();
  const forks = new Set<string>();
  for (const { signed, signature } of push.recorded ?? []) {
    const outcome = readOutcome(signed);
    if (outcome === null || outcome.device !== push.device || outcome.branch !== push.branch) continue;
    for (const key of hub.outcomeKeys) {
      if (!(await hub.verifier.verify(key, signature, signed))) continue;
      const { epoch } = outcome;
      const isOfSeqs = equalBytes(outcome.entriesHash, OF_SEQS_HASH);
      for (const receipt of outcome.receipts) {
        const isFork = receipt.verdict === 'held' && receipt.code === 'fork';
        if (isFork) forks.add(`${epoch} ${receipt.seq}`);
        const isOthers = isOfSeqs && forks.has(`${epoch} ${receipt.seq}`);
        if (receipt.verdict !== 'held' && !isOthers) out.set(receipt.seq, { ...receipt, epoch });
      }
      break;
    }
  }
  return out;
}

export interface AnswerParts {
  readonly receipts: readonly Receipt[];
  readonly hashes: readonly Bytes[];
  readonly epoch: string;
}

export async function signReceipts(hub: HubEngine, owner: { device: string; branch: string }, parts: AnswerParts) {
  const signed = outcomeBytes({
    device: owner.device,
    branch: owner.branch,
    epoch: parts.epoch,
    receipts: parts.receipts,
    entriesHash: sha256(...parts.hashes),
  });
  return { signed, signature: await hub.signOutcome(signed) };
}
