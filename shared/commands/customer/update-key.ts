import { holdsBirth, idFault, parseResidentId } from '../../rules/id-number.ts';
import { customer, customerIdentity, ID_TYPES } from '../../tables/customer.ts';
import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, date, flag, id, opt, text } from '../../tables/fields.ts';
import { openBook, type Book } from '../book.ts';
import { recordEntry } from '../booking.ts';
import { dual, postsOf } from '../checks.ts';
import { claimIdentity, placeOf, placeReads, writeCustomer } from '../customer-copies.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { identityId, rememberIdentity } from '../identity.ts';
import { inOrder } from '../money-checks.ts';
import { isPersonName } from './create.ts';

/**
 * Changes of the key fields of a customer: name and identity paper (domain 4.5 F). Only a teller with the new paper in
 * front of them and the chief teller, and only with the centre's word: a request that is never made offline.
 */
const payload = {
  customer: id(),
  /** The whole new state of the key fields, as the paper shows them. */
  name: text(50),
  id_type: code(...ID_TYPES),
  id_no: text(20),
  id_valid_to: opt(date()),
  id_seen: flag(),
  reason: code('new_paper', 'name_changed', 'corrected'),
};
type KeyInput = Input<typeof payload>;
type Row = RowOf<typeof customer>;
type Codes =
  | 'KEY_FIELD'
  | 'FIELD_FORMAT'
  | 'CUSTOMER_STATUS'
  | 'ORIGINAL_UNKNOWN'
  | 'NOTHING_TO_CHANGE'
  | 'ID_REQUIRED'
  | 'ID_EXPIRED'
  | 'ID_CHECKSUM'
  | 'ID_15_DIGIT'
  | 'BIRTH_INVALID'
  | 'BIRTH_RANGE'
  | 'DUPLICATE_CUSTOMER'
  | 'OFFLINE_NOT_ALLOWED';

const paperOf = (p: KeyInput['payload']) => ({ id_type: p.id_type, id_no: p.id_no.trim().toUpperCase() });

function checkMaker({ facts, rows }: KeyInput): Refusal<Codes> | null {
  const posts = postsOf(rows, facts.maker, facts.businessDate);
  return posts.includes('teller') || posts.includes('chief_teller') ? null : { code: 'KEY_FIELD', detail: {} };
}

function checkRow({ payload: p, rows }: KeyInput): Refusal<Codes> | null {
  const row = rows.get(customer, p.customer);
  if (row === null) return { code: 'ORIGINAL_UNKNOWN', detail: {} };
  if (['deceased', 'merged', 'closed'].includes(row.status))
    return { code: 'CUSTOMER_STATUS', detail: { status: row.status } };
  const { id_type, id_no } = paperOf(p);
  const same = row.name === p.name && row.id_type === id_type && row.id_no === id_no;
  return same && row.id_valid_to === p.id_valid_to ? { code: 'NOTHING_TO_CHANGE', detail: {} } : null;
}

function checkPaper({ payload: p, facts }: KeyInput): Refusal<Codes> | null {
  if (!p.id_seen) return { code: 'ID_REQUIRED', detail: {} };
  const { id_type, id_no } = paperOf(p);
  const fault = idFault(id_type, id_no, facts.businessDate);
  if (fault !== null) return { code: fault, detail: { field: 'id_no' } };
  const until = p.id_valid_to;
  return until !== null && until < facts.businessDate ? { code: 'ID_EXPIRED', detail: { valid_to: until } } : null;
}

function checkOwner({ payload: p, rows }: KeyInput): Refusal<Codes> | null {
  const known = rows.get(customerIdentity, identityId(paperOf(p)));
  return known === null || known.customer === p.customer ? null : { code: 'DUPLICATE_CUSTOMER', detail: {} };
}

/** Birth date and gender follow from a number that holds them. */
function changed(row: Row, { payload: p, facts }: KeyInput): Row {
  const paper = paperOf(p);
  const parsed = holdsBirth(paper.id_type, paper.id_no) ? parseResidentId(paper.id_no, facts.businessDate) : null;
  const born = parsed?.ok === true ? { birth_date: parsed.value.birthDate, gender: parsed.value.gender } : {};
  const pinyin = row.name === p.name ? row.pinyin : (facts.hub?.pinyinOf(p.name) ?? '');
  const updated_at = Math.max(row.updated_at, facts.capturedAt);
  return { ...row, ...paper, ...born, name: p.name, pinyin, id_valid_to: p.id_valid_to, updated_at };
}

/** Where only a copy is, the change stands there for the meantime and travels to the master, whose answer replaces it. */
function write(book: Book, input: KeyInput, next: Row): void {
  const { payload: p, facts } = input;
  writeCustomer(book, facts, p.customer, next);
  rememberIdentity(book, next, p.customer);
  const place = placeOf(book, p.customer, facts.branch);
  if (place.role !== 'copy') return claimIdentity(book, facts, { id: p.customer, ...paperOf(p) });
  const { name, pinyin, id_type, id_no, id_valid_to, birth_date, gender } = next;
  book.send(place.master_branch, 'customer.change_key', {
    customer: p.customer,
    branch: facts.branch,
    changed_at: facts.capturedAt,
    ...{ name, pinyin, id_type, id_no, id_valid_to, birth_date, gender },
  });
}

function apply(input: KeyInput): Applied {
  const { payload: p, rows, facts } = input;
  const row = rows.get(customer, p.customer);
  if (row === null) return { verdict: 'rejected', code: 'ORIGINAL_UNKNOWN', split: null, changes: [] };
  const book = openBook(rows);
  // On its terminal a request changes nothing before the verdict.
  if (facts.hub !== null) write(book, input, changed(row, input));
  recordEntry(
    book,
    facts,
    {
      kind: 'customer.update_key',
      channel: 'counter',
      direction: 'none',
      fen: 0,
      account: null,
      accountNo: null,
      customer: p.customer,
      card: null,
      till: null,
      voucherNo: null,
      status: facts.hub === null ? 'captured' : 'posted',
      summary: p.reason,
      counts: false,
    },
    { accountFen: 0, suspenseLedger: null, suspenseFen: 0 },
  );
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

export const updateKeyFields = defineCommand({
  name: 'customer.update_key',
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  // Everyone who may change a customer may try; who may not change key fields is told so.
  roles: ['teller', 'chief_teller', 'account_manager', 'field_officer', 'lobby_manager', 'agent'],
  receipt: 'C4',
  rejections: [
    'KEY_FIELD',
    'FIELD_FORMAT',
    'ORIGINAL_UNKNOWN',
    'CUSTOMER_STATUS',
    'NOTHING_TO_CHANGE',
    'ID_REQUIRED',
    'ID_EXPIRED',
    'ID_CHECKSUM',
    'ID_15_DIGIT',
    'BIRTH_INVALID',
    'BIRTH_RANGE',
    'DUPLICATE_CUSTOMER',
    'OFFLINE_NOT_ALLOWED',
  ],
  reads: ({ payload: p }) => [...placeReads(p.customer), keyOf(customerIdentity, identityId(paperOf(p)))],
  checker: (input) => dual('chief_teller', input),
  admit: (input) =>
    inOrder<Codes>([
      () => checkMaker(input),
      () => (isPersonName(input.payload.name) ? null : { code: 'FIELD_FORMAT', detail: { field: 'name' } }),
      () => checkRow(input),
      () => checkPaper(input),
      () => checkOwner(input),
      () => (input.facts.offline ? { code: 'OFFLINE_NOT_ALLOWED', detail: {} } : null),
    ]),
  apply,
});
