import { payDraft } from '../../client/terminal/actions/elsewhere-drafts.ts';
import type { AccountView, DealView } from '../../client/terminal/worker/api.ts';
import { remitNo } from '../../shared/rules/remittance.ts';
import { signed } from './counter.ts';
import { amountOf } from './plan.ts';
import { halfOf, type Served } from './served.ts';

/** What goes to somebody else, and what goes to or comes from another outlet. */

export interface Remittance {
  readonly no: string;
  readonly fen: number;
  readonly from: string;
  readonly to: string;
  /** Row id of the customer who sent it. */
  readonly sender: string;
}

/** An account as somebody else has it on a note. */
export interface Payee {
  /** Row id; pages of its own outlet know it. */
  readonly id: string;
  readonly accountNo: string;
  readonly name: string;
  /** Of the holder's identity paper. */
  readonly idLast4: string;
}

const payeeAt = ({ random, payees }: Served, outlet: string): Payee | null => {
  const known = payees.get(outlet) ?? [];
  return known.length === 0 ? null : random.pick(known);
};
const elsewhereOf = ({ random, outlets, here }: Served): string => random.pick(outlets.filter((one) => one !== here));

async function sendTo(served: Served, of: AccountView, outlet: string): Promise<void> {
  const { counter, person, random, here } = served;
  const payee = payeeAt(served, outlet);
  const fen = halfOf(random, of);
  if (payee === null || payee.accountNo === of.accountNo || fen < 10_000) return;
  await counter.enter({
    command: outlet === here ? 'counter.transfer' : 'inter_branch.transfer',
    payload: {
      account: of.id,
      ...(outlet === here ? { to_account: payee.id } : {}),
      to_account_no: payee.accountNo,
      payee_name: payee.name,
      purpose: '货款',
      fen,
      id_seen: true,
      id_last4: person.idLast4,
      fraud_told: true,
      duplicate_reason: null,
      household_reason: null,
    },
  });
}

export const transferOther = (served: Served, of: AccountView): Promise<void> => sendTo(served, of, served.here);

export const transferElsewhere = (served: Served, of: AccountView): Promise<void> =>
  sendTo(served, of, elsewhereOf(served));

/** 通存: cash for an account of another outlet. */
export async function depositElsewhere(served: Served): Promise<void> {
  const { counter, random } = served;
  const payee = payeeAt(served, elsewhereOf(served));
  if (payee === null) return;
  await counter.enter({
    command: 'inter_branch.deposit',
    signature: signed.signature,
    payload: {
      account_no: payee.accountNo,
      fen: Math.min(amountOf(random, 'deposit', false), 900_000),
      denominations: [],
      id_seen: true,
      signature_hash: signed.hash,
      agent_name: null,
      agent_id_type: null,
      agent_id_no: null,
    },
  });
}

const AGREED_MS = 60_000;

/** 通兑: asked at the home outlet, and paid when it has agreed; what is not answered in a minute is given up. */
export async function payElsewhere(served: Served): Promise<void> {
  const { counter, random } = served;
  const payee = payeeAt(served, elsewhereOf(served));
  if (payee === null) return;
  const asked = await counter.enter({
    command: 'inter_branch.authorise',
    payload: {
      account_no: payee.accountNo,
      fen: random.int(1, 10) * 10_000,
      holder_present: true,
      id_seen: true,
      id_last4: payee.idLast4,
      pin_result: 'not_used',
      reservation_no: null,
      purpose: null,
    },
  });
  if (asked === null) return;
  const dealNow = async (): Promise<DealView | null> => (await counter.line(asked.seq))?.deal ?? null;
  await counter.waits(async () => (await dealNow())?.status !== 'asked', AGREED_MS);
  const deal = await dealNow();
  if (deal?.status === 'authorised') await counter.enter(payDraft(deal, { png: signed.signature, hash: signed.hash }));
  else if (deal?.status === 'asked')
    await counter.enter({ command: 'request.abandon', payload: { reason: 'customer_left' }, replaces: asked.seq });
}

const PAYEE = { name: '李四', idNo: '412728198807152013' };

export async function remit({ counter, random, person, here, outlets, remittances }: Served): Promise<void> {
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
  if (sent !== null) remittances.push({ no, fen, to, from: here, sender: person.id });
}

/** The payee of a remittance that has arrived at this outlet comes for it. */
export async function remitPay({ counter, here, remittances }: Served): Promise<void> {
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

/** The sender wants it back: recalled while it is on its way, and the cash when it has come back. */
export async function remitBack({ counter, here, remittances }: Served): Promise<void> {
  for (const one of remittances.filter((each) => each.from === here)) {
    const known = await counter.ask(counter.api.remittance(one.no));
    const sender = await counter.card(one.sender);
    const idNo = await counter.ask(counter.api.revealId(one.sender, '退汇核对'));
    if (known === null || sender === null || !idNo.ok) continue;
    const shown = { sender_name: sender.name, sender_id_type: '01', sender_id_no: idNo.value };
    if (known.owedToSender) {
      const payload = { remit_no: one.no, fen: one.fen, ...shown };
      const back = await counter.enter({ command: 'counter.remit_refund', payload });
      if (back !== null) remittances.splice(remittances.indexOf(one), 1);
      return;
    }
    if (known.status !== 'sent' && known.status !== 'arrived') continue;
    await counter.enter({
      command: 'counter.remit_recall',
      payload: { remit_no: one.no, reason: '收款人不在家', ...shown },
    });
    return;
  }
}
