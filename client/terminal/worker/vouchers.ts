import type { BusinessDate } from '../../../shared/kernel/dates.ts';
import { readPayload } from '../../../shared/commands/domain.ts';
import { voucherNo } from '../../../shared/rules/voucher.ts';
import type { Entry } from '../../../sync/index.ts';
import type { Terminal } from './terminal.ts';

/**
 * Voucher numbers, strictly in order per device and business date. There is no counter beside the journal: the
 * next number follows the highest one an entry of that date carries, so number and entry are durable together.
 */
export const voucherOf = (entry: Entry): string | null => {
  const payload: Readonly<Record<string, unknown>> | undefined = readPayload(
    entry.command,
    entry.payloadVersion,
    entry.payload,
  );
  const number = payload?.['voucher_no'];
  return typeof number === 'string' && number.length === 22 ? number : null;
};

const sequenceOf = (number: string): number => Number(number.slice(16, 21));

async function highest(terminal: Terminal, on: BusinessDate): Promise<number> {
  let max = 0;
  for (const record of await terminal.store.records(terminal.store.recentSeqs())) {
    if (record.entry.businessDate !== on) continue;
    const number = voucherOf(record.entry);
    if (number !== null) max = Math.max(max, sequenceOf(number));
  }
  return max;
}

export interface Vouchers {
  next(on: BusinessDate): Promise<string>;
  /** Call after an entry is durable. */
  used(entry: Entry): void;
}

export function createVouchers(terminal: Terminal): Vouchers {
  const used = new Map<BusinessDate, number>();
  return {
    next: async (on) => {
      const last = used.get(on) ?? (await highest(terminal, on));
      used.set(on, last);
      return voucherNo({
        outlet: terminal.device.outlet.code,
        deviceNo: terminal.device.deviceNo,
        businessDate: on,
        seq: last + 1,
      });
    },
    used: (entry) => {
      const number = voucherOf(entry);
      if (number !== null) used.set(entry.businessDate, sequenceOf(number));
    },
  };
}
