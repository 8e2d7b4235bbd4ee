import fc from 'fast-check';
import { expect, test } from 'vitest';
import { postingOrder, stepFit, type Step } from './posting-order.ts';

const step = (key: number, fen: number, storedFen: number): Step => ({ key, fen, storedFen });

test('a day is put in the order in which its stored balances follow each other', () => {
  expect(postingOrder([step(3, -1_000, 174_000), step(2, 5_000, 175_000), step(1, -30_000, 170_000)], 200_000)).toEqual(
    [2, 1, 0],
  );
});

test('a step may be off by 10 fen, and an exact chain is preferred to one that is off', () => {
  expect([stepFit(0, step(1, 100, 100)), stepFit(0, step(1, 100, 110)), stepFit(0, step(1, 100, 111))]).toEqual([
    'exact',
    'within',
    'off',
  ]);
  // 1 -> 2 is exact; 2 -> 1 would chain too, off by 10 twice.
  expect(postingOrder([step(2, 10, 120), step(1, 10, 110)], 100)).toEqual([1, 0]);
});

test('a day that does not chain as a whole is taken in the order of its keys', () => {
  expect(postingOrder([step(3_682_926, 10_790, 2_597_450), step(3_149_542, -1_460, 2_595_990)], 2_575_910)).toEqual([
    1, 0,
  ]);
});

test('twelve equal withdrawals of a day are put in order at once', () => {
  const steps = Array.from({ length: 12 }, (_, index) => step(index, -100, 100 * index));
  expect(postingOrder(steps, 1_200)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

test('property: whatever the order in the file, a chain of exact steps is found again', () => {
  const amounts = fc.array(
    fc.integer({ min: -50_000, max: 50_000 }).filter((fen) => Math.abs(fen) > 10),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(
      amounts,
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (fens, start, random) => {
        let balance = start;
        const chain = fens.map((fen, key) => step(key, fen, (balance += fen)));
        const shuffled = chain
          .map((one) => ({ one, at: random.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        let previous = start;
        for (const index of postingOrder(shuffled, start)) {
          const next = shuffled[index] as Step;
          expect(stepFit(previous, next)).toBe('exact');
          previous = next.storedFen;
        }
      },
    ),
  );
});
