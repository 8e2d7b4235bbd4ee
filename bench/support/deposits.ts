import { findCommand, payloadToCbor } from '../../shared/commands/domain.ts';
import type { RowChange } from '../../sync/index.ts';
import type { EntryDraft } from '../../sync/testing/device-kit.ts';

/** Accounts of an outlet and deposits to them, for benchmarks that need many and real ones. */

/** An active demand account for each number. */
export const accountRows = (branch: string, numbers: readonly string[]): RowChange[] =>
  numbers.flatMap((no, n): RowChange[] => [
    { table: 'account_number', id: no, body: { account: `a${n}` } },
    { table: 'account_lines', id: `a${n}`, body: { lines: 0 } },
    {
      table: 'account',
      id: `a${n}`,
      body: {
        account_no: no,
        customer: `c${n}`,
        home_outlet: branch,
        kind: 'demand',
        account_class: 'I',
        medium: 'passbook',
        passbook_no: null,
        product: 'demand',
        rate_ppm: 500,
        opened_on: '2026-01-01',
        closed_on: null,
        ledger_fen: 0,
        hold_fen: 0,
        frozen_fen: 0,
        pending_in_fen: 0,
        pending_out_fen: 0,
        overdraft_line_fen: 0,
        withdraw_rule: 'id',
        status: 'active',
        lost_at: null,
        lost_until: null,
        lost_at_outlet: null,
        frozen_at: null,
        frozen_until: null,
        stop_pay_at: null,
        stop_pay_until: null,
        closed_at: null,
        offline_block: false,
        statement_cycle: null,
        balance_as_of: 0,
      },
    },
  ]);

/** A deposit of its own amount to one of the accounts, in turn. */
export function deposit(numbers: readonly string[], seq: number, till = '01'): EntryDraft {
  const command = findCommand('counter.deposit');
  if (command === undefined) throw new Error('counter.deposit is a command');
  const n = (seq * 7) % numbers.length;
  const optional = Object.keys(command.payload).map((field) => [field, null] as const);
  const payload = {
    ...Object.fromEntries(optional),
    account: `a${n}`,
    account_no: numbers[n] ?? '',
    fen: 10_000 + seq,
    till,
    denominations: [],
    voucher_no: '4127280102261110000174',
    medium_seen: true,
    id_seen: false,
  };
  return {
    command: command.name,
    payloadVersion: command.version,
    payload: payloadToCbor(command, payload),
    offline: true,
  };
}
