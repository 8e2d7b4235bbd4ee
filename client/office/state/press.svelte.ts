import { OfficeFault } from '../api.ts';
import type { Detail } from '../../text/refusals.ts';
import { faultSentence, refusalSentence } from '../text/refusal.ts';
import type { OfficeState } from './office-state.svelte.ts';

interface Answer {
  readonly verdict: string;
  readonly code: string | null;
  readonly detail?: Detail | undefined;
}

/**
 * One button that sends one command. Its id is drawn once per press that has no answer yet, so that pressing again
 * never does a thing twice; what came of it is told in words.
 */
export class Press {
  busy = $state(false);
  /** What was refused, in a sentence; empty = nothing was. */
  message = $state('');
  /** No answer came: nobody knows whether it was done. */
  unknown = $state(false);
  private commandId: string = crypto.randomUUID();

  constructor(private readonly office: OfficeState) {}

  /** @returns whether it was done. */
  async send(ask: (commandId: string) => Promise<Answer>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.message = '';
    try {
      const answer = await ask(this.commandId);
      this.answered();
      if (answer.verdict !== 'rejected') return true;
      this.message = refusalSentence(this.office, answer.code ?? '', answer.detail ?? {});
      return false;
    } catch (caught) {
      if (caught instanceof OfficeFault && caught.kind === 'refused') {
        this.answered();
        this.message = faultSentence(this.office, caught);
      } else this.unknown = true;
      return false;
    } finally {
      this.busy = false;
    }
  }

  private answered(): void {
    this.commandId = crypto.randomUUID();
    this.unknown = false;
  }
}
