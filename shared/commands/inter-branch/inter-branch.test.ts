import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { interBranchDeal, interBranchHold } from '../../tables/inter-branch.ts';
import { interaction } from '../../tables/interaction.ts';
import { till } from '../../tables/till.ts';
import type { AnyRow } from '../../tables/define.ts';
import { ACCOUNT, ACCOUNT_NO, aLoss, at, CHIEF, CUSTOMER, ID_NO, Outlet, OUTLET, TELLER } from '../outlet.ts';
import { customer } from '../../tables/customer.ts';
import { employee } from '../../tables/employee.ts';
import { Province } from '../province.ts';
import { idNoHash } from '../identity.ts';
import { answerAuthorise, noteOutcome } from './answer.ts';
import { authoriseElsewhere } from './authorise.ts';
import { depositElsewhere } from './deposit.ts';
import { holdForPayout } from './hold.ts';
import { payElsewhere } from './pay.ts';
import { lapseHold, releaseHold } from './release.ts';
import { creditHome, settlePayout } from './settle.ts';

/** A customer of OUTLET with 3,000.00 yuan stands at the counter of SERVING. */
const SERVING = '41272802';
const UNKNOWN_NO = '412728010009999';
/** An account of SERVING itself. */
const OWN_NO = '412728020000004';

const asking = (fen: number, over: AnyRow = {}): AnyRow => ({
  account_no: ACCOUNT_NO,
  card: null,
  fen,
  till: '01',
  holder_present: true,
  id_seen: true,
  id_last4: '0486',
  pin_result: 'not_used',
  reservation_no: null,
  purpose: null,
  ...over,
});
const paying = (deal: string, fen: number, over: AnyRow = {}): AnyRow => ({
  deal,
  account_no: ACCOUNT_NO,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280202261110000182',
  signature_hash: null,
  ...over,
});
const depositing = (fen: number, over: AnyRow = {}): AnyRow => ({
  account_no: ACCOUNT_NO,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280202261110000190',
  id_seen: false,
  signature_hash: null,
  agent_name: null,
  agent_id_type: null,
  agent_id_no: null,
  ...over,
});

const ask = (province: Province, fen: number, over: AnyRow = {}) =>
  province.run(SERVING, authoriseElsewhere.name, asking(fen, over), { basis: 'request', offline: false }).command.rowId;
const pay = (province: Province, deal: string, fen: number, of = {}) =>
  province.run(SERVING, payElsewhere.name, paying(deal, fen), { offline: false, ...of });
const bring = (province: Province, fen: number, over: AnyRow = {}) =>
  province.run(SERVING, depositElsewhere.name, depositing(fen, over), { offline: false });
const deal = (province: Province, id: string) => province.at(SERVING).get(interBranchDeal, id);
const held = (province: Province) => province.at(OUTLET).get(account, ACCOUNT);
const clearing = (province: Province): readonly number[] => [
  province.at(SERVING).ledger(`CLEARING-BRANCH:${OUTLET}`),
  province.at(OUTLET).ledger(`CLEARING-BRANCH:${SERVING}`),
];

function asked(fen: number, over: AnyRow = {}) {
  const province = new Province();
  province.at(OUTLET);
  const id = ask(province, fen, over);
  province.settle();
  return { province, id };
}

