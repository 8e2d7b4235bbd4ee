import { expect, test } from 'vitest';
import { readCsv } from './csv.ts';

test('a spreadsheet’s file: mark, quotes, commas and line breaks inside them, empty lines', () => {
  const text = '\uFEFFcode,name\r\n41,"河南, ""省"""\r\n\r\n4127,"周口\n市"\r\n412728,沈丘';
  expect(readCsv(text, ['code', 'name'])).toEqual({
    rows: [
      { line: 2, cells: { code: '41', name: '河南, "省"' } },
      { line: 4, cells: { code: '4127', name: '周口\n市' } },
      { line: 6, cells: { code: '412728', name: '沈丘' } },
    ],
    faults: [],
  });
});

test('columns stand in any order; a missing, strange or doubled one is named', () => {
  expect(readCsv('name,code\n河南,41\n', ['code', 'name']).rows[0]?.cells).toEqual({ code: '41', name: '河南' });
  const wrong = readCsv('code,nmae,code\n', ['code', 'name']);
  expect(wrong.faults.map((fault) => fault.what)).toEqual([
    'the column "name" is missing',
    'the column "nmae" is not known or stands twice',
    'the column "code" is not known or stands twice',
  ]);
});

test('a short line and an open quote are faults with their line', () => {
  expect(readCsv('a,b\n1,2\n3\n', ['a', 'b']).faults).toEqual([{ line: 3, what: '1 cells instead of 2' }]);
  expect(readCsv('a,b\n1,"2\n', ['a', 'b']).faults).toEqual([{ line: 2, what: 'a quote is opened and never closed' }]);
  expect(readCsv('', ['a']).faults[0]?.what).toContain('the heading is missing');
});
