import type { CommandDef } from './define.ts';
import { enrolDevice } from './device/enrol.ts';
import { grantLease } from './device/grant-lease.ts';
import { returnLease } from './device/return-lease.ts';
import { setConfig } from './org/set-config.ts';
import { setEmployee } from './org/set-employee.ts';
import { setProduct } from './org/set-product.ts';
import { setUnit } from './org/set-unit.ts';

/**
 * Every command. A new one is a file, its test and a line here. The list forgets each payload's own type, which the
 * compiler cannot do by itself: `domain.ts` hands a command only a payload that its own fields have checked.
 */
export const COMMANDS = [
  enrolDevice, grantLease, returnLease,
  setUnit, setEmployee, setConfig, setProduct,
] as unknown as readonly CommandDef[];
