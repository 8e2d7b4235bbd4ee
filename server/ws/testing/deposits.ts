import { findCommand, payloadToCbor } from '../../../shared/commands/domain.ts';
import type { EntryDraft } from '../../../sync/testing/device-kit.ts';

/** An entry of teller 41201900102; fields that are left out are null. */
export function entryDraft(name: string, payload: Readonly<Record<string, unknown>>): EntryDraft {
  const command = findCommand(name);
  if (command === undefined) throw new Error(`${name} is no command`);
  const optional = Object.keys(command.payload).map((field) => [field, null] as const);
  return {
    command: command.name,
    payloadVersion: command.version,
    payload: payloadToCbor(command, { ...Object.fromEntries(optional), ...payload }),
    maker: '41201900102',
    offline: true,
  };
}

const NOBODYS_CASH = {
  account: 'nobody',
  account_no: '604127280100001',
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
  medium_seen: true,
} as const;

/** Deposits to an account nobody has: the cash is a fact, so each is taken, to suspense and with a case. */
export const depositDraft = (fen: number): EntryDraft => depositTo({}, fen);

/** A deposit to an account there is: @param to its row id and number. */
export const depositTo = (
  to: { readonly account?: string; readonly account_no?: string; readonly signature_hash?: Uint8Array },
  fen: number,
): EntryDraft => entryDraft('counter.deposit', { ...NOBODYS_CASH, ...to, fen, id_seen: false });

/** A withdrawal asked of the hub, until `deadline` (ms, hub time). */
export const withdrawRequest = (fen: number, deadline: number): EntryDraft => ({
  ...entryDraft('counter.withdraw', {
    ...NOBODYS_CASH,
    fen,
    id_seen: true,
    holder_present: true,
    pin_result: 'not_used',
  }),
  basis: 'request',
  offline: false,
  deadline,
});
