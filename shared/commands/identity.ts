import { bytesToHex, textToBytes, type Bytes } from '../kernel/bytes.ts';
import { sha256 } from '../kernel/hash.ts';
import { customerIdentity } from '../tables/customer.ts';
import type { Book } from './book.ts';

/** The directory of identity papers: a hash of type and number, so a row id never shows the number itself. */
export const identityId = (of: { id_type: string; id_no: string }): string =>
  bytesToHex(sha256(textToBytes(`${of.id_type}|${of.id_no.toUpperCase()}`)));

/** The first customer with a paper keeps it; a later one is a case of its own. */
export function rememberIdentity(book: Book, of: { id_type: string; id_no: string }, customer: string): void {
  const id = identityId(of);
  if (book.get(customerIdentity, id) === null) book.put(customerIdentity, id, { customer });
}

/** What an employee row keeps of the employee's own identity number: SHA-256 of its upper-case text. */
export const idNoHash = (idNo: string): Bytes => sha256(textToBytes(idNo.toUpperCase()));
