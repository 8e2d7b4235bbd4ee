import type { RowBody, RowKey } from './feed.ts';

/** What a command leaves in rows, by which a hub without its past sees that they hold its effect. */
export interface Trace {
  readonly keys: readonly RowKey[];
  /** What these rows say became of it; null = they do not hold its effect. */
  said(get: (table: string, id: string) => RowBody | null): Said | null;
}
interface Said {
  readonly verdict: 'posted' | 'posted_with_exception' | 'suspense' | 'rejected';
  /** Where the money went when not whole to the account, fen. */
  readonly split: {
    readonly accountFen: number;
    readonly suspenseLedger: string | null;
    readonly suspenseFen: number;
  } | null;
}
