import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, textToBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { decodeCbor, encodeCbor, type Cbor } from '../../shared/kernel/cbor.ts';
import { dayToDate } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { EMPTY_HASH } from '../../shared/kernel/ids.ts';
import { VERDICTS, type Receipt } from '../engine/ports.ts';
import { noCompressor } from '../testing/device-kit.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import { encodeEntry, linkHash, type Entry } from './entry.ts';
import type { Outcome, Push } from './messages.ts';
import { outcomeBytes } from './signed.ts';
import { noKinds } from './typed-rows.ts';
import { PACKED_FORM, PROTOCOL_PLAIN, PROTOCOL_VERSION } from './version.ts';

const DEVICE = 'ab'.repeat(16);
const BRANCH = '1';
const SIGNATURE = new Uint8Array(64);
const entryOf = (seq: number, changes: Partial<Entry> = {}): Entry => ({
  format: 1,
  branch: BRANCH,
  device: DEVICE,
  seq,
  command: 'counter.deposit',
  payloadVersion: 1,
  basis: 'advice',
  businessDate: '2026-11-02',
  wallAt: 1_790_000_000_000 + seq * 61_003,
  capturedAt: 1_790_000_000_007 + seq * 61_003,
  segment: 3,
  monoMs: 5_000 + seq * 61_003,
  anchored: true,
  offline: false,
  maker: '41272804001',
  checker: null,
  approval: null,
  lease: null,
  replicaAsOf: 1_790_000_000_000,
  deadline: null,
  replaces: null,
  payload: [String(41_000_000 + (seq % 7)), 12_300 + seq, 'cash', null],
  ...changes,
});

/** Pushes of a journal, cut as given, each linked to the one before. */
function pushesOf(entries: readonly Entry[], cuts: readonly number[]): readonly Push[] {
  const pushes: Push[] = [];
  let head: Bytes = EMPTY_HASH;
  let at = 0;
  for (const cut of [...cuts, entries.length]) {
    const part = entries.slice(at, at + cut).map(encodeEntry);
    if (part.length === 0) continue;
    pushes.push({
      type: 'push',
      firstSeq: entries[at]?.seq ?? 1,
      previousHash: head,
      entries: part,
      signature: pushes.length % 2 === 0 ? SIGNATURE : null,
      signedWith: 'vault',
      early: false,
      recorded: [],
    });
    for (const canonical of part) head = linkHash(head, canonical);
    at += part.length;
  }
  return pushes;
}

function outcomeOf(push: Push, receipts: readonly Receipt[], at = 1_790_000_000_000): Outcome {
  let head = push.previousHash;
  const hashes = push.entries.map((canonical) => (head = linkHash(head, canonical)));
  const entriesHash = sha256(...hashes);
  const last = push.firstSeq + push.entries.length - 1;
  return {
    type: 'outcome',
    hubTime: at + last,
    receivedSeq: last,
    signedSeq: last,
    archivedSeq: 0,
    signed: outcomeBytes({ device: DEVICE, branch: BRANCH, epoch: 'e1', receipts, entriesHash }),
    signature: SIGNATURE,
  };
}
const postedOf = (push: Push): readonly Receipt[] =>
  push.entries.map((_, n) => ({
    seq: push.firstSeq + n,
    verdict: 'posted',
    first: null,
    code: null,
    split: null,
    version: 900 + push.firstSeq + n,
  }));

const line = () => greetedCodecs(noCompressor, noKinds);

