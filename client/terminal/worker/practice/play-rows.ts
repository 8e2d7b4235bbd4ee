import type { Bytes } from '../../../../shared/kernel/bytes.ts';

/** Payloads of invented people, as `org.set_employee` and `import.open` take them. */
export interface PlayEmployee {
  /** 11 digits, the outlet's 8 first. */
  readonly no: string;
  readonly name: string;
  readonly post: string;
  readonly salt: Bytes;
  readonly hash: Bytes;
}

export const employeeRow = ({ no, name, post, salt, hash }: PlayEmployee) => ({
  employee_no: no,
  name,
  unit: no.slice(0, 8),
  posts: [{ post, from: '2020-01-01', to: null }],
  status: 'active',
  pin_salt: salt,
  pin_hash: hash,
  id_no_hash: null,
});

export interface PlayAccount {
  /** Row id of the customer; the account's is 100 more. */
  readonly n: number;
  readonly customerNo: string;
  readonly name: string;
  readonly idNo: string;
  /** 15 digits with their check digit. */
  readonly accountNo: string;
  readonly phone: string;
  readonly address: string;
  readonly openingFen: number;
  readonly medium: 'passbook' | 'card' | 'card_and_passbook';
}

export const accountOpening = ({
  n,
  customerNo,
  name,
  idNo,
  accountNo,
  phone,
  address,
  openingFen,
  medium,
}: PlayAccount) => ({
  role: 'holder',
  opened_on: '2024-01-01',
  opening_fen: openingFen,
  customer: String(n),
  customer_no: customerNo,
  name,
  id_type: '01',
  id_no: idNo,
  id_valid_to: null,
  gender: Number(idNo[16]) % 2 === 0 ? 'female' : 'male',
  birth_date: `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`,
  nationality: '156',
  phone,
  region_code: idNo.slice(0, 6),
  address,
  occupation: '5',
  village_code: null,
  risk_level: 'medium_low',
  account: String(n + 100),
  account_no: accountNo,
  kind: 'demand',
  account_class: 'I',
  medium,
  passbook_no: null,
  product: 'demand',
  rate_ppm: 500,
  withdraw_rule: 'id',
  statement_cycle: null,
  overdraft_line_fen: 0,
});
