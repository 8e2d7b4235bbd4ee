import {
  ASK_HOME,
  DEPOSIT_ELSEWHERE,
  homeOf,
  isAsk,
  PAY_ELSEWHERE,
  TRANSFER_BACK,
  TRANSFER_ELSEWHERE,
  type Deal,
} from '../../../shared/commands/inter-branch-deals.ts';
import { deviceRowId } from '../../../shared/kernel/ids.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import { isAccountNo } from '../../../shared/rules/luhn.ts';
import type { RowOf } from '../../../shared/tables/define.ts';
import { interBranchDeal, transferBack } from '../../../shared/tables/inter-branch.ts';
import type { JournalRecord } from '../../../sync/index.ts';
import type { DealView, ElsewhereAccount, Failure, Lights } from './api.ts';
import { requestMode, type BuildContext } from './build.ts';
import { askAccount } from './hub-doors.ts';
import type { Terminal } from './terminal.ts';

/** 通存通兑 at the counter: whose account it is, and how far a deal with its home outlet has come. */

type TransferBack = RowOf<typeof transferBack>;

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

/** The transfer an entry sent to another outlet, or asked back from it; null of any other business. */
export function transferOf(entry: JournalRecord['entry'], payload: Readonly<Record<string, unknown>>): string | null {
  if (entry.command === TRANSFER_ELSEWHERE) return deviceRowId(entry.device, entry.seq);
  const deal = payload['deal'];
  return entry.command === TRANSFER_BACK && typeof deal === 'string' ? deal : null;
}

export const backRow = (terminal: Terminal, transfer: string | null): Promise<TransferBack | null> =>
  transfer === null ? Promise.resolve(null) : terminal.rows.get(transferBack, transfer);

/** The money is there whole, and nobody has asked it back yet. */
export const mayAskBack = (deal: Deal | null, back: TransferBack | null): boolean =>
  deal?.direction === 'transfer' && deal.status === 'settled' && deal.outcome === 'posted' && back === null;

/** What was asked back is on the books when the other outlet has answered. */
const BACK_LIGHTS = { asked: 'received', taken: 'posted', refused: 'rejected' } as const;
export const lightsOfBack = (lights: Lights, command: string, back: TransferBack | null): Lights =>
  lights === 'posted' && command === TRANSFER_BACK && back !== null ? BACK_LIGHTS[back.status] : lights;

/** Cash of another outlet's customer is on the books only when that outlet says so. */
export function lightsWith(lights: Lights, command: string, deal: Deal | null): Lights {
  if (lights !== 'posted' || deal === null || command === ASK_HOME) return lights;
  if (isAsk(command) && deal.status === 'refused') return 'rejected';
  if (deal.status !== 'settled') return 'received';
  return deal.outcome === 'posted' ? 'posted' : 'case';
}
