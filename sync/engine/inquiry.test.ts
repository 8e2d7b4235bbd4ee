import { describe, expect, it } from 'vitest';
import { marksOf } from '../protocol/marks.ts';
import { readOutcome } from '../protocol/signed.ts';
import { deviceKeys, newDevice, TestJournal, testHub } from '../testing/device-kit.ts';
import { toyDomain } from '../testing/toy-domain.ts';
import { inquiryAnswer, inquiryOf } from './hub-answers.ts';
import { ingestPush } from './hub-ingest.ts';
import { OF_SEQS, signReceipts, verifyRecorded } from './hub-receipts.ts';
import { MemoryHubStore } from './memory-hub-store.ts';

/** What a tablet is told of its entries when it asks, while a copy of it is out. */

const OUTLET = '35010201';
const keys = deviceKeys('one');
const device = newDevice(keys, OUTLET);
const put = (fen: number) => ({ command: 'put', payload: ['a', fen] });

/** Both have the first entry in common; the second and third of the copy are held as a fork. */
async function withCopy() {
  const store = new MemoryHubStore(toyDomain, new Map([[OUTLET, null]]));
  store.addDevice(device);
  const hub = testHub(store, toyDomain);
  const journal = new TestJournal(keys, OUTLET).add(put(100), put(200));
  const copy = new TestJournal(keys, OUTLET).add(put(100), put(999), put(5));
  const pushed = [await ingestPush(hub, journal.push()), await ingestPush(hub, copy.push(2))];
  const ask = async (seqs: readonly number[], of: TestJournal | null) => {
    const hashes = seqs.flatMap((seq) => of?.entries[seq - 1]?.hash ?? []);
    const answer = await inquiryAnswer(hub, device, inquiryOf(seqs, of === null ? undefined : marksOf(hashes)));
    return (readOutcome(answer.signed)?.receipts ?? []).map((one) => `${one.seq} ${one.verdict}`).sort();
  };
  return { hub, journal, copy, ask, pushed };
}

describe('an inquiry', () => {
  it('[IN20] names entries by their hashes: a tablet hears nothing of the entries of its copy', async () => {
    const { journal, copy, ask } = await withCopy();
    expect(await ask([1, 2], journal)).toEqual(['1 duplicate', '2 duplicate']);
    expect(await ask([3, 2, 1], copy)).toEqual(['1 duplicate', '2 held', '3 held']);
  });

  it('[IN20] by seqs alone, as older tablets and the mail van ask, it is not answered from where two entries have one seq', async () => {
    const { ask } = await withCopy();
    expect(await ask([1, 2, 3], null)).toEqual(['1 duplicate']);
  });

  it('[IN20] what was once said of a seq alone is not believed of an entry that was held as a fork', async () => {
    const { hub, copy, pushed } = await withCopy();
    const posted = { verdict: 'duplicate', first: 'posted', code: null, split: null, version: 1 } as const;
    const ofSeqs = await signReceipts(
      hub,
      { device: keys.id, branch: OUTLET },
      { receipts: [1, 2].map((seq) => ({ ...posted, seq })), hashes: [OF_SEQS], epoch: 'epoch-1' },
    );
    const fork = pushed[1];
    if (fork?.kind !== 'taken') throw new Error('the push of the copy is taken');
    const told = await verifyRecorded(hub, { ...copy.push(), recorded: [fork, ofSeqs] });
    expect([...told.keys()]).toEqual([1]);
    expect([...(await verifyRecorded(hub, { ...copy.push(), recorded: [ofSeqs] })).keys()]).toEqual([1, 2]);
  });
});
