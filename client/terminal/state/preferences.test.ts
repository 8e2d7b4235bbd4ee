import { expect, test } from 'vitest';
import { readPreferences, writePreferences } from './preferences.ts';

const kept = (text: string | null) => ({ getItem: () => text });

test('what a tablet likes is kept, and what nobody can read is the plain way', () => {
  const plain = { lang: 'zh', theme: 'auto', bright: false, paper: '80mm' };
  for (const text of [null, 'no json', '[]', '{"lang":"fr","theme":1,"paper":"a4"}'])
    expect(readPreferences(kept(text))).toEqual(plain);
  let stored = '';
  writePreferences({ setItem: (_key, value) => (stored = value) }, { ...readPreferences(kept(null)), paper: 'a5' });
  expect(readPreferences(kept(stored))).toEqual({ ...plain, paper: 'a5' });
});
