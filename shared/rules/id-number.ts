import { isDate, type BusinessDate } from '../kernel/dates.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** Identity papers (domain 3.4). Resident numbers by GB 11643-1999: region, birth, order, check character. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';
const GUARDIAN_AGE = 16;
/** Nobody who comes to a counter was born before. */
export const BIRTH_MIN: BusinessDate = '1900-01-01';

export type IdFault = 'FIELD_FORMAT' | 'ID_CHECKSUM' | 'ID_15_DIGIT' | 'BIRTH_INVALID' | 'BIRTH_RANGE';

export interface ResidentId {
  readonly idNo: string;
  readonly region: string;
  readonly birthDate: BusinessDate;
  readonly gender: 'male' | 'female';
}

/** Weighted sum of the first 17 digits. */
export function idSum(first17: string): number {
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += (first17.charCodeAt(index) - 48) * weight;
  return sum;
}

export const idCheckChar = (first17: string): string => CHECKS.charAt(idSum(first17) % 11);

/** A day of the calendar on which somebody who is here today can have been born. */
export const isBirth = (date: string, today: BusinessDate): boolean =>
  isDate(date) && date >= BIRTH_MIN && date <= today;

/** Trims and upper-cases; refuses 15-digit numbers, wrong checks, dates that do not exist or lie outside 1900..today. */
export function parseResidentId(text: string, today: BusinessDate): Result<ResidentId, IdFault> {
  const idNo = text.trim().toUpperCase();
  if (/^\d{15}$/.test(idNo)) return err('ID_15_DIGIT');
  if (!/^\d{17}[\dX]$/.test(idNo)) return err('FIELD_FORMAT');
  if (idCheckChar(idNo.slice(0, 17)) !== idNo.charAt(17)) return err('ID_CHECKSUM');
  const birthDate = `${idNo.slice(6, 10)}-${idNo.slice(10, 12)}-${idNo.slice(12, 14)}`;
  if (!isDate(birthDate)) return err('BIRTH_INVALID');
  if (!isBirth(birthDate, today)) return err('BIRTH_RANGE');
  return ok({
    idNo,
    region: idNo.slice(0, 6),
    birthDate,
    gender: Number(idNo.charAt(16)) % 2 === 1 ? 'male' : 'female',
  });
}

/** Full years on a date. */
export function ageOn(birthDate: BusinessDate, on: BusinessDate): number {
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Younger than 14: a child's data are sensitive, the guardian agrees (PIPL Art. 31). */
const CHILD_AGE = 14;
export const isChild = (birthDate: BusinessDate, on: BusinessDate): boolean => ageOn(birthDate, on) < CHILD_AGE;

export const needsGuardian = (birthDate: BusinessDate, on: BusinessDate): boolean =>
  ageOn(birthDate, on) < GUARDIAN_AGE;

const TEXT_FORMS: Readonly<Record<string, RegExp>> = {
  '04': /^.{5,20}$/u,
  '05': /^[HM]\d{8}(\d{2})?$/,
  '06': /^\d{8}$/,
  '08': /^[A-Z0-9]{5,20}$/,
};

/** null when the number suits its type of paper on a date. Numbers with a birth date in them are read as such. */
export function idFault(idType: string, idNo: string, today: BusinessDate): IdFault | null {
  const form = TEXT_FORMS[idType];
  if (form !== undefined) return form.test(idNo) ? null : 'FIELD_FORMAT';
  if (idType === '07' && !/^8[123]0000/.test(idNo)) return 'FIELD_FORMAT';
  if (idType === '09') {
    if (/^[A-Z]{3}\d{12}$/.test(idNo)) return null;
    if (!idNo.startsWith('9')) return 'FIELD_FORMAT';
  }
  const parsed = parseResidentId(idNo, today);
  return parsed.ok ? null : parsed.error;
}

/** The paper's number holds birth date and gender. */
export const holdsBirth = (idType: string, idNo: string): boolean =>
  ['01', '02', '03', '07'].includes(idType) || (idType === '09' && /^9\d{16}[\dX]$/.test(idNo));
