import { expect, test } from 'vitest';
import { averageScore, byOutlet, contentPpm, type RatingLine } from './office-ratings.ts';

const line = (code: string, clerk: string, scores: number[], reasons = [0, 0, 0, 0]): RatingLine => ({
  outlet: { code, name: code, nameEn: code, level: 'outlet' },
  clerk: { employeeNo: clerk, name: null },
  scores,
  reasons,
});

test('two fives, a four and a one are 3.75 on average, three of four content', () => {
  expect([averageScore([1, 0, 0, 1, 2]), contentPpm([1, 0, 0, 1, 2])]).toEqual([375, 750_000]);
  expect([averageScore([1, 0, 0, 0, 2]), averageScore([0, 1, 0, 0, 5])]).toEqual([367, 450]);
});

test('nobody rated: no figure, not a zero', () => {
  expect([averageScore([0, 0, 0, 0, 0]), contentPpm([0, 0, 0, 0, 0])]).toEqual([null, null]);
});

test('an outlet is its clerks together', () => {
  const lines = [
    line('41272801', '1', [1, 0, 0, 0, 2], [1, 0, 0, 0]),
    line('41272801', '2', [0, 1, 0, 3, 0], [0, 1, 0, 0]),
    line('41272802', '3', [0, 0, 0, 0, 1]),
  ];
  expect(byOutlet(lines).map((one) => [one.outlet.code, one.clerk, one.scores, one.reasons])).toEqual([
    ['41272801', null, [1, 1, 0, 3, 2], [1, 1, 0, 0]],
    ['41272802', null, [0, 0, 0, 0, 1], [0, 0, 0, 0]],
  ]);
});
