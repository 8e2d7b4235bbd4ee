import { stoppedAt } from '../../../../shared/rules/loss.ts';
import { account } from '../../../../shared/tables/account.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import { stopWatch } from '../../../../shared/tables/freeze-turns.ts';
import type { OpenStop } from '../api.ts';
import type { Terminal } from '../terminal.ts';
import { cardTailOf } from './customer.ts';

/** Stops of the bank's own that are in force and that no manager has confirmed, oldest first. */
export async function openStops(terminal: Terminal): Promise<readonly OpenStop[]> {
  const { at } = terminal.engine.now();
  const open = [...(await terminal.rows.list(stopWatch))].filter(([, row]) => row.confirmed_at === null);
  const stops: OpenStop[] = [];
  for (const [id, row] of open) {
    const held = await terminal.rows.get(account, id);
    if (held === null || held.stop_pay_at !== row.stopped_at || !stoppedAt(held, at)) continue;
    const person = await terminal.rows.get(customer, held.customer);
    const name = person?.name ?? '';
    const accountTail = held.account_no.slice(-4);
    const cardTail = await cardTailOf(terminal, id);
    stops.push({ customer: held.customer, name, accountTail, cardTail, at: row.stopped_at });
  }
  return stops.sort((a, b) => a.at - b.at);
}
