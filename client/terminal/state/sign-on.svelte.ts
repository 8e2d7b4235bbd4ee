import { NewPassword } from './new-password.svelte.ts';
import type { Failure, SessionStatus, TerminalApi } from '../worker/api.ts';

/** Who signs on, with what password, and who stands beside them at the outlet's first sign-on of a day. Secrets are dropped after each try. */
export class SignOn {
  employeeNo = $state('');
  other = $state(false);
  password = $state('');
  readonly chosen = new NewPassword();
  witness = $state('');
  witnessPin = $state('');
  /** Both persons have said that the outlet was shut on the skipped dates. */
  notWorked = $state(false);
  /** Both persons have said that the outlet closed the open date at another tablet. */
  elsewhere = $state(false);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(
    private readonly api: TerminalApi,
    private readonly onDone: (session: SessionStatus) => void,
  ) {}

  choose(employeeNo: string | null): void {
    this.other = employeeNo === null;
    this.employeeNo = employeeNo ?? '';
    this.password = '';
    this.chosen.forget();
    this.failure = null;
    if (this.witness === employeeNo) this.witness = '';
  }

  ready(needsWitness: boolean): boolean {
    const own = this.chosen.fault({ present: this.password, employeeNo: this.employeeNo }) === null;
    const clerk = /^\d{11}$/.test(this.employeeNo) && this.password !== '' && own && !this.busy;
    return (
      clerk && (!needsWitness || (this.witness !== '' && this.witness !== this.employeeNo && this.witnessPin !== ''))
    );
  }

  async send(needsWitness: boolean): Promise<void> {
    if (!this.ready(needsWitness)) return;
    this.busy = true;
    this.failure = null;
    const witness = needsWitness ? { employeeNo: this.witness, pin: this.witnessPin, approvalCode: '' } : null;
    const { employeeNo, password, notWorked, elsewhere } = this;
    const answer = await this.api.signOn({
      ...{ employeeNo, password, newPassword: this.chosen.value },
      ...{ witness, notWorked, elsewhere },
    });
    this.busy = false;
    this.witnessPin = '';
    if (answer.ok || !this.chosen.hear(answer.error)) {
      // Once the hub has taken the new password it is the one to type.
      this.password = '';
      this.chosen.forget();
    }
    if (answer.ok) this.onDone(answer.value);
    else this.failure = answer.error;
  }
}
