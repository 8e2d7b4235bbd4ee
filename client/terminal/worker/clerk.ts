import type { BusinessDate } from '../../../shared/kernel/dates.ts';
import type { Post } from '../../../shared/tables/employee.ts';

/** Who is signed on at this tablet. One at a time. */
export interface Clerk {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly Post[];
  readonly businessDate: BusinessDate;
  readonly credentialUntil: number;
}
