import { describe, expect, test } from 'vitest';
import { account, accountNumber } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import type { AnyRow, RowOf } from '../../tables/define.ts';
import { exceptionCase } from '../../tables/exception-case.ts';
import { interBranchDeal, interBranchHold, transferBack } from '../../tables/inter-branch.ts';
import { interaction } from '../../tables/interaction.ts';
import { movement } from '../../tables/movement.ts';
import { transferDay } from '../../tables/transfer-day.ts';
import {
  aCustomer,
  ACCOUNT,
  aLoss,
  anAccount,
  at,
  CHIEF,
  CUSTOMER,
  MANAGER,
  Outlet,
  OUTLET,
  TELLER,
  type EntryFacts,
} from '../outlet.ts';
import { OTHER, Province } from '../province.ts';
import { lapseHold } from './release.ts';
import { answerPayee } from './transfer-answer.ts';
import { checkPayeeThere, creditTransfer } from './transfer-home.ts';
import { askTransferBack } from './transfer-back.ts';
import { transferElsewhere } from './transfer.ts';

/** Wang Xiuying of OUTLET, with 3,000.00 yuan, pays Li Jianguo, whose account 7002 is at OTHER. */

const TO = '7002';
const TO_NO = '412728020000012';
const KIND = transferElsewhere.name;
const ONLINE: EntryFacts = { offline: false, basis: 'request' };
const aTransfer = (fen: number, over: AnyRow = {}): AnyRow => ({
  account: ACCOUNT,
  to_account_no: TO_NO,
  payee_name: '李建国',
  purpose: '货款',
  fen,
  fee_fen: 200,
  voucher_no: '4127280102261110000190',
  id_seen: true,
  id_last4: '0486',
  fraud_told: true,
  duplicate_reason: null,
  household_reason: null,
  ...over,
});

function apart() {
  const province = new Province();
  const [here, there] = [province.at(OUTLET), province.at(OTHER)];
  here.configure('transfer.fee_fen', 200);
  there.put(customer, '5002', aCustomer({ customer_no: '412728000024', name: '李建国', id_no: '412728198807152013' }));
  there.put(account, TO, anAccount({ account_no: TO_NO, customer: '5002', ledger_fen: 0, home_outlet: OTHER }));
  there.put(accountNumber, TO_NO, { account: TO });
  const ask = (fen: number, over: AnyRow = {}, of: EntryFacts = {}) =>
    province.run(OUTLET, KIND, aTransfer(fen, over), { ...ONLINE, ...of }).command.rowId;
  const deal = (id: string) => here.get(interBranchDeal, id);
  const payer = () => {
    const row = here.get(account, ACCOUNT);
    return [row?.ledger_fen, row?.hold_fen];
  };
  const clearing = () => [here.ledger(`CLEARING-BRANCH:${OTHER}`), there.ledger(`CLEARING-BRANCH:${OUTLET}`)];
  return { province, here, there, ask, deal, payer, clearing };
}

