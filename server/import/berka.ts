import { dayToDate, type BusinessDate } from '../../shared/kernel/dates.ts';
import { postCommands, type HubEngine } from '../../sync/index.ts';
import { accountBalances, type LedgerLow } from './ledger-low.ts';
import { cardDraft, loanDraft, openDraft, orderDraft, transactionDraft, type CardVault } from './berka-commands.ts';
import type { FileSeen, RejectedLine } from './berka-read.ts';
import { orgDrafts } from './berka-org.ts';
import { readTables, type BerkaTables } from './berka-tables.ts';
import { Poster, type Posted } from './poster.ts';
import { StepCheck, type StepReport } from './step-check.ts';
import { scanTransactions } from './transaction-scan.ts';

/**
 * Fills a hub from the Berka collection. First everything is read and checked, and nothing is posted when a file
 * is foreign or damaged; then units, customers with accounts, cards, orders and loans are posted, then the
 * transactions in posting order. Command ids follow from the source, so a broken-off import goes on where it
 * stopped and a second one adds nothing.
 */

export { ImportFault } from './berka-read.ts';

export interface ImportOptions {
  readonly cards: CardVault;
  readonly onProgress?: (line: string) => void;
  /** Transactions held in memory between two flushes. */
  readonly holdMax?: number;
}

interface Group {
  readonly rows: number;
  readonly amountFen: number;
}
export interface BerkaReport {
  readonly files: readonly FileSeen[];
  /** Every line that is not a whole record; all others went in. */
  readonly rejected: readonly RejectedLine[];
  readonly transactions: {
    readonly accepted: number;
    readonly firstDate: BusinessDate | null;
    readonly lastDate: BusinessDate | null;
    /** The last day the file holds whole. */
    readonly lastWholeDate: BusinessDate | null;
    readonly rowsByDate: Readonly<Record<BusinessDate, number>>;
  };
  readonly loansByStatus: Readonly<Record<string, Group>>;
  readonly ordersByPurpose: Readonly<Record<string, Group>>;
  /** Columns the source leaves unknown, by district. */
  readonly districtUnknown: Readonly<Record<string, readonly string[]>>;
  /** How well the stored balances follow each other, in four orders. */
  readonly orders: {
    readonly postingToLastWholeDate: StepReport;
    readonly postingWholeFile: StepReport;
    readonly fileToLastWholeDate: StepReport;
    readonly keyToLastWholeDate: StepReport;
  };
  readonly outcome: Posted;
}

interface Survey {
  readonly file: FileSeen;
  readonly rejected: readonly RejectedLine[];
  readonly transactions: BerkaReport['transactions'];
  readonly orders: BerkaReport['orders'];
  readonly low: LedgerLow;
}

/** Reads all transactions once, without posting: what is in the file, and how low each account ever stood. */
async function survey(dir: string, tables: BerkaTables): Promise<Survey> {
  const rejected: RejectedLine[] = [];
  const [posting, inFile, byKey] = [new StepCheck(), new StepCheck(), new StepCheck()];
  const low = accountBalances();
  const rowsByDate: Record<BusinessDate, number> = {};
  const dates: BusinessDate[] = [];
  const whole = { posting: posting.report(), date: null as BusinessDate | null };
  const cut = (): boolean => rejected.some((line) => line.file === 'trans.asc');
  const file = await scanTransactions(dir, tables.accounts, {
    reject: (line) => void rejected.push(line),
    day: ({ day, inFileOrder, inPostingOrder, isLast }) => {
      const date = dayToDate(day);
      dates.push(date);
      rowsByDate[date] = inFileOrder.length;
      const isWhole = !isLast || !cut();
      if (!isWhole) whole.posting = posting.report();
      for (const record of inPostingOrder) {
        posting.add(record);
        low.add(record);
      }
      if (!isWhole) return;
      whole.date = date;
      for (const record of inFileOrder) {
        inFile.add(record);
        byKey.meet(record.account);
      }
      for (const record of [...inFileOrder].sort((a, b) => a.id - b.id)) byKey.add(record);
    },
  });
  const postingWholeFile = posting.report();
  const isWholeFile = whole.date === (dates.at(-1) ?? null);
  return {
    file,
    rejected,
    low,
    transactions: {
      accepted: file.rows,
      firstDate: dates[0] ?? null,
      lastDate: dates.at(-1) ?? null,
      lastWholeDate: whole.date,
      rowsByDate,
    },
    orders: {
      postingToLastWholeDate: isWholeFile ? postingWholeFile : whole.posting,
      postingWholeFile,
      fileToLastWholeDate: inFile.report(),
      keyToLastWholeDate: byKey.report(),
    },
  };
}

