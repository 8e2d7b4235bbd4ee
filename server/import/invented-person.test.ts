import { expect, test } from 'vitest';
import { inventedIdNumber, inventedName, inventedPhone, withLuhn } from './invented-person.ts';

test('the same key is the same person, with a Chinese name of two or three characters', () => {
  expect(inventedName(1, 'female')).toBe(inventedName(1, 'female'));
  for (let key = 1; key <= 300; key++)
    expect(inventedName(key, key % 2 === 0 ? 'female' : 'male')).toMatch(/^\p{Script=Han}{2,3}$/u);
});

test('identity numbers hold county, birth date and sex, with the check character of GB 11643', () => {
  // The synthetic number of domain 3.4: order 048, female, S = 281.
  expect(inventedIdNumber({ key: 24, county: '412728', birthDate: '1965-03-12', gender: 'female' })).toBe(
    '412728196503120486',
  );
  expect(inventedIdNumber({ key: 100, county: '412728', birthDate: '1988-07-15', gender: 'male' })).toBe(
    '412728198807152013',
  );
});

test('no two customers of the collection share a telephone', () => {
  const phones = new Set(Array.from({ length: 14_000 }, (_, key) => inventedPhone(key)));
  expect(phones.size).toBe(14_000);
  for (const phone of phones) expect(phone).toMatch(/^1[3-9]\d{9}$/);
});

test('numbers end in their Luhn digit', () => {
  expect(withLuhn('41272801000123')).toBe('412728010001236');
});