describe('a transfer to an account at another outlet', () => {
  test('kept, the name compared there, sent and credited; both ledgers of clearing cancel', () => {
    const { province, here, there, ask, deal, payer, clearing } = apart();
    const id = ask(100_000);
    expect(payer()).toEqual([300_000, 100_200]);
    expect(deal(id)?.status).toBe('asked');
    expect(province.waiting.map((one) => one.command.name)).toEqual([checkPayeeThere.name]);
    province.settle({ twice: true });
    expect(payer()).toEqual([199_800, 0]);
    expect([here.ledger('INCOME-FEE'), here.ledger('DEPOSIT'), there.ledger('DEPOSIT')]).toEqual([
      -200, 100_200, -100_000,
    ]);
    expect(clearing()).toEqual([-100_000, 100_000]);
    expect(there.get(account, TO)?.ledger_fen).toBe(100_000);
    expect(deal(id)).toMatchObject({ status: 'settled', outcome: 'posted', holder: '李*国', refusal: null });
    expect(here.get(interaction, id)).toMatchObject({ status: 'posted', account_fen: 100_000, fee_fen: 200 });
    expect(here.get(interBranchHold, id)?.status).toBe('settled');
    expect(here.get(movement, `${ACCOUNT}/0`)).toMatchObject({ interaction: id, fen: -100_000, summary: '货款' });
    expect(here.get(movement, `${ACCOUNT}/1`)).toMatchObject({ interaction: id, fen: -200, summary: '手续费' });
    expect([here.codes(), there.codes()]).toEqual([[], []]);
  });

  test.each<[string, AnyRow, AnyRow, string]>([
    ['another name', { payee_name: '李建军' }, {}, 'PAYEE_NAME_MISMATCH'],
    ['closed there', {}, { status: 'closed' }, 'ACCOUNT_STATUS'],
    ['a number nobody has there', { to_account_no: '412728020000020' }, {}, 'ACCOUNT_NOT_FOUND'],
  ])('%s: nothing leaves, the money is free again and no fee is taken', (_what, over, change, code) => {
    const { province, here, there, ask, deal, payer, clearing } = apart();
    there.change(account, TO, change);
    const id = ask(100_000, over);
    province.settle();
    expect(payer()).toEqual([300_000, 0]);
    expect([clearing(), here.ledger('INCOME-FEE')]).toEqual([[0, 0], 0]);
    expect(deal(id)).toMatchObject({ status: 'refused', refusal: code, holder: null });
    expect(here.get(interaction, id)).toMatchObject({ status: 'rejected', rejection: code });
  });

  test('an equal one after a refusal is no double; after one that went, it is', () => {
    const { province, here, ask } = apart();
    const warned = () => here.refusal(KIND, aTransfer(50_000), ONLINE)?.code ?? null;
    ask(50_000, { payee_name: '李建军' });
    expect(warned()).toBe('DUPLICATE_WARN');
    province.settle();
    expect(warned()).toBeNull();
    ask(50_000);
    province.settle();
    expect(warned()).toBe('DUPLICATE_WARN');
  });

  test('the account was frozen before the answer: nothing leaves', () => {
    const { province, here, ask, deal, payer } = apart();
    const id = ask(100_000);
    here.change(account, ACCOUNT, { frozen_at: at('09:00') });
    province.settle();
    expect(payer()).toEqual([300_000, 0]);
    expect(deal(id)).toMatchObject({ status: 'refused', refusal: 'ACCOUNT_STATUS' });
  });

  test('no answer in time: it comes free, and an answer that comes later moves nothing', () => {
    const { province, here, ask, deal, payer, clearing } = apart();
    const id = ask(100_000);
    const late = province.waiting.splice(0);
    province.run(OUTLET, lapseHold.name, { deal: id }, { door: 'hub', at: at('23:00') });
    expect(payer()).toEqual([300_000, 0]);
    expect(deal(id)).toMatchObject({ status: 'refused', refusal: 'REQUEST_EXPIRED' });
    province.waiting.push(...late);
    province.settle();
    expect([payer(), clearing()]).toEqual([
      [300_000, 0],
      [0, 0],
    ]);
    expect(here.get(interBranchHold, id)?.status).toBe('lapsed');
  });

  test('given up before the answer frees it; given up when the money has left changes nothing', () => {
    const early = apart();
    const first = early.ask(100_000);
    const giveUp = (of: ReturnType<typeof apart>, id: string) =>
      of.province.run(OUTLET, 'request.abandon', { reason: 'no_answer' }, { replaces: id, at: at('10:05') });
    giveUp(early, first);
    expect([early.payer(), early.deal(first)?.status]).toEqual([[300_000, 0], 'abandoned']);
    early.province.settle();
    expect([early.payer(), early.clearing()]).toEqual([
      [300_000, 0],
      [0, 0],
    ]);
    const late = apart();
    const second = late.ask(100_000);
    late.province.settle();
    giveUp(late, second);
    late.province.settle();
    expect([late.payer(), late.deal(second)?.status]).toEqual([[199_800, 0], 'settled']);
    expect(late.clearing()).toEqual([-100_000, 100_000]);
    expect(late.here.get(interaction, second)?.status).toBe('posted');
  });

  test('the account there was closed between answer and money: it waits in suspense there, with a case', () => {
    const { province, there, ask, deal, clearing } = apart();
    const id = ask(100_000);
    for (const name of [checkPayeeThere.name, answerPayee.name]) {
      const [next] = province.waiting.splice(0, 1);
      expect(next?.command.name).toBe(name);
      if (next !== undefined) province.deliver(next);
    }
    there.change(account, TO, { status: 'closed', closed_at: at('11:00') });
    expect(province.waiting.map((one) => one.command.name)).toEqual([creditTransfer.name]);
    province.settle();
    expect([there.ledger('SUS-CLOSED'), clearing()]).toEqual([-100_000, [-100_000, 100_000]]);
    expect(there.codes()).toEqual(['ACCOUNT_CLOSED_ELSEWHERE']);
    expect(deal(id)).toMatchObject({ status: 'settled', outcome: 'suspense', suspense_ledger: 'SUS-CLOSED' });
  });

  test('on its own tablet it binds the money until the verdict, and frees it when given up', () => {
    const tablet = new Outlet('terminal');
    const { command } = tablet.run(KIND, aTransfer(100_000), ONLINE);
    const bound = () => {
      const row = tablet.get(account, ACCOUNT);
      return [row?.ledger_fen, row?.hold_fen, row?.pending_out_fen];
    };
    expect(bound()).toEqual([300_000, 0, 100_000]);
    tablet.run('request.abandon', { reason: 'no_answer' }, { replaces: command.rowId, at: at('10:05') });
    expect(bound()).toEqual([300_000, 0, 0]);
    expect(tablet.get(interBranchDeal, command.rowId)?.status).toBe('abandoned');
  });

  test('what is refused here before anybody is asked', () => {
    const { here } = apart();
    const code = (fen: number, over: AnyRow = {}, of: EntryFacts = {}) =>
      here.refusal(KIND, aTransfer(fen, over), { ...ONLINE, ...of })?.code ?? null;
    expect(code(299_800)).toBeNull();
    expect(code(299_801)).toBe('INSUFFICIENT_FUNDS');
    expect(code(100, { fee_fen: 0 })).toBe('FEE_DIFFERS');
    expect(code(100, { fraud_told: false })).toBe('FRAUD_CONFIRM_MISSING');
    expect(code(100, { to_account_no: '412728010001236' })).toBe('ACCOUNT_HERE');
    expect(code(100, { to_account_no: '412728020000013' })).toBe('ACCOUNT_NOT_FOUND');
    expect(code(100, { id_last4: '0487' })).toBe('ID_MISMATCH');
    here.change(account, ACCOUNT, { ledger_fen: 30_000_000 });
    expect(code(5_000_000)).toBe('AUTH_REQUIRED');
    expect(code(5_000_000, {}, { checker: CHIEF })).toBeNull();
  });

  test('counts for large transfers of both, each where the person’s master is', () => {
    const { province, here, there, ask } = apart();
    here.change(account, ACCOUNT, { ledger_fen: 90_000_000 });
    ask(50_000_000, {}, { checker: '41202600003' });
    province.settle();
    expect(here.get(transferDay, `${CUSTOMER}/2026-11-10`)?.out_fen).toBe(50_000_000);
    expect(there.get(transferDay, '5002/2026-11-10')?.in_fen).toBe(50_000_000);
    expect([here.codes(), there.codes()]).toEqual([['LARGE_TRANSFER'], ['LARGE_TRANSFER']]);
  });
});

