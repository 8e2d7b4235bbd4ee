import type { Failure, SessionStatus, TerminalApi } from '../worker/api.ts';

/** Who signs on, with what password, and who stands beside them at the outlet's first sign-on of a day. Secrets are dropped after each try. */
export class SignOn {
  employeeNo = $state('');
  other = $state(false);
  password = $state('');
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
    this.failure = null;
    if (this.witness === employeeNo) this.witness = '';
  }

  ready(needsWitness: boolean): boolean {
    const clerk = /^\d{11}$/.test(this.employeeNo) && this.password !== '' && !this.busy;
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
    const answer = await this.api.signOn({ employeeNo, password, witness, notWorked, elsewhere });
    this.busy = false;
    this.password = '';
    this.witnessPin = '';
    if (answer.ok) this.onDone(answer.value);
    else this.failure = answer.error;
  }
}
