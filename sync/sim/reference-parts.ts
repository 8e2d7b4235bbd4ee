import type { Cbor } from '../../shared/kernel/cbor.ts';

/** What the reference ledger reads and remembers. */

/** Use of a device's share counts over this time. */
export const SHARE_MS = 3 * 86_400_000;
export const NAMES = {
  deposit: 'counter.deposit',
  withdraw: 'counter.withdraw',
  reverse: 'counter.reverse',
  lost: 'counter.lost_oral',
  abandon: 'request.abandon',
  send: 'till.cash_transfer',
  answer: 'till.transfer_answer',
  confirm: 'till.transfer_confirm',
  pay: 'inter_branch.pay',
  bring: 'inter_branch.deposit',
  own: 'counter.transfer_same',
} as const;

export interface LoggedEntry {
  readonly bytes: Uint8Array;
  readonly rowId: string;
  readonly verdict: string;
  readonly code: string | null;
  readonly capturedAt: number;
  readonly split: {
    readonly accountFen: number;
    readonly suspenseLedger: string | null;
    readonly suspenseFen: number;
  } | null;
}
export interface Open {
  readonly direction: 'in' | 'out';
  readonly fen: number;
  readonly account: string | null;
  readonly till: string;
  readonly at: number;
  readonly date: string;
  /** Paid by the offline rules: it uses the share of this device. */
  readonly device: string | null;
  toAccount: number;
  suspense: string | null;
  suspenseFen: number;
  undone: boolean;
}
export interface Account {
  fen: number;
  lostAt: number | null;
}
export const field = (payload: Cbor, index: number): Cbor =>
  Array.isArray(payload) ? ((payload as readonly Cbor[])[index] ?? null) : null;
