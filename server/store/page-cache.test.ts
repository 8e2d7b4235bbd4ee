import { expect, test } from 'vitest';
import { createPageCache, type PageKey } from './page-cache.ts';

const key = (version: number, id = ''): PageKey => ({
  token: { epoch: 'e', branch: '41272801', version, commitId: `c${String(version)}` },
  kind: 'customer',
  id,
  rowsMax: 2,
  form: 'flow own',
});

/** A cache, and how often each page was made in it. */
function counted(bytesMax?: number) {
  const cache = createPageCache(bytesMax);
  let made = 0;
  const of = (asked: PageKey, bytes = 10) =>
    cache.of(asked, () => {
      made += 1;
      return Promise.resolve({ token: asked.token, next: null, bytes: new Uint8Array(bytes).fill(made) });
    });
  return { cache, of, made: () => made };
}

test('a page is found for its own version, past, place, size and form alone', async () => {
  const { of, made } = counted();
  const first = await of(key(3));
  expect(await of(key(3))).toBe(first);
  expect(made()).toBe(1);
  const others = [
    key(4),
    key(3, 'a'),
    { ...key(3), token: { ...key(3).token, commitId: 'another past' } },
    { ...key(3), token: { ...key(3).token, epoch: 'another life' } },
    { ...key(3), kind: 'account' },
    { ...key(3), rowsMax: 3 },
    { ...key(3), form: 'flow above' },
  ];
  for (const other of others) await of(other);
  expect(made()).toBe(1 + others.length);
});

test('the pages that nobody asked for longest go first, and none is counted twice', async () => {
  const { of, made } = counted(20);
  await Promise.all([of(key(1)), of(key(1)), of(key(2))]);
  expect(made()).toBe(2);
  await of(key(1));
  await of(key(3));
  expect(made()).toBe(3);
  await of(key(1));
  expect(made()).toBe(3);
  await of(key(2));
  expect(made()).toBe(4);
});

test('a page larger than all that may be kept is given and not kept', async () => {
  const { of, made } = counted(20);
  await of(key(1));
  expect((await of(key(2), 30)).bytes).toHaveLength(30);
  await of(key(2), 30);
  expect(made()).toBe(3);
  await of(key(1));
  await of(key(1));
  expect(made()).toBe(4);
});

test('who asks while it is being made waits for it; what could not be made is tried again', async () => {
  const { cache, of, made } = counted();
  const broken = () => Promise.reject(new Error('the database is gone'));
  const both = await Promise.allSettled([cache.of(key(1), broken), of(key(1))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(made()).toBe(0);
  expect((await of(key(1))).bytes).toHaveLength(10);
});
