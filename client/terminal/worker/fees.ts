import type { Fen } from '../../../shared/kernel/money.ts';
import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import type { ConfigKey } from '../../../shared/rules/config-defaults.ts';
import { configValue } from '../../../shared/rules/limits.ts';
import { config } from '../../../shared/tables/config.ts';
import type { Terminal } from './terminal.ts';

/** The fee the customer is told, from the rates this tablet knows; the centre refuses one that is not its own. */
async function rate(terminal: Terminal, key: ConfigKey): Promise<number> {
  return configValue(await terminal.rows.get(config, key), key, shanghaiDate(terminal.engine.now().at));
}

/** Fee of a command in fen; `payload` as far as it is filled in. A command without a rate of its own is free. */
export async function feeOf(
  terminal: Terminal,
  command: string,
  _payload: Readonly<Record<string, unknown>>,
): Promise<Fen> {
  return command === 'counter.transfer' ? rate(terminal, 'transfer.fee_fen') : 0;
}
