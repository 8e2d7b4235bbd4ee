import { assert } from '../../shared/kernel/assert.ts';
import { tasksOf } from './entry-tasks.ts';
import type { HubEngine } from './hub-api.ts';
import { HubBatch } from './hub-batch.ts';
import { rawKey, type Placed } from './intake.ts';
import { narrow, type Attempt } from './narrow.ts';
import type { BranchTx, DeviceRecord, RawRecord } from './ports.ts';

/**
 * A branch that was lost has its opening balances: what its devices' journals brought meanwhile is judged, each entry
 * once and in the order of its journal. One transaction for a stretch; broken off, the next call goes on behind it.
 */
const STRETCH = 256;

interface Stretch {
  readonly device: string;
  readonly after: number;
  readonly upTo: number;
  /** Seqs that are kept as bytes: writing what they do was refused. */
  readonly raw: ReadonlySet<number>;
  readonly attempt: Attempt;
}
interface Done {
  /** Everything up to here is judged. */
  readonly upTo: number;
  readonly isEnd: boolean;
  readonly messagesTo: readonly string[];
}

const placed = ({ seq, hash, previousHash, bytes: canonical }: RawRecord): Placed => ({
  seq,
  hash,
  previousHash,
  canonical,
  place: 'new',
});

async function waitingIn(tx: BranchTx, device: DeviceRecord, { after, upTo }: Stretch): Promise<readonly RawRecord[]> {
  const [from, to] = [after + 1, Math.min(upTo, device.seq)];
  const judged = new Set((await tx.outcomes(device.id, from, to)).map(rawKey));
  const kept = await tx.held(device.id, from, to);
  return kept.filter((raw) => raw.reason === 'rebuild' && !judged.has(rawKey(raw)));
}

async function judgeStretch(hub: HubEngine, tx: BranchTx, stretch: Stretch): Promise<Done> {
  assert(tx.base !== null, 'a branch has its opening balances before its journals are judged');
  const device = await tx.device(stretch.device);
  if (device === null) return { upTo: stretch.after, isEnd: true, messagesTo: [] };
  const waiting = await waitingIn(tx, device, stretch);
  stretch.attempt.seqs = waiting.map((one) => one.seq);
  const { upTo } = stretch;
  const isEnd = upTo >= device.seq;
  if (waiting.length === 0) return { upTo, isEnd, messagesTo: [] };
  const recorded = new Map(waiting.flatMap((one) => (one.recorded === undefined ? [] : [[one.seq, one.recorded]])));
  const { tasks, lastCapturedAt } = tasksOf(hub, device, waiting.map(placed), { raw: stretch.raw, recorded });
  const batch = new HubBatch(hub, tx);
  await batch.run(tasks);
  const of = batch.results.map((result, index) => {
    const one = waiting[index];
    assert(one !== undefined, 'results come in the order of their tasks');
    return { result, one };
  });
  const outbox = batch.outbox();
  await tx.commit({
    device: { ...device, lastCapturedAt },
    log: of.map(({ result, one }) => batch.logOf(result, one)),
    rows: batch.rowChanges(),
    postings: batch.postings(),
    outbox,
    inbox: [],
    raw: of.flatMap(({ result, one }) => (result.raw === null ? [] : [{ ...one, reason: result.raw }])),
  });
  return { upTo, isEnd, messagesTo: [...new Set(outbox.map((message) => message.toBranch))] };
}

/**
 * Judges all that waits of a device. A write the store refuses is halved down to the entry that causes it, which is
 * kept as bytes. @returns branches that messages wait for. @throws when the store is not available.
 */
export async function judgeWaiting(
  hub: HubEngine,
  of: { readonly branch: string; readonly device: string },
): Promise<ReadonlySet<string>> {
  const messagesTo = new Set<string>();
  const raw = new Set<number>();
  let [after, upTo] = [0, STRETCH];
  for (;;) {
    const attempt: Attempt = { seqs: [] };
    const stretch = { device: of.device, after, upTo, raw, attempt };
    try {
      const done = await hub.store.inBranch(of.branch, (tx) => judgeStretch(hub, tx, stretch));
      for (const branch of done.messagesTo) messagesTo.add(branch);
      if (done.isEnd) return messagesTo;
      [after, upTo] = [done.upTo, done.upTo + STRETCH];
    } catch (failure) {
      upTo = narrow(attempt, raw, failure);
    }
  }
}
