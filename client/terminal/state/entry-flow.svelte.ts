import type { Approval, Captured, Draft, Failure, Preview, TerminalApi } from '../worker/api.ts';

/** An entry without an amount to key in: looked at, approved when the rules ask for it, captured once. */
export class EntryFlow {
  preview = $state.raw<Preview | null>(null);
  failure = $state.raw<Failure | null>(null);
  approving = $state(false);
  busy = $state(false);
  private draft: Draft | null = null;

  constructor(
    private readonly api: TerminalApi,
    private readonly onDone: (captured: Captured) => void,
  ) {}

  /** Looks at the draft and captures it, or opens the second person's page when one is needed. */
  async send(draft: Draft): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.draft = draft;
    const answer = await this.api.preview(draft);
    this.busy = false;
    if (!answer.ok) {
      this.failure = answer.error;
      return;
    }
    this.preview = answer.value;
    const refusal = answer.value.refusal;
    if (refusal !== null && refusal.code !== 'AUTH_REQUIRED') this.failure = refusal;
    else if (answer.value.checkerPost !== null) this.approving = true;
    else await this.capture(null);
  }

  async capture(approval: Approval | null): Promise<void> {
    if (this.busy || this.draft === null) return;
    this.busy = true;
    this.failure = null;
    const answer = await this.api.capture(this.draft, approval);
    this.busy = false;
    if (!answer.ok) {
      this.failure = answer.error;
      return;
    }
    this.approving = false;
    this.onDone(answer.value);
  }

  stop(): void {
    this.approving = false;
    this.failure = null;
  }
}