describe('a payout at another outlet', () => {
  test('asked, kept at home, paid, settled: both ledgers of clearing close to zero', () => {
    const { province, id } = asked(100_000);
    expect(deal(province, id)).toMatchObject({ status: 'authorised', refusal: null, holder: '王*英' });
    expect(held(province)).toMatchObject({ ledger_fen: 300_000, hold_fen: 100_000 });
    pay(province, id, 100_000);
    expect(province.at(SERVING).get(till, '01')?.cash_fen).toBe(1_900_000);
    expect(clearing(province)).toEqual([100_000, 0]);
    province.settle();
    expect(clearing(province)).toEqual([100_000, -100_000]);
    expect(province.sum('CLEARING-')).toBe(0);
    expect(held(province)).toMatchObject({ ledger_fen: 200_000, hold_fen: 0 });
    expect(deal(province, id)).toMatchObject({ status: 'settled', outcome: 'posted' });
    expect(province.at(OUTLET).cases).toEqual([]);
  });

  test('the kept money is not paid a second time at home', () => {
    const { province } = asked(250_000);
    const refusal = province
      .at(OUTLET)
      .refusal('counter.withdraw', atHome(60_000), { basis: 'request', offline: false });
    expect(refusal).toMatchObject({ code: 'INSUFFICIENT_FUNDS', detail: { allowed_fen: 50_000 } });
  });

  test.each<[string, AnyRow, (province: Province) => void, string]>([
    ['too much', { fen: 300_001 }, () => undefined, 'INSUFFICIENT_FUNDS'],
    ['another paper', { id_last4: '0487' }, () => undefined, 'ID_MISMATCH'],
    ['nobody there and no PIN', { holder_present: false }, () => undefined, 'PIN_PAD_ABSENT'],
    ['an account nobody has', { account_no: UNKNOWN_NO }, () => undefined, 'ACCOUNT_NOT_FOUND'],
    ['closed', {}, (p) => p.at(OUTLET).change(account, ACCOUNT, { status: 'closed' }), 'ACCOUNT_STATUS'],
    [
      'lost',
      {},
      (p) => p.at(OUTLET).change(account, ACCOUNT, { status: 'lost_oral', lost_at: at('09:00') }),
      'ACCOUNT_STATUS',
    ],
    ['frozen', {}, (p) => p.at(OUTLET).change(account, ACCOUNT, { frozen_at: at('09:00') }), 'ACCOUNT_STATUS'],
    [
      'the clerk’s own',
      {},
      (p) => p.at(SERVING).change(employee, TELLER, { id_no_hash: idNoHash(ID_NO) }),
      'SELF_DEALING',
    ],
    ['dead', {}, (p) => p.at(OUTLET).change(customer, CUSTOMER, { status: 'deceased' }), 'CUSTOMER_STATUS'],
  ])('refused by the home branch, and nothing kept: %s', (_what, over, prepare, code) => {
    const province = new Province();
    prepare(province);
    const id = ask(province, Number(over['fen'] ?? 100_000), over);
    province.settle();
    expect(deal(province, id)).toMatchObject({ status: 'refused', refusal: code, expires_at: null });
    expect(held(province)?.hold_fen).toBe(0);
    const fen = Number(over['fen'] ?? 100_000);
    const named = { account_no: over['account_no'] ?? ACCOUNT_NO };
    const refused = province.at(SERVING).refusal(payElsewhere.name, paying(id, fen, named), { offline: false });
    expect(refused?.code).toBe('NOT_AUTHORISED_AT_HOME');
  });

  test('given up: the home branch frees the money, and a late answer does not make it payable', () => {
    const { province, id } = asked(100_000);
    province.run(SERVING, 'request.abandon', { reason: 'customer_left' }, { replaces: id, offline: false });
    expect(deal(province, id)?.status).toBe('abandoned');
    province.settle();
    expect(held(province)).toMatchObject({ ledger_fen: 300_000, hold_fen: 0 });
    expect(province.at(OUTLET).get(interBranchHold, id)?.status).toBe('released');
    expect(province.at(SERVING).get(interaction, id)).toMatchObject({ status: 'reversed' });
    expect(province.at(SERVING).refusal(payElsewhere.name, paying(id, 100_000))?.code).toBe('DEAL_DONE');
  });

  test('given up before the request came home: it keeps nothing', () => {
    const province = new Province();
    const id = ask(province, 100_000);
    province.run(SERVING, 'request.abandon', { reason: 'no_answer' }, { replaces: id, offline: false });
    province.settle({ newestFirst: true });
    expect(held(province)?.hold_fen).toBe(0);
    expect(deal(province, id)?.status).toBe('abandoned');
  });

  test('a hold lapses, and a late advice is taken from what is there then: the rest is SUS-OD', () => {
    const { province, id } = asked(200_000);
    const lapse = (clock: string) =>
      province.run(OUTLET, lapseHold.name, { deal: id }, { door: 'hub', offline: false, at: at(clock) });
    lapse('11:09');
    expect(held(province)?.hold_fen).toBe(200_000);
    lapse('12:10');
    expect(held(province)?.hold_fen).toBe(0);
    province.run(OUTLET, 'counter.withdraw', atHome(150_000), { basis: 'request', offline: false, at: at('12:20') });
    pay(province, id, 200_000, { at: at('12:30') });
    province.settle();
    expect(held(province)).toMatchObject({ ledger_fen: 0, hold_fen: 0 });
    expect(province.at(OUTLET).ledger('SUS-OD')).toBe(50_000);
    expect(province.at(OUTLET).codes()).toEqual(['OVERDRAFT']);
    expect(province.sum('CLEARING-')).toBe(0);
    expect(deal(province, id)).toMatchObject({ status: 'settled', outcome: 'posted_with_exception' });
  });

  test('paid at or after a loss report that the home branch had: SUS-LOST, the account keeps its money', () => {
    const { province, id } = asked(100_000);
    province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('10:05') });
    pay(province, id, 100_000, { at: at('10:06') });
    province.settle();
    expect(held(province)).toMatchObject({ ledger_fen: 300_000, hold_fen: 0 });
    expect(province.at(OUTLET).ledger('SUS-LOST')).toBe(100_000);
    expect(province.sum('CLEARING-')).toBe(0);
  });

  test('paid before a loss report, heard of after it: the report finds the payout and moves nothing', () => {
    const { province, id } = asked(100_000);
    pay(province, id, 100_000, { at: at('10:04') });
    province.run(OUTLET, 'counter.lost_oral', aLoss(), { at: at('10:05') });
    province.settle();
    expect(held(province)?.ledger_fen).toBe(200_000);
    expect(province.at(OUTLET).codes()).toEqual(['LOST_AFTER_PAYMENT']);
  });

  test('told twice by the clerk: both payouts stand, the second is DUPLICATE_SUSPECTED', () => {
    const { province, id } = asked(100_000);
    pay(province, id, 100_000);
    pay(province, id, 100_000, { at: at('11:00') });
    province.settle();
    expect(held(province)?.ledger_fen).toBe(100_000);
    expect(province.at(OUTLET).codes()).toEqual(['DUPLICATE_SUSPECTED']);
    expect(province.sum('CLEARING-')).toBe(0);
  });

  test.each([{ newestFirst: true }, { twice: true }, { newestFirst: true, twice: true }])(
    'messages that come late, turned around or twice end in the same books: %o',
    (how) => {
      const province = new Province();
      const id = ask(province, 100_000);
      pay(province, id, 100_000);
      bring(province, 30_000);
      province.settle(how);
      expect(held(province)).toMatchObject({ ledger_fen: 230_000, hold_fen: 0 });
      expect(province.sum('CLEARING-')).toBe(0);
      expect(province.at(OUTLET).get(interBranchHold, id)?.status).toBe('settled');
    },
  );

  test('an abandon after the cash is out frees nothing that was paid', () => {
    const { province, id } = asked(100_000);
    pay(province, id, 100_000);
    province.run(SERVING, 'request.abandon', { reason: 'mistake' }, { replaces: id, offline: false });
    province.settle();
    expect(held(province)).toMatchObject({ ledger_fen: 200_000, hold_fen: 0 });
    expect(deal(province, id)?.status).toBe('settled');
  });

  test('an abandon never takes back the cash itself', () => {
    const { province, id } = asked(100_000);
    const paid = pay(province, id, 100_000);
    province.run(SERVING, 'request.abandon', { reason: 'mistake' }, { replaces: paid.command.rowId, offline: false });
    province.settle();
    expect(province.at(SERVING).get(till, '01')?.cash_fen).toBe(1_900_000);
    expect(province.at(SERVING).get(interaction, paid.command.rowId)?.reversed_by).toBeNull();
    expect(province.sum('CLEARING-')).toBe(0);
  });
});

