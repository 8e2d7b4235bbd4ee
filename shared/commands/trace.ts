import { cashTransfer } from '../tables/cash-transfer.ts';
import { keyOf, type AnyRow, type RowKey, type RowOf, type Table } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { standIn } from '../tables/stand-in.ts';
import { till } from '../tables/till.ts';
import type { Applied } from './define.ts';

/**
 * What an entry leaves in the rows of its outlet, by which somebody who has the rows, and no outcome, sees that it has
 * had its effect. So an outlet that was opened from the rows of a tablet counts no entry a second time.
 */
export interface Trace {
  readonly keys: readonly RowKey[];
  /** What the rows say became of it; null = they do not hold its effect. */
  said(get: (table: string, id: string) => AnyRow | null): Said | null;
}
type Said = Pick<Applied, 'verdict' | 'split'>;
interface Of {
  readonly name: string;
  readonly door: string;
  readonly rowId: string;
  readonly device: string | null;
  readonly capturedAt: number;
  readonly late?: boolean;
}
type Payload = Readonly<Record<string, unknown>>;

const POSTED: Said = { verdict: 'posted', split: null };

/** A capture time so far ahead of its receipt was corrected to it, and stands as the earlier one. */
const CORRECTED_MS = 300_000;

/**
 * Two tablets with one journal write other entries under the same number: only the time tells whose is recorded. What
 * comes late may be recorded by the time on a paper, and a message has an id of its own.
 */
function isSame({ door, late, capturedAt }: Of, at: number | null): boolean {
  if (door !== 'terminal' || late === true) return true;
  return at !== null && (at === capturedAt || at + CORRECTED_MS < capturedAt);
}

/** A trace in one row. */
function inRow<T extends Table>(table: T, id: unknown, isLeft: (row: RowOf<T>) => boolean): Trace {
  const key = keyOf(table, String(id));
  return {
    keys: [key],
    said: (get) => {
      const row = get(key.table, key.id) as RowOf<T> | null;
      return row !== null && isLeft(row) ? POSTED : null;
    },
  };
}

const BY_ENTRY: Readonly<Record<string, Said['verdict'] | undefined>> = {
  posted_with_exception: 'posted_with_exception',
  suspense: 'suspense',
  rejected: 'rejected',
};

function saidBy(row: RowOf<typeof interaction>): Said {
  const { status, account_fen: accountFen, suspense_ledger: suspenseLedger, suspense_fen: suspenseFen } = row;
  const split = suspenseLedger === null ? null : { accountFen, suspenseLedger, suspenseFen };
  return { verdict: BY_ENTRY[status] ?? 'posted', split };
}

/** Its record. Of an entry that comes late the record may be that of the paper which stood in for it. */
function recordOf(of: Of): Trace {
  const { rowId, late } = of;
  const [own, paper] = [keyOf(interaction, rowId), keyOf(standIn, rowId)];
  return {
    keys: late === true ? [own, paper] : [own],
    said: (get) => {
      const row = get(own.table, own.id) as RowOf<typeof interaction> | null;
      const stood = late === true ? (get(paper.table, paper.id) as RowOf<typeof standIn> | null) : null;
      if (row === null || stood?.status === 'posted' || !isSame(of, row.captured_at)) return null;
      return saidBy(row);
    },
  };
}

export function traceOf(of: Of, payload: Payload): Trace {
  const { name, rowId, device, capturedAt } = of;
  switch (name) {
    case 'till.cash_transfer':
      return inRow(cashTransfer, rowId, (row) => row.sent_device === device && isSame(of, row.sent_at));
    case 'till.vault_in':
    case 'till.vault_out':
      return inRow(cashTransfer, rowId, (row) => isSame(of, row.sent_at ?? row.answered_at));
    case 'till.transfer_answer':
      return inRow(
        cashTransfer,
        payload['transfer'],
        (row) => row.answered_device === device && isSame(of, row.answered_at),
      );
    case 'till.transfer_confirm':
      return inRow(cashTransfer, payload['transfer'], (row) => row.confirmed);
    case 'till.take':
      return inRow(till, payload['till_no'], (row) => (row.taken_at ?? 0) >= capturedAt);
    default:
      return recordOf(of);
  }
}
