import { expect, test } from 'vitest';
import { createPageCache, type PageKey } from './page-cache.ts';

const key = (version: number, id = ''): PageKey => ({
  token: { epoch: 'e', branch: '41272801', version, commitId: `c${String(version)}` },
  kind: 'customer',
  id,
  rowsMax: 2,
});
const page = (of: PageKey) => ({
  token: of.token,
  table: 'customer',
  rows: ['a', 'b'].map((id) => ({ table: 'customer', id, body: { name: id } })),
  next: null,
  rowsTotal: 2,
});

test('a page is found for its own version, past and place alone', () => {
  const cache = createPageCache();
  cache.put(key(3), page(key(3)));
  expect(cache.get(key(3))).toEqual(page(key(3)));
  expect(cache.get(key(4))).toBeNull();
  expect(cache.get(key(3, 'a'))).toBeNull();
  expect(cache.get({ ...key(3), token: { ...key(3).token, commitId: 'another past' } })).toBeNull();
  expect(cache.get({ ...key(3), rowsMax: 3 })).toBeNull();
});

test('the pages that nobody asked for longest go first, and none is counted twice', () => {
  const cache = createPageCache(4);
  cache.put(key(1), page(key(1)));
  cache.put(key(1), page(key(1)));
  cache.put(key(2), page(key(2)));
  expect(cache.get(key(1))).not.toBeNull();
  cache.put(key(3), page(key(3)));
  expect([1, 2, 3].map((version) => cache.get(key(version)) !== null)).toEqual([true, false, true]);
});
