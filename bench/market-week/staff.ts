import { EMPLOYEES, type DemoEmployee } from '../../server/demo/staff.ts';
import { OUTLETS } from '../../server/demo/places.ts';
import type { Approval, Preview } from '../../client/terminal/worker/api.ts';

/** Who works at an outlet of the play. */
export interface Staff {
  readonly chief: DemoEmployee;
  readonly tellers: readonly [DemoEmployee, DemoEmployee];
  readonly manager: DemoEmployee;
}

export interface Place {
  readonly code: string;
  readonly name: string;
}
export const PLACES: readonly Place[] = OUTLETS.slice(0, 4).map(({ code, name }) => ({ code, name }));

export function staffOf(outlet: string): Staff {
  const here = EMPLOYEES.filter((one) => one.unit === outlet);
  const having = (post: string): DemoEmployee[] => here.filter((one) => one.posts.some((each) => each === post));
  const [chief] = having('chief_teller');
  const [first, second] = having('teller');
  const [manager] = having('outlet_manager');
  if (chief === undefined || first === undefined || second === undefined || manager === undefined)
    throw new Error(`outlet ${outlet} lacks people`);
  return { chief, tellers: [first, second], manager };
}

const pinOf = (employeeNo: string): string => {
  const found = EMPLOYEES.find((one) => one.employeeNo === employeeNo);
  if (found === undefined) throw new Error(`nobody has number ${employeeNo}`);
  return found.pin;
};

/** The second person looks at what is shown and types their PIN; null where nobody is asked. */
export function approvalOf(shown: Preview): Approval | null {
  const [who] = shown.checkers;
  if (shown.checkerPost === null || who === undefined) return null;
  return { employeeNo: who.employeeNo, pin: pinOf(who.employeeNo), approvalCode: shown.approvalCode };
}

export const witnessOf = ({ employeeNo, pin }: DemoEmployee): Approval => ({ employeeNo, pin, approvalCode: '' });