function groupBy<T extends { readonly amountFen: number }>(
  records: Iterable<T>,
  nameOf: (record: T) => string,
): Record<string, Group> {
  const groups: Record<string, Group> = {};
  for (const record of records) {
    const name = nameOf(record);
    const group = groups[name] ?? { rows: 0, amountFen: 0 };
    groups[name] = { rows: group.rows + 1, amountFen: group.amountFen + record.amountFen };
  }
  return groups;
}

/** Units first, then holders before signatories, then what hangs on accounts. */
async function postTables(
  poster: Poster,
  tables: BerkaTables,
  deps: { cards: CardVault; low: LedgerLow },
): Promise<void> {
  for (const draft of orgDrafts(tables.districts)) await poster.add(draft);
  await poster.flush();
  const accountOf = (id: number) => tables.accounts.get(id);
  const carded = new Set([...tables.cards.values()].map((card) => tables.dispositions.get(card.disposition)?.account));
  const dispositions = [...tables.dispositions.values()];
  for (const type of ['OWNER', 'DISPONENT'] as const) {
    for (const disposition of dispositions.filter((one) => one.type === type)) {
      const account = accountOf(disposition.account);
      const client = tables.clients.get(disposition.client);
      if (account === undefined || client === undefined) continue;
      const overdraftLineFen = deps.low.overdraftLineFen(account.id);
      await poster.add(openDraft({ account, client, disposition, hasCard: carded.has(account.id), overdraftLineFen }));
    }
  }
  for (const card of tables.cards.values()) {
    const account = accountOf(tables.dispositions.get(card.disposition)?.account ?? 0);
    if (account !== undefined) await poster.add(await cardDraft(card, account, deps.cards));
  }
  for (const order of tables.orders.values()) {
    const account = accountOf(order.account);
    if (account !== undefined) await poster.add(orderDraft(order, account));
  }
  for (const loan of tables.loans.values()) {
    const account = accountOf(loan.account);
    if (account !== undefined) await poster.add(loanDraft(loan, account));
  }
  await poster.flush();
}

async function postTransactions(poster: Poster, dir: string, tables: BerkaTables): Promise<void> {
  const cardByAccount = new Map<number, number>();
  for (const card of tables.cards.values()) {
    const account = tables.dispositions.get(card.disposition)?.account;
    if (account !== undefined) cardByAccount.set(account, card.id);
  }
  let position = 0;
  await scanTransactions(dir, tables.accounts, {
    reject: () => undefined,
    day: async ({ inPostingOrder }) => {
      let isFull = false;
      for (const record of inPostingOrder) {
        const account = tables.accounts.get(record.account);
        if (account === undefined) continue;
        position += 1;
        isFull = poster.hold(
          transactionDraft(record, account, { position, card: cardByAccount.get(record.account) ?? null }),
        );
      }
      if (isFull) await poster.flush();
    },
  });
  await poster.flush();
}

/**
 * @throws ImportFault before anything is posted when the folder is not a Berka collection or a file is damaged.
 */
export async function importBerka(hub: HubEngine, dir: string, options: ImportOptions): Promise<BerkaReport> {
  const say = options.onProgress ?? (() => undefined);
  const tables = await readTables(dir);
  const seen = await survey(dir, tables);
  const records =
    tables.dispositions.size + tables.cards.size + tables.orders.size + tables.loans.size + seen.transactions.accepted;
  say(`read ${records} records, ${seen.rejected.length + tables.rejected.length} rejected; posting`);
  const poster = new Poster(
    (branch, commands) => postCommands(hub, branch, commands),
    options.holdMax ?? 40_000,
    (counts) => say(`${counts.posted + counts.repeated} commands, ${counts.repeated} known before`),
  );
  await postTables(poster, tables, { cards: options.cards, low: seen.low });
  await postTransactions(poster, dir, tables);
  return {
    files: [...tables.files, seen.file],
    rejected: [...tables.rejected, ...seen.rejected],
    transactions: seen.transactions,
    loansByStatus: groupBy(tables.loans.values(), (loan) => loan.status),
    ordersByPurpose: groupBy(tables.orders.values(), (order) => order.purpose),
    districtUnknown: Object.fromEntries(
      [...tables.districts.values()].filter((one) => one.unknown.length > 0).map((one) => [one.name, one.unknown]),
    ),
    orders: seen.orders,
    outcome: poster.counts,
  };
}
