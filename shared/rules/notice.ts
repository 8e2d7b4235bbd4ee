import { addDays, type BusinessDate } from '../kernel/dates.ts';
import { isLuhn } from './luhn.ts';

/** Who a notice is meant for, while it is shown, and what its words may not hold. */

interface Audience {
  readonly outlets: readonly { readonly outlet: string }[];
  readonly posts: readonly { readonly post: string }[];
}

/** @param who An outlet, and the posts one of its people holds. An empty list of a notice means all. */
export const isMeantFor = (of: Audience, who: { outlet: string; posts: readonly string[] }): boolean =>
  (of.outlets.length === 0 || of.outlets.some((one) => one.outlet === who.outlet)) &&
  (of.posts.length === 0 || of.posts.some((one) => who.posts.includes(one.post)));

/** Shown to its last day, and not after it was withdrawn. */
export const isShown = (
  of: { readonly valid_until: BusinessDate; readonly withdrawn_at: number | null },
  on: BusinessDate,
): boolean => of.withdrawn_at === null && on <= of.valid_until;

const LONGEST_DAYS = 366;

/** The last day of a notice lies between today and a year ahead. */
export const mayEndOn = (until: BusinessDate, today: BusinessDate): boolean =>
  until >= today && until <= addDays(today, LONGEST_DAYS);

/** Text that goes to every tablet holds no ID number and no card number (domain 5, JR/T 0171: C2 and C3). */
export const holdsNumbersOfPeople = (text: string): boolean =>
  /(?<!\d)\d{17}[\dXx](?![\dXx])/.test(text) ||
  [...text.matchAll(/(?<!\d)\d{16,19}(?!\d)/g)].some(([digits]) => isLuhn(digits));
