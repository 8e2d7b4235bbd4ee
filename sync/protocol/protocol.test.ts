import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, textToBytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor } from '../../shared/kernel/cbor.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { noCompressor } from '../testing/device-kit.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import { createCodec, describeProtocol } from './codec.ts';
import { outcomeBytes, readOutcome } from './signed.ts';
import type { SyncMessage } from './messages.ts';
import { PROTOCOL_FORM, PROTOCOL_MARKED, PROTOCOL_VERSION } from './version.ts';

const codec = createCodec(noCompressor);
const token = { epoch: 'e1', branch: '35010201', version: 7, commitId: 'c7' };
const hash = sha256(textToBytes('x'));
const MESSAGES: readonly SyncMessage[] = [
  { type: 'challenge', nonce: hash, hubTime: 1_790_000_000_000, protocol: 1, floor: 1 },
  {
    type: 'push',
    firstSeq: 3,
    previousHash: hash,
    entries: [textToBytes('entry'), textToBytes('another')],
    signature: new Uint8Array(64),
    signedWith: 'vault',
    early: false,
    recorded: [],
  },
  {
    type: 'welcome',
    hubTime: 5,
    receivedSeq: 2,
    signedSeq: 1,
    archivedSeq: 0,
    tokens: [token],
    recovering: false,
    mayPull: true,
  },
  {
    type: 'changes',
    batch: {
      from: token,
      to: { ...token, version: 8 },
      more: true,
      rows: [
        { table: 'jar', id: 'a', body: { coins: 5, name: '罐', at: null } },
        { table: 'jar', id: 'b', body: { coins: 6, name: 'x', at: -1 } },
        { table: 'jar', id: 'c', body: null },
      ],
    },
  },
  {
    type: 'page',
    page: { token, table: 'jar', rows: [{ table: 'jar', id: 'a', body: { coins: 5 } }], next: 'p2', rowsTotal: 9 },
  },
  { type: 'inquire', seqs: [1, 2, 3] },
  {
    type: 'sealed',
    segment: 4,
    box: textToBytes('box'),
    firstSeq: 9,
    entries: [textToBytes('ciphertext')],
    head: { lastSeq: 9, signature: new Uint8Array(64) },
    signature: new Uint8Array(64),
  },
  { type: 'goodbye', reason: 'version_too_old' },
];

