import { CONSENT_TEXTS, type ConsentPurpose } from '../../shared/rules/consent.ts';
import {
  lossDraft,
  lossMedia,
  paperLossDraft,
  type LossMode,
  type LossPaper,
} from '../../client/terminal/actions/drafts.ts';
import { fitsStop, stopDraft, type StopMode, type StopPaper } from '../../client/terminal/actions/stop-drafts.ts';
import { zh } from '../../client/text/zh-CN.ts';
import type { VoucherType } from '../../shared/commands/voucher-stock.ts';
import type { AccountView, CustomerCard } from '../../client/terminal/worker/api.ts';
import { signed } from './counter.ts';
import { demandOf, type Served } from './served.ts';

/** What a customer comes for beside cash: passbooks, cards, losses, accounts, consents, the bank's own stops. */

/** Something begun that has to be taken up again on another day. */
export interface Errand {
  readonly person: string;
  readonly step: 'lift' | 'written' | 'reissue' | 'confirm_stop' | 'lift_stop';
  readonly tries: number;
}

const TRIES = 4;

/** Number of the next blank in the main till; null = it has none. */
async function blank({ counter }: Served, type: VoucherType): Promise<string | null> {
  const stocks = await counter.ask(counter.api.voucherStocks());
  return stocks.find((one) => one.mine && one.type === type)?.ranges[0]?.from_no ?? null;
}

/** Whoever has a passbook has the missing lines printed; a full one is exchanged by the chief teller. */
export async function passbook(served: Served): Promise<void> {
  const { counter, person } = served;
  const of = person.accounts.find((one) => one.book !== null && one.status === 'active');
  const view = of === undefined ? null : await counter.ask(counter.api.passbook(of.id, null));
  if (of === undefined || view === null || (view.failure === null && view.rows.length === 0)) return;
  if (view.failure?.code === 'PASSBOOK_FULL') return exchangeBook(served, of);
  const { fromLine, fromRow } = view;
  await counter.enter({
    command: 'counter.passbook_update',
    payload: { account: of.id, from_line: fromLine, from_row: fromRow },
  });
}

async function exchangeBook(served: Served, of: AccountView): Promise<void> {
  const { counter, person, staff } = served;
  if (counter !== served.desk) return;
  await counter.seat(staff.chief);
  const next = await blank(served, 'passbook');
  if (next === null) return;
  await counter.enter({
    command: 'counter.passbook_exchange',
    payload: {
      account: of.id,
      old_no: of.passbookNo,
      new_no: next,
      reason: 'full',
      old_cut: true,
      id_seen: true,
      id_last4: person.idLast4,
    },
  });
}

export async function contact({ counter, random, person }: Served): Promise<void> {
  await counter.enter({
    command: 'customer.update',
    payload: { customer: person.id, base_at: person.updatedAt, phone: `138${random.int(10_000_000, 99_999_999)}` },
  });
}

const ASKED: readonly ConsentPurpose[] = ['marketing_sms', 'marketing_call', 'profiling'];

/** Given where it was not, taken back where it was. */
export async function consent({ counter, random, person }: Served): Promise<void> {
  const purpose = random.pick(ASKED);
  const granted = person.consents.find((one) => one.purpose === purpose)?.state !== 'granted';
  await counter.enter({
    command: 'customer.consent',
    signature: signed.signature,
    payload: {
      customer: person.id,
      purpose,
      granted,
      text_version: CONSENT_TEXTS[purpose],
      signature_hash: signed.hash,
      guardian_name: null,
      guardian_id_no: null,
    },
  });
}

/** By telephone or at the counter; most find it again, the others report it in writing and get a new one. */
export async function loss({ counter, random, person, errands }: Served): Promise<void> {
  const [medium] = lossMedia(person, zh, 'oral');
  if (medium === undefined) return;
  const facts = { id: true, phone: true, name: true, address: false, recent: false };
  if ((await counter.enter(lossDraft(medium, facts))) === null) return;
  errands.push({ person: person.id, step: random.chance(0.6) ? 'lift' : 'written', tries: 0 });
}

const formOf = (person: CustomerCard): string => `GS${person.customerNo}`;

const paperOf = (person: CustomerCard, more: Partial<LossPaper> = {}): LossPaper => ({
  idLast4: person.idLast4,
  formNo: formOf(person),
  pinLost: false,
  feeFen: 1_000,
  oldNo: null,
  newNo: '',
  idChecked: true,
  exchange: 'damaged',
  oldCut: true,
  ...more,
});

