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

export interface OfflinePayer {
  readonly facts: Facts;
  readonly till: string | null;
}

/** Who would pay with no network now, under which lease: the same for every account that is looked at. */
export async function offlinePayer(terminal: Terminal, payer: Payer): Promise<OfflinePayer> {
  const held = await currentLease(terminal);
  const { businessDate, employeeNo: maker, till } = payer;
  const asked = { basis: 'advice', businessDate, offline: true, maker, lease: held?.id ?? null } as const;
  return { facts: payoutFacts(terminal, asked), till };
}

/** What can be paid from an account with no network now: what is on it, and what every limit leaves. fen */
export async function payableOffline(
  terminal: Terminal,
  { facts, till }: OfflinePayer,
  account: { readonly id: string; readonly row: Balance },
): Promise<Fen> {
  const of = { account: account.id, till };
  const rows = await payoutRows(terminal, facts, of);
  if (!leaseInForce(rows, facts)) return 0;
  const left = payoutLimits(rows, facts, of).map((one) => one.limitFen - one.usedFen);
  return Math.max(0, Math.min(offlineAvailable(account.row), ...left));
}
