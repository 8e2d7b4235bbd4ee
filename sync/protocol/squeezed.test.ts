import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, type Bytes } from '../../shared/kernel/bytes.ts';
import { tablesByName } from '../../shared/tables/index.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import { squeeze, withHead, type Compressor } from './squeezed.ts';
import type { TableKinds } from './typed-rows.ts';
import { PROTOCOL_FLOW, PROTOCOL_VERSION } from './version.ts';

const through = async (bytes: Bytes, transform: CompressionStream | DecompressionStream): Promise<Bytes> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(transform)).arrayBuffer());
const deflating: Compressor = {
  deflate: (bytes) => through(bytes, new CompressionStream('deflate-raw')),
  inflate: (bytes) => through(bytes, new DecompressionStream('deflate-raw')).catch(() => null),
};
const kinds: TableKinds = (table) => tablesByName.get(table)?.fields ?? null;
const page = (from: number, count: number) => ({
  token: { epoch: 'e', branch: '1', version: 9, commitId: 'c' },
  table: 'customer',
  rows: Array.from({ length: count }, (_, n) => ({
    table: 'customer',
    id: String(from + n),
    body: { name: `王 ${String((from + n) * 7919)}`, phone: String(13_800_000_000 + n * 977) },
  })),
  next: String(from + count),
  rowsTotal: 5000,
});

describe('pages that are packed once', () => {
  it('[PR13] what a line puts in front of a squeezed body comes out in front of it, deflated or not', async () => {
    const bytes = (max: number) => fc.uint8Array({ maxLength: max, size: 'max' }).map((one) => new Uint8Array(one));
    const text = fc.array(fc.constantFrom('存款', '取款', '转账'), { maxLength: 900, size: 'max' });
    const body = fc.oneof(
      bytes(1500),
      text.map((words) => new TextEncoder().encode(words.join(''))),
    );
    let deflated = 0;
    await fc.assert(
      fc.asyncProperty(bytes(300), body, async (head, rest) => {
        const whole = withHead(head, await squeeze(deflating, rest));
        deflated += whole[0] ?? 0;
        const behind = whole.slice(1);
        expect(whole[0] === 0 ? behind : await deflating.inflate(behind, 1e6)).toEqual(concatBytes(head, rest));
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(deflated).toBeGreaterThan(15);
    const long = new Uint8Array(65_535).fill(7);
    const rest = new Uint8Array(1000);
    const inflated = await deflating.inflate(withHead(long, await squeeze(deflating, rest)).slice(1), 1e6);
    expect(inflated).toEqual(concatBytes(long, rest));
  });

  it('[PR13] a page packed by one connection goes over another of its form: each counts its own, and a missing one is noticed', async () => {
    const [first, second] = [page(0, 400), page(400, 400)];
    const packing = await greetedCodecs(deflating, kinds);
    const packed = [await packing.hub.packPage(first), await packing.hub.packPage(second)] as const;
    const other = await greetedCodecs(deflating, kinds);
    expect(other.hub.pageForm).toBe(packing.hub.pageForm);
    for (const [nth, whole] of [first, second, first, second].entries()) {
      const wire = other.hub.encodePage(packed[nth % 2] as Bytes);
      expect(wire[0]).toBe(1);
      expect(await other.terminal.decode(wire)).toEqual({ ok: true, value: { type: 'page', page: whole } });
      expect(wire.length - (packed[nth % 2]?.length ?? 0)).toBeLessThan(12);
    }
    other.hub.encodePage(packed[0]);
    expect((await other.terminal.decode(other.hub.encodePage(packed[1]))).ok).toBe(false);
  });

  it('[PR13] every protocol has a form of its own, and its pages are packed once too', async () => {
    const forms = new Set<string>();
    for (let protocol = 1; protocol <= PROTOCOL_VERSION; protocol++) {
      const ends = await greetedCodecs(deflating, kinds, { hub: PROTOCOL_VERSION, terminal: protocol });
      const packed = await ends.hub.packPage(page(0, 300));
      forms.add(ends.hub.pageForm);
      for (let nth = 0; nth < 3; nth++)
        expect(await ends.terminal.decode(ends.hub.encodePage(packed))).toEqual({
          ok: true,
          value: { type: 'page', page: page(0, 300) },
        });
      if (protocol < PROTOCOL_FLOW) expect(ends.hub.encodePage(packed)).toEqual(packed);
    }
    expect([...forms]).toEqual(['page', 'typed_page', 'flow_page']);
  });
});