const payload = fc.letrec<{ value: Cbor; tree: Cbor }>((tie) => ({
  value: fc.oneof(
    fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    fc.maxSafeInteger(),
    fc.constantFrom('41000001', '41000002', 'a1b2c3d4e5f60718.4', '0012', 'cash', '', '缴纳电费'),
    fc.string({ maxLength: 12, unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 32 }).map((bytes): Cbor => new Uint8Array(bytes)),
    fc.constant({ a: 1 }),
  ),
  tree: fc.oneof(
    { weight: 3, arbitrary: tie('value') },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
  ),
}));
const anyEntry = fc.record({
  command: fc.constantFrom('counter.deposit', 'counter.withdraw', 'session.sign_on'),
  payloadVersion: fc.constantFrom(1, 1, 2),
  basis: fc.constantFrom('advice' as const, 'request' as const),
  businessDate: fc.integer({ min: 20_000, max: 20_003 }).map(dayToDate),
  wallAt: fc.oneof(fc.integer({ min: 1_790_000_000_000, max: 1_790_009_000_000 }), fc.maxSafeInteger()),
  capturedAt: fc.integer({ min: 1_790_000_000_000, max: 1_790_009_000_000 }),
  monoMs: fc.oneof(fc.nat(9_000_000), fc.maxSafeInteger()),
  anchored: fc.boolean(),
  checker: fc.option(fc.constantFrom('41272804002', '41272804003')),
  approval: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes))),
  lease: fc.option(fc.constantFrom('L1', 'L2')),
  replicaAsOf: fc.option(fc.integer({ min: 1_790_000_000_000, max: 1_790_009_000_000 })),
  deadline: fc.option(fc.integer({ min: 1_790_000_000_000, max: 1_790_009_000_000 })),
  replaces: fc.option(fc.nat(100)),
  payload: fc.array(payload.tree, { maxLength: 5 }),
});
const someJournal = fc.array(anyEntry, { minLength: 1, maxLength: 20 });
const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 });

