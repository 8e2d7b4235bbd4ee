import { dateToDay, type BusinessDate } from '../../shared/kernel/dates.ts';
import { readDate, readInt, readMoney, type Source } from './berka-read.ts';

/** The eight tables of the Berka collection as records. Amounts in hundredths of a crown, taken as fen. */

export interface District {
  readonly id: number;
  readonly name: string;
  readonly region: string;
  readonly inhabitants: number;
  readonly salary: number;
  /** Percent x 100, null where the source says `?`. */
  readonly unemployment95: number | null;
  readonly unemployment96: number | null;
  /** Names of the columns that hold `?`. */
  readonly unknown: readonly string[];
}
export interface Client {
  readonly id: number;
  readonly gender: 'male' | 'female';
  readonly birthDate: BusinessDate;
  readonly district: number;
}
export interface Disposition {
  readonly id: number;
  readonly client: number;
  readonly account: number;
  readonly type: 'OWNER' | 'DISPONENT';
}
export interface SourceAccount {
  readonly id: number;
  readonly district: number;
  readonly frequency: string;
  readonly openedOn: BusinessDate;
}
export interface SourceCard {
  readonly id: number;
  readonly disposition: number;
  readonly type: string;
  readonly issuedOn: BusinessDate;
}
export interface SourceLoan {
  readonly id: number;
  readonly account: number;
  readonly grantedOn: BusinessDate;
  readonly amountFen: number;
  readonly months: number;
  readonly paymentFen: number;
  readonly status: 'A' | 'B' | 'C' | 'D';
}
export interface SourceOrder {
  readonly id: number;
  readonly account: number;
  readonly bank: string;
  readonly partner: string;
  readonly amountFen: number;
  readonly purpose: string;
}
export interface Transaction {
  readonly id: number;
  readonly account: number;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly type: 'PRIJEM' | 'VYDAJ' | 'VYBER';
  readonly operation: string;
  /** Unsigned. */
  readonly amountFen: number;
  /** The balance the source stored after it: checked, never used. */
  readonly storedFen: number;
  readonly purpose: string;
  readonly bank: string;
  readonly partner: string;
}

function oneOf<const T extends string>(text: string, ...allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new RangeError(`unknown value: ${text.slice(0, 20)}`);
  return found;
}

const field = (fields: readonly string[], index: number): string => fields[index] ?? '';
const intAt = (fields: readonly string[], index: number): number => readInt(field(fields, index));
const moneyAt = (fields: readonly string[], index: number): number => readMoney(field(fields, index));
const dateAt = (fields: readonly string[], index: number): BusinessDate => readDate(field(fields, index));

const DISTRICT_NAMES = Array.from({ length: 16 }, (_, index) => `A${index + 1}`);

export const DISTRICTS: Source<District> = {
  file: 'district.asc',
  names: DISTRICT_NAMES,
  read: (f) => ({
    id: intAt(f, 0),
    name: field(f, 1),
    region: field(f, 2),
    inhabitants: intAt(f, 3),
    salary: intAt(f, 10),
    unemployment95: field(f, 11) === '?' ? null : moneyAt(f, 11),
    unemployment96: field(f, 12) === '?' ? null : moneyAt(f, 12),
    unknown: DISTRICT_NAMES.filter((_, index) => f[index] === '?'),
  }),
};

/** Women are written with the month plus 50. */
function readBirth(text: string): Pick<Client, 'gender' | 'birthDate'> {
  const month = readInt(text.slice(2, 4));
  const female = month > 50;
  const plain = `${text.slice(0, 2)}${String(female ? month - 50 : month).padStart(2, '0')}${text.slice(4)}`;
  return { gender: female ? 'female' : 'male', birthDate: readDate(plain) };
}

export const CLIENTS: Source<Client> = {
  file: 'client.asc',
  names: ['client_id', 'birth_number', 'district_id'],
  read: (f) => ({ id: intAt(f, 0), ...readBirth(field(f, 1)), district: intAt(f, 2) }),
};

