import { employee } from '../../../../shared/tables/employee.ts';
import { till } from '../../../../shared/tables/till.ts';
import { config } from '../../../../shared/tables/config.ts';
import { orgUnit } from '../../../../shared/tables/org-unit.ts';
import { accountDay, tillDay } from '../../../../shared/tables/totals.ts';
import type { RowOf } from '../../../../shared/tables/define.ts';
import { accountDayId, deviceUseId, tillDayId } from '../../../../shared/commands/booking.ts';
import { tillExcess } from '../../../../shared/commands/till-checks.ts';
import type { ConfigKey } from '../../../../shared/rules/config-defaults.ts';
import { configValue, ladderPercent, limitShare, usedSince } from '../../../../shared/rules/limits.ts';
import { leaseUse } from '../../../../shared/tables/totals.ts';
import type { BusinessDate } from '../../../../shared/kernel/dates.ts';
import type { QuotaView, TillView } from '../api.ts';
import { currentLease, type Terminal } from '../terminal.ts';

/** Tills and what may still be paid out offline, as shown all day. */

async function valueOf(terminal: Terminal, key: ConfigKey, on: BusinessDate): Promise<number> {
  return configValue(await terminal.rows.get(config, key), key, on);
}

async function limitOf(terminal: Terminal, on: BusinessDate): Promise<number> {
  const unit = await terminal.rows.get(orgUnit, terminal.device.outlet.code);
  return unit?.till_limit_fen ?? valueOf(terminal, 'till.limit_fen', on);
}

interface Seen {
  readonly me: string | null;
  readonly limitFen: number;
  readonly leased: ReadonlySet<string>;
}

async function viewOf(terminal: Terminal, row: RowOf<typeof till>, seen: Seen): Promise<TillView> {
  const name = async (employeeNo: string | null): Promise<string | null> =>
    employeeNo === null ? null : ((await terminal.rows.get(employee, employeeNo))?.name ?? employeeNo);
  return {
    tillNo: row.till_no,
    status: row.status,
    holderName: await name(row.holder),
    mine: row.status === 'held' && row.holder === seen.me && row.device === terminal.device.deviceId,
    leftHere: row.status === 'held' && row.holder !== seen.me && row.device === terminal.device.deviceId,
    cashFen: row.cash_fen,
    limitFen: seen.limitFen,
    overFen: tillExcess({ tillNo: row.till_no, cashFen: row.cash_fen, limitFen: seen.limitFen }),
    lastHolder: await name(row.last_holder),
    lastHeldOn: row.last_held_on,
    leased: seen.leased.has(row.till_no),
  };
}

async function seenBy(terminal: Terminal, me: string | null, on: BusinessDate): Promise<Seen> {
  const lease = await currentLease(terminal);
  const leased = new Set(lease?.row.tills.map((one) => one.till) ?? []);
  return { me, limitFen: await limitOf(terminal, on), leased };
}

export async function tillViews(terminal: Terminal, me: string | null, on: BusinessDate): Promise<readonly TillView[]> {
  const seen = await seenBy(terminal, me, on);
  const rows = [...(await terminal.rows.list(till)).values()].sort((a, b) => (a.till_no < b.till_no ? -1 : 1));
  return Promise.all(rows.map((row) => viewOf(terminal, row, seen)));
}

export async function tillView(
  terminal: Terminal,
  tillNo: string,
  on: { readonly me: string | null; readonly date: BusinessDate },
): Promise<TillView | null> {
  const row = await terminal.rows.get(till, tillNo);
  return row === null ? null : viewOf(terminal, row, await seenBy(terminal, on.me, on.date));
}

/** What is left of an account's limit of offline payouts on a date. */
async function accountLeft(
  terminal: Terminal,
  of: { readonly account: string; readonly limitFen: number },
  on: BusinessDate,
): Promise<number> {
  const id = accountDayId(of.account, on, terminal.device.deviceId);
  const used = (await terminal.rows.get(accountDay, id))?.offline_out_fen ?? 0;
  return Math.max(0, of.limitFen - used);
}

export async function quotaView(
  terminal: Terminal,
  of: { readonly till: string | null; readonly account: string | null },
  on: BusinessDate,
): Promise<QuotaView> {
  const tillNo = of.till;
  const at = terminal.engine.now().at;
  const { dataAt } = terminal.engine.status();
  const lease = await currentLease(terminal);
  const ageMs = dataAt === null ? null : Math.max(0, at - dataAt);
  const value = (key: ConfigKey): Promise<number> => valueOf(terminal, key, on);
  const ladder = {
    fullHours: await value('offline.ladder.full_hours'),
    lastHours: await value('offline.ladder.last_hours'),
    middlePercent: await value('offline.ladder.middle_percent'),
  };
  const raw = ageMs === null ? 0 : ladderPercent(ageMs, ladder);
  const share = (fen: number): number => limitShare(fen, raw);
  const uses = (await terminal.rows.get(leaseUse, deviceUseId(terminal.device.deviceId)))?.uses ?? [];
  const used = usedSince(uses, at, await value('offline.lease_hours'));
  const tillUsed =
    tillNo === null ? 0 : ((await terminal.rows.get(tillDay, tillDayId(tillNo, on)))?.offline_out_fen ?? 0);
  const tillLimitFen = share(await value('offline.withdraw.till_day_fen'));
  const deviceShareFen = share(lease?.row.share_fen ?? 0);
  return {
    leaseUntil: lease?.row.expires_at ?? null,
    expired: lease === null || at > lease.row.expires_at,
    ageMs,
    percent: raw === 0 ? 0 : raw === 100 ? 100 : 50,
    txnFen: share(await value('offline.withdraw.txn_fen')),
    accountLeftFen:
      of.account === null
        ? null
        : await accountLeft(
            terminal,
            { account: of.account, limitFen: share(await value('offline.withdraw.account_day_fen')) },
            on,
          ),
    tillLeftFen: Math.max(0, tillLimitFen - tillUsed),
    tillLimitFen,
    deviceLeftFen: Math.max(0, deviceShareFen - used),
    deviceShareFen,
  };
}
