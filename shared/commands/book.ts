import type { Fen } from '../kernel/money.ts';
import type { RowOf, Table } from '../tables/define.ts';
import type { CaseDraft, Change, JournalOrder, Rows } from './define.ts';

/**
 * What one command writes, collected: rows read back with this command's own changes on top, postings, cases,
 * messages to other branches.
 * A row put twice is one change.
 */
export interface Book extends Rows {
  put<T extends Table>(table: T, id: string, row: RowOf<T>): void;
  /** Debit positive, in fen. A zero leg is left out. */
  post(ledger: string, account: string | null, fen: Fen): void;
  raise(raised: CaseDraft): void;
  /** A command for another branch, carried after the commit. Only the hub's are sent. */
  send(toBranch: string, command: string, payload: Readonly<Record<string, unknown>>): void;
  /** Says what the engine is to do with a device's journal. */
  order(order: JournalOrder): void;
  readonly cases: readonly CaseDraft[];
  changes(): readonly Change[];
}

export function openBook(rows: Rows): Book {
  const puts = new Map<string, Extract<Change, { op: 'put' }>>();
  const postings: Change[] = [];
  const cases: CaseDraft[] = [];
  const messages: Change[] = [];
  const orders: Change[] = [];
  return {
    cases,
    get<T extends Table>(table: T, id: string): RowOf<T> | null {
      const own = puts.get(`${table.name}:${id}`);
      return own === undefined ? rows.get(table, id) : (own.row as RowOf<T>);
    },
    put(table, id, row) {
      puts.set(`${table.name}:${id}`, {
        op: 'put',
        table: table.name,
        id,
        row: row as Readonly<Record<string, unknown>>,
      });
    },
    post(ledger, account, fen) {
      if (fen !== 0) postings.push({ op: 'posting', ledger, account, fen });
    },
    raise: (raised) => void cases.push(raised),
    send: (toBranch, command, payload) => void messages.push({ op: 'message', toBranch, command, payload }),
    order: (order) => void orders.push({ op: 'journal', order }),
    changes: () => [
      ...puts.values(),
      ...postings,
      ...cases.map((raised) => ({ op: 'case' as const, raised })),
      ...messages,
      ...orders,
    ],
  };
}