describe('a loss from before, told after the money has gone to the other outlet', () => {
  test('the payer is whole again with a case here; the payee and both ledgers of clearing stay', () => {
    const { province, here, there, ask, payer, clearing } = apart();
    const id = ask(100_000, {}, { at: at('09:30') });
    province.settle();
    province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('09:00') });
    province.settle();
    expect(payer()).toEqual([300_000, 0]);
    expect([here.ledger('SUS-LOST'), here.ledger('INCOME-FEE')]).toEqual([100_000, 0]);
    expect([clearing(), there.get(account, TO)?.ledger_fen]).toEqual([[-100_000, 100_000], 100_000]);
    expect(here.get(interaction, id)).toMatchObject({ status: 'suspense', suspense_ledger: 'SUS-LOST' });
    expect([here.codes(), there.codes()]).toEqual([['CARD_LOST_ELSEWHERE'], []]);
  });

  test('a loss after it leaves it alone', () => {
    const { province, here, ask } = apart();
    const id = ask(100_000, {}, { at: at('09:30') });
    province.settle();
    province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('09:31') });
    expect([here.ledger('SUS-LOST'), here.get(interaction, id)?.status]).toEqual([0, 'posted']);
  });
});

describe('asked back the same day', () => {
  /** 1,000.00 yuan and 2.00 of fee are there; `spent` of it the payee has drawn. */
  function arrived(spent = 0) {
    const kit = apart();
    const id = kit.ask(100_000, {}, { at: at('09:30') });
    kit.province.settle();
    kit.there.change(account, TO, { ledger_fen: 100_000 - spent });
    const payload: AnyRow = { deal: id, fen: 100_000, reason: 'wrong_account', voucher_no: '4127280102261110000211' };
    const of: EntryFacts = { ...ONLINE, at: at('10:00'), checker: CHIEF };
    const refusal = (over: EntryFacts = {}, more: AnyRow = {}) =>
      kit.here.refusal(askTransferBack.name, { ...payload, ...more }, { ...of, ...over })?.code ?? null;
    const back = () => kit.province.run(OUTLET, askTransferBack.name, payload, of).command.rowId;
    const row = (entry: string) => kit.here.get(interaction, entry);
    return { ...kit, id, refusal, back, row };
  }

  test('the account covers it: it comes back with its fee, and both ledgers of clearing are level', () => {
    const { province, here, there, id, back, row, payer, clearing } = arrived();
    const asked = back();
    expect([payer(), here.get(transferBack, id)?.status]).toEqual([[199_800, 0], 'asked']);
    province.settle({ twice: true });
    expect([payer(), there.get(account, TO)?.ledger_fen, clearing()]).toEqual([[300_000, 0], 0, [0, 0]]);
    expect([here.ledger('INCOME-FEE'), here.ledger('DEPOSIT'), there.ledger('DEPOSIT')]).toEqual([0, 0, 0]);
    expect(row(id)).toMatchObject({ status: 'reversed', reversed_by: asked });
    expect(row(asked)).toMatchObject({ status: 'posted', reverses: id, account_fen: 100_000 });
    expect(here.get(transferBack, id)).toEqual({ status: 'taken', entry: asked, refusal: null });
    expect([there.codes(), here.codes()]).toEqual([[], []]);
    for (const [outlet, customerId, column] of [
      [here, CUSTOMER, 'out_fen'],
      [there, '5002', 'in_fen'],
    ] as const)
      expect(outlet.get(transferDay, `${customerId}/2026-11-10`)?.[column]).toBe(0);
  });

  test.each<[string, number, Partial<RowOf<typeof account>>, string]>([
    ['one fen is missing', 1, {}, 'REVERSAL_FUNDS'],
    ['the account there is stopped', 0, { stop_pay_at: at('09:40') }, 'ACCOUNT_STATUS'],
    ['the account there was closed', 100_000, { status: 'closed' }, 'ACCOUNT_STATUS'],
  ])('%s: nothing moves, and the payee’s outlet has a case', (_what, spent, change, refusal) => {
    const { province, here, there, id, back, row, payer, clearing } = arrived(spent);
    there.change(account, TO, change);
    const asked = back();
    province.settle({ twice: true });
    expect([payer(), clearing()]).toEqual([
      [199_800, 0],
      [-100_000, 100_000],
    ]);
    expect(there.get(account, TO)?.ledger_fen).toBe(100_000 - spent);
    expect(here.get(transferBack, id)).toEqual({ status: 'refused', entry: asked, refusal });
    expect([row(id)?.status, row(asked)?.status, row(asked)?.rejection]).toEqual(['posted', 'rejected', refusal]);
    expect([there.codes(), here.codes()]).toEqual([['TRANSFER_REJECTED'], []]);
  });

  test('online, the same day, by its maker, with a second person, whole, once, and only when it is there', () => {
    const { province, here, id, refusal, back } = arrived();
    expect(refusal()).toBeNull();
    expect(refusal({ checker: null })).toBe('AUTH_REQUIRED');
    expect(refusal({ offline: true })).toBe('OFFLINE_NOT_ALLOWED');
    expect(refusal({}, { fen: 99_999 })).toBe('FIELD_FORMAT');
    expect(refusal({}, { deal: 'nothing' })).toBe('ORIGINAL_UNKNOWN');
    here.change(interaction, id, { business_date: '2026-11-09' });
    expect(refusal()).toBe('REVERSAL_LATE');
    here.change(interaction, id, { business_date: '2026-11-10', maker: MANAGER });
    expect(refusal()).toBe('REVERSAL_NOT_OWN');
    here.change(interaction, id, { maker: TELLER });
    here.change(interBranchDeal, id, { status: 'sent' });
    expect(refusal()).toBe('NOT_REVERSIBLE');
    here.change(interBranchDeal, id, { status: 'settled' });
    back();
    expect(refusal()).toBe('NOT_REVERSIBLE');
    province.settle();
    expect(refusal()).toBe('ALREADY_REVERSED');
  });

  test('from 50,000 yuan the manager agrees', () => {
    const { here, id, refusal } = arrived();
    here.change(interaction, id, { amount_fen: 5_000_000, account_fen: 5_000_000 });
    expect(refusal({}, { fen: 5_000_000 })).toBe('AUTH_ROLE');
    expect(refusal({ checker: MANAGER }, { fen: 5_000_000 })).toBeNull();
  });

  test('a loss that comes while it is asked: what lay in SUS-LOST is level again, the account whole, no second fee', () => {
    const { province, here, id, back, row, payer } = arrived();
    back();
    province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('09:00') });
    expect(here.ledger('SUS-LOST')).toBe(100_000);
    province.settle();
    expect([here.ledger('SUS-LOST'), here.ledger('INCOME-FEE'), payer()]).toEqual([0, 0, [300_000, 0]]);
    expect(row(id)?.status).toBe('reversed');
    expect(here.get(exceptionCase, `${id}/CARD_LOST_ELSEWHERE`)?.status).toBe('closed');
  });

  test('no answer came and it was given up: the answer counts all the same', () => {
    const { province, here, id, back, row, payer } = arrived();
    const asked = back();
    province.settle();
    province.run(OUTLET, 'request.abandon', { reason: 'no_answer' }, { at: at('10:01'), replaces: asked });
    expect([payer(), row(id)?.status, here.get(transferBack, id)?.status]).toEqual([[300_000, 0], 'reversed', 'taken']);
  });
});
