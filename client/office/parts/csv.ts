/**
 * Tables as CSV for a spreadsheet: UTF-8 with a mark so that Chinese opens right, CRLF lines, and no cell that a
 * spreadsheet would run as a formula.
 */
export interface CsvTable {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Long digit strings (accounts, vouchers) keep their digits; text that could start a formula is quoted away. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const isNumber = /^-?\d+\.\d\d$/.test(value);
  const safe = !isNumber && (/^[=+\-@\t\r]/.test(value) || /^\d{11,}$/.test(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const toCsv = (table: CsvTable): string =>
  `\uFEFF${[table.head, ...table.rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** Money as a plain number of yuan with two decimals, so that a spreadsheet can add it. */
export const yuan = (fen: number | null): string | null =>
  fen === null
    ? null
    : `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;

export function saveCsv(table: CsvTable): void {
  const url = URL.createObjectURL(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${table.name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
