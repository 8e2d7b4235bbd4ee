import type { Fen } from '../../../shared/kernel/money.ts';
import { AmountEntry } from '../../ui/amount-entry.svelte.ts';
import { CountSheet } from '../parts/denominations.svelte.ts';
import type {
  AccountView,
  Approval,
  Captured,
  CustomerCard,
  Draft,
  Failure,
  Preview,
  TerminalApi,
} from '../worker/api.ts';
import { hashOf } from './signature.ts';

/**
 * One cash entry on its way from the first digit to the journal. Deposit and withdrawal differ in their draft and
 * in what must be seen; everything about limits, the second person and the outcome is here, once.
 * After `capture` was called the entry is never captured again by this flow: an unknown result goes to inquiry.
 */
export type CashStep = 'amount' | 'check' | 'confirm' | 'waiting' | 'pay';

export abstract class CashFlow {
  step = $state<CashStep>('amount');
  customer = $state.raw<CustomerCard | null>(null);
  account = $state.raw<AccountView | null>(null);
  counting = $state(false);
  preview = $state.raw<Preview | null>(null);
  failure = $state.raw<Failure | null>(null);
  approving = $state(false);
  busy = $state(false);
  duplicateReason = $state<string | null>(null);
  householdReason = $state<string | null>(null);
  signature = $state.raw<{ readonly png: Uint8Array; readonly hash: Uint8Array } | null>(null);
  captured = $state.raw<Captured | null>(null);
  readonly entry = new AmountEntry();
  readonly sheet = new CountSheet();
  private asked = 0;

  constructor(
    protected readonly api: TerminalApi,
    private readonly onDone: (captured: Captured) => void,
  ) {}

  /**
   * What would be captured, or null while it has no shape yet. With `assume`, evidence still to be gathered counts as
   * seen, so that limits and approvals show while the amount is typed; such a draft is only ever looked at.
   */
  abstract draft(assume: boolean): Draft | null;
  /** The verdict must be shown to the clerk before cash moves. */
  protected abstract paysOut(captured: Captured): boolean;

  get fen(): Fen {
    return this.counting ? this.sheet.totalFen : this.entry.fen;
  }
  /** Something has been keyed in. A flow whose amount follows from the account has one always. */
  protected get hasAmount(): boolean {
    return this.fen > 0;
  }
  /** A refusal that belongs to the amount or the account, known before anything is captured. */
  get refusal(): Failure | null {
    const refusal = this.preview?.refusal ?? null;
    return refusal !== null && !isAnsweredOnPage(refusal) ? refusal : null;
  }
  /** Something keeps this amount from going on, and the clerk has been told what. */
  get stopped(): boolean {
    return this.refusal !== null || this.failure !== null;
  }
  /** The amount passes a limit; a smaller one would go. */
  get isOver(): boolean {
    const allowed = this.preview?.allowedFen ?? null;
    return this.stopped && allowed !== null && allowed < this.fen;
  }
  get isRepeat(): boolean {
    return this.preview?.refusal?.code === 'DUPLICATE_WARN' || this.duplicateReason !== null;
  }

  get isHousehold(): boolean {
    const refusal = this.preview?.refusal ?? null;
    return (refusal !== null && asksHousehold(refusal)) || this.householdReason !== null;
  }
  /** A warning stands open that the clerk has not answered with a reason. */
  get missingReason(): boolean {
    return (this.isRepeat && this.duplicateReason === null) || (this.isHousehold && this.householdReason === null);
  }

  /** Asks what would happen now. An older answer never replaces a newer one. */
  async look(assume = true): Promise<void> {
    const mine = ++this.asked;
    const draft = this.hasAmount ? this.draft(assume) : null;
    if (draft === null) {
      this.preview = null;
      this.failure = null;
      return;
    }
    const answer = await this.api.preview(draft);
    if (mine !== this.asked) return;
    this.preview = answer.ok ? answer.value : null;
    this.failure = answer.ok ? null : answer.error;
  }

  async sign(png: Uint8Array | null): Promise<void> {
    this.signature = png === null ? null : { png, hash: await hashOf(png) };
  }

  /** The customer said the amount is right. */
  async confirm(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await this.look(false);
    this.busy = false;
    const preview = this.preview;
    if (preview === null || this.failure !== null) return;
    const refusal = preview.refusal;
    if (refusal !== null && refusal.code !== 'AUTH_REQUIRED') {
      this.failure = refusal;
      return;
    }
    if (preview.checkerPost !== null) this.approving = true;
    else await this.capture(null);
  }

  async capture(approval: Approval | null): Promise<void> {
    const draft = this.draft(false);
    if (this.busy || draft === null) return;
    this.busy = true;
    this.failure = null;
    const asking = this.preview?.mode === 'online' && this.paysOutOnline;
    if (asking && approval === null) this.step = 'waiting';
    const answer = await this.api.capture(draft, approval);
    this.busy = false;
    if (!answer.ok) {
      this.failure = answer.error;
      if (this.step === 'waiting') this.step = 'confirm';
      return;
    }
    this.approving = false;
    this.captured = answer.value;
    if (this.paysOut(answer.value)) this.step = 'pay';
    else this.onDone(answer.value);
  }

  finish(): void {
    if (this.captured !== null) this.onDone(this.captured);
  }
  protected get paysOutOnline(): boolean {
    return false;
  }
}

/** Refusals the page itself asks about: the second person, why an equal entry is another one, why one's own household. */
const ANSWERED_ON_PAGE: ReadonlySet<string> = new Set(['AUTH_REQUIRED', 'DUPLICATE_WARN']);
const asksHousehold = (refusal: Failure): boolean =>
  refusal.code === 'SELF_DEALING' && refusal.detail['household'] === 1;
const isAnsweredOnPage = (refusal: Failure): boolean => ANSWERED_ON_PAGE.has(refusal.code) || asksHousehold(refusal);
export const NO_HASH = new Uint8Array(32);
