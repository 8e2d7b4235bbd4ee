import { actionsFor, clearsSuspense } from '../../shared/commands/case-work.ts';
import type { ExceptionCode } from '../../shared/commands/codes.ts';
import type { CaseDetail, CaseLine, CasesAnswer } from '../../shared/read-models/office.ts';
import type { CaseAction } from '../../shared/tables/case-action.ts';
import { COUNTY, having, PROVINCE, type Desk } from './desk.ts';

/** After two weeks the county works through its cases at the office's own door, each step by somebody who may. */
export interface CaseWork {
  readonly byCode: ReadonlyMap<string, number>;
  readonly closed: number;
  /** Cases nobody could end, with what the hub said. */
  readonly left: readonly string[];
}

/**
 * Suspense is written off, laid on who is liable or taken as income, and a customer's money goes to the account they
 * meant; what is only a flag, or on an entry whose money is another case's matter, is looked at and accepted.
 */
function actionFor(code: string, entry: CaseDetail['suspended']): CaseAction | undefined {
  const allowed = actionsFor(code as ExceptionCode, entry);
  const clearing = allowed.filter((one) => clearsSuspense(one, entry?.suspenseFen ?? 0) && one !== 'correct');
  const first = clearing.find((one) => one !== 'refund') ?? clearing[0];
  return first ?? (allowed.includes('accept') ? 'accept' : allowed[0]);
}

async function end(desk: Desk, of: CaseLine, meant: string): Promise<string | null> {
  const owner = of.aml ? having('aml', COUNTY) : having('supervision', COUNTY);
  const claimed = await desk.step(owner, of, { step: 'claim' });
  if (claimed.verdict !== 'posted' && claimed.code !== 'CASE_TAKEN') return `claim ${claimed.verdict} ${claimed.code}`;
  const key = `/case?branch=${of.outlet.code}&id=${encodeURIComponent(of.id)}`;
  const seen = await desk.get<CaseDetail>(owner, key);
  const action = actionFor(of.code, seen.suspended);
  if (action === undefined) return 'no action';
  const words = '两周演练：已与网点核对凭证和签名';
  const decided = await desk.step(owner, of, {
    step: 'resolve',
    action,
    words,
    toAccountNo: action === 'refund' ? meant : null,
    dueOn: null,
  });
  if (decided.verdict !== 'posted') return `${action} ${decided.verdict} ${decided.code}`;
  const after = await desk.get<CaseDetail>(owner, key);
  const proposal = after.steps.find((one) => one.open);
  if (proposal === undefined) return after.closedAt === null ? `${action} left it open` : null;
  let said = '';
  // The county agrees up to its line, the province above it.
  for (const second of [having('ops_manager', COUNTY), having('ops_manager', PROVINCE)]) {
    const agreed = await desk.step(second, of, { step: 'confirm', proposal: proposal.id, agreed: true, words: '' });
    if (agreed.verdict === 'posted') return null;
    said = `${action} confirm ${agreed.verdict} ${agreed.code}`;
  }
  return said;
}

async function openCases(desk: Desk): Promise<readonly CaseLine[]> {
  const readers = [having('supervision', COUNTY), having('aml', COUNTY)];
  const seen = new Map<string, CaseLine>();
  for (const reader of readers) {
    const { cases } = await desk.get<CasesAnswer>(reader, '/cases?status=open');
    for (const one of cases) seen.set(`${one.outlet.code} ${one.id}`, one);
  }
  return [...seen.values()];
}

/** `meant`: by outlet, the account that a customer shows when their money went nowhere. */
export async function workCases(desk: Desk, meant: ReadonlyMap<string, string>): Promise<CaseWork> {
  const byCode = new Map<string, number>();
  const left = new Map<string, string>();
  let closed = 0;
  // The list is cut at its page: it is read again until it brings nothing new. What could not be ended may have waited
  // for another case of the same entry: it is tried once more.
  let tries = 2;
  for (;;) {
    const fresh = (await openCases(desk)).filter((one) => !left.has(`${one.outlet.code} ${one.id}`));
    if (fresh.length === 0) {
      tries -= 1;
      if (tries === 0 || left.size === 0) break;
      left.clear();
      continue;
    }
    for (const one of fresh) {
      byCode.set(one.code, (byCode.get(one.code) ?? 0) + 1);
      const fault = await end(desk, one, meant.get(one.outlet.code) ?? '');
      if (fault === null) closed += 1;
      else left.set(`${one.outlet.code} ${one.id}`, `${one.code}: ${fault}`);
    }
  }
  return { byCode, closed, left: [...left.values()] };
}