describe('the protocol', () => {
  it('[PR1] the form of every message is pinned to the version: a changed form needs a new number', () => {
    expect(PROTOCOL_VERSION).toBe(9);
    expect(bytesToHex(sha256(textToBytes(describeProtocol()))).slice(0, 16)).toBe(PROTOCOL_FORM);
  });

  it('[PR2] every message comes back as it was sent', async () => {
    for (const message of MESSAGES) {
      const back = await codec.decode(await codec.encode(message));
      expect(back).toEqual({ ok: true, value: message });
    }
  });

  /** What only a greeted connection carries. */
  const CARRIED: readonly SyncMessage[] = [
    { type: 'load', branch: '35010201', position: null },
    { type: 'load', branch: '35010201', position: 'p2' },
    { type: 'taken', pages: 3 },
    { type: 'inquire', seqs: [4, 9], marks: new Uint8Array(16) },
    { type: 'evidence', hash, total: 9, from: 4, part: textToBytes('piece') },
    { type: 'evidence_at', hash, bytes: 9, state: 'whole' },
    { type: 'vouch', body: textToBytes('rows'), signature: new Uint8Array(64) },
    { type: 'vouch_asked', page: 3 },
    { type: 'vouch_asked', page: null },
    {
      type: 'live',
      batch: {
        from: token,
        to: { ...token, version: 9 },
        rows: [{ table: 'jar', id: 'a', body: { coins: 5 } }],
        more: false,
      },
    },
    {
      type: 'live',
      batch: {
        from: { ...token, version: 9 },
        to: { ...token, version: 12 },
        rows: [{ table: 'jar', id: 'a', body: null }],
        more: true,
      },
    },
    {
      type: 'page',
      page: { token, table: 'jar', rows: [{ table: 'jar', id: 'a', body: { coins: 5 } }], next: 'p2', rowsTotal: 9 },
    },
    { type: 'page', page: { token, table: 'jar', rows: [], next: null, rowsTotal: 9 } },
  ];
  const isUp = (message: SyncMessage): boolean =>
    ['load', 'taken', 'inquire', 'evidence', 'vouch'].includes(message.type);

  it('[PR2] so does what a connection carries, and rows that go on where the last ended name no position', async () => {
    const { hub, terminal } = await greetedCodecs(noCompressor, () => null);
    const lengths: number[] = [];
    for (const message of CARRIED) {
      const [from, to] = isUp(message) ? [terminal, hub] : [hub, terminal];
      const wire = await from.encode(message);
      if (message.type === 'live') lengths.push(wire.length);
      expect(await to.decode(wire)).toEqual({ ok: true, value: message });
    }
    expect(lengths[1]).toBeLessThan((lengths[0] ?? 0) / 2);
  });

  it('[PR8] a page that is missing or comes twice is refused, and so is one that flows on an older line', async () => {
    const { hub, terminal } = await greetedCodecs(noCompressor, () => null);
    const [page, last] = CARRIED.slice(-2) as [SyncMessage, SyncMessage];
    const [one, two] = [await hub.encode(page), await hub.encode(last)];
    expect((await terminal.decode(two)).ok).toBe(false);
    expect((await terminal.decode(one)).ok).toBe(true);
    expect((await terminal.decode(one)).ok).toBe(false);
    expect((await terminal.decode(two)).ok).toBe(true);
    const older = await greetedCodecs(noCompressor, () => null, { hub: PROTOCOL_VERSION, terminal: 4 });
    await expect(older.terminal.encode({ type: 'taken', pages: 1 })).rejects.toThrow('taken is sent only');
  });

  it('[PR8] a question for a snapshot that came twice, or after one that was lost, is refused', async () => {
    const { hub, terminal } = await greetedCodecs(noCompressor, () => null);
    const ask = (branch: string) => terminal.encode({ type: 'load', branch, position: null });
    const [first, lost, last] = [await ask('1'), await ask('2'), await ask('3')];
    expect((await hub.decode(first)).ok).toBe(true);
    expect((await hub.decode(first)).ok).toBe(false);
    expect((await hub.decode(last)).ok).toBe(false);
    expect((await hub.decode(lost)).ok).toBe(true);
    const older = await greetedCodecs(noCompressor, () => null, {
      hub: PROTOCOL_VERSION,
      terminal: PROTOCOL_MARKED - 1,
    });
    const plain = await older.terminal.encode({ type: 'load', branch: '1', position: null });
    for (let n = 0; n < 2; n++) expect((await older.hub.decode(plain)).ok).toBe(true);
  });

  it('[PR3] damaged, those are refused as data or read as messages of the right form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(CARRIED.length - 1),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        async (which, at, byte) => {
          const { hub, terminal } = await greetedCodecs(noCompressor, () => null);
          const message = CARRIED[which];
          if (message === undefined) return;
          const [from, to] = isUp(message) ? [terminal, hub] : [hub, terminal];
          const wire = (await from.encode(message)).slice();
          wire[1 + (at % (wire.length - 1))] = byte;
          const decoded = await to.decode(wire);
          if (decoded.ok) expect(typeof decoded.value.type).toBe('string');
        },
      ),
      { numRuns: 1000, seed: 11 },
    );
  });

  it('[PR3] a damaged message is refused as data or read as a message of the right form; nothing throws', async () => {
    const wires = await Promise.all(MESSAGES.map((message) => codec.encode(message)));
    let outer = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(wires.length - 1),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (which, at, byte, cut) => {
          const wire = wires[which]?.slice() ?? new Uint8Array(0);
          const place = 1 + (at % (wire.length - 1));
          const mutated = cut && at % 5 === 0 ? wire.slice(0, place) : wire;
          if (place < mutated.length) mutated[place] = byte;
          runs += 1;
          if (decodeCbor(mutated.slice(1)).ok) outer += 1;
          const decoded = await codec.decode(mutated);
          if (decoded.ok) expect(await codec.decode(await codec.encode(decoded.value))).toEqual(decoded);
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
    expect(outer / runs).toBeGreaterThan(1 / 3);
  });

  it('[PR4] what the hub signed is read back whole, and anything else is not', () => {
    const receipt = {
      seq: 4,
      verdict: 'duplicate',
      first: 'suspense',
      code: null,
      split: { accountFen: 0, suspenseLedger: 'SUS-UNK', suspenseFen: 5 },
      version: 3,
    } as const;
    const outcome = {
      device: 'ab'.repeat(16),
      branch: '35010201',
      epoch: 'e1',
      receipts: [receipt],
      entriesHash: hash,
    };
    expect(readOutcome(outcomeBytes(outcome))).toEqual(outcome);
    expect(readOutcome(textToBytes('anything'))).toBeNull();
  });
});
