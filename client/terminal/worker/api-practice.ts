import type { Post } from '../../../shared/tables/employee.ts';

/** What a drill asks for, in the order of a day. `offline`: an entry made while the play line was cut, since posted. */
export const DRILL_TASKS = ['deposit', 'withdraw', 'reverse', 'offline', 'hand_in', 'day_close'] as const;
export type DrillTask = (typeof DRILL_TASKS)[number];

/** Practice (演练): who and what may be played with, and what was done. Nothing of it is real. */
export interface PracticeView {
  readonly clerks: readonly {
    readonly employeeNo: string;
    readonly name: string;
    readonly post: Post;
    readonly password: string;
    readonly pin: string;
  }[];
  readonly customers: readonly {
    readonly name: string;
    readonly idNo: string;
    readonly phone: string;
    readonly accountNo: string;
    readonly pan: string | null;
  }[];
  /** Tills with what lies in them, fen. */
  readonly tills: readonly { readonly tillNo: string; readonly cashFen: number }[];
  /** Whether the play line to the play centre is open. */
  readonly line: boolean;
  /** Tasks the play centre has posted. */
  readonly done: readonly DrillTask[];
}

export interface PracticeApi {
  /** null = this is not practice. */
  practice(): Promise<PracticeView | null>;
  /** Cuts or mends the play line. Does nothing where this is not practice. */
  practiceLine(open: boolean): Promise<void>;
}
