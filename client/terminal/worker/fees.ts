import { TRANSFER_ELSEWHERE } from '../../../shared/commands/inter-branch-deals.ts';
import type { Fen } from '../../../shared/kernel/money.ts';
import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import type { ConfigKey } from '../../../shared/rules/config-defaults.ts';
import { configValue } from '../../../shared/rules/limits.ts';
import { remitFee } from '../../../shared/rules/remittance.ts';
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
  payload: Readonly<Record<string, unknown>>,
): Promise<Fen> {
  if (command === 'counter.transfer' || command === TRANSFER_ELSEWHERE) return rate(terminal, 'transfer.fee_fen');
  if (command !== 'counter.remit_send' || typeof payload['fen'] !== 'number') return 0;
  return remitFee(payload['fen'], {
    ppm: await rate(terminal, 'remit.fee_ppm'),
    minFen: await rate(terminal, 'remit.fee_min_fen'),
    maxFen: await rate(terminal, 'remit.fee_max_fen'),
  });
}
