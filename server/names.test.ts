import { expect, test } from 'vitest';
import { pinyinOf } from './names.ts';

test.each([
  ['王小明', 'wang xiao ming'],
  ['单雄信', 'shan xiong xin'],
  ['曾国华', 'zeng guo hua'],
  ['仇英', 'qiu ying'],
  ['解海龙', 'xie hai long'],
  ['查良庸', 'zha liang yong'],
  ['尉迟恭', 'yu chi gong'],
  ['吕梅', 'lv mei'],
  ['阿依古丽·买买提', 'a yi gu li mai mai ti'],
  ['Anna Maria', 'anna maria'],
])('%s is read %s', (name, read) => {
  expect(pinyinOf(name)).toBe(read);
});
