import { ok } from '../../kernel/result.ts';
import { customer, customerIdentity } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, id, instant } from '../../tables/fields.ts';
import { openBook, type Book } from '../book.ts';
import { addCopy, claimIdentity, placeReads } from '../customer-copies.ts';
import { defineCommand, type Applied } from '../define.ts';
import { identityId, rememberIdentity } from '../identity.ts';
import { CONTACT_FIELDS, mergeContact } from './merge.ts';

/**
 * A change made where only a copy is, on its way to the master. The master's branch merges it as its own and tells
 * every copy, the sender's too, whatever came of it: what the sender wrote for the meantime is replaced.
 */
function nobodyHere(book: Book, id: string): Applied {
  book.raise({ code: 'VERSION_CONFLICT', customer: id, centreRecord: 'customer=unknown' });
  return { verdict: 'posted_with_exception', code: null, split: null, changes: book.changes() };
}

export const changeMaster = defineCommand({
  name: 'customer.change_master',
  version: 1,
  payload: { customer: id(), branch: digits(2, 8), base_at: instant(), changed_at: instant(), ...CONTACT_FIELDS },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => placeReads(payload.customer),
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(customer, p.customer);
    if (row === null) return nobodyHere(book, p.customer);
    const merged = mergeContact(row, p, { customer: p.customer, baseAt: p.base_at, at: p.changed_at });
    book.put(customer, p.customer, merged.row);
    addCopy(book, facts, { id: p.customer, branch: p.branch, row: merged.row });
    if (merged.conflict !== null) book.raise(merged.conflict);
    return {
      verdict: merged.conflict === null ? 'posted' : 'posted_with_exception',
      code: null,
      split: null,
      changes: book.changes(),
    };
  },
});

const { name, pinyin, id_type, id_no, id_valid_to, gender, birth_date } = customer.fields;

/** Key fields changed on the paper, with two persons, where only a copy is (domain 4.5 F): the paper they saw counts. */
export const changeMasterKey = defineCommand({
  name: 'customer.change_key',
  version: 1,
  payload: {
    customer: id(),
    branch: digits(2, 8),
    changed_at: instant(),
    ...{ name, pinyin, id_type, id_no, id_valid_to, gender, birth_date },
  },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [...placeReads(payload.customer), keyOf(customerIdentity, identityId(payload))],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(customer, p.customer);
    if (row === null) return nobodyHere(book, p.customer);
    const { customer: id_, branch, changed_at, ...key } = p;
    const next = { ...row, ...key, updated_at: Math.max(row.updated_at, changed_at) };
    book.put(customer, id_, next);
    rememberIdentity(book, next, id_);
    claimIdentity(book, facts, { id: id_, ...next });
    addCopy(book, facts, { id: id_, branch, row: next });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
