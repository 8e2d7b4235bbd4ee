import * as v from 'valibot';
import type { Instant } from '../kernel/dates.ts';
import type { account } from '../tables/account.ts';
import type { RowOf } from '../tables/define.ts';
import type { CommandAnswer } from './office-fields.ts';
import type { OfficeUnit } from './office.ts';

/** The oral loss report of the call desk (口头挂失): finding the account, what the caller says, and how it is compared. */

export const accountsQuery = v.object({ find: v.pipe(v.string(), v.minLength(4), v.maxLength(40)) });
export interface AccountLine {
  readonly branch: string;
  readonly outlet: OfficeUnit;
  readonly account: string;
  readonly accountTail: string;
  readonly kind: string;
  readonly medium: string;
  readonly status: string;
  readonly lostAt: Instant | null;
  /** Masked: the caller must say it, we must not. */
  readonly customerName: string;
  readonly cards: readonly { readonly id: string; readonly last4: string; readonly status: string }[];
}
export interface AccountsAnswer {
  readonly asOf: Instant;
  readonly accounts: readonly AccountLine[];
}
export const lossRequest = v.object({
  /** Drawn once per form, so that a repeated press is the same command. */
  commandId: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)),
  branch: v.pipe(v.string(), v.regex(/^\d{8}$/)),
  account: v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,120}$/)),
  card: v.nullable(v.pipe(v.string(), v.regex(/^[\w.:@/+-]{1,120}$/))),
  idNo: v.pipe(v.string(), v.minLength(4), v.maxLength(20)),
  name: v.nullable(v.pipe(v.string(), v.maxLength(50))),
  phone: v.nullable(v.pipe(v.string(), v.maxLength(20))),
  address: v.nullable(v.pipe(v.string(), v.maxLength(120))),
  /** Amount of one of the account's last movements, fen. */
  recentFen: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});
export type LossRequest = v.InferOutput<typeof lossRequest>;
/** What the caller's words are compared with; it never leaves the hub. */
export interface LossRecord {
  readonly status: RowOf<typeof account>['status'];
  readonly accountNo: string;
  readonly medium: 'passbook' | 'certificate' | 'card' | 'card_and_passbook';
  readonly idNo: string;
  readonly name: string;
  readonly phone: string | null;
  readonly address: string;
  readonly recentFen: readonly number[];
}
export interface LossFacts {
  readonly id_no_ok: boolean;
  readonly name_ok: boolean;
  readonly phone_ok: boolean;
  readonly address_ok: boolean;
  readonly recent_txn_ok: boolean;
}

const plain = (text: string): string => text.replace(/\s+/g, '').toUpperCase();
const ADDRESS_PART_MIN = 6;

/** An address counts when it is the record's or a part of it of at least six characters; everything else must be equal. */
export function compareLoss(
  record: LossRecord,
  said: Pick<LossRequest, 'idNo' | 'name' | 'phone' | 'address' | 'recentFen'>,
): LossFacts {
  const address = plain(said.address ?? '');
  return {
    id_no_ok: plain(said.idNo) === plain(record.idNo),
    name_ok: said.name !== null && plain(said.name) === plain(record.name),
    phone_ok:
      said.phone !== null &&
      record.phone !== null &&
      said.phone.replace(/\D/g, '') === record.phone.replace(/\D/g, '') &&
      record.phone !== '',
    address_ok: address.length >= ADDRESS_PART_MIN && plain(record.address).includes(address),
    recent_txn_ok: said.recentFen !== null && record.recentFen.includes(said.recentFen),
  };
}

/** The identity number and two more (domain 4.5 B). */
export const isEnough = (facts: LossFacts): boolean =>
  facts.id_no_ok && [facts.name_ok, facts.phone_ok, facts.address_ok, facts.recent_txn_ok].filter(Boolean).length >= 2;

export interface LossAnswer extends CommandAnswer {
  readonly repeated: boolean;
}
