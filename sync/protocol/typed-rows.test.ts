import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, type Bytes } from '../../shared/kernel/bytes.ts';
import { dayToDate } from '../../shared/kernel/dates.ts';
import { sha256 } from '../../shared/kernel/hash.ts';
import { TABLES, tablesByName } from '../../shared/tables/index.ts';
import type { RowChange } from '../engine/ports.ts';
import { noCompressor } from '../testing/device-kit.ts';
import { greetedCodecs } from '../testing/greeted-codecs.ts';
import { createCodec } from './codec.ts';
import type { ColumnKinds } from './typed-ways.ts';
import { FormsRead, FormsWritten, noKinds, readRows, writeRows, type TableKinds } from './typed-rows.ts';
import { PROTOCOL_VERSION, TYPED_FORM } from './version.ts';

const kinds: TableKinds = (table) => tablesByName.get(table)?.fields ?? null;

/** Rows in the order in which they come: of each form first what is there, then what is deleted. */
function grouped(rows: readonly RowChange[]): readonly RowChange[] {
  const forms = new Map<string, RowChange[]>();
  for (const row of rows) {
    const form = row.body === null ? row.table : `${row.table} ${Object.keys(row.body).join(' ')}`;
    forms.set(form, [...(forms.get(form) ?? []), row]);
  }
  return [...forms.values()].flat();
}

const idText = fc.oneof(
  fc.integer({ min: 1, max: 99_999_999 }).map(String),
  fc.tuple(fc.constantFrom('a1b2c3d4e5f60718', '00ff00ff00ff00ff'), fc.nat(100_000)).map(([d, n]) => `${d}.${n}`),
  fc.tuple(fc.nat(9_999_999), fc.nat(20)).map(([a, b]) => `${a}/${b}`),
  fc.tuple(fc.nat(9_999_999), fc.nat(30_000)).map(([a, day]) => `${a}/${dayToDate(day)}`),
  fc.string({ maxLength: 30, unit: 'grapheme' }),
);
const anyValue = fc.oneof(
  fc.maxSafeInteger(),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc.boolean(),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
  fc.constant(null),
);
function valueOf(kind: string, members: ColumnKinds | null): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'int':
    case 'fen':
      return fc.oneof(fc.integer({ min: -1_000_000, max: 100_000_000 }), fc.maxSafeInteger());
    case 'instant':
      return fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
    case 'date':
      return fc.integer({ min: -20_000, max: 40_000 }).map(dayToDate);
    case 'digits':
      return fc.oneof(fc.stringMatching(/^\d{11}$/), fc.stringMatching(/^\d{1,20}$/));
    case 'code':
      return fc.constantFrom('active', 'lost_oral', 'closed', 'I', 'II');
    case 'id':
      return idText;
    case 'flag':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes));
    case 'list':
      return fc.array(
        fc.record(
          Object.fromEntries(Object.entries(members ?? {}).map(([name, one]) => [name, valueOf(one.kind, null)])),
        ),
        { maxLength: 4 },
      );
    default:
      return fc.string({ maxLength: 20, unit: 'grapheme' });
  }
}

/** Rows of real tables, now and then with values that are not what the table says. */
const someRows = fc.constantFrom(...TABLES).chain((table) =>
  fc.array(
    fc.record({
      table: fc.constant(table.name),
      id: idText,
      body: fc.option(
        fc.record(
          Object.fromEntries(
            Object.entries(table.fields).map(([name, one]) => [
              name,
              fc.oneof(
                { weight: 20, arbitrary: valueOf(one.kind, one.members) },
                { weight: 3, arbitrary: fc.constant(null) },
                { weight: 1, arbitrary: anyValue },
              ),
            ]),
          ),
        ),
        { freq: 8 },
      ),
    }),
    { maxLength: 24 },
  ),
);
const manyTables = fc.array(someRows, { maxLength: 4 }).map((parts) => parts.flat() as RowChange[]);

