import { accountDayId, accountUseId, deviceUseId, tillDayId } from '../../../shared/commands/booking.ts';
import type { Facts, Rows } from '../../../shared/commands/define.ts';
import { leaseInForce, PAYOUT_CONFIG, payoutLimits, type PayoutParts } from '../../../shared/commands/payout-limits.ts';
import type { Fen } from '../../../shared/kernel/money.ts';
import { offlineAvailable, type Balance } from '../../../shared/rules/available.ts';
import type { CaptureDraft } from '../../../sync/index.ts';
import { loadedRows } from './loaded-rows.ts';
import { currentLease, type Terminal } from './terminal.ts';

/** What the rules of an offline payout say at this moment, before anybody has pressed anything. */

type Asked = Pick<CaptureDraft, 'basis' | 'businessDate' | 'offline' | 'maker' | 'lease'>;

/** The facts of a payout that would be captured now. */
export function payoutFacts(terminal: Terminal, asked: Asked): Facts {
  const now = terminal.engine.now();
  return {
    commandId: '',
    rowId: '',
    door: 'terminal',
    branch: terminal.device.outlet.code,
    device: terminal.device.deviceId,
    seq: null,
    basis: asked.basis,
    businessDate: asked.businessDate,
    capturedAt: now.at,
    anchored: now.anchored,
    offline: asked.offline,
    maker: asked.maker,
    checker: null,
    approved: false,
    leaseId: asked.lease,
    replicaAsOf: terminal.engine.status().dataAt,
    deadline: null,
    replaces: null,
    hub: null,
  };
}

/** The rows that its limits are counted in. */
export function payoutRows(terminal: Terminal, facts: Facts, of: PayoutParts): Promise<Rows> {
  const { deviceId } = terminal.device;
  const keys = [
    ...PAYOUT_CONFIG.map((key) => ({ table: 'config', id: key })),
    ...(of.account === null
      ? []
      : [
          { table: 'account_day', id: accountDayId(of.account, facts.businessDate, deviceId) },
          { table: 'lease_use', id: accountUseId(of.account) },
        ]),
    ...(of.till === null ? [] : [{ table: 'till_day', id: tillDayId(of.till, facts.businessDate) }]),
    { table: 'lease_use', id: deviceUseId(deviceId) },
    ...(facts.leaseId === null ? [] : [{ table: 'lease', id: facts.leaseId }]),
  ];
  return loadedRows(terminal, () => keys);
}

export interface Payer {
  readonly employeeNo: string;
  readonly businessDate: string;
  readonly till: string | null;
}

/** What can be paid from an account with no network now: what is on it, and what every limit leaves. fen */
export async function payableOffline(
  terminal: Terminal,
  payer: Payer,
  account: { readonly id: string; readonly row: Balance },
): Promise<Fen> {
  const held = await currentLease(terminal);
  const facts = payoutFacts(terminal, {
    basis: 'advice',
    businessDate: payer.businessDate,
    offline: true,
    maker: payer.employeeNo,
    lease: held?.id ?? null,
  });
  const of = { account: account.id, till: payer.till };
  const rows = await payoutRows(terminal, facts, of);
  if (!leaseInForce(rows, facts)) return 0;
  const left = payoutLimits(rows, facts, of).map((one) => one.limitFen - one.usedFen);
  return Math.max(0, Math.min(offlineAvailable(account.row), ...left));
}
