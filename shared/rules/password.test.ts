import { expect, test } from 'vitest';
import { passwordFault } from './password.ts';

test.each([
  ['九个字不够的密码吧', 'PASSWORD_SHORT'],
  ['十个汉字就够长的密码', null],
  ['ABCD-EFGH-JKLM', 'PASSWORD_SAME'],
  ['a41202600001b', 'PASSWORD_SAME'],
  ['zhou-kou-2026', null],
])('%s', (chosen, fault) => {
  expect(passwordFault(chosen, { present: 'ABCD-EFGH-JKLM', employeeNo: '41202600001' })).toBe(fault);
});
