import { holdsBirth, idFault, isBirth, needsGuardian, parseResidentId } from '../../rules/id-number.ts';
import { luhnDigit } from '../../rules/luhn.ts';
import { customer, customerIdentity, ID_TYPES } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { device } from '../../tables/device.ts';
import { code, date, digits, flag, opt, text } from '../../tables/fields.ts';
import { openBook } from '../book.ts';
import { claimIdentity } from '../customer-copies.ts';
import { defineCommand, type Facts, type Input, type Refusal } from '../define.ts';
import { identityId, rememberIdentity } from '../identity.ts';
import { inOrder } from '../money-checks.ts';

/**
 * A new customer (domain 3.4, 4.5 F): an application. Until the hub answers it is a prospect with a temporary number
 * `T` + outlet + device + sequence; the row keeps its id for good, only the number field changes.
 */
const payload = {
  name: text(50),
  id_type: code(...ID_TYPES),
  id_no: text(20),
  id_valid_to: opt(date()),
  gender: code('male', 'female'),
  birth_date: date(),
  nationality: digits(3),
  phone: opt(text(20)),
  region_code: digits(6, 12),
  address: text(120),
  occupation: code('1', '2', '3', '4', '5', '6', '7', '8'),
  village_code: opt(digits(12)),
  needs_help: flag(),
  /** Who stands for a person under 16. */
  guardian_name: opt(text(50)),
  guardian_id_no: opt(text(20)),
};
type CreateInput = Input<typeof payload>;
type Codes =
  | 'FIELD_FORMAT'
  | 'ID_CHECKSUM'
  | 'ID_15_DIGIT'
  | 'BIRTH_INVALID'
  | 'BIRTH_RANGE'
  | 'MINOR_NO_GUARDIAN'
  | 'DUPLICATE_CUSTOMER'
  | 'ID_EXPIRED'
  | 'ID_MISMATCH';

const PHONE = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/;
const no = (field: string): Refusal<'FIELD_FORMAT'> => ({ code: 'FIELD_FORMAT', detail: { field } });

/** 2-50 letters, no digits; the dot of minority names and every rare character stay as typed. */
export const isPersonName = (name: string): boolean =>
  name === name.trim() && [...name].length >= 2 && !/\d/.test(name);
export const isPhone = (phone: string): boolean => PHONE.test(phone);
export const isAddress = (address: string): boolean => [...address.trim()].length >= 5;

function checkPaper({ payload: p, facts }: CreateInput): Refusal<Codes> | null {
  const idNo = p.id_no.trim().toUpperCase();
  const fault = idFault(p.id_type, idNo, facts.businessDate);
  if (fault !== null) return { code: fault, detail: { field: 'id_no' } };
  if (p.id_valid_to !== null && p.id_valid_to < facts.businessDate)
    return { code: 'ID_EXPIRED', detail: { valid_to: p.id_valid_to } };
  if (!holdsBirth(p.id_type, idNo))
    return isBirth(p.birth_date, facts.businessDate) ? null : { code: 'BIRTH_RANGE', detail: {} };
  const parsed = parseResidentId(idNo, facts.businessDate);
  const same = parsed.ok && parsed.value.birthDate === p.birth_date && parsed.value.gender === p.gender;
  return same ? null : { code: 'ID_MISMATCH', detail: {} };
}

function checkGuardian({ payload: p, facts }: CreateInput): Refusal<Codes> | null {
  if (!needsGuardian(p.birth_date, facts.businessDate)) return null;
  const named =
    p.guardian_name !== null &&
    p.guardian_id_no !== null &&
    idFault('01', p.guardian_id_no, facts.businessDate) === null;
  return named ? null : { code: 'MINOR_NO_GUARDIAN', detail: {} };
}

const identityKey = (p: CreateInput['payload']): string => identityId({ id_type: p.id_type, id_no: p.id_no.trim() });

function isKnown({ payload: p, rows, facts }: CreateInput): boolean {
  const known = rows.get(customerIdentity, identityKey(p));
  return known !== null && known.customer !== facts.rowId;
}

/** The hub's number, else a temporary one that no other device can make. */
function customerNo({ rows, facts }: CreateInput): string {
  const final = facts.hub?.numbers['customer'];
  if (final !== undefined) return final;
  const deviceNo = facts.device === null ? '00' : (rows.get(device, facts.device)?.device_no ?? '00');
  return `T${facts.branch.padStart(8, '0').slice(0, 8)}${deviceNo}${String((facts.seq ?? 0) % 100_000).padStart(5, '0')}`;
}

/** 11 digits and a Luhn digit: how the hub makes a final number from its sequence. */
export const finalCustomerNo = (eleven: string): string => eleven + luhnDigit(eleven);

const sourceOf = (facts: Facts) => (facts.door === 'import' ? 'import' : 'counter');

export const createCustomer = defineCommand({
  name: 'customer.create',
  version: 1,
  payload,
  offline: 'P',
  bases: ['application'],
  doors: ['terminal', 'office'],
  roles: ['teller', 'chief_teller', 'account_manager', 'field_officer', 'lobby_manager'],
  receipt: 'C5',
  rejections: [
    'FIELD_FORMAT',
    'ID_CHECKSUM',
    'ID_15_DIGIT',
    'BIRTH_INVALID',
    'BIRTH_RANGE',
    'ID_EXPIRED',
    'ID_MISMATCH',
    'MINOR_NO_GUARDIAN',
    'DUPLICATE_CUSTOMER',
  ],
  numbers: ['customer'],
  reads: ({ payload: p, facts }) => [
    keyOf(customerIdentity, identityKey(p)),
    keyOf(customer, facts.rowId),
    ...(facts.device === null ? [] : [keyOf(device, facts.device)]),
  ],
  admit: (input) => {
    const { payload: p } = input;
    return inOrder<Codes>([
      () => (isPersonName(p.name) ? null : no('name')),
      () => (p.phone === null || isPhone(p.phone) ? null : no('phone')),
      () => (isAddress(p.address) ? null : no('address')),
      () => checkPaper(input),
      () => checkGuardian(input),
      () => (isKnown(input) ? { code: 'DUPLICATE_CUSTOMER', detail: {} } : null),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const paper = { id_type: p.id_type, id_no: p.id_no.trim().toUpperCase() };
    book.put(customer, facts.rowId, {
      customer_no: customerNo(input),
      name: p.name,
      pinyin: facts.hub?.pinyinOf(p.name) ?? '',
      ...paper,
      id_valid_to: p.id_valid_to,
      gender: p.gender,
      birth_date: p.birth_date,
      nationality: p.nationality,
      phone: p.phone,
      region_code: p.region_code,
      address: p.address,
      occupation: p.occupation,
      village_code: p.village_code,
      risk_level: 'medium_low',
      tier: null,
      owner_employee: null,
      preferred_channel: null,
      needs_help: p.needs_help,
      status: facts.hub === null ? 'prospect' : 'active',
      home_outlet: facts.branch,
      source: sourceOf(facts),
      opened_on: facts.businessDate,
      updated_at: facts.capturedAt,
      phone_at: facts.capturedAt,
      address_at: facts.capturedAt,
      household: null,
    });
    if (facts.hub !== null) rememberIdentity(book, paper, facts.rowId);
    claimIdentity(book, facts, { id: facts.rowId, ...paper });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
