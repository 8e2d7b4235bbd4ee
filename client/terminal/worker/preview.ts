import type { Fen } from '../../../shared/kernel/money.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Facts, Rows } from '../../../shared/commands/define.ts';
import {
  ageHours,
  leaseInForce,
  payoutLimits,
  percentNow,
  type PayoutLimit,
} from '../../../shared/commands/payout-limits.ts';
import { configValue } from '../../../shared/rules/limits.ts';
import { config } from '../../../shared/tables/config.ts';
import { POSTS, type Post } from '../../../shared/tables/employee.ts';
import { till } from '../../../shared/tables/till.ts';
import type { Refusal } from '../../../sync/index.ts';
import type { Draft, Failure, Limit, Preview } from './api.ts';
import { build, type BuildContext, type Built } from './build.ts';
import { payoutFacts, payoutRows } from './payout-now.ts';
import { checkersFor } from './people.ts';

/** What would happen if the clerk pressed the button now. Nothing is written; the engine judges again at capture. */

const isPost = (word: unknown): word is Post => POSTS.some((post) => post === word);

export async function preview(context: BuildContext, draft: Draft): Promise<Result<Preview, Failure>> {
  const built = await build(context, draft);
  if (!built.ok) return built.error.code === 'BUG' ? err(built.error) : ok(await refusedEarly(context, built.error));
  const { terminal, clerk } = context;
  const admitted = await terminal.engine.admit(built.value.capture);
  const needed = !admitted.ok && admitted.error.code === 'AUTH_REQUIRED' ? admitted.error.detail['post'] : null;
  const checkerPost = isPost(needed) ? needed : null;
  const checkers =
    checkerPost === null
      ? []
      : await checkersFor(terminal, checkerPost, { date: clerk.businessDate, maker: clerk.employeeNo });
  const refusal =
    checkerPost === null
      ? admitted.ok
        ? null
        : admitted.error
      : await refusalWith(context, built.value, checkers[0]?.employeeNo);
  const limits = await limitsOf(context, built.value);
  return ok({
    mode: built.value.mode,
    checkerPost,
    checkerFromFen: checkerPost === null ? null : await fromOf(context, built.value, checkerPost),
    checkers,
    approvalCode: built.value.approvalCode,
    refusal,
    limits: limits.limits,
    tillAfterFen: await tillAfter(context, built.value),
    feeFen: typeof built.value.payload['fee_fen'] === 'number' ? built.value.payload['fee_fen'] : 0,
    percent: limits.percent,
    allowedFen: allowedOf(refusal),
    warning: built.value.capture.replaces === null ? null : limits.passed,
  });
}

/** The line that calls for this post, of the entries that have one. The command judges by the same values. */
async function fromOf({ terminal, clerk }: BuildContext, built: Built, post: Post): Promise<number | null> {
  if (built.definition.name !== 'counter.withdraw') return null;
  const key =
    post === 'outlet_manager'
      ? 'auth.withdraw.manager_fen'
      : built.mode === 'offline'
        ? 'auth.offline.withdraw.chief_fen'
        : 'auth.withdraw.chief_fen';
  return configValue(await terminal.rows.get(config, key), key, clerk.businessDate);
}

/** With somebody's approval in place, what else stands in the way. */
async function refusalWith(context: BuildContext, built: Built, checker: string | undefined): Promise<Refusal | null> {
  if (checker === undefined) return null;
  const admitted = await context.terminal.engine.admit({ ...built.capture, checker, approval: built.approval });
  return admitted.ok ? null : admitted.error;
}

async function refusedEarly(context: BuildContext, refusal: Failure): Promise<Preview> {
  const mode = context.terminal.engine.status().online ? 'online' : 'offline';
  return {
    mode,
    checkerPost: null,
    checkerFromFen: null,
    checkers: [],
    approvalCode: '',
    refusal,
    limits: [],
    tillAfterFen: null,
    feeFen: 0,
    percent: 100,
    allowedFen: null,
    warning: null,
  };
}

const allowedOf = (refusal: Refusal | null): number | null => {
  const allowed = refusal?.detail['allowed_fen'];
  return typeof allowed === 'number' ? allowed : null;
};

async function tillAfter(context: BuildContext, built: Built): Promise<number | null> {
  const { direction, fen } = built.definition.sigma(built.payload);
  const tillNo: unknown = built.payload['till'];
  if (direction === 'none' || typeof tillNo !== 'string') return null;
  const held = await context.terminal.rows.get(till, tillNo);
  return held === null ? null : held.cash_fen + (direction === 'in' ? fen : -fen);
}

interface LimitsSeen {
  readonly limits: readonly Limit[];
  readonly percent: Preview['percent'];
  /** The first limit this payout would pass, lease and age of the data included. */
  readonly passed: Failure | null;
}
const NO_LIMITS: LimitsSeen = { limits: [], percent: 100, passed: null };

/** Offline payouts only: what is used, what this one takes, what is allowed. */
async function limitsOf(context: BuildContext, built: Built): Promise<LimitsSeen> {
  const { direction, fen } = built.definition.sigma(built.payload);
  const accountId: unknown = built.payload['account'];
  const tillNo: unknown = built.payload['till'];
  if (
    built.mode === 'online' ||
    direction !== 'out' ||
    typeof tillNo !== 'string' ||
    !Object.hasOwn(built.payload, 'account')
  )
    return NO_LIMITS;
  const { terminal, clerk } = context;
  const { capture } = built;
  const facts = payoutFacts(terminal, { ...capture, businessDate: clerk.businessDate });
  const of = { account: typeof accountId === 'string' ? accountId : null, till: tillNo };
  const rows = await payoutRows(terminal, facts, of);
  const known = payoutLimits(rows, facts, of);
  const limits = known.flatMap((one): Limit[] =>
    one.name === 'account_lease'
      ? []
      : [{ name: one.name, usedFen: one.usedFen, thisFen: fen, limitFen: one.limitFen }],
  );
  const percent = percentNow(rows, facts);
  return {
    limits,
    percent: percent === 0 ? 0 : percent === 100 ? 100 : 50,
    passed: passedBy(rows, facts, { known, fen }),
  };
}

function passedBy(rows: Rows, facts: Facts, of: { known: readonly PayoutLimit[]; fen: Fen }): Failure | null {
  if (!leaseInForce(rows, facts)) return { code: 'LEASE_EXPIRED', detail: {} };
  if (percentNow(rows, facts) === 0) return { code: 'REPLICA_STALE', detail: { age_h: ageHours(facts) } };
  const over = of.known.find((one) => one.usedFen + of.fen > one.limitFen);
  if (over === undefined) return null;
  return { code: over.code, detail: { limit: over.name, limit_fen: over.limitFen, used_fen: over.usedFen } };
}
