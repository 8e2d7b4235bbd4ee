import type { AccountView, CustomerCard, Draft } from '../../client/terminal/worker/api.ts';
import { remitNo } from '../../shared/rules/remittance.ts';
import type { Random } from '../../sync/sim/random.ts';
import { signed, type Counter } from './counter.ts';
import { amountOf, type Kind } from './plan.ts';

/** A customer at the counter: what the clerk does for them, by the pages' own drafts. */

const depositDraft = (of: AccountView, fen: number, more: Record<string, unknown> = {}): Draft => ({
  command: 'counter.deposit',
  signature: signed.signature,
  payload: { account: of.id, fen, medium_seen: true, id_seen: false, signature_hash: signed.hash, ...more },
});

const withdrawDraft = (person: CustomerCard, of: AccountView, fen: number): Draft => ({
  command: 'counter.withdraw',
  signature: signed.signature,
  payload: {
    account: of.id,
    fen,
    holder_present: true,
    id_seen: true,
    id_last4: person.idLast4,
    medium_seen: true,
    pin_result: 'not_used',
    signature_hash: signed.hash,
  },
});

const demandOf = (person: CustomerCard): readonly AccountView[] =>
  person.accounts.filter((one) => one.kind === 'demand' && one.status === 'active');

export interface Served {
  readonly counter: Counter;
  readonly random: Random;
  readonly person: CustomerCard;
  readonly pension: boolean;
  /** Where the counter stands, and where else remittances are paid. */
  readonly here: string;
  readonly outlets: readonly string[];
  /** Taken in and not paid yet, over all outlets. */
  readonly remittances: { readonly no: string; readonly fen: number; readonly to: string }[];
}

async function withdraw({ counter, random, person, pension }: Served, of: AccountView): Promise<void> {
  const wanted = Math.min(amountOf(random, 'withdraw', pension), Math.floor(of.availableFen / 10_000) * 10_000);
  if (wanted < 1_000) return;
  await counter.enter(withdrawDraft(person, of, wanted), (fen) => withdrawDraft(person, of, Math.min(fen, wanted)));
}

async function transfer({ counter, random, person }: Served, of: AccountView): Promise<void> {
  const to = demandOf(person).find((one) => one.id !== of.id);
  const fen = Math.min(amountOf(random, 'withdraw', false), Math.floor(of.availableFen / 20_000) * 10_000);
  if (to === undefined || fen < 10_000) return;
  await counter.enter({
    command: 'counter.transfer_same',
    payload: { account: of.id, to_account: to.id, fen, id_seen: true, id_last4: person.idLast4 },
  });
}

/** The amount was keyed wrong, the customer sees it on the slip: taken back at once and entered again. */
async function reverse({ counter, random }: Served, of: AccountView): Promise<void> {
  const fen = amountOf(random, 'deposit', false);
  const wrong = await counter.enter(depositDraft(of, fen + 10_000));
  if (wrong === null) return;
  const lines = await counter.ask(counter.api.journal(null));
  const line = lines.find((one) => one.seq === wrong.seq);
  if (line === undefined || !line.reversible) return;
  await counter.enter({
    command: 'counter.reverse',
    payload: { original: line.interaction, fen: line.amountFen, direction: 'out', reason: 'wrong_amount' },
  });
  await counter.enter(depositDraft(of, fen));
}

/** The same amount into the same account minutes apart: really two deposits, and the clerk says so. */
async function twice({ counter, random }: Served, of: AccountView): Promise<void> {
  const fen = amountOf(random, 'deposit', false);
  await counter.enter(depositDraft(of, fen));
  await counter.enter(depositDraft(of, fen, { duplicate_reason: '两个儿子各存一笔' }));
}

async function contact({ counter, random, person }: Served): Promise<void> {
  await counter.enter({
    command: 'customer.update',
    payload: { customer: person.id, base_at: person.updatedAt, phone: `138${random.int(10_000_000, 99_999_999)}` },
  });
}

async function loss({ counter }: Served, of: AccountView): Promise<void> {
  await counter.enter({
    command: 'counter.lost_oral',
    payload: {
      account: of.id,
      card: null,
      medium: of.medium === 'card_and_passbook' ? 'passbook' : of.medium,
      id_no_ok: true,
      name_ok: true,
      phone_ok: true,
      address_ok: false,
      recent_txn_ok: false,
      reporter: null,
    },
  });
}

/** A power or telephone bill, never the same one twice. */
async function agency({ counter, random }: Served): Promise<void> {
  const billers = await counter.ask(counter.api.billers());
  if (billers.length === 0) return;
  await counter.enter({
    command: 'counter.agency_collect',
    payload: {
      biller: random.pick(billers).code,
      payer_no: `4127${random.int(10_000_000, 99_999_999)}`,
      period: '2026-12',
      payer_name: null,
      fen: random.int(20, 300) * 100,
      denominations: [],
    },
  });
}

const PAYEE = { name: '李四', idNo: '412728198807152013' };

async function remit({ counter, random, person, outlets, remittances }: Served): Promise<void> {
  const [no, to, fen] = [remitNo(random.next()), random.pick(outlets), random.int(1, 20) * 10_000];
  const sent = await counter.enter({
    command: 'counter.remit_send',
    payload: {
      remit_no: no,
      fen,
      mode: 'id',
      customer: person.id,
      sender_name: person.name,
      sender_id_type: null,
      sender_id_no: null,
      payee_name: PAYEE.name,
      payee_address: '河南省沈丘县老城镇前街 8 号',
      postcode: null,
      account_no: null,
      to_outlet: to,
      password_hash: null,
      duplicate_reason: '分两次汇',
    },
  });
  if (sent !== null) remittances.push({ no, fen, to });
}

/** The payee of a remittance that has arrived at this outlet comes for it. */
async function remitPay({ counter, here, remittances }: Served): Promise<void> {
  for (const one of remittances.filter((each) => each.to === here)) {
    const known = await counter.ask(counter.api.remittance(one.no));
    if (known?.status !== 'arrived') continue;
    const payee = { payee_name: PAYEE.name, payee_id_type: '01', payee_id_no: PAYEE.idNo };
    const paid = await counter.enter({
      command: 'counter.remit_pay',
      payload: { remit_no: one.no, fen: one.fen, ...payee, password_hash: null },
    });
    if (paid !== null) remittances.splice(remittances.indexOf(one), 1);
    return;
  }
}

export async function serve(kind: Kind, served: Served): Promise<void> {
  const [of] = demandOf(served.person);
  if (of === undefined) return;
  if (kind === 'withdraw') await withdraw(served, of);
  else if (kind === 'transfer') await transfer(served, of);
  else if (kind === 'reverse') await reverse(served, of);
  else if (kind === 'twice') await twice(served, of);
  else if (kind === 'contact') await contact(served);
  else if (kind === 'loss') await loss(served, of);
  else if (kind === 'agency') await agency(served);
  else if (kind === 'remit') await remit(served);
  else if (kind === 'remit_pay') await remitPay(served);
  else await served.counter.enter(depositDraft(of, amountOf(served.random, 'deposit', false)));
}
