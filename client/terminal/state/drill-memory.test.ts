import { expect, test } from 'vitest';
import { forgetDrill, keepDrill, readDrill } from './drill-memory.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const NOON = 1_796_000_000_000;
const drill = { done: 5, of: 6, startedAt: NOON - 60_000, endedAt: NOON };

test('the last drill waits a day for its clerk, and is forgotten when taken', () => {
  const storage = memory();
  expect(readDrill(storage, NOON)).toBeNull();
  keepDrill(storage, { ...drill, done: 4 });
  keepDrill(storage, drill);
  expect(readDrill(storage, NOON + 86_400_000)).toEqual(drill);
  expect(readDrill(storage, NOON + 86_400_001)).toBeNull();
  forgetDrill(storage);
  expect(readDrill(storage, NOON)).toBeNull();
});

test('nothing done is nothing kept, and what is not a drill is none', () => {
  const storage = memory();
  keepDrill(storage, { ...drill, done: 0 });
  expect(readDrill(storage, NOON)).toBeNull();
  for (const text of [
    '{',
    '7',
    '{"done":7,"of":6}',
    JSON.stringify({ ...drill, done: 7 }),
    JSON.stringify({ ...drill, endedAt: 1 }),
  ]) {
    storage.setItem('yizhan.drill', text);
    expect(readDrill(storage, NOON)).toBeNull();
  }
});
