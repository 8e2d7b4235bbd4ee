import { err, ok } from '../../kernel/result.ts';
import { idFault } from '../../rules/id-number.ts';
import { ID_TYPES, customerIdentity } from '../../tables/customer.ts';
import { identityQuestion } from '../../tables/customer-place.ts';
import { keyOf } from '../../tables/define.ts';
import { code, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { knownByPaper, provinceOf } from '../customer-copies.ts';
import { defineCommand } from '../define.ts';
import { identityId } from '../identity.ts';

const paperOf = (p: { readonly id_type: string; readonly id_no: string }) => ({
  id_type: p.id_type,
  id_no: p.id_no.trim(),
});

/**
 * Asks for the data of a person whose master is elsewhere, with the paper in hand, before an account is opened here.
 * Online only; the copy arrives as a change of the customer's row, and that nobody knows the paper as one of the question.
 */
export const fetchCustomer = defineCommand({
  name: 'customer.fetch_copy',
  version: 1,
  payload: { id_type: code(...ID_TYPES), id_no: text(20) },
  offline: 'N',
  bases: ['request'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'account_manager'],
  rejections: ['OFFLINE_NOT_ALLOWED', 'ID_CHECKSUM', 'ID_15_DIGIT', 'BIRTH_INVALID', 'BIRTH_RANGE', 'FIELD_FORMAT'],
  reads: ({ payload }) => {
    const identity = identityId(paperOf(payload));
    return [keyOf(customerIdentity, identity), keyOf(identityQuestion, identity)];
  },
  admit: ({ payload: p, facts }) => {
    if (facts.offline) return err({ code: 'OFFLINE_NOT_ALLOWED', detail: {} });
    const fault = idFault(p.id_type, p.id_no.trim().toUpperCase(), facts.businessDate);
    return fault === null ? ok(null) : err({ code: fault, detail: { field: 'id_no' } });
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const paper = paperOf(p);
    const identity = identityId(paper);
    if (facts.hub !== null && knownByPaper(book, paper) === null) {
      book.put(identityQuestion, identity, { asked: facts.rowId, status: 'asked' });
      book.send(provinceOf(facts.branch), 'customer.find_identity', { identity, branch: facts.branch });
    }
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
