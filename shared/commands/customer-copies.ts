import { customerPlace } from '../tables/customer-place.ts';
import { customer, customerIdentity } from '../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import type { Book } from './book.ts';
import type { Facts } from './define.ts';
import { identityId } from './identity.ts';

/**
 * One person, several branches: the master's branch writes a customer, the others read a copy. Every change of a
 * customer row goes through `writeCustomer`, so no copy misses one. Messages carry the whole row and its number
 * (`rev`), so lost, late and repeated ones heal: the newest wins and any later one replaces it whole.
 */

type Customer = RowOf<typeof customer>;
type Place = RowOf<typeof customerPlace>;

/** The branch that keeps the directory of papers: the province of an outlet. */
export const provinceOf = (branch: string): string => branch.slice(0, 2);

export const placeReads = (id: string): RowKey[] => [keyOf(customer, id), keyOf(customerPlace, id)];

export const placeOf = (book: Pick<Book, 'get'>, id: string, branch: string): Place =>
  book.get(customerPlace, id) ?? { role: 'master', master: id, master_branch: branch, rev: 0, copies: [] };

/** Asks the province who a new customer's paper belongs to. Told after the commit; the answer comes as a message. */
export function claimIdentity(book: Book, facts: Facts, of: { id: string; id_type: string; id_no: string }): void {
  if (facts.hub === null) return;
  book.send(provinceOf(facts.branch), 'customer.claim_identity', {
    identity: identityId(of),
    customer: of.id,
    branch: facts.branch,
  });
}

/** Tells every branch with a copy what the row says now. */
function tellCopies(book: Book, id: string, row: Customer, place: Place): void {
  for (const { branch } of place.copies)
    book.send(branch, 'customer.copy', { master: id, master_branch: place.master_branch, rev: place.rev, ...row });
}

/** Writes a customer row. Where this branch is the master, every copy learns it. */
export function writeCustomer(book: Book, facts: Facts, id: string, row: Customer): void {
  book.put(customer, id, row);
  if (facts.hub === null) return;
  const place = placeOf(book, id, facts.branch);
  if (place.role !== 'master' || place.copies.length === 0) return;
  const next = { ...place, rev: place.rev + 1 };
  book.put(customerPlace, id, next);
  tellCopies(book, id, row, next);
}

/** Gives `branch` a copy from now on. A branch that has one is told again. */
export function addCopy(book: Book, facts: Facts, of: { id: string; branch: string; row: Customer }): void {
  const place = placeOf(book, of.id, facts.branch);
  const copies = place.copies.some((one) => one.branch === of.branch)
    ? place.copies
    : [...place.copies, { branch: of.branch }];
  const next = { ...place, rev: place.rev + 1, copies };
  book.put(customerPlace, of.id, next);
  tellCopies(book, of.id, of.row, next);
}

/** The customer this side already knows by a paper, or null. */
export const knownByPaper = (book: Pick<Book, 'get'>, of: { id_type: string; id_no: string }): string | null =>
  book.get(customerIdentity, identityId(of))?.customer ?? null;
