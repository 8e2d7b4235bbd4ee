import type { Fen } from '../kernel/money.ts';
import { isSheet, sheetTotal, type DenominationLine } from '../rules/denominations.ts';
import type { RowOf } from '../tables/define.ts';
import { till } from '../tables/till.ts';
import type { Facts, Refusal, Rows } from './define.ts';

/** What the commands of a till's day share: the count sheet, and in whose hands a till is. */

export const MAIN_TILL = '00';

export const tillCountId = (of: string, on: string): string => `${of}/${on}`;

/** A sheet that was entered is made of real money and adds up to the counted figure. */
export function checkCounted(of: {
  readonly counted_fen: Fen;
  readonly denominations: readonly DenominationLine[];
}): Refusal<'FIELD_FORMAT' | 'DENOM_MISMATCH'> | null {
  if (!isSheet(of.denominations)) return { code: 'FIELD_FORMAT', detail: { field: 'denominations' } };
  if (of.counted_fen < 0) return { code: 'FIELD_FORMAT', detail: { field: 'counted_fen' } };
  const counted = sheetTotal(of.denominations);
  return of.denominations.length > 0 && counted !== of.counted_fen
    ? { code: 'DENOM_MISMATCH', detail: { counted_fen: counted, difference_fen: counted - of.counted_fen } }
    : null;
}

/** Held by the maker on this device: what a till must be before anything is done with it. */
export const holdsIt = (row: RowOf<typeof till> | null, facts: Facts): row is RowOf<typeof till> =>
  row !== null && row.status === 'held' && row.holder === facts.maker && row.device === facts.device;

/**
 * What a teller has to hand to the main till now, fen (domain 4.3 `till.limit_fen`, 6): only what is above the limit;
 * exactly the limit may stay. It is told at any time of the day. The main till takes it and has the vault's limit.
 */
export const tillExcess = (of: { readonly tillNo: string; readonly cashFen: Fen; readonly limitFen: Fen }): Fen =>
  of.tillNo === MAIN_TILL ? 0 : Math.max(0, of.cashFen - of.limitFen);

export const bookOf = (rows: Rows, tillNo: string): Fen => rows.get(till, tillNo)?.cash_fen ?? 0;
