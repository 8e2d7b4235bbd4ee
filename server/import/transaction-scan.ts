import { TRANSACTIONS, type SourceAccount, type Transaction } from './berka-files.ts';
import { kindOf, signedFen } from './berka-commands.ts';
import { ImportFault, readFileOf, type FileSeen, type RejectedLine, type Source } from './berka-read.ts';
import { postingOrder } from './posting-order.ts';

/**
 * Streams the transactions day by day, each day in posting order. Only one day is in memory; the file must be
 * sorted by date, as it was published.
 */

export interface Day {
  readonly day: number;
  /** As they stand in the file. */
  readonly inFileOrder: readonly Transaction[];
  readonly inPostingOrder: readonly Transaction[];
  /** The last day of the file: incomplete when the file was cut. */
  readonly isLast: boolean;
}

/** The file's own checks, and those that need the other files. */
function checkedSource(accounts: ReadonlyMap<number, SourceAccount>): Source<Transaction> {
  const seen = new Set<number>();
  return {
    ...TRANSACTIONS,
    read: (fields) => {
      const record = TRANSACTIONS.read(fields);
      if (!accounts.has(record.account)) throw new RangeError(`account ${record.account} is not in account.asc`);
      if (kindOf(record) === null)
        throw new RangeError(`unknown coding: ${record.type}, ${record.operation}, ${record.purpose}`);
      if (seen.has(record.id)) throw new RangeError(`transaction ${record.id} stands in the file twice`);
      seen.add(record.id);
      return record;
    },
  };
}

/** Balances at the end of the last day seen, by account. Each day's records are put in order by them. */
function inPostingOrder(records: readonly Transaction[], balances: Map<number, number>): Transaction[] {
  const byAccount = new Map<number, Transaction[]>();
  for (const record of records) {
    const own = byAccount.get(record.account);
    if (own === undefined) byAccount.set(record.account, [record]);
    else own.push(record);
  }
  const out: Transaction[] = [];
  for (const [account, own] of byAccount) {
    const steps = own.map((record) => ({ key: record.id, fen: signedFen(record), storedFen: record.storedFen }));
    for (const index of postingOrder(steps, balances.get(account) ?? 0)) {
      const record = own[index];
      if (record === undefined) continue;
      out.push(record);
      balances.set(account, record.storedFen);
    }
  }
  return out;
}

/** @throws ImportFault when the file is absent, foreign, damaged or not sorted by date. */
export async function scanTransactions(
  dir: string,
  accounts: ReadonlyMap<number, SourceAccount>,
  sink: { day(day: Day): void | Promise<void>; reject(line: RejectedLine): void },
): Promise<FileSeen> {
  const balances = new Map<number, number>();
  let records: Transaction[] = [];
  const close = (isLast: boolean): void | Promise<void> => {
    const first = records[0];
    if (first === undefined) return;
    const inFileOrder = records;
    records = [];
    return sink.day({ day: first.day, inFileOrder, inPostingOrder: inPostingOrder(inFileOrder, balances), isLast });
  };
  const seen = await readFileOf(dir, checkedSource(accounts), {
    reject: sink.reject,
    take: (record, line) => {
      const today = records[0]?.day ?? record.day;
      if (record.day < today) throw new ImportFault(`${TRANSACTIONS.file} is not sorted by date: line ${line}`);
      const closed = record.day > today ? close(false) : undefined;
      if (closed === undefined) {
        records.push(record);
        return undefined;
      }
      return closed.then(() => void records.push(record));
    },
  });
  await close(true);
  return seen;
}
