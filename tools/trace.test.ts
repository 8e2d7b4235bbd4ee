import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missingPaths, traceRows, traceText } from './trace.mjs';

test('docs/TRACE.md is what docs/trace.json says now, and its paths exist', () => {
  expect(readFileSync('docs/TRACE.md', 'utf8')).toBe(traceText());
  expect(missingPaths()).toEqual([]);
});

test('all 89 requirements of the domain are listed once', () => {
  const ids = (traceRows() as { id: string }[]).map((row) => row.id);
  expect(ids).toHaveLength(89);
  expect(new Set(ids).size).toBe(89);
});
