import {
  ASK_HOME,
  DEPOSIT_ELSEWHERE,
  homeOf,
  isAsk,
  PAY_ELSEWHERE,
  TRANSFER_ELSEWHERE,
  type Deal,
} from '../../../shared/commands/inter-branch-deals.ts';
import { deviceRowId } from '../../../shared/kernel/ids.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import { isAccountNo } from '../../../shared/rules/luhn.ts';
import { interBranchDeal } from '../../../shared/tables/inter-branch.ts';
import type { JournalRecord } from '../../../sync/index.ts';
import type { DealView, ElsewhereAccount, Failure, Lights } from './api.ts';
import { requestMode, type BuildContext } from './build.ts';
import { askAccount } from './hub-doors.ts';
import type { Terminal } from './terminal.ts';

/** 通存通兑 at the counter: whose account it is, and how far a deal with its home outlet has come. */

const fail = (code: string): Result<never, Failure> => err({ code, detail: {} });

/** Asks the centre for an account of another outlet. What can be known without asking is not asked. */
export async function lookUp(
  { terminal, clerk }: BuildContext,
  accountNo: string,
): Promise<Result<ElsewhereAccount, Failure>> {
  const { device, world, vault, engine } = terminal;
  if (!isAccountNo(accountNo)) return fail('ACCOUNT_NOT_FOUND');
  if (homeOf(accountNo) === device.outlet.code) return fail('ACCOUNT_HERE');
  // The centre answers signed-on clerks only: what lies here unsent may be the sign-on.
  if ((await requestMode(terminal)) === 'offline') return fail('OFFLINE_NOT_ALLOWED');
  return askAccount(world, {
    deviceId: device.deviceId,
    employeeNo: clerk.employeeNo,
    accountNo,
    at: engine.now().at,
    sign: vault.sign,
  });
}

const KINDS: ReadonlySet<string> = new Set([ASK_HOME, DEPOSIT_ELSEWHERE, PAY_ELSEWHERE, TRANSFER_ELSEWHERE]);

/** Row id of the deal an entry belongs to, or null for any other business. */
export function dealIdOf(entry: JournalRecord['entry'], payload: Readonly<Record<string, unknown>>): string | null {
  if (!KINDS.has(entry.command)) return null;
  const named = payload['deal'];
  return entry.command === PAY_ELSEWHERE && typeof named === 'string' ? named : deviceRowId(entry.device, entry.seq);
}

export const dealRow = (terminal: Terminal, id: string | null): Promise<Deal | null> =>
  id === null ? Promise.resolve(null) : terminal.rows.get(interBranchDeal, id);

/** What a page shows of a deal. */
export const dealView = (terminal: Terminal, id: string, row: Deal): DealView => ({
  id,
  direction: row.direction,
  home: row.home,
  accountNo: row.account_no,
  fen: row.fen,
  status: row.status,
  refusal: row.refusal,
  leftMs: row.expires_at === null ? null : row.expires_at - terminal.engine.now().at,
  holder: row.holder,
  outcome: row.outcome,
  suspenseFen: row.suspense_fen,
  suspenseLedger: row.suspense_ledger,
});

/** Cash of another outlet's customer is on the books only when that outlet says so. */
export function lightsWith(lights: Lights, command: string, deal: Deal | null): Lights {
  if (lights !== 'posted' || deal === null || command === ASK_HOME) return lights;
  if (isAsk(command) && deal.status === 'refused') return 'rejected';
  if (deal.status !== 'settled') return 'received';
  return deal.outcome === 'posted' ? 'posted' : 'case';
}
