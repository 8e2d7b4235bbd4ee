import { bookOf, passbookReads, planOf, type Begin } from '../../../../shared/commands/passbook.ts';
import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { placeOf, type PrintedRow } from '../../../../shared/rules/passbook.ts';
import { account } from '../../../../shared/tables/account.ts';
import { config } from '../../../../shared/tables/config.ts';
import { configValue } from '../../../../shared/rules/limits.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { PassbookBegin, PassbookRow, PassbookView } from '../api.ts';
import { loadedRows } from '../loaded-rows.ts';
import type { Terminal } from '../terminal.ts';

/** The passbook in the customer's hand: what is missing in it, and what would be printed where. */

/** 摘要, as the law's paper has it. */
const WORDS: Readonly<Record<string, string>> = {
  carry: '承前页',
  merged: '合并登折',
  'counter.deposit': '现存',
  'counter.withdraw': '现支',
  'counter.paper': '补录',
  'counter.open_demand': '开户',
  'counter.close': '销户',
  'counter.reverse': '冲正',
  'counter.transfer_same': '转账',
  'counter.transfer': '转账',
  'counter.remit_pay': '汇入',
  'inter_branch.settle': '通兑',
  'inter_branch.credit': '通存',
  'inter_branch.transfer': '转账',
  'inter_branch.transfer_back': '冲正',
  'inter_branch.take_back': '退回转账',
  'inter_branch.transfer_credit': '转入',
  'system.interest': '利息',
  interest: '利息',
  fee: '手续费',
  penalty: '罚息',
  'atm.withdraw': '自助取',
  'remit.in': '汇入',
  'remit.out': '汇出',
  'import.open': '转入',
  'suspense.clear': '清账',
  'recon.adjust': '调账',
};

export const passbookWord = (kind: string): string => WORDS[kind] ?? '其他';

const rowView = (row: PrintedRow, pageRows: number): PassbookRow => ({
  ...placeOf(row.row, pageRows),
  businessDate: row.business_date,
  kind: row.kind,
  word: passbookWord(row.kind),
  fen: row.fen,
  balanceFen: row.balance_fen,
});

async function known(terminal: Terminal, id: string, on: BusinessDate) {
  const rows = await loadedRows(terminal, (found) => passbookReads(found, id));
  return { rows, book: bookOf(rows, id, { businessDate: on }) };
}

const beginOf = (mark: { printed: number; rows: number }, begin: PassbookBegin | null): Begin => ({
  from_line: begin?.fromLine ?? mark.printed,
  from_row: begin?.fromRow ?? mark.rows,
});

/** What would be printed from the line and row on record, or from where the clerk says. null: no passbook. */
export async function passbookView(
  terminal: Terminal,
  id: string,
  of: { readonly on: BusinessDate; readonly begin: PassbookBegin | null },
): Promise<PassbookView | null> {
  const { rows, book } = await known(terminal, id, of.on);
  if (book === null) return null;
  const begin = beginOf(book.mark, of.begin);
  const plan = planOf(book, begin);
  const last = book.lines.at(-1)?.line ?? -1;
  return {
    customer: rows.get(account, id)?.customer ?? '',
    number: rows.get(account, id)?.passbook_no ?? null,
    pageRows: book.pageRows,
    capacity: book.capacity,
    usedRows: book.mark.rows,
    missing: Math.max(0, last + 1 - book.mark.printed),
    waiting: book.waiting,
    fromLine: begin.from_line,
    fromRow: begin.from_row,
    failure: plan.fault,
    rows: plan.fault === null ? plan.rows.map((row) => rowView(row, book.pageRows)) : [],
    lines: book.lines.map(({ line, kind, business_date: businessDate, fen, balance_fen: balanceFen }) => ({
      line,
      kind,
      businessDate,
      fen,
      balanceFen,
    })),
  };
}

/** For the customer's card: lines that are missing in the book, and rows left in it. null: no passbook. */
export async function passbookState(
  terminal: Terminal,
  id: string,
  on: BusinessDate,
): Promise<{ readonly missing: number; readonly rowsLeft: number } | null> {
  const { book } = await known(terminal, id, on);
  if (book === null) return null;
  const last = book.lines.at(-1)?.line ?? -1;
  return { missing: Math.max(0, last + 1 - book.mark.printed), rowsLeft: book.capacity - book.mark.rows };
}

/** What the worker adds to a draft of `counter.passbook_update`: the book's number and the rows. */
export async function passbookFigures(
  terminal: Terminal,
  filled: Readonly<Record<string, unknown>>,
  on: BusinessDate,
): Promise<Readonly<Record<string, unknown>>> {
  const { account: id, from_line: line, from_row: row } = filled;
  if (typeof id !== 'string') return {};
  const { rows, book } = await known(terminal, id, on);
  if (book === null) return {};
  const begin = beginOf(book.mark, {
    fromLine: typeof line === 'number' ? line : book.mark.printed,
    fromRow: typeof row === 'number' ? row : book.mark.rows,
  });
  const plan = planOf(book, begin);
  return {
    ...begin,
    passbook_no: rows.get(account, id)?.passbook_no ?? null,
    printed: plan.fault === null ? plan.rows : [],
  };
}

/** The rows an entry put on paper, for its print and every later one. */
export async function printedRows(
  terminal: Terminal,
  record: JournalRecord,
  printed: unknown,
): Promise<readonly PassbookRow[]> {
  if (!Array.isArray(printed)) return [];
  const key = 'passbook.page_rows';
  const pageRows = configValue(await terminal.rows.get(config, key), key, record.entry.businessDate);
  return (printed as readonly PrintedRow[]).map((row) => rowView(row, pageRows));
}
