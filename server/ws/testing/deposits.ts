import { findCommand, payloadToCbor } from '../../../shared/commands/domain.ts';
import type { EntryDraft } from '../../../sync/testing/device-kit.ts';

/** Deposits to an account nobody has: the cash is a fact, so each is taken, to suspense and with a case. */
export function depositDraft(fen: number): EntryDraft {
  const command = findCommand('counter.deposit');
  if (command === undefined) throw new Error('counter.deposit is a command');
  const optional = Object.keys(command.payload).map((field) => [field, null] as const);
  const payload = {
    ...Object.fromEntries(optional),
    account: 'nobody',
    account_no: '604127280100001',
    fen,
    till: '01',
    denominations: [],
    voucher_no: '4127280102261110000174',
    medium_seen: true,
    id_seen: false,
  };
  return {
    command: command.name,
    payloadVersion: command.version,
    payload: payloadToCbor(command, payload),
    maker: '41201900102',
    offline: true,
  };
}
