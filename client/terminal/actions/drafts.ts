import type { Fen } from '../../../shared/kernel/money.ts';
import type { DenominationLine } from '../../../shared/rules/denominations.ts';
import type { Texts } from '../../text/zh-CN.ts';
import type { IconName } from '../../ui/icons.ts';
import { accountWord } from '../parts/account-words.ts';
import type { CustomerCard, Draft, JournalLine, TillView } from '../worker/api.ts';

/** Drafts of the entries without a keypad. The worker adds till, voucher number and who is signed on. */

/** Reasons a reversal may have, in the order of the words on its page. */
export const REVERSE_REASONS = ['wrong_amount', 'wrong_account', 'customer_request', 'double_entry'] as const;

/** Which way the cash of a reversal goes, by the cash of its original; a transfer moved none. */
const CASH_BACK = { in: 'out', out: 'in', none: 'none' } as const;

/** Cash of a reversal runs against the original: a returned deposit goes out, a handed-back withdrawal comes in. */
export const reverseDraft = (line: JournalLine, reason: (typeof REVERSE_REASONS)[number]): Draft =>
  line.command === 'inter_branch.transfer'
    ? { command: 'inter_branch.transfer_back', payload: { deal: line.interaction, fen: line.amountFen, reason } }
    : {
        command: 'counter.reverse',
        payload: {
          original: line.interaction,
          fen: line.amountFen,
          direction: CASH_BACK[line.direction],
          reason,
        },
      };

const MADE_BY_THE_WORKER: ReadonlySet<string> = new Set(['till', 'voucher_no']);

/** The customer has the cash already: the request's own facts, recorded as a payment that took its place. */
export const replaceDraft = (line: JournalLine): Draft => ({
  command: line.command,
  payload: Object.fromEntries(Object.entries(line.payload).filter(([name]) => !MADE_BY_THE_WORKER.has(name))),
  replaces: line.seq,
});

/** Nothing was paid: no answer came, or it came and the cash stayed in the till for a reason of the counter. */
export const abandonDraft = (line: JournalLine): Draft => ({
  command: 'request.abandon',
  payload: { reason: line.lights === 'unknown' ? 'no_answer' : 'other' },
  replaces: line.seq,
});

/** What a customer can have lost: each card, and each passbook or certificate. */
export interface LossMedium {
  readonly key: string;
  readonly account: string;
  readonly card: string | null;
  readonly medium: string;
  readonly word: string;
  readonly icon: IconName;
}

export type LossMode = 'oral' | 'written' | 'lift' | 'reissue' | 'exchange';

/** States of account and card in which each kind of report, or its lifting, makes sense. */
const FITS: Readonly<Record<LossMode, { readonly account: readonly string[]; readonly card: readonly string[] }>> = {
  oral: { account: ['active'], card: ['active', 'issued', 'pin_locked'] },
  written: { account: ['active', 'lost_oral'], card: ['active', 'issued', 'pin_locked', 'lost_oral'] },
  lift: { account: ['lost_oral', 'lost_written'], card: ['lost_oral', 'lost_written'] },
  reissue: { account: ['lost_written'], card: ['lost_written'] },
  // A passbook that is full or damaged is exchanged on its own page.
  exchange: { account: [], card: ['active', 'expired'] },
};

export function lossMedia(person: CustomerCard, t: Texts, mode: LossMode = 'oral'): readonly LossMedium[] {
  const media: LossMedium[] = [];
  for (const account of person.accounts) {
    if (account.status === 'closed' || account.status === 'cancelled') continue;
    for (const card of account.cards)
      if (FITS[mode].card.includes(card.status))
        media.push({
          key: `card:${card.id}`,
          account: account.id,
          card: card.id,
          medium: 'card',
          word: `${t.customer.mediums.card} ${card.tail}`,
          icon: 'card',
        });
    if (FITS[mode].account.includes(account.status) && (account.medium !== 'card' || mode === 'lift'))
      media.push({
        key: `account:${account.id}`,
        account: account.id,
        card: null,
        medium: account.medium === 'card_and_passbook' ? 'passbook' : account.medium,
        word: accountWord({ ...account, cardTail: null }, t),
        icon: 'book',
      });
  }
  return media;
}

/** What the holder showed and signed, for a written report or its lifting. */
export interface LossPaper {
  readonly idLast4: string;
  readonly formNo: string;
  readonly pinLost: boolean;
  /** Fee of a written report in fen. */
  readonly feeFen: Fen;
  /** The number a new passbook replaces, its own number, and whether the online identity check passed. */
  readonly oldNo: string | null;
  readonly newNo: string;
  readonly idChecked: boolean;
  /** Why a card that is not lost is exchanged, and that the old one was cut. */
  readonly exchange: 'damaged' | 'expired' | 'upgrade';
  readonly oldCut: boolean;
}

/** In place of what was lost in writing: a passbook or certificate, or a card. */
function newMediumDraft(medium: LossMedium, shown: Readonly<Record<string, unknown>>, paper: LossPaper): Draft {
  const proof = { form_no: paper.formNo, id_checked: paper.idChecked };
  if (medium.card !== null) return { command: 'card.replace', payload: { ...shown, ...proof, blank_no: paper.newNo } };
  const { card: _none, ...holder } = shown;
  const numbers = { old_no: paper.oldNo, medium_no: paper.newNo };
  return { command: 'counter.lost_reissue', payload: { ...holder, ...proof, ...numbers } };
}

export const paperLossDraft = (medium: LossMedium, mode: Exclude<LossMode, 'oral'>, paper: LossPaper): Draft => {
  const shown = { account: medium.account, card: medium.card, id_seen: true, id_last4: paper.idLast4 };
  if (mode === 'exchange')
    return {
      command: 'card.exchange',
      payload: { ...shown, reason: paper.exchange, old_cut: paper.oldCut, blank_no: paper.newNo },
    };
  if (mode === 'reissue') return newMediumDraft(medium, shown, paper);
  return mode === 'lift'
    ? { command: 'counter.unlost', payload: { ...shown, form_no: paper.formNo } }
    : {
        command: 'counter.lost_written',
        payload: {
          ...shown,
          medium: medium.medium,
          form_no: paper.formNo,
          pin_lost: paper.pinLost,
          fee_fen: paper.feeFen,
        },
      };
};

export interface LossFacts {
  readonly id: boolean;
  readonly phone: boolean;
  readonly name: boolean;
  readonly address: boolean;
  readonly recent: boolean;
}

export const lossDraft = (medium: LossMedium, facts: LossFacts): Draft => ({
  command: 'counter.lost_oral',
  payload: {
    account: medium.account,
    card: medium.card,
    medium: medium.medium,
    id_no_ok: facts.id,
    name_ok: facts.name,
    phone_ok: facts.phone,
    address_ok: facts.address,
    recent_txn_ok: facts.recent,
    reporter: null,
  },
});

export const tillDraft = (
  till: TillView,
  lines: readonly DenominationLine[],
  countedFen: Fen,
  overrideReason: string | null,
): Draft => ({
  command: 'till.take',
  payload: { till_no: till.tillNo, denominations: lines, counted_fen: countedFen, override_reason: overrideReason },
});
