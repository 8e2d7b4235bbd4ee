import type { Texts } from '../../text/zh-CN.ts';
import type { IconName } from '../../ui/icons.ts';
import type { AccountView } from '../worker/api.ts';

/** How an account is named on screen: by what the customer holds in the hand, then its last digits. */

const pick = <K extends string>(words: Readonly<Record<K, string>>, key: string): string =>
  Object.hasOwn(words, key) ? words[key as K] : key;

export const mediumWord = (account: AccountView, t: Texts): string =>
  account.kind === 'demand' ? pick(t.customer.mediums, account.medium) : pick(t.customer.kinds, account.kind);

export const accountTail = (account: AccountView): string => account.cardTail ?? account.accountNo.slice(-4);

export const accountWord = (account: AccountView, t: Texts): string =>
  `${mediumWord(account, t)} ${t.word.tail(accountTail(account))}`;

export const accountStatus = (account: AccountView, t: Texts): string => pick(t.customer.accountStatus, account.status);

export const accountIcon = (account: AccountView): IconName =>
  account.cardTail !== null ? 'card' : account.kind === 'demand' ? 'book' : 'lock';

/** Money can be paid in: open demand accounts (a lost or frozen account still takes deposits). */
export const takesDeposit = (account: AccountView): boolean =>
  account.kind === 'demand' && !['closed', 'cancelled', 'pending'].includes(account.status);

export const paysOut = (account: AccountView): boolean =>
  account.kind === 'demand' && !['closed', 'cancelled', 'pending'].includes(account.status);

export const wordOf = pick;