/** A step of a loss; true when it is done. */
async function lossStep(served: Served, mode: Exclude<LossMode, 'oral'>): Promise<boolean> {
  const { counter, person } = served;
  const [medium] = lossMedia(person, zh, mode);
  if (medium === undefined) return true;
  const needs = mode === 'reissue' || mode === 'exchange';
  const newNo = needs ? await blank(served, medium.card === null ? 'passbook' : 'card_blank') : '';
  if (newNo === null) return true;
  const oldNo = person.accounts.find((one) => one.id === medium.account)?.passbookNo ?? null;
  return (await counter.enter(paperLossDraft(medium, mode, paperOf(person, { newNo, oldNo })))) !== null;
}

/** A damaged card for a new one. */
export async function exchangeCard(served: Served): Promise<void> {
  await lossStep(served, 'exchange');
}

/** A second account for somebody known here, with a passbook of the main till. */
export async function openAccount(served: Served): Promise<void> {
  const { counter, person, random } = served;
  const passbookNo = await blank(served, 'passbook');
  if (passbookNo === null) return;
  await counter.enter({
    command: 'counter.open_demand',
    signature: signed.signature,
    payload: {
      customer: person.id,
      application: null,
      account_class: 'II',
      passbook_no: passbookNo,
      withdraw_rule: 'id',
      fen: random.int(1, 20) * 10_000,
      denominations: [],
      id_seen: true,
      id_last4: person.idLast4,
      id_check: 'passed',
      service_text: CONSENT_TEXTS.service,
      guardian_name: null,
      guardian_id_no: null,
      signature_hash: signed.hash,
      household_reason: null,
    },
  });
}

/** The account with the least on it is closed, balance and interest in cash. */
export async function closeAccount({ counter, person }: Served): Promise<void> {
  const [least] = demandOf(person)
    .filter((one) => one.cards.length === 0)
    .sort((a, b) => a.ledgerFen - b.ledgerFen);
  if (least === undefined || least.ledgerFen > 4_000_000) return;
  const quote = await counter.ask(counter.api.closing(least.id));
  if (quote === null) return;
  await counter.enter({
    command: 'counter.close',
    signature: signed.signature,
    payload: {
      account: least.id,
      fen: quote.fen,
      interest_fen: quote.interestFen,
      reason: 'other',
      id_seen: true,
      id_last4: person.idLast4,
      medium_cut: true,
      signature_hash: signed.hash,
      reservation_no: null,
      household_reason: null,
    },
  });
}

const STOP: StopPaper = {
  reason: '频繁转入即取，疑似涉诈',
  authority: '',
  documentNo: '',
  officers: ['', ''],
  part: '',
  partFen: 0,
  until: '',
};

async function stopStep({ counter, person }: Served, mode: StopMode): Promise<boolean> {
  const of = person.accounts.find((one) => fitsStop(one, mode));
  return of === undefined || (await counter.enter(stopDraft(mode, of, STOP))) !== null;
}

/** The chief teller stops a payout that smells; the manager confirms it within the day, and it is lifted later. */
export async function stop(served: Served): Promise<void> {
  const { person, errands } = served;
  if (await stopStep(served, 'stop')) errands.push({ person: person.id, step: 'confirm_stop', tries: 0 });
}

const NEXT: Partial<Record<Errand['step'], Errand['step']>> = { written: 'reissue', confirm_stop: 'lift_stop' };

/** Takes up the oldest thing begun at this outlet. What does not go through (no road) is tried again. */
export async function errand(served: Served): Promise<void> {
  const { counter, errands, staff } = served;
  const one = errands.shift();
  const person = one === undefined ? null : await counter.card(one.person);
  if (one === undefined || person === null) return;
  const at = { ...served, person };
  const { step } = one;
  const isStop = step === 'confirm_stop' || step === 'lift_stop';
  if (isStop) await counter.seat(staff.manager);
  const done = isStop ? await stopStep(at, step) : await lossStep(at, step);
  const next = NEXT[step];
  if (!done && one.tries < TRIES) errands.push({ ...one, tries: one.tries + 1 });
  else if (done && next !== undefined) errands.push({ person: one.person, step: next, tries: 0 });
}
