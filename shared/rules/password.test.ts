import { expect, test } from 'vitest';
import { passwordFault, pinFault } from './password.ts';

test.each([
  ['九个字不够的密码吧', 'PASSWORD_SHORT'],
  ['十个汉字就够长的密码', null],
  ['ABCD-EFGH-JKLM', 'PASSWORD_SAME'],
  ['a41202600001b', 'PASSWORD_SAME'],
  ['zhou-kou-2026', null],
])('%s', (chosen, fault) => {
  expect(passwordFault(chosen, { present: 'ABCD-EFGH-JKLM', employeeNo: '41202600001' })).toBe(fault);
});

test('an approval PIN is six digits, not the old one, no run, no part of the own number', () => {
  const of = { present: '200102', employeeNo: '41201900102' };
  expect(pinFault('12345', of)).toBe('PIN_FORMAT');
  expect(pinFault('1234567', of)).toBe('PIN_FORMAT');
  expect(pinFault('12345a', of)).toBe('PIN_FORMAT');
  expect(pinFault('200102', of)).toBe('PIN_SAME');
  for (const weak of ['111111', '123456', '654321', '900102', '412019']) expect(pinFault(weak, of)).toBe('PIN_WEAK');
  for (const good of ['730194', '112233', '135791']) expect(pinFault(good, of)).toBeNull();
});
