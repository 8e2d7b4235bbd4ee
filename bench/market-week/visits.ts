import type { AccountView, Captured, CustomerCard, Draft } from '../../client/terminal/worker/api.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import { signed } from './counter.ts';
import {
  depositElsewhere,
  payElsewhere,
  remit,
  remitBack,
  remitPay,
  transferElsewhere,
  transferOther,
} from './elsewhere.ts';
import { closeAccount, consent, contact, errand, exchangeCard, loss, openAccount, passbook, stop } from './papers.ts';
import { amountOf, type Kind } from './plan.ts';
import { demandOf, halfOf, type Served } from './served.ts';

/** A customer at the counter: what the clerk does for them, by the pages' own drafts. */

const depositDraft = (of: AccountView | null, fen: number, more: Record<string, unknown> = {}): Draft => ({
  command: 'counter.deposit',
  signature: signed.signature,
  payload: { account: of?.id ?? null, fen, medium_seen: true, id_seen: false, signature_hash: signed.hash, ...more },
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

async function withdraw({ counter, random, person, pension }: Served, of: AccountView): Promise<void> {
  const wanted = Math.min(amountOf(random, 'withdraw', pension), Math.floor(of.availableFen / 10_000) * 10_000);
  if (wanted < 1_000) return;
  await counter.enter(withdrawDraft(person, of, wanted), (fen) => withdrawDraft(person, of, Math.min(fen, wanted)));
}

async function transfer({ counter, random, person }: Served, of: AccountView): Promise<void> {
  const to = demandOf(person).find((one) => one.id !== of.id);
  const fen = halfOf(random, of);
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
  const line = await counter.line(wrong.seq);
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

/** An account number nobody here has: the cash is taken, the money waits in suspense for the county. */
async function unknown({ counter, random, here }: Served): Promise<void> {
  const body = `${here}9${random.int(10_000, 99_999)}`;
  const accountNo = `${body}${luhnDigit(body)}`;
  await counter.enter(depositDraft(null, random.int(1, 40) * 10_000, { account_no: accountNo }));
}

/** Once in fifty the customer presses a score afterwards. */
async function rate({ counter, random }: Served, done: Captured | null): Promise<void> {
  if (done === null || !random.chance(0.02)) return;
  const line = await counter.line(done.seq);
  if (line?.rating !== 'open') return;
  await counter.enter({
    command: 'counter.rate_service',
    payload: { entry: line.interaction, score: random.int(3, 5), reason: null },
  });
}

type Serve = (served: Served, of: AccountView) => Promise<void>;

const deposit: Serve = async (served, of) =>
  rate(served, await served.counter.enter(depositDraft(of, amountOf(served.random, 'deposit', false))));

const SERVED: Readonly<Record<Kind, Serve>> = {
  withdraw,
  deposit,
  transfer,
  reverse,
  twice,
  agency,
  unknown,
  passbook,
  contact,
  consent,
  loss,
  errand,
  stop,
  card_exchange: exchangeCard,
  open: openAccount,
  close: closeAccount,
  transfer_other: transferOther,
  transfer_elsewhere: transferElsewhere,
  deposit_elsewhere: depositElsewhere,
  pay_elsewhere: payElsewhere,
  remit,
  remit_pay: remitPay,
  remit_back: remitBack,
};

export async function serve(kind: Kind, served: Served): Promise<void> {
  const [of] = demandOf(served.person);
  if (of !== undefined) await SERVED[kind](served, of);
}