describe('what a connection says only once', () => {
  it('[PR9] pushes come back byte for byte, whatever the entries hold and however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(someJournal, cuts, fc.integer({ min: 1, max: 1000 }), async (parts, cut, first) => {
        const { hub, terminal } = await line();
        const entries = parts.map((part, n) => entryOf(first + n, part as Partial<Entry>));
        for (const push of pushesOf(entries, cut))
          expect(await hub.decode(await terminal.encode(push))).toEqual({ ok: true, value: push });
      }),
      { numRuns: 250, seed: 21 },
    );
  });

  it('[PR9] outcomes come back as the hub signed them, for pushes in any order and for inquiries', async () => {
    const receipt = fc.record({
      seq: fc.nat(5000),
      verdict: fc.constantFrom(...VERDICTS),
      first: fc.option(fc.constantFrom('posted' as const, 'suspense' as const)),
      code: fc.option(fc.constantFrom('SUS_UNK', 'REQUEST_EXPIRED')),
      split: fc.option(fc.constant({ accountFen: 5, suspenseLedger: 'SUS-UNK', suspenseFen: 7 })),
      version: fc.nat(1_000_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(receipt, { maxLength: 12 }), fc.boolean(), async (receipts, isInquiry) => {
        const { hub, terminal } = await line();
        const pushes = pushesOf(
          [1, 2, 3, 4].map((seq) => entryOf(seq)),
          [1, 2],
        );
        for (const push of pushes) await hub.decode(await terminal.encode(push));
        for (const push of pushes.toReversed()) {
          const answer = outcomeOf(isInquiry ? { ...push, entries: [] } : push, receipts);
          expect(await terminal.decode(await hub.encode(answer))).toEqual({ ok: true, value: answer });
        }
      }),
      { numRuns: 150, seed: 22 },
    );
  });

  it('[PR9] an entry on a live connection takes at most 30 bytes, a batch of 256 at most 14 each before it is deflated', async () => {
    const { hub, terminal } = await line();
    const entries = Array.from({ length: 300 }, (_, n) => entryOf(n + 1));
    const pushes = pushesOf(entries, [...Array.from({ length: 20 }, () => 1), 256]);
    const sizes: number[] = [];
    for (const push of pushes) {
      const bare = { ...push, signature: null };
      const wire = await terminal.encode(bare);
      expect(await hub.decode(wire)).toEqual({ ok: true, value: bare });
      sizes.push(wire.length);
    }
    expect(Math.max(...sizes.slice(10, 20))).toBeLessThanOrEqual(30);
    expect((sizes[20] ?? 0) / 256).toBeLessThanOrEqual(14);
    const whole = encodeCbor(pushes[12]?.entries ?? []).length;
    expect((sizes[12] ?? 0) * 3).toBeLessThan(whole);
  });

  it('[PR9] an early entry, recorded receipts and pushes after a gap go as before', async () => {
    const { hub, terminal } = await line();
    const [one, two] = pushesOf(
      [1, 2, 3].map((seq) => entryOf(seq)),
      [2],
    ) as [Push, Push];
    const early: Push = { ...two, early: true };
    const recorded: Push = { ...two, recorded: [{ signed: textToBytes('x'), signature: SIGNATURE }] };
    const strange: Push = { ...two, firstSeq: 9, previousHash: sha256(textToBytes('elsewhere')) };
    const broken: Push = { ...one, entries: [textToBytes('no entry'), new Uint8Array(0)] };
    for (const push of [one, early, recorded, strange, broken, two])
      expect(await hub.decode(await terminal.encode(push))).toEqual({ ok: true, value: push });
  });

  it('[PR8] a push that is missing before this one, or was not put together as it was meant, is refused', async () => {
    const { hub, terminal } = await line();
    const pushes = pushesOf(
      [1, 2, 3].map((seq) => entryOf(seq)),
      [1, 1],
    );
    const [, two, three] = await Promise.all(pushes.map((push) => terminal.encode(push)));
    expect((await hub.decode(three as Bytes)).ok).toBe(false);
    expect((await hub.decode(two as Bytes)).ok).toBe(false);
    const again = await line();
    const wire = await again.terminal.encode(pushes[0] as Push);
    const cbor = decodeCbor(wire.slice(1));
    const [kind, body] = (cbor.ok ? cbor.value : []) as readonly [number, readonly Cbor[]];
    const other = body.with(3, new Uint8Array(4));
    const bad = concatBytes(wire.slice(0, 1), encodeCbor([kind, other]));
    expect((await again.hub.decode(bad)).ok).toBe(false);
  });

  it('[PR3] damaged packed messages are refused as data or read as messages; nothing throws or grows', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        someJournal,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 }),
        async (parts, harm) => {
          const { hub, terminal } = await line();
          const entries = parts.map((part, n) => entryOf(1 + n, part as Partial<Entry>));
          const [first, second] = pushesOf(entries, [Math.ceil(entries.length / 2)]);
          if (first === undefined) return;
          await hub.decode(await terminal.encode(first));
          const wire = await terminal.encode(second ?? first);
          for (const [at, byte] of harm) wire[1 + (at % (wire.length - 1))] = byte;
          if ((await hub.decode(wire)).ok) read += 1;
          const answer = await hub.encode(outcomeOf(first, postedOf(first)));
          for (const [at, byte] of harm) answer[1 + (at % (answer.length - 1))] = byte;
          if ((await terminal.decode(answer)).ok) read += 1;
        },
      ),
      { numRuns: 1500, seed: 23 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('[PR6] an older terminal gets plain outcomes and sends plain pushes', async () => {
    const { hub, terminal } = await greetedCodecs(noCompressor, noKinds, {
      hub: PROTOCOL_VERSION,
      terminal: PROTOCOL_PLAIN,
    });
    const [push] = pushesOf([entryOf(1)], []) as [Push];
    const wire = await terminal.encode(push);
    expect(wire).toEqual(
      await (await greetedCodecs(noCompressor, noKinds, { hub: 1, terminal: 1 })).terminal.encode(push),
    );
    expect(await hub.decode(wire)).toEqual({ ok: true, value: push });
    const answer = outcomeOf(push, postedOf(push));
    expect(await terminal.decode(await hub.encode(answer))).toEqual({ ok: true, value: answer });
  });

  it('[PR9] the bytes of a known conversation are pinned to the protocol number', async () => {
    const { hub, terminal } = await line();
    const entries = [
      entryOf(1),
      entryOf(2, { command: 'counter.withdraw', checker: '41272804002', lease: 'L1', offline: true }),
      entryOf(3, { payload: ['41000009', 5, 'cash', [1, 'x'], '4127280102261110000174'] }),
      entryOf(4, { payload: ['41000010', 5, 'cash', [1, 'x'], '4127280102261110000175'] }),
    ];
    const parts: Bytes[] = [];
    for (const push of pushesOf(entries, [1, 2])) {
      parts.push(await terminal.encode(push));
      await hub.decode(parts.at(-1) ?? new Uint8Array(0));
      parts.push(await hub.encode(outcomeOf(push, postedOf(push))));
    }
    expect(bytesToHex(sha256(...parts)).slice(0, 16)).toBe(PACKED_FORM);
  });
});