const atHome = (fen: number): AnyRow => ({
  account: ACCOUNT,
  account_no: ACCOUNT_NO,
  card: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000182',
  holder_present: true,
  id_seen: true,
  id_last4: '0486',
  medium_seen: true,
  signature_hash: null,
  pin_result: 'not_used',
  reservation_no: null,
  purpose: null,
  duplicate_reason: null,
  household_reason: null,
});

describe('a deposit at another outlet', () => {
  test('the cash is a fact here, the message carries it home, both ledgers of clearing close', () => {
    const province = new Province();
    province.at(OUTLET);
    const entry = bring(province, 50_000).command.rowId;
    expect(clearing(province)).toEqual([-50_000, 0]);
    expect(deal(province, entry)).toMatchObject({ status: 'sent', direction: 'in', home: OUTLET });
    province.settle();
    expect(clearing(province)).toEqual([-50_000, 50_000]);
    expect(held(province)?.ledger_fen).toBe(350_000);
    expect(province.at(SERVING).get(till, '01')?.cash_fen).toBe(2_050_000);
    expect(deal(province, entry)).toMatchObject({ status: 'settled', outcome: 'posted', holder: '王*英' });
  });

  test('home cannot take it: suspense and a case there, and the serving outlet is told', () => {
    const province = new Province();
    province.at(OUTLET).change(account, ACCOUNT, { status: 'closed', closed_at: at('09:00') });
    const closed = bring(province, 50_000).command.rowId;
    const unknown = bring(province, 20_000, { account_no: UNKNOWN_NO }).command.rowId;
    province.settle();
    expect(province.at(OUTLET).ledger('SUS-CLOSED')).toBe(-50_000);
    expect(province.at(OUTLET).ledger('SUS-UNK')).toBe(-20_000);
    expect(province.at(OUTLET).codes()).toEqual(['ACCOUNT_CLOSED_ELSEWHERE', 'UNKNOWN_ACCOUNT']);
    for (const one of [closed, unknown]) expect(deal(province, one)?.outcome).toBe('suspense');
    expect(province.sum('CLEARING-')).toBe(0);
  });
});

const NINE_HUNDREDS = { face_fen: 10_000, form: 'note', sheets: 9, bundles: 0, bricks: 0, unfit: 0 };

