import { identityId } from '../../../../shared/commands/identity.ts';
import { deviceRowId } from '../../../../shared/kernel/ids.ts';
import { identityQuestion } from '../../../../shared/tables/customer-place.ts';
import { customer } from '../../../../shared/tables/customer.ts';
import type { Terminal } from '../terminal.ts';

/** A person by identity paper: known here, or asked for at the centre. Numbers whole, letters in capitals. */

/** Row id of the customer this tablet knows, or null. */
export async function byPaper(terminal: Terminal, idType: string, idNo: string): Promise<string | null> {
  for (const id of terminal.finder.withIdNo(idNo))
    if ((await terminal.rows.get(customer, id))?.id_type === idType) return id;
  return null;
}

/** Entry `seq` of this tablet asked, and the centre has answered that no outlet knows the paper. */
export async function paperUnknown(
  terminal: Terminal,
  paper: { readonly id_type: string; readonly id_no: string },
  seq: number,
): Promise<boolean> {
  const question = await terminal.rows.get(identityQuestion, identityId(paper));
  return question?.status === 'unknown' && question.asked === deviceRowId(terminal.device.deviceId, seq);
}
