import { interaction } from '../tables/interaction.ts';
import { EXCEPTION_CODES, type ExceptionCode } from './codes.ts';
import type { Applied, CaseDraft, Change, Facts, Input } from './define.ts';
import { ONLY_INFORMS } from './judge.ts';

/** Cases that come on an entry from outside its command: by its clock, and by what an earlier life of the hub said. */

const isOwn = (change: Change, facts: Facts) =>
  change.op === 'put' && change.table === interaction.name && change.id === facts.rowId;

function flagged(applied: Applied, facts: Facts, raised: readonly CaseDraft[]): Applied {
  const changes = applied.changes.map((change) =>
    change.op === 'put' && isOwn(change, facts) && change.row['status'] === 'posted'
      ? { ...change, row: { ...change.row, status: 'posted_with_exception' } }
      : change,
  );
  return {
    ...applied,
    verdict: applied.verdict === 'posted' ? 'posted_with_exception' : applied.verdict,
    changes: [...changes, ...raised.map((one) => ({ op: 'case' as const, raised: one }))],
  };
}

/** An entry whose clock failed the checks is accepted at its corrected time and flagged, whatever the command. */
export function withClock(applied: Applied, { facts }: Input): Applied {
  if (facts.hub === null || !facts.hub.clockAnomaly || applied.verdict === 'rejected') return applied;
  const raised = {
    code: 'CLOCK_ANOMALY' as const,
    outletRecord: `captured_at=${facts.capturedAt}`,
    centreRecord: `received_at=${facts.hub.receivedAt}`,
  };
  return flagged(applied, facts, [raised]);
}

const isExceptionCode = (code: string): code is ExceptionCode => (EXCEPTION_CODES as readonly string[]).includes(code);

/** What the receipt of an earlier life names: the codes of the cases it raised, parted by spaces. */
function toldOf(facts: Facts): readonly ExceptionCode[] {
  const codes = (facts.hub?.recorded?.code ?? '').split(' ').filter(isExceptionCode);
  return codes.filter((code) => !ONLY_INFORMS.has(code));
}

/**
 * The cases an earlier life of the hub had raised on this entry are lost with it. Where the rows of now do not raise them
 * again (what it resembled comes after it), they are raised because they were told: an exception is never without its case.
 */
export function withTold(applied: Applied, { facts }: Input): Applied {
  if (applied.verdict === 'rejected') return applied;
  const here = new Set(applied.changes.flatMap((change) => (change.op === 'case' ? [change.raised.code] : [])));
  const told = toldOf(facts).filter((code) => !here.has(code));
  if (told.length === 0) return applied;
  const own = applied.changes.find((change) => isOwn(change, facts));
  const row = own?.op === 'put' ? own.row : {};
  const parties = {
    account: (row['account'] ?? null) as string | null,
    customer: (row['customer'] ?? null) as string | null,
    amountFen: (row['amount_fen'] ?? 0) as number,
  };
  return flagged(
    applied,
    facts,
    told.map((code) => ({ code, ...parties, centreRecord: 'recorded=1' })),
  );
}
