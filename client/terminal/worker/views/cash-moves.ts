import { tillStates, transferLines, type TransferLine } from '../../../../shared/read-models/till-day.ts';
import { DELIVERED } from '../../../../shared/commands/voucher-stock.ts';
import { rangesCount } from '../../../../shared/rules/voucher-ranges.ts';
import type { CashMovesView, CashMoveView, VoucherStockView } from '../api.ts';
import type { Clerk } from '../clerk.ts';
import type { Terminal } from '../terminal.ts';
import { sourceOf } from './day-end.ts';

/** Cash and vouchers in hands, and cash that left one pair of hands for another, as this tablet knows it. */
function stateOf(line: TransferLine): CashMoveView['state'] {
  if (line.kind !== 'till') return line.inTransitFen === 0 ? 'accepted' : 'county_waits';
  if (line.returned) return 'taken_back';
  if (line.answer === 'none') return 'on_way';
  if (line.answer === 'accepted' && line.inTransitFen > 0) return 'one_side';
  return line.answer;
}

function actOf(line: TransferLine): CashMoveView['act'] {
  if (line.step !== 'wait') return line.step;
  if (line.kind !== 'till') return null;
  // The sender shows its code until it is answered, the receiver its answer until the sender has it.
  if (line.mine === 'from') return line.answer === 'none' ? 'show' : null;
  return line.mine === 'to' && line.answer !== 'none' ? 'show' : null;
}

export async function cashMovesView(terminal: Terminal, clerk: Clerk): Promise<CashMovesView> {
  const source = await sourceOf(terminal, clerk);
  const moves = transferLines(source).map((line): CashMoveView => {
    const { transfer, kind, from, to, fen, at, sentOn, nonce, sealNo, denominations, unconfirmed } = line;
    const own = { transfer, kind, from, to, fen, at, sentOn, nonce, sealNo, denominations, unconfirmed };
    return { ...own, state: stateOf(line), act: actOf(line) };
  });
  return { mine: tillStates(source).find((one) => one.mine)?.till ?? null, moves: moves.reverse() };
}

export async function voucherStocksView(terminal: Terminal, clerk: Clerk): Promise<readonly VoucherStockView[]> {
  const source = await sourceOf(terminal, clerk);
  const mine = tillStates(source).find((one) => one.mine)?.till ?? null;
  return [...source.stocks.values()]
    .filter((one) => one.holder !== DELIVERED && one.ranges.length > 0)
    .map((one) => ({
      till: one.holder,
      mine: one.holder === mine,
      type: one.voucher_type,
      ranges: one.ranges,
      count: rangesCount(one.ranges),
    }))
    .sort((a, b) => (a.till === b.till ? (a.type < b.type ? -1 : 1) : a.till < b.till ? -1 : 1));
}
