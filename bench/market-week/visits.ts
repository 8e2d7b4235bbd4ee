import type { AccountView, CustomerCard, Draft } from '../../client/terminal/worker/api.ts';
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

export async function serve(kind: Kind, served: Served): Promise<void> {
  const [of] = demandOf(served.person);
  if (of === undefined) return;
  if (kind === 'withdraw') await withdraw(served, of);
  else if (kind === 'transfer') await transfer(served, of);
  else if (kind === 'reverse') await reverse(served, of);
  else if (kind === 'twice') await twice(served, of);
  else if (kind === 'contact') await contact(served);
  else if (kind === 'loss') await loss(served, of);
  else await served.counter.enter(depositDraft(of, amountOf(served.random, 'deposit', false)));
}
