import { elsewhereWords } from '../../text/elsewhere.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { JournalLine } from '../worker/api.ts';
import { wordOf } from './account-words.ts';

type TextKey =
  | 'closed'
  | 'exchanged'
  | 'handedOver'
  | 'newCard'
  | 'recalled'
  | 'refundPaid'
  | 'refunded'
  | 'reissued'
  | 'remitPaid'
  | 'unlost';
/** What has nothing to say before the centre has posted it. */
const ONCE_POSTED: Readonly<Record<string, TextKey | undefined>> = {
  'counter.close': 'closed',
  'counter.unlost': 'unlost',
  'counter.remit_recall': 'recalled',
  'counter.remit_refund': 'refunded',
  'counter.remit_pay': 'remitPaid',
  'agency.hand_over': 'handedOver',
  'card.replace': 'newCard',
  'card.exchange': 'newCard',
  'counter.passbook_exchange': 'exchanged',
  'counter.suspense_refund': 'refundPaid',
  'counter.lost_reissue': 'reissued',
};

/** What the done page says, from how far the entry has come. Never "success" for what is only recorded here. */
export function outcomeTitle(line: JournalLine, t: Texts): string {
  if (line.lights === 'rejected') return t.done.rejected;
  if (line.lights === 'unknown') return t.done.unknown;
  if (line.lights === 'held') return t.done.held;
  if (line.lights === 'case' && line.deal === null) return t.done.suspense;
  const deal = backTitle(line, t) ?? dealTitle(line, t);
  if (deal !== null) return deal;
  const settled = line.lights === 'posted' || line.lights === 'reversed';
  switch (line.command) {
    case 'counter.deposit':
      return settled
        ? t.done.depositOnline
        : line.lights === 'received'
          ? t.done.depositReceived
          : t.done.depositOffline;
    case 'counter.withdraw':
      return settled ? t.done.withdrawOnline : t.done.withdrawOffline;
    case 'counter.reverse':
      return settled ? t.done.reverseOnline : t.done.reverse;
    case 'counter.open_demand':
      return line.amountFen > 0 ? (settled ? t.done.opened : plainTitle(line, t, settled)) : t.done.applied;
    case 'counter.transfer_same':
    case 'counter.transfer':
      return settled ? t.done.transferOnline : t.done.transfer;
    case 'counter.lost_written':
    case 'counter.lost_oral':
      return settled ? t.done.lossOnline : t.done.loss;
    case 'till.take':
      return t.done.till;
    case 'customer.consent':
      return t.done.consent;
    case 'customer.create':
    case 'customer.update':
      return t.done.customer;
    case 'counter.agency_collect':
      return settled ? t.done.agencyOnline : t.done.depositOffline;
    case 'counter.remit_send':
      return settled ? t.done.remitOnline : t.done.remit;
    case 'counter.passbook_update':
      return t.done.booked;
    case 'request.abandon':
      return settled ? t.done.abandonedPosted : t.done.abandoned;
    case 'counter.repay':
      return settled ? t.done.repaid : t.done.depositOffline;
    default: {
      const once = ONCE_POSTED[line.command];
      return settled && once !== undefined ? t.done[once] : plainTitle(line, t, settled);
    }
  }
}

/** What has no sentence of its own is called by its name, and by how far it has come. */
function plainTitle(line: JournalLine, t: Texts, settled: boolean): string {
  const business = wordOf(t.command, line.command);
  if (!settled) return t.done.other(business);
  return line.amountFen > 0 ? t.done.otherPosted(business) : t.done.inForce(business);
}

/** A payout for another outlet's customer, or a transfer to one, that was asked for and neither done nor given up. */
export const isOpenDeal = ({ command, lights, deal }: JournalLine): boolean =>
  (command === 'inter_branch.authorise' || command === 'inter_branch.transfer') &&
  lights !== 'rejected' &&
  (deal?.status === 'asked' || deal?.status === 'authorised');

const wordsOf = (t: Texts) => elsewhereWords(t.lang.code === 'zh-CN' ? 'zh' : 'en');

/** A transfer asked back: it is reversed only when the payee's outlet has given it. */
function backTitle(line: JournalLine, t: Texts): string | null {
  if (line.back === null || line.command !== 'inter_branch.transfer_back') return null;
  const words = wordsOf(t).doneTitle;
  return line.back.status === 'taken' ? words.backTaken : words.backAsked;
}

/** Cash of another outlet's customer: only its home puts it on the account. */
function dealTitle(line: JournalLine, t: Texts): string | null {
  if (line.deal === null || line.command === 'inter_branch.authorise') return null;
  const words = wordsOf(t).doneTitle;
  if (line.lights === 'case') return words.suspense;
  const isHome = line.lights === 'posted';
  if (line.deal.direction === 'transfer') return isHome ? words.transferHome : words.transferSent;
  if (line.deal.direction === 'in') return isHome ? words.depositHome : words.depositSent;
  return isHome ? words.payHome : words.pay;
}

/** Who gets the money, and the number they ask for it by. */
export function otherParty({ payload }: JournalLine, t: Texts): readonly string[] {
  const { payee_name: payee, remit_no: no } = payload;
  return [
    ...(typeof payee === 'string' && payee !== '' ? [t.done.payee(payee)] : []),
    ...(typeof no === 'string' && no !== '' ? [t.done.remitNo(no)] : []),
  ];
}

/** One sentence the clerk can say aloud, or null when there is nothing to say. */
export function sayable(line: JournalLine, t: Texts): string | null {
  if (line.lights === 'rejected' || line.lights === 'unknown') return null;
  const settled = line.lights === 'posted';
  if (line.deal?.direction === 'transfer') return null;
  if (line.deal !== null && line.command !== 'inter_branch.authorise')
    return line.deal.direction === 'out' ? t.withdraw.say : settled ? t.deposit.sayOnline : t.deposit.say;
  if (line.command === 'counter.deposit') return settled ? t.deposit.sayOnline : t.deposit.say;
  if (line.command === 'counter.withdraw') return settled ? t.withdraw.say : t.withdraw.sayOffline;
  if (line.command !== 'counter.lost_oral') return null;
  return settled ? t.done.sayLoss : t.done.sayLossOffline;
}
