import { equalBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { headBytes, sealedBytes } from '../protocol/signed.ts';
import { linkHash } from '../protocol/entry.ts';
import type { SealedPart, SegmentHead } from '../protocol/messages.ts';
import type { HubEngine, OpenedEntry, PushRequest, PushResult } from './hub-api.ts';
import { ingestPush } from './hub-ingest.ts';
import type { DeviceRecord } from './ports.ts';

/**
 * Takes what a locked terminal delivers: opens the entries with the hub's sealing key, finds the entry they follow,
 * and hands them to the ordinary intake. Where a part reaches the end of its segment, the head signed at the lock
 * speaks for the chain up to there; everything else is delivered only, and held.
 */
export interface SealedRequest {
  readonly branch: string;
  readonly device: string;
  readonly part: SealedPart;
  /** The delivery key over `sealedBytes`. */
  readonly signature: Bytes;
}

interface Ground {
  readonly device: DeviceRecord;
  /** Chain hashes the hub knows of for the entry before the first one; several when somebody forged some. */
  readonly before: readonly Bytes[];
  /** In a restored branch nothing may be judged anew before the vault opens and gives what was recorded. */
  readonly recovering: boolean;
}

async function groundOf(hub: HubEngine, { branch, device: id, part }: SealedRequest): Promise<Ground | null> {
  if ((await hub.store.token(branch)) === null) return null;
  return hub.store.inBranch(branch, async (tx) => {
    const device = await tx.device(id);
    if (device === null) return null;
    const seq = part.firstSeq - 1;
    const kept = seq < 1 ? [] : [...(await tx.outcomes(id, seq, seq)), ...(await tx.held(id, seq, seq))];
    const own = seq === device.seq ? [device.head] : [];
    return { device, before: [...own, ...kept.map((one) => one.hash)], recovering: tx.recovering };
  });
}

/** The entries up to the first that does not open: what lies behind a damaged one stays on the terminal. */
function readable(opened: readonly (OpenedEntry | null)[]): readonly OpenedEntry[] {
  const end = opened.indexOf(null);
  return (end < 0 ? opened : opened.slice(0, end)).filter((one) => one !== null);
}

/** The hash before the first entry: the one its own hash was made from. An entry that follows nothing known is a fork. */
function hashBefore(before: readonly Bytes[], first: OpenedEntry): Bytes {
  const follows = before.find((hash) => equalBytes(linkHash(hash, first.canonical), first.hash));
  return follows ?? before[0] ?? EMPTY_HASH;
}

/** The hash a head alone was signed over, among those known. */
async function signedHash(hub: HubEngine, ground: Ground, head: SegmentHead): Promise<Bytes | null> {
  for (const hash of ground.before) {
    const bytes = headBytes(ground.device.id, head.lastSeq, hash);
    if (await hub.verifier.verify(ground.device.signingKey, head.signature, bytes)) return hash;
  }
  return null;
}

const refuse = (reason: 'unknown_device' | 'bad_signature' | 'bad_message'): PushResult => ({
  kind: 'refused',
  reason,
});

export async function ingestSealed(hub: HubEngine, request: SealedRequest): Promise<PushResult> {
  const { part } = request;
  if (part.firstSeq < 1 || !Number.isSafeInteger(part.firstSeq + part.entries.length)) return refuse('bad_message');
  const ground = await groundOf(hub, request);
  if (ground === null) return refuse('unknown_device');
  const { device } = ground;
  const said = sealedBytes(device.id, part);
  if (!(await hub.verifier.verify(device.deliveryKey, request.signature, said))) return refuse('bad_signature');
  const opened = readable(await hub.sealing.open(device.id, part));
  const [first] = opened;
  if (first === undefined) return part.entries.length > 0 ? refuse('bad_message') : headAlone(hub, request, ground);
  const lastSeq = part.firstSeq + opened.length - 1;
  const push = {
    branch: request.branch,
    device: device.id,
    firstSeq: part.firstSeq,
    entries: opened.map((one) => one.canonical),
    previousHash: hashBefore(ground.before, first),
    early: false,
  };
  if (part.head !== null && part.head.lastSeq === lastSeq && !ground.recovering) {
    const done = await ingestPush(hub, { ...push, signature: part.head.signature, signedWith: 'vault' });
    if (done.kind === 'taken' || done.reason !== 'bad_signature') return done;
  }
  return ingestPush(hub, delivered(push, part));
}

const delivered = (push: Omit<PushRequest, 'signature' | 'signedWith'>, part: SealedPart): PushRequest => ({
  ...push,
  signature: null,
  signedWith: 'delivery',
  signatureFollows: part.head !== null,
});

/** The entries are here already; now their head comes, or nothing that says anything new. */
async function headAlone(hub: HubEngine, request: SealedRequest, ground: Ground): Promise<PushResult> {
  const { firstSeq, head } = request.part;
  const { branch, device } = request;
  const push = { branch, device, firstSeq, entries: [], early: false };
  const hash = head === null || head.lastSeq !== firstSeq - 1 ? null : await signedHash(hub, ground, head);
  if (head === null || hash === null || ground.recovering)
    return ingestPush(hub, delivered({ ...push, previousHash: ground.device.head }, request.part));
  return ingestPush(hub, { ...push, previousHash: hash, signature: head.signature, signedWith: 'vault' });
}
