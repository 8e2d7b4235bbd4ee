import { ok } from '../../kernel/result.ts';
import { customerPlace } from '../../tables/customer-place.ts';
import { customer, customerIdentity } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { digits, id, int } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { everyConsent, tellConsents } from '../consents.ts';
import { addCopy, placeOf, placeReads } from '../customer-copies.ts';
import { defineCommand, type Input } from '../define.ts';
import { handOverCash, handOverReads } from '../person-cash.ts';
import { identityId, rememberIdentity } from '../identity.ts';
import { MERGED, PLAIN, UNCHANGED, type ContactChange } from './merge.ts';

/**
 * The two messages that make and keep a read copy: the master's branch is asked for one, and every later state of the
 * customer arrives whole. A copy that is older than what is here changes nothing.
 */

export const addCustomerCopy = defineCommand({
  name: 'customer.add_copy',
  version: 1,
  payload: { customer: id(), branch: digits(2, 8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [...placeReads(payload.customer), ...everyConsent(payload.customer)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(customer, p.customer);
    if (row !== null && p.branch !== facts.branch) {
      addCopy(book, facts, { id: p.customer, branch: p.branch, row });
      tellConsents(book, facts, { customer: p.customer, branch: p.branch });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

const payload = { master: id(), master_branch: digits(2, 8), rev: int(0), ...customer.fields };
type CopyInput = Input<typeof payload>;
type Row = RowOf<typeof customer>;

function rowOf({ payload: p }: CopyInput): Row {
  const { master: _master, master_branch: _branch, rev: _rev, ...row } = p;
  return row;
}

/** What this branch wrote while it still took itself for the master, and the master does not know. */
function unknownToMaster(own: Row, told: Row): ContactChange | null {
  let change: ContactChange = UNCHANGED;
  for (const field of MERGED)
    if (own[field] !== told[field] && own[`${field}_at`] > told[`${field}_at`])
      change = { ...change, [field]: own[field] };
  if (own.updated_at > told.updated_at)
    for (const field of PLAIN) if (own[field] !== told[field]) change = { ...change, [field]: own[field] };
  return Object.values(change).some((value) => value !== null) ? change : null;
}

export const copyCustomer = defineCommand({
  name: 'customer.copy',
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, facts }) => [
    ...placeReads(p.master),
    keyOf(customerIdentity, identityId(p)),
    ...handOverReads(p.master, facts),
    ...everyConsent(p.master),
  ],
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const place = placeOf(book, p.master, facts.branch);
    const done = { verdict: 'posted', code: null, split: null } as const;
    if (place.role === 'copy' && place.rev >= p.rev) return { ...done, changes: [] };
    const told = rowOf(input);
    const own = rows.get(customer, p.master);
    const news = place.role === 'copy' || own === null ? null : unknownToMaster(own, told);
    if (news !== null && own !== null)
      book.send(p.master_branch, 'customer.change_master', {
        customer: p.master,
        branch: facts.branch,
        base_at: told.updated_at,
        changed_at: own.updated_at,
        ...news,
      });
    if (place.role !== 'copy') tellConsents(book, facts, { customer: p.master, branch: p.master_branch });
    handOverCash(book, facts, { customer: p.master, master: p.master, masterBranch: p.master_branch });
    book.put(customer, p.master, told);
    book.put(customerPlace, p.master, {
      role: 'copy',
      master: p.master,
      master_branch: p.master_branch,
      rev: p.rev,
      copies: [],
    });
    rememberIdentity(book, told, p.master);
    return { ...done, changes: book.changes() };
  },
});
