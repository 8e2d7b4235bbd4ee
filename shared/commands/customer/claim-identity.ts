import { ok } from '../../kernel/result.ts';
import { identityClaim, identityQuestion } from '../../tables/customer-place.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, id, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/**
 * Told to the province after a branch has taken up a customer: whose is this paper? The first claim keeps it. The
 * same customer from another branch means an account is held there: the master's branch gives it a copy. Another
 * customer with the same paper is for a person to merge; the claiming branch is told.
 */
export const claimIdentity = defineCommand({
  name: 'customer.claim_identity',
  version: 1,
  payload: { identity: text(64), customer: id(), branch: digits(2, 8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(identityClaim, payload.identity)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const first = rows.get(identityClaim, p.identity);
    if (first === null) book.put(identityClaim, p.identity, { customer: p.customer, branch: p.branch });
    else if (first.customer !== p.customer)
      book.send(p.branch, 'customer.identity_taken', {
        customer: p.customer,
        first: first.customer,
        first_branch: first.branch,
      });
    else if (first.branch !== p.branch)
      book.send(first.branch, 'customer.add_copy', { customer: p.customer, branch: p.branch });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** A branch where the person stands asks for the master's data by the paper: a copy comes, or that nobody knows it. */
export const findIdentity = defineCommand({
  name: 'customer.find_identity',
  version: 1,
  payload: { identity: text(64), branch: digits(2, 8) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(identityClaim, payload.identity)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const known = rows.get(identityClaim, p.identity);
    if (known !== null && known.branch !== p.branch)
      book.send(known.branch, 'customer.add_copy', { customer: known.customer, branch: p.branch });
    else book.send(p.branch, 'customer.identity_unknown', { identity: p.identity });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** The province knows that paper from no other branch: the page that waits for a copy says so at once. */
export const identityUnknown = defineCommand({
  name: 'customer.identity_unknown',
  version: 1,
  payload: { identity: text(64) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload }) => [keyOf(identityQuestion, payload.identity)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const question = rows.get(identityQuestion, p.identity);
    if (question !== null) book.put(identityQuestion, p.identity, { ...question, status: 'unknown' });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
