import { TRANSFER_BACK } from '../../../../shared/commands/inter-branch-deals.ts';
import { formatFen } from '../../../../shared/kernel/money.ts';
import { capitalNumerals } from '../../../../shared/rules/numerals.ts';
import { exceptionCase } from '../../../../shared/tables/exception-case.ts';
import { interaction } from '../../../../shared/tables/interaction.ts';
import { lossForm } from '../../../../shared/tables/loss-form.ts';
import type { JournalRecord } from '../../../../sync/index.ts';
import type { SlipLine } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import type { EntryFacts } from './journal.ts';
import { line, word } from './slip-line.ts';

/** What a paper says of the entry or the state before it: in words a customer can find on the older paper. */

const ROW_OF_A_TABLET = /^[0-9a-f]{16}\.(\d+)$/;

/** The number on the paper of the entry; where it had none, its date and place in the journal, never a machine's id. */
export async function originalLine(terminal: Terminal, id: string | null): Promise<SlipLine> {
  const row = id === null ? null : await terminal.rows.get(interaction, id);
  if (row?.voucher_no) return line('原凭证号', row.voucher_no);
  const seq = row?.seq ?? (id === null ? null : (ROW_OF_A_TABLET.exec(id)?.[1] ?? null));
  if (row === null) return line('原流水', seq === null ? '不在本机' : `流水号 ${seq}`);
  return line(
    '原流水',
    seq === null ? `${row.business_date} ${formatFen(row.amount_fen)}` : `${row.business_date} 流水号 ${seq}`,
  );
}

/** The entry whose case a repayment is for. */
export async function originalOfCase(terminal: Terminal, id: string): Promise<SlipLine> {
  const row = await terminal.rows.get(exceptionCase, id);
  return originalLine(terminal, row?.interaction ?? null);
}

const REVERSAL_REASONS: Readonly<Record<string, string>> = {
  wrong_amount: '金额录错',
  wrong_account: '账户录错',
  double_entry: '重复录入',
  customer_request: '客户要求',
  print_fault: '打印故障',
  other: '其他',
};

/** A red paper names the one it takes back, and why. */
export async function reversalLines(
  terminal: Terminal,
  { entry }: Pick<JournalRecord, 'entry'>,
  facts: EntryFacts,
): Promise<SlipLine[]> {
  const id = word(facts, entry.command === TRANSFER_BACK ? 'deal' : 'original');
  const reason = REVERSAL_REASONS[word(facts, 'reason')];
  return [await originalLine(terminal, id), ...(reason === undefined ? [] : [line('冲正原因', reason)])];
}

/** The sum in words says itself that it is red: a copy in black loses the colour. */
export const redCapitals = (fen: number): string => `（红字）${capitalNumerals(fen)}`;

/** The state an event took the account out of, as its rows still tell it. Null where they no longer do. */
export async function stateBefore(
  terminal: Terminal,
  { entry }: Pick<JournalRecord, 'entry'>,
  { accountRow, payload }: EntryFacts,
): Promise<string | null> {
  if (accountRow === null) return null;
  const lost = accountRow.lost_at;
  if (entry.command === 'counter.lost_oral' || entry.command === 'counter.lost_written') {
    if (lost === null || lost > entry.capturedAt) return null;
    // A report of what was lost already keeps the earlier time.
    return lost < entry.capturedAt ? '口头挂失' : '未挂失';
  }
  if (entry.command !== 'counter.unlost' || lost === null || lost > entry.capturedAt) return null;
  const form = typeof payload['account'] === 'string' ? await terminal.rows.get(lossForm, payload['account']) : null;
  return form !== null && form.reported_at >= lost ? '书面挂失' : '口头挂失';
}