export const DISPOSITIONS: Source<Disposition> = {
  file: 'disp.asc',
  names: ['disp_id', 'client_id', 'account_id', 'type'],
  read: (f) => ({
    id: intAt(f, 0),
    client: intAt(f, 1),
    account: intAt(f, 2),
    type: oneOf(field(f, 3), 'OWNER', 'DISPONENT'),
  }),
};

export const ACCOUNTS: Source<SourceAccount> = {
  file: 'account.asc',
  names: ['account_id', 'district_id', 'frequency', 'date'],
  read: (f) => ({
    id: intAt(f, 0),
    district: intAt(f, 1),
    frequency: oneOf(field(f, 2), 'POPLATEK MESICNE', 'POPLATEK TYDNE', 'POPLATEK PO OBRATU'),
    openedOn: dateAt(f, 3),
  }),
};

export const CARDS: Source<SourceCard> = {
  file: 'card.asc',
  names: ['card_id', 'disp_id', 'type', 'issued'],
  read: (f) => ({
    id: intAt(f, 0),
    disposition: intAt(f, 1),
    type: oneOf(field(f, 2), 'junior', 'classic', 'gold'),
    issuedOn: dateAt(f, 3),
  }),
};

export const LOANS: Source<SourceLoan> = {
  file: 'loan.asc',
  names: ['loan_id', 'account_id', 'date', 'amount', 'duration', 'payments', 'status'],
  read: (f) => ({
    id: intAt(f, 0),
    account: intAt(f, 1),
    grantedOn: dateAt(f, 2),
    amountFen: moneyAt(f, 3),
    months: intAt(f, 4),
    paymentFen: moneyAt(f, 5),
    status: oneOf(field(f, 6), 'A', 'B', 'C', 'D'),
  }),
};

const ORDER_PURPOSES = ['SIPO', 'POJISTNE', 'UVER', 'LEASING', ' ', ''] as const;

export const ORDERS: Source<SourceOrder> = {
  file: 'order.asc',
  names: ['order_id', 'account_id', 'bank_to', 'account_to', 'amount', 'k_symbol'],
  read: (f) => ({
    id: intAt(f, 0),
    account: intAt(f, 1),
    bank: field(f, 2),
    partner: field(f, 3),
    amountFen: moneyAt(f, 4),
    purpose: oneOf(field(f, 5), ...ORDER_PURPOSES),
  }),
};

const OPERATIONS = ['VKLAD', 'VYBER', 'VYBER KARTOU', 'PREVOD Z UCTU', 'PREVOD NA UCET', ''] as const;
const PURPOSES = ['UROK', 'SANKC. UROK', 'SLUZBY', 'SIPO', 'DUCHOD', 'POJISTNE', 'UVER', ' ', ''] as const;

// A million short-lived dates are dear: the few distinct texts of a sorted file are remembered.
const days = new Map<string, number>();
function dayOf(text: string): number {
  let day = days.get(text);
  if (day === undefined) {
    day = dateToDay(readDate(text)) ?? 0;
    if (days.size > 4000) days.clear();
    days.set(text, day);
  }
  return day;
}

export const TRANSACTIONS: Source<Transaction> = {
  file: 'trans.asc',
  names: ['trans_id', 'account_id', 'date', 'type', 'operation', 'amount', 'balance', 'k_symbol', 'bank', 'account'],
  read: (f) => ({
    id: intAt(f, 0),
    account: intAt(f, 1),
    day: dayOf(field(f, 2)),
    type: oneOf(field(f, 3), 'PRIJEM', 'VYDAJ', 'VYBER'),
    operation: oneOf(field(f, 4), ...OPERATIONS),
    amountFen: moneyAt(f, 5),
    storedFen: moneyAt(f, 6),
    purpose: oneOf(field(f, 7), ...PURPOSES),
    bank: field(f, 8),
    partner: field(f, 9),
  }),
};
