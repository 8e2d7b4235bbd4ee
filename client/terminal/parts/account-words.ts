import type { Texts } from '../../text/zh-CN.ts';
import type { IconName } from '../../ui/icons.ts';
import type { AccountView, CustomerCard, JournalLine } from '../worker/api.ts';

/** How an account is named on screen: by what the customer holds in the hand, then its last digits. */

const pick = <K extends string>(words: Readonly<Record<K, string>>, key: string): string =>
  Object.hasOwn(words, key) ? words[key as K] : key;

export const mediumWord = (account: AccountView, t: Texts): string =>
  account.kind === 'demand' ? pick(t.customer.mediums, account.medium) : pick(t.customer.kinds, account.kind);

/** The account's own last digits, with those of the card in the hand beside them. One wording on every page. */
export const tailWord = (account: Pick<AccountView, 'accountNo' | 'cardTail'>, t: Texts): string =>
  t.word.tails(account.accountNo.slice(-4), account.cardTail);

export const accountWord = (account: AccountView, t: Texts): string =>
  `${mediumWord(account, t)} · ${tailWord(account, t)}`;

/** Who an entry of a flow was for, to be said in the language of the page that shows it. */
export const whoIs =
  (customer: CustomerCard | null, account: AccountView | null, accountNo = '') =>
  (t: Texts): string => {
    const word = account === null ? `${t.deposit.accountNo} ${accountNo}` : accountWord(account, t);
    return customer === null ? word : `${customer.name} · ${word}`;
  };

/** Whose entry it is, as far as the journal knows: `李建国 · 账户 0017`. */
export const partyWord = (line: JournalLine, t: Texts): string =>
  [line.customerName, line.accountTail === null ? null : t.word.tails(line.accountTail, null)]
    .filter(Boolean)
    .join(' · ');

/** The short number of an entry on the page: of its voucher, or its place in the journal. */
export const entryNo = (line: JournalLine): string => line.voucherNo?.slice(-6, -1) ?? `#${line.seq}`;

export const accountStatus = (account: AccountView, t: Texts): string => pick(t.customer.accountStatus, account.status);

export const accountIcon = (account: AccountView): IconName =>
  account.cardTail !== null ? 'card' : account.kind === 'demand' ? 'book' : 'lock';

/** Money can be paid in: open demand accounts (a lost or frozen account still takes deposits). */
export const takesDeposit = (account: AccountView): boolean =>
  account.kind === 'demand' && !['closed', 'cancelled', 'pending'].includes(account.status);

export const paysOut = (account: AccountView): boolean =>
  account.kind === 'demand' && !['closed', 'cancelled', 'pending'].includes(account.status);

/** Who confirms what the chief teller confirms for others: nobody confirms their own. */
export const checkerOf = (posts: readonly string[]): 'chief_teller' | 'outlet_manager' =>
  posts.includes('chief_teller') ? 'outlet_manager' : 'chief_teller';

export const wordOf = pick;
