import { expect, test } from 'vitest';
import { CLIENTS } from './berka-files.ts';
import { readDate, readInt, readMoney, splitLine } from './berka-read.ts';

test('quoted and bare fields are told apart, and an empty last field counts', () => {
  expect(splitLine('695247;2378;930101;"PRIJEM";"VKLAD";700.00;700.00;"";;')).toEqual([
    '695247',
    '2378',
    '930101',
    'PRIJEM',
    'VKLAD',
    '700.00',
    '700.00',
    '',
    '',
    '',
  ]);
  expect(splitLine('1;"a;b"')).toEqual(['1', 'a;b']);
});

test('a cut or broken quotation is a reason, not a guess', () => {
  expect(splitLine('3526882;11021;940331;"PRIJE')).toBe('a quoted text is not closed');
  expect(splitLine('1;"a"b')).toBe('characters after a quoted text');
});

test('money is read to hundredths without floating point', () => {
  expect([readMoney('76500.00'), readMoney('14.6'), readMoney('0.1'), readMoney('-51.20'), readMoney('96396')]).toEqual(
    [7_650_000, 1_460, 10, -5_120, 9_639_600],
  );
  expect(() => readMoney('1,00')).toThrow('not an amount: 1,00');
  expect(() => readMoney('1.234')).toThrow(RangeError);
});

test('dates are of the twentieth century and real', () => {
  expect([readDate('930101'), readDate('931107 00:00:00')]).toEqual(['1993-01-01', '1993-11-07']);
  expect(() => readDate('930230')).toThrow('not a date: 930230');
  expect(() => readInt('12a')).toThrow('not a whole number: 12a');
});

test('women are written with the month plus 50', () => {
  expect(CLIENTS.read(['1', '706213', '18'])).toEqual({
    id: 1,
    gender: 'female',
    birthDate: '1970-12-13',
    district: 18,
  });
  expect(CLIENTS.read(['2', '450204', '1'])).toEqual({ id: 2, gender: 'male', birthDate: '1945-02-04', district: 1 });
});
