import type { BusinessDate } from '../../../shared/kernel/dates.ts';
import type { Post } from '../../../shared/tables/employee.ts';
import type { World } from './world.ts';

/** Who is signed on at this tablet. One at a time. */
export interface Clerk {
  readonly employeeNo: string;
  readonly name: string;
  readonly posts: readonly Post[];
  readonly businessDate: BusinessDate;
  readonly credentialUntil: number;
}

/** A worker that was killed with a clerk on comes back locked, for that clerk. */
export async function whoWasOn(world: World): Promise<Clerk | null> {
  const employeeNo = (await world.keyDb.facts.get('session'))?.value;
  const businessDate = (await world.keyDb.facts.get('business-date'))?.value;
  if (typeof employeeNo !== 'string' || typeof businessDate !== 'string') return null;
  const slot = await world.keyDb.slots.get(employeeNo);
  return slot === undefined
    ? null
    : { employeeNo, name: slot.name, posts: [], businessDate, credentialUntil: slot.expiresAt };
}
