import { passwordFault } from '../../../shared/rules/password.ts';
import type { Failure } from '../worker/api.ts';

/** A one-time password was given: its person chooses their own, typed twice, in the same step. */
export class NewPassword {
  asked = $state(false);
  first = $state('');
  again = $state('');

  /** What the hub said of the password. @returns whether the one-time password is still needed for the next try. */
  hear(failure: Failure): boolean {
    if (!/^PASSWORD_(CHANGE|SHORT|SAME)$/.test(failure.code)) return false;
    this.asked = true;
    return true;
  }

  /** null = nothing is asked for, or what was typed will do; else what is wrong with it. */
  fault(of: { readonly present: string; readonly employeeNo: string }): 'short' | 'same' | 'differs' | null {
    if (!this.asked) return null;
    const found = passwordFault(this.first, of);
    if (found !== null) return found === 'PASSWORD_SHORT' ? 'short' : 'same';
    return this.first === this.again ? null : 'differs';
  }

  /** To be sent with the one-time password; undefined = none was asked for. */
  get value(): string | undefined {
    return this.asked ? this.first : undefined;
  }

  forget(): void {
    this.asked = false;
    this.first = '';
    this.again = '';
  }
}