describe('at capture', () => {
  const province = new Province();
  province.at(OUTLET);
  const code = (name: string, payload: AnyRow, of = {}) =>
    province
      .at(SERVING)
      .refusal(name, payload, { offline: false, basis: name === authoriseElsewhere.name ? 'request' : 'advice', ...of })
      ?.code ?? null;

  test('asking: the road, the paper, the amount, the booking, the second person, another outlet’s account', () => {
    const name = authoriseElsewhere.name;
    expect(code(name, asking(100_000))).toBeNull();
    expect(code(name, asking(100_000), { offline: true })).toBe('OFFLINE_NOT_ALLOWED');
    expect(code(name, asking(100_000, { id_seen: false }))).toBe('ID_REQUIRED');
    expect(code(name, asking(0))).toBe('AMOUNT_INVALID');
    expect(code(name, asking(100_000, { pin_result: 'failed' }))).toBe('PIN_BAD');
    expect(code(name, asking(100_000, { account_no: '412728010001237' }))).toBe('ACCOUNT_NOT_FOUND');
    expect(code(name, asking(100_000, { account_no: OWN_NO }))).toBe('ACCOUNT_HERE');
    expect(code(name, asking(100_000, { till: '02' }))).toBe('NO_TILL');
    expect(code(name, asking(5_000_001))).toBe('RESERVATION_REQUIRED');
    expect(code(name, asking(2_000_001))).toBe('TILL_CASH_SHORT');
    province.at(SERVING).change(till, '01', { cash_fen: 30_000_000 });
    expect(code(name, asking(5_000_000))).toBe('AUTH_REQUIRED');
    expect(code(name, asking(5_000_000), { checker: CHIEF })).toBeNull();
    expect(code(name, asking(20_000_000, { reservation_no: 'B1' }), { checker: CHIEF })).toBe('AUTH_ROLE');
  });

  test('bringing cash: the road, the notes, the agent’s paper, the second count', () => {
    const name = depositElsewhere.name;
    expect(code(name, depositing(100_000))).toBeNull();
    expect(code(name, depositing(100_000), { offline: true })).toBe('OFFLINE_NOT_ALLOWED');
    expect(code(name, depositing(100_000, { denominations: [NINE_HUNDREDS] }))).toBe('DENOM_MISMATCH');
    expect(code(name, depositing(1_000_001, { agent_name: '李四' }))).toBe('AGENT_ID_REQUIRED');
    expect(code(name, depositing(5_000_000))).toBe('ID_REQUIRED');
    expect(code(name, depositing(5_000_000, { id_seen: true }))).toBe('AUTH_REQUIRED');
  });

  test('messages come by their door only, and refuse nothing', () => {
    for (const one of [holdForPayout, releaseHold, answerAuthorise, settlePayout, creditHome, noteOutcome])
      expect([one.name, one.doors, one.rejections]).toEqual([one.name, ['message'], []]);
    expect(lapseHold.doors).toEqual(['hub']);
  });

  test('on the tablet the request moves nothing and the cash moves at once, also when the road has closed since', () => {
    const tablet = new Outlet('terminal', SERVING);
    const id = tablet.run(authoriseElsewhere.name, asking(100_000), { basis: 'request', offline: false }).command.rowId;
    expect(tablet.get(till, '01')?.cash_fen).toBe(2_000_000);
    expect(tablet.refusal(payElsewhere.name, paying(id, 100_000))?.code).toBe('NOT_AUTHORISED_AT_HOME');
    tablet.change(interBranchDeal, id, { status: 'authorised', expires_at: at('10:10') });
    expect(tablet.refusal(payElsewhere.name, paying(id, 90_000))?.code).toBe('ORIGINAL_UNKNOWN');
    const late = { at: at('10:40'), offline: true };
    expect(tablet.refusal(payElsewhere.name, paying(id, 100_000), late)).toBeNull();
    tablet.run(payElsewhere.name, paying(id, 100_000), late);
    tablet.run(depositElsewhere.name, depositing(30_000), { offline: false });
    expect(tablet.get(till, '01')?.cash_fen).toBe(1_930_000);
    expect(tablet.get(interBranchDeal, id)?.status).toBe('paid');
    expect(tablet.cases).toEqual([]);
  });

  test('a request given up on the tablet before its verdict is not payable', () => {
    const tablet = new Outlet('terminal', SERVING);
    const id = tablet.run(authoriseElsewhere.name, asking(100_000), { basis: 'request', offline: false }).command.rowId;
    tablet.run('request.abandon', { reason: 'customer_left' }, { replaces: id });
    expect(tablet.get(interBranchDeal, id)?.status).toBe('abandoned');
    expect(tablet.refusal(payElsewhere.name, paying(id, 100_000))?.code).toBe('DEAL_DONE');
  });
});
