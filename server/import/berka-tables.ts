import {
  ACCOUNTS,
  CARDS,
  CLIENTS,
  DISPOSITIONS,
  DISTRICTS,
  LOANS,
  ORDERS,
  type Client,
  type Disposition,
  type District,
  type SourceAccount,
  type SourceCard,
  type SourceLoan,
  type SourceOrder,
} from './berka-files.ts';
import { readFileOf, type FileSeen, type RejectedLine, type Source } from './berka-read.ts';
import { BRANCHES } from './berka-branches.ts';

/** The seven small tables of the collection, read whole and checked against each other before anything is posted. */
export interface BerkaTables {
  readonly districts: ReadonlyMap<number, District>;
  readonly clients: ReadonlyMap<number, Client>;
  readonly accounts: ReadonlyMap<number, SourceAccount>;
  readonly dispositions: ReadonlyMap<number, Disposition>;
  readonly cards: ReadonlyMap<number, SourceCard>;
  readonly loans: ReadonlyMap<number, SourceLoan>;
  readonly orders: ReadonlyMap<number, SourceOrder>;
  readonly files: readonly FileSeen[];
  readonly rejected: readonly RejectedLine[];
}

type Check<T> = (record: T) => string | null;

/** @throws ImportFault when a file is absent or foreign. Records that refer to nothing are rejected lines. */
export async function readTables(dir: string): Promise<BerkaTables> {
  const files: FileSeen[] = [];
  const rejected: RejectedLine[] = [];
  async function table<T extends { readonly id: number }>(source: Source<T>, check: Check<T>): Promise<Map<number, T>> {
    const out = new Map<number, T>();
    const checked: Source<T> = {
      ...source,
      read: (fields) => {
        const record = source.read(fields);
        const fault = out.has(record.id) ? `${record.id} stands in the file twice` : check(record);
        if (fault !== null) throw new RangeError(fault);
        return record;
      },
    };
    files.push(
      await readFileOf(dir, checked, {
        take: (record) => void out.set(record.id, record),
        reject: (line) => void rejected.push(line),
      }),
    );
    return out;
  }
  const known = (what: string, map: ReadonlyMap<number, unknown>, key: number): string | null =>
    map.has(key) ? null : `${what} ${key} is not in the collection`;

  const districts = await table(DISTRICTS, ({ id }) =>
    id >= 1 && id <= BRANCHES.length ? null : `no branch stands for district ${id}`,
  );
  const clients = await table(CLIENTS, ({ district }) => known('district', districts, district));
  const accounts = await table(ACCOUNTS, ({ district }) => known('district', districts, district));
  const holders = new Set<number>();
  const dispositions = await table(DISPOSITIONS, ({ client, account, type }) => {
    const fault = known('client', clients, client) ?? known('account', accounts, account);
    if (fault !== null || type === 'DISPONENT') return fault;
    if (holders.has(account)) return `account ${account} has an owner already`;
    holders.add(account);
    return null;
  });
  const cards = await table(CARDS, ({ disposition }) => known('disposition', dispositions, disposition));
  const loans = await table(LOANS, ({ account }) => known('account', accounts, account));
  const orders = await table(ORDERS, ({ account }) => known('account', accounts, account));
  return { districts, clients, accounts, dispositions, cards, loans, orders, files, rejected };
}
