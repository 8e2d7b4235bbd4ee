/**
 * CSV as spreadsheets save it: UTF-8 with or without a mark, a heading line, commas, quotes doubled inside quotes.
 * Every row keeps the line it began on, so that a fault can name it.
 */
export interface CsvRow {
  /** From 1; the heading is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}
export interface CsvFault {
  readonly line: number;
  readonly what: string;
}
export interface CsvTable {
  readonly rows: readonly CsvRow[];
  readonly faults: readonly CsvFault[];
}

interface Raw {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Lines of cells; empty lines are left out. A quote that never ends is a fault. */
function split(text: string): { readonly raws: readonly Raw[]; readonly open: number | null } {
  const raws: Raw[] = [];
  let [cell, quoted, line, began, opened] = ['', false, 1, 1, 1];
  let cells: string[] = [];
  const endLine = (): void => {
    cells.push(cell);
    if (cells.length > 1 || cells[0]?.trim() !== '') raws.push({ line: began, cells });
    [cells, cell, began] = [[], '', line + 1];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"' && quoted && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"' && (quoted || cell === '')) [quoted, opened] = [!quoted, line];
    else if (char === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else if (char === '\n' && !quoted) {
      endLine();
      line += 1;
    } else if (char !== '\r' || quoted) {
      if (char === '\n') line += 1;
      cell += char ?? '';
    }
  }
  if (cell !== '' || cells.length > 0) endLine();
  return { raws, open: quoted ? opened : null };
}

/** Rows by the names of `columns`, in any order in the file; each must be there, no other may. */
export function readCsv(text: string, columns: readonly string[]): CsvTable {
  const { raws, open } = split(text.replace(/^\uFEFF/, ''));
  if (open !== null) return { rows: [], faults: [{ line: open, what: 'a quote is opened and never closed' }] };
  const [head, ...rest] = raws;
  if (head === undefined)
    return { rows: [], faults: [{ line: 1, what: `the heading is missing: ${columns.join(',')}` }] };
  const names = head.cells.map((name) => name.trim());
  const missing = columns.filter((name) => !names.includes(name));
  const strange = names.filter((name, at) => !columns.includes(name) || names.indexOf(name) !== at);
  const faults: CsvFault[] = [
    ...missing.map((name) => ({ line: head.line, what: `the column "${name}" is missing` })),
    ...strange.map((name) => ({ line: head.line, what: `the column "${name}" is not known or stands twice` })),
  ];
  if (faults.length > 0) return { rows: [], faults };
  const rows: CsvRow[] = [];
  for (const { line, cells } of rest) {
    if (cells.length === names.length)
      rows.push({ line, cells: Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()])) });
    else faults.push({ line, what: `${String(cells.length)} cells instead of ${String(names.length)}` });
  }
  return { rows, faults };
}
