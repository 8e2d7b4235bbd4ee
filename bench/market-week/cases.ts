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

/** Suspense is written off, laid on who is liable or taken as income; what is only a flag is looked at and accepted. */
function actionFor(code: string, entry: CaseDetail['suspended']): CaseAction | undefined {
  const allowed = actionsFor(code as ExceptionCode, entry);
  const held = entry?.suspenseFen ?? 0;
  if (held === 0) return allowed.includes('accept') ? 'accept' : allowed[0];
  return allowed.find((one) => clearsSuspense(one, held) && one !== 'refund' && one !== 'correct');
}

async function end(desk: Desk, of: CaseLine): Promise<string | null> {
  const owner = of.aml ? having('aml', COUNTY) : having('supervision', COUNTY);
  const claimed = await desk.step(owner, of, { step: 'claim' });
  if (claimed.verdict !== 'posted') return `claim ${claimed.verdict} ${claimed.code}`;
  const key = `/case?branch=${of.outlet.code}&id=${encodeURIComponent(of.id)}`;
  const seen = await desk.get<CaseDetail>(owner, key);
  const action = actionFor(of.code, seen.suspended);
  if (action === undefined) return 'no action';
  const words = '两周演练：已与网点核对凭证和签名';
  const decided = await desk.step(owner, of, { step: 'resolve', action, words, toAccountNo: null, dueOn: null });
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

export async function workCases(desk: Desk): Promise<CaseWork> {
  const byCode = new Map<string, number>();
  const left = new Map<string, string>();
  let closed = 0;
  // The list is cut at its page: it is read again until it brings nothing new.
  for (;;) {
    const fresh = (await openCases(desk)).filter((one) => !left.has(`${one.outlet.code} ${one.id}`));
    if (fresh.length === 0) break;
    for (const one of fresh) {
      byCode.set(one.code, (byCode.get(one.code) ?? 0) + 1);
      const fault = await end(desk, one);
      if (fault === null) closed += 1;
      else left.set(`${one.outlet.code} ${one.id}`, `${one.code}: ${fault}`);
    }
  }
  return { byCode, closed, left: [...left.values()] };
}