describe('rows in typed columns', () => {
  it('[PR7] random rows of every table come back as they were, whatever their columns hold', () => {
    fc.assert(
      fc.property(manyTables, (rows) => {
        expect(readRows(writeRows(rows, kinds, null), null)).toEqual(grouped(rows));
      }),
      { numRuns: 400, seed: 11 },
    );
  });

  it('[PR7] a build that does not know the tables reads them all the same', () => {
    fc.assert(
      fc.property(manyTables, (rows) => {
        expect(readRows(writeRows(rows, noKinds, null), null)).toEqual(grouped(rows));
      }),
      { numRuns: 100, seed: 12 },
    );
  });

  it('[PR7] damaged bytes are refused or read as rows of the right form: nothing throws, hangs or grows', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        manyTables,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
        (rows, harm) => {
          let bytes = writeRows(rows, kinds, null);
          for (const [at, byte, cut] of harm) {
            const place = at % bytes.length;
            if (cut && at % 7 === 0) bytes = bytes.slice(0, Math.max(1, place));
            else bytes[place] = byte;
          }
          const began = performance.now();
          const back = readRows(bytes, null);
          expect(performance.now() - began).toBeLessThan(2000);
          if (back === undefined) refused += 1;
          else {
            read += 1;
            expect(readRows(writeRows(back, kinds, null), null)).toEqual(grouped(back));
          }
        },
      ),
      { numRuns: 3000, seed: 13 },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(300);
  });

  it('[PR7] a few bytes cannot ask for much memory', () => {
    const bomb = (...parts: readonly number[]): Bytes => new Uint8Array(parts);
    const rows = [0xa0, 0x9c, 0x01]; // 20,000
    // 4,000 groups of 20,000 rows without fields; lists whose lengths say millions; one value for 20,000 rows of 128 fields
    expect(readRows(bomb(0xa0, 0x1f, 0, 1, 97, 0, ...rows, 0), null)).toBeUndefined();
    const names = Array.from({ length: 128 }, (_, n) => [2, 97 + (n % 26), 97 + Math.floor(n / 26)]).flat();
    const wide = bomb(1, 0, 1, 97, 0x80, 1, ...names, ...rows, 0, ...Array.from({ length: 129 }, () => 12));
    expect(readRows(wide, null)).toBeUndefined();
  });

  it('[PR8] a form is written out once a connection; a message that is missing before this one is noticed', async () => {
    const rows = (n: number): RowChange[] => [
      { table: 'account_lines', id: String(n), body: { lines: n } },
      { table: 'card', id: `${n}1`, body: { account: String(n), last4: '0012' } },
    ];
    const written = new FormsWritten();
    const read = new FormsRead();
    const [first, second] = [writeRows(rows(1), kinds, written), writeRows(rows(2), kinds, written)];
    expect(second.length).toBeLessThan(first.length - 20);
    expect(readRows(first, read)).toEqual(rows(1));
    expect(readRows(second, read)).toEqual(rows(2));
    expect(readRows(second, new FormsRead())).toBeUndefined();
    const { hub, terminal } = await greetedCodecs(noCompressor, kinds);
    const token = { epoch: 'e', branch: '1', version: 1, commitId: 'c' };
    const messages = [1, 2, 3].map((n) => ({
      type: 'changes' as const,
      batch: { from: token, to: token, rows: rows(n), more: false },
    }));
    const [one, two, three] = await Promise.all(messages.map((message) => hub.encode(message)));
    expect(await terminal.decode(one as Bytes)).toEqual({ ok: true, value: messages[0] });
    expect((await terminal.decode(three as Bytes)).ok).toBe(false);
    expect((await terminal.decode(two as Bytes)).ok).toBe(true);
  });

  it('[PR6] each end speaks what both know: an old terminal gets plain columns, and a new one takes them from an old hub', async () => {
    const token = { epoch: 'e', branch: '1', version: 1, commitId: 'c' };
    const page = { type: 'page' as const, page: { token, table: 't', rows: [], next: null, rowsTotal: 0 } };
    for (const protocol of [
      { hub: PROTOCOL_VERSION, terminal: 2 },
      { hub: 2, terminal: PROTOCOL_VERSION },
    ]) {
      const ends = await greetedCodecs(noCompressor, kinds, protocol);
      // An old hub knows no typed columns at all.
      const hub = protocol.hub === 2 ? createCodec(noCompressor) : ends.hub;
      const { terminal } = ends;
      const wire = await hub.encode(page);
      expect(wire).toEqual(await createCodec(noCompressor).encode(page));
      expect(await terminal.decode(wire)).toEqual({ ok: true, value: page });
    }
  });

  it('[PR7] the bytes of a known set of rows are pinned to the protocol number', () => {
    const golden: RowChange[] = [
      ...[7, 8, 9].map((n): RowChange => ({
        table: 'customer',
        id: String(41_000_000 + n),
        body: {
          name: ['王秀英', '李建国', '王秀英'][n - 7],
          birth_date: `19${n}1-05-0${n}`,
          phone: n === 8 ? null : `1380000000${n}`,
          needs_help: n === 7,
          updated_at: 1_790_000_000_000 + n * 60_000,
        },
      })),
      { table: 'account', id: '90000001', body: { customer: '41000008', ledger_fen: 123_450, status: 'active' } },
      { table: 'movement', id: '90000001/3', body: { account: '90000001', fen: -5_000, business_date: '2026-11-02' } },
      { table: 'till', id: 'a1b2c3d4e5f60718.4', body: { last_count: [{ denomination: 10_000, count: 3 }] } },
      { table: 'card', id: '5', body: null },
    ];
    const bytes = writeRows(golden, kinds, null);
    expect(readRows(bytes, null)).toEqual(golden);
    expect(bytesToHex(sha256(bytes)).slice(0, 16)).toBe(TYPED_FORM);
  });
});
