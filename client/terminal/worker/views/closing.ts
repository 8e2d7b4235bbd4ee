import { closingReads, interestNow, paidInterest } from '../../../../shared/commands/closing.ts';
import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import { account } from '../../../../shared/tables/account.ts';
import type { ClosingView } from '../api.ts';
import { loadedRows } from '../loaded-rows.ts';
import type { Terminal } from '../terminal.ts';

/** What closing an account pays on a date, by the rule the command is judged with. */
export async function closingView(terminal: Terminal, id: string, on: BusinessDate): Promise<ClosingView | null> {
  const facts = { businessDate: on };
  const rows = await loadedRows(terminal, (known) => closingReads(known, id, facts));
  const [row, interest] = [rows.get(account, id), interestNow(rows, id, facts)];
  if (row === null) return null;
  if (interest === null && row.ledger_fen !== 0) return null;
  const interestFen = interest === null ? 0 : paidInterest(interest.fen, row);
  return {
    ledgerFen: row.ledger_fen,
    interestFen,
    beforeFen: interest?.beforeFen ?? 0,
    fen: row.ledger_fen + interestFen,
    yuanDays: interest?.yuanDays ?? 0,
    ratePpm: row.rate_ppm,
    from: interest?.period.from ?? on,
    through: interest?.period.through ?? on,
  };
}
