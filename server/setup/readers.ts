import { readPercent, readYuan } from '../../shared/kernel/money.ts';
import { isDate } from '../../shared/kernel/dates.ts';
import type { CsvRow } from './csv.ts';

/** The cells of one row as values; what cannot be read is told to `fault` and stands in as something harmless. */
export interface Cells {
  text(name: string, max: number): string;
  digits(name: string, ...lengths: readonly number[]): string;
  /** Empty = null. */
  optional<T>(name: string, read: (name: string) => T): T | null;
  whole(name: string, min: number, max: number): number;
  /** `200000` or `200000.50` yuan, as fen. */
  yuan(name: string): number;
  /** `0.95` per cent, as parts per million. */
  percent(name: string): number;
  date(name: string): string;
  flag(name: string): boolean;
  oneOf(name: string, words: readonly string[]): string;
  /** `10;11;12`. */
  list(name: string): readonly string[];
}

const YES = ['yes', 'true', '1', '是'];
const NO = ['no', 'false', '0', '否', ''];

export function cellsOf(row: CsvRow, fault: (what: string) => void): Cells {
  const raw = (name: string): string => row.cells[name] ?? '';
  function wrong<T>(name: string, wanted: string, instead: T): T {
    fault(`${name}: ${wanted}${raw(name) === '' ? '; the cell is empty' : `, not "${raw(name)}"`}`);
    return instead;
  }
  return {
    text: (name, max) =>
      raw(name) !== '' && raw(name).length <= max
        ? raw(name)
        : wrong(name, `text of 1 to ${String(max)} characters`, '-'),
    digits: (name, ...lengths) =>
      /^\d+$/.test(raw(name)) && lengths.includes(raw(name).length)
        ? raw(name)
        : wrong(name, `${lengths.join(', ')} digits`, ''),
    optional: (name, read) => (raw(name) === '' ? null : read(name)),
    whole: (name, min, max) => {
      const value = Number(raw(name));
      const fits = /^\d{1,12}$/.test(raw(name)) && value >= min && value <= max;
      return fits ? value : wrong(name, `a whole number from ${String(min)} to ${String(max)}`, min);
    },
    yuan: (name) => readYuan(raw(name)) ?? wrong(name, 'an amount in yuan, such as 200000 or 0.50', 0),
    percent: (name) => readPercent(raw(name)) ?? wrong(name, 'per cent a year, such as 0.95', 0),
    date: (name) => (isDate(raw(name)) ? raw(name) : wrong(name, 'a date such as 2026-12-01', '2000-01-01')),
    flag: (name) =>
      YES.includes(raw(name).toLowerCase()) ||
      (!NO.includes(raw(name).toLowerCase()) && wrong(name, 'yes or no', false)),
    oneOf: (name, words) =>
      words.includes(raw(name)) ? raw(name) : wrong(name, `one of ${words.join(', ')}`, words[0] ?? ''),
    list: (name) =>
      raw(name)
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
  };
}
