import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { deviceRowId } from '../../../shared/kernel/ids.ts';
import { account } from '../../../shared/tables/account.ts';
import { interaction } from '../../../shared/tables/interaction.ts';
import { till } from '../../../shared/tables/till.ts';
import type { CaptureFault, Refusal, RequestAnswer } from '../../../sync/index.ts';
import type { Approval, Captured, Draft, Failure, Lights, Slip } from './api.ts';
import { build, type BuildContext, type Built } from './build.ts';
import { verifyPin } from './people.ts';
import type { Terminal } from './terminal.ts';
import { lightsOf } from './views/lights.ts';
import { slipOf } from './views/slip.ts';

/** Captures one entry and says honestly what is known of it. Captures queue: voucher numbers are in order. */

const FAULTS: Readonly<Record<CaptureFault, string>> = {
  head_moved: 'OTHER_TAB',
  fenced: 'OTHER_TAB',
  storage_full: 'STORAGE_FULL',
  locked: 'LOCKED',
  not_live: 'OFFLINE',
  earlier_unsent: 'OFFLINE',
  unanchored: 'OFFLINE',
  rebuilding: 'CENTRE_REBUILDING',
};

export const failureOf = (fault: Refusal | CaptureFault): Failure =>
  typeof fault === 'string' ? { code: FAULTS[fault], detail: {} } : { code: fault.code, detail: fault.detail };

async function approved(
  context: BuildContext,
  built: Built,
  approval: Approval,
): Promise<Result<Built['capture'], Failure>> {
  // What the second person saw is no longer what would be written: show it again.
  if (approval.approvalCode !== built.approvalCode) return err({ code: 'AUTH_REQUIRED', detail: { changed: 1 } });
  if (approval.employeeNo === context.clerk.employeeNo) return err({ code: 'AUTH_SELF', detail: {} });
  const real = await verifyPin(context.terminal, approval);
  return real.ok ? ok({ ...built.capture, checker: approval.employeeNo, approval: built.approval }) : real;
}

export async function capture(
  context: BuildContext,
  draft: Draft,
  approval: Approval | null,
): Promise<Result<Captured, Failure>> {
  const built = await build(context, draft);
  if (!built.ok) return built;
  const signed = approval === null ? ok(built.value.capture) : await approved(context, built.value, approval);
  if (!signed.ok) return signed;
  const done = await withSignature(context.terminal, draft, () => context.terminal.engine.capture(signed.value));
  if (!done.ok) return err(failureOf(done.error));
  context.vouchers.used(done.value.entry);
  if (signed.value.basis !== 'request') return ok(await describe(context.terminal, done.value.seq));
  const answer = await context.terminal.engine.answer(done.value.seq);
  return ok(await afterAnswer(context.terminal, done.value.seq, answer));
}

/** The picture is durable in the same write as the entry that carries its hash. */
function withSignature<T>(terminal: Terminal, draft: Draft, work: () => Promise<T>): Promise<T> {
  const hash = draft.payload['signature_hash'];
  if (draft.signature === undefined || !(hash instanceof Uint8Array)) return work();
  return terminal.store.withEvidence(hash, draft.signature, work);
}

const APPLY_WAIT_MS = 1500;

/** A verdict is known before its rows are here: waits a moment for the balance it made. */
async function settled(terminal: Terminal, seq: number): Promise<boolean> {
  const { clock, timer } = terminal.world;
  const until = clock.mono() + APPLY_WAIT_MS;
  while (clock.mono() < until) {
    if (!(await terminal.store.load()).pending.includes(seq)) return true;
    await new Promise<void>((resolve) => void timer.after(30, resolve));
  }
  return false;
}

const NOT_PAYABLE: Readonly<Record<Exclude<RequestAnswer['kind'], 'posted'>, Lights>> = {
  rejected: 'rejected',
  held: 'held',
  replaced: 'rejected',
  unknown: 'unknown',
};

export async function afterAnswer(terminal: Terminal, seq: number, answer: RequestAnswer): Promise<Captured> {
  if (answer.kind === 'posted') {
    const whole = await settled(terminal, seq);
    return describe(terminal, seq, whole);
  }
  const plain = await describe(terminal, seq);
  return { ...plain, lights: NOT_PAYABLE[answer.kind], balanceFen: null, slip: null };
}

/** What the done page shows. The balance only when the centre's own figure has arrived. */
async function describe(terminal: Terminal, seq: number, applied = false): Promise<Captured> {
  const [record] = await terminal.store.records([seq]);
  const row = await terminal.rows.get(interaction, deviceRowId(terminal.device.deviceId, seq));
  const tillNo = row?.till ?? null;
  const held = tillNo === null ? null : await terminal.rows.get(till, tillNo);
  const accountId = applied ? (row?.account ?? null) : null;
  const owner = accountId === null ? null : await terminal.rows.get(account, accountId);
  return {
    seq,
    lights: record === undefined ? 'recorded' : lightsOf(record, row),
    balanceFen: owner?.ledger_fen ?? null,
    tillCashFen: held?.cash_fen ?? null,
    slip: await slipOf(terminal, seq),
  };
}

/** Notes one more paper of a slip. Every one after the first is an entry before it is printed: the centre counts them. */
export async function printSlip(context: BuildContext, seq: number): Promise<Result<Slip | null, Failure>> {
  const { store, device } = context.terminal;
  const before = await store.printed(seq);
  if (before > 0) {
    const payload = { entry: deviceRowId(device.deviceId, seq), paper: before + 1 };
    const counted = await capture(context, { command: 'counter.reprint', payload }, null);
    if (!counted.ok) return counted;
  }
  await store.notePrint(seq);
  return ok(await slipOf(context.terminal, seq));
}
