import { describe, expect, test } from 'vitest';
import { account } from '../../tables/account.ts';
import { device } from '../../tables/device.ts';
import { interaction } from '../../tables/interaction.ts';
import { standIn } from '../../tables/stand-in.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { ACCOUNT, ACCOUNT_NO, aDeposit, aLoss, at, aWithdrawal, DAY, Outlet, TABLET, TELLER } from '../outlet.ts';
import { reverse } from '../counter/reverse.ts';
import { standInId } from '../stand-in.ts';
import { confirmStandIn, proposeStandIn } from './stand-in.ts';

/** LEDGER "device.stand_in": an entry lost with its tablet, entered from paper, and what its return changes. */

const ONE = '41202600021';
const OTHER = '41202600022';
const SEQ = 700;
const KEY = standInId(TABLET, SEQ);

const aPaper = (over: object = {}) => ({
  device: TABLET,
  seq: SEQ,
  source: 'slip',
  slip_no: '4127280101261110000174',
  command: 'counter.deposit',
  account_no: ACCOUNT_NO,
  fen: 100_000,
  till: '01',
  business_date: DAY,
  written_at: at('09:30'),
  teller: TELLER,
  lease: 'L01',
  words: '客户持有回单',
  ...over,
});
const lost = { original: 'lost' } as const;
const office = { door: 'office', basis: 'request', offline: false, at: at('15:00') } as const;
const money = (outlet: Outlet) => [outlet.get(account, ACCOUNT)?.ledger_fen, outlet.get(till, '01')?.cash_fen];

function propose(outlet: Outlet, over: object = {}) {
  return outlet.run(proposeStandIn.name, aPaper(over), { ...office, maker: ONE, hub: lost });
}
function agree(outlet: Outlet, over: object = {}) {
  const decision = { device: TABLET, seq: SEQ, agreed: true, words: '', level: 'county', ...over };
  return outlet.run(confirmStandIn.name, decision, { ...office, maker: OTHER, hub: lost });
}
function stoodFor(over: object = {}): Outlet {
  const outlet = new Outlet();
  propose(outlet, over);
  agree(outlet);
  return outlet;
}
/** The tablet's own entry of that seq, which comes after all. */
function comes(outlet: Outlet, name: string, payload: object, seq = SEQ) {
  const entry = outlet.entry(name, payload as never, { at: at('09:30') });
  const command = { ...entry, seq, rowId: standInId(TABLET, seq), late: true };
  return { command, ...outlet.apply(command) };
}

describe('device.stand_in', () => {
  test('a proposal moves nothing; agreed to, it posts like an offline deal of the time on the paper', () => {
    const outlet = new Outlet();
    propose(outlet);
    expect(money(outlet)).toEqual([300_000, 2_000_000]);
    expect(agree(outlet).verdict).toBe('posted');
    expect(money(outlet)).toEqual([400_000, 2_100_000]);
    expect(outlet.get(interaction, KEY)).toMatchObject({
      kind: 'counter.deposit',
      device: TABLET,
      seq: SEQ,
      captured_at: at('09:30'),
      offline: true,
      maker: TELLER,
      voucher_no: '4127280101261110000174',
    });
    expect(outlet.get(standIn, KEY)).toMatchObject({ status: 'posted', by: ONE, checker: OTHER });
    expect(outlet.get(tillDay, `01/${DAY}`)?.cash_in_fen).toBe(100_000);
  });

  test('two persons of the county, a number that is lost, a slip and a number once', () => {
    const outlet = new Outlet();
    const code = (over: object = {}, original: 'lost' | 'awaited' | 'here' | 'unknown' = 'lost') =>
      outlet.refusal(proposeStandIn.name, aPaper(over), { ...office, maker: ONE, hub: { original } })?.code ?? null;
    expect(code()).toBeNull();
    expect(code({}, 'here')).toBe('ORIGINAL_HERE');
    expect(code({}, 'awaited')).toBe('NOT_LOST');
    expect(code({}, 'unknown')).toBe('DEVICE_UNKNOWN');
    expect(code({ fen: 0 })).toBe('AMOUNT_INVALID');
    expect(code({ slip_no: null })).toBe('FIELD_REQUIRED');
    expect(code({ slip_no: null, source: 'sheet' })).toBeNull();
    expect(code({ account_no: '412728010001237' })).toBe('ACCOUNT_NOT_FOUND');
    expect(code({ written_at: at('15:01') })).toBe('FIELD_FORMAT');
    expect(code({ business_date: '2026-11-01' })).toBe('FIELD_FORMAT');
    expect(code({ words: ' ' })).toBe('REASON_REQUIRED');
    propose(outlet);
    expect(code()).toBe('STAND_IN_THERE');
    expect(code({ seq: SEQ + 1 })).toBe('SLIP_USED');

    const decide = (over: object, maker: string, original: 'lost' | 'here' = 'lost') =>
      outlet.refusal(
        confirmStandIn.name,
        { device: TABLET, seq: SEQ, agreed: true, words: '', level: 'county', ...over },
        { ...office, maker, hub: { original } },
      )?.code ?? null;
    expect(decide({}, ONE)).toBe('AUTH_SELF');
    expect(decide({ level: 'outlet' }, OTHER)).toBe('AUTH_LEVEL');
    expect(decide({}, OTHER, 'here')).toBe('ORIGINAL_HERE');
    expect(decide({ agreed: false }, OTHER)).toBe('REASON_REQUIRED');
    expect(decide({ seq: SEQ + 1 }, OTHER)).toBe('PROPOSAL_UNKNOWN');
    agree(outlet, { agreed: false, words: '流水号抄错' });
    expect(money(outlet)).toEqual([300_000, 2_000_000]);
    expect(code({ seq: SEQ + 1 })).toBeNull();
  });

  test('a tablet reported lost: what nobody has heard of is lost with it', () => {
    const outlet = new Outlet();
    const of = { ...office, maker: ONE, hub: { original: 'awaited' } } as const;
    outlet.change(device, TABLET, { status: 'lost' });
    expect(outlet.refusal(proposeStandIn.name, aPaper(), of)).toBeNull();
  });

  test('cash without an account on the paper waits in SUS-UNK with a case; limits are those of an offline deal', () => {
    const outlet = stoodFor({ account_no: null });
    expect(outlet.ledger('SUS-UNK')).toBe(-100_000);
    expect(outlet.codes()).toEqual(['UNKNOWN_ACCOUNT']);
    const far = stoodFor({ command: 'counter.withdraw', fen: 700_000 });
    expect([far.ledger('SUS-LIM'), far.codes()]).toEqual([700_000, ['LIMIT_EXCEEDED']]);
    const after = new Outlet();
    after.run('counter.lost_oral', aLoss(), { at: at('09:00') });
    propose(after, { command: 'counter.withdraw' });
    agree(after);
    expect(after.ledger('SUS-LOST')).toBe(100_000);
  });
});

describe('[IN18] the tablet turns up', () => {
  test('command, account and amount agree: the entry moves nothing and points to the stand-in', () => {
    const outlet = stoodFor();
    const came = comes(outlet, 'counter.deposit', aDeposit(100_000));
    expect(came).toMatchObject({ verdict: 'posted', code: 'STOOD_FOR', postings: [], cases: [] });
    expect(money(outlet)).toEqual([400_000, 2_100_000]);
    expect(outlet.get(standIn, KEY)).toMatchObject({ status: 'met', original: KEY });
    expect(outlet.get(interaction, KEY)).toMatchObject({ status: 'posted', voucher_no: '4127280102261110000174' });
  });

  test('another amount: the entry counts, only the difference is posted, with a case', () => {
    const outlet = stoodFor();
    const came = comes(outlet, 'counter.deposit', aDeposit(130_000));
    expect(came.verdict).toBe('posted_with_exception');
    expect(came.postings).toEqual([
      { ledger: 'CASH-TILL:01', account: null, fen: 30_000 },
      { ledger: 'DEPOSIT', account: ACCOUNT, fen: -30_000 },
    ]);
    expect(money(outlet)).toEqual([430_000, 2_130_000]);
    expect(came.cases).toMatchObject([{ code: 'STAND_IN_DIFFERS', body: { amount_fen: 30_000 } }]);
    expect(outlet.get(standIn, KEY)?.status).toBe('differs');
    expect(outlet.get(interaction, KEY)).toMatchObject({ status: 'posted_with_exception', amount_fen: 130_000 });
    expect(outlet.get(tillDay, `01/${DAY}`)).toMatchObject({ cash_in_fen: 130_000, in_count: 1 });
  });

  test('another command: a deposit on paper that was a payout gives both sides of it back', () => {
    const outlet = stoodFor();
    comes(outlet, 'counter.withdraw', aWithdrawal(100_000));
    expect(money(outlet)).toEqual([200_000, 1_900_000]);
    expect(outlet.codes()).toContain('STAND_IN_DIFFERS');
  });

  test('another account: the money goes from the suspense it waited in to where it belongs', () => {
    const outlet = stoodFor({ account_no: null });
    const came = comes(outlet, 'counter.deposit', aDeposit(100_000));
    expect(outlet.ledger('SUS-UNK')).toBe(0);
    expect(came.postings).toEqual([
      { ledger: 'SUS-UNK', account: null, fen: 100_000 },
      { ledger: 'DEPOSIT', account: ACCOUNT, fen: -100_000 },
    ]);
    expect(money(outlet)).toEqual([400_000, 2_100_000]);
  });

  test('a stand-in that was spent meanwhile: what cannot be taken back is an overdraft, the cash is whole', () => {
    const outlet = stoodFor({ fen: 200_000 });
    outlet.change(account, ACCOUNT, { ledger_fen: 50_000 });
    comes(outlet, 'counter.deposit', aDeposit(10_000));
    expect(outlet.ledger('SUS-OD')).toBe(150_000);
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_010_000);
  });

  test('people have dealt with the stand-in: it stays as it is, the rest of the cash waits in SUS-UNK', () => {
    const outlet = stoodFor({ account_no: null });
    outlet.change(interaction, KEY, { status: 'refunded' });
    const came = comes(outlet, 'counter.deposit', aDeposit(130_000, { account: null, account_no: '412728010001245' }));
    expect(came).toMatchObject({ verdict: 'suspense', split: { suspenseLedger: 'SUS-UNK', suspenseFen: 30_000 } });
    expect(outlet.get(till, '01')?.cash_fen).toBe(2_130_000);
    expect(came.cases).toMatchObject([{ code: 'STAND_IN_DIFFERS', body: { interaction: `${KEY}/rest` } }]);
  });

  test('it came before anybody agreed: it has its own effect, and there is nothing left to agree to', () => {
    const outlet = new Outlet();
    propose(outlet);
    comes(outlet, 'counter.deposit', aDeposit(100_000));
    expect(money(outlet)).toEqual([400_000, 2_100_000]);
    expect(outlet.get(standIn, KEY)?.status).toBe('came');
  });

  test('a second entry under that seq is cash of its own; a reversal lost with the entry finds the stand-in', () => {
    const outlet = stoodFor();
    comes(outlet, 'counter.deposit', aDeposit(100_000));
    const rival = outlet.entry('counter.deposit', aDeposit(7_000), { at: at('09:30') });
    outlet.apply({ ...rival, seq: SEQ, rowId: `${KEY}.abcdef`, late: true });
    expect(money(outlet)).toEqual([407_000, 2_107_000]);

    const other = stoodFor();
    const payload = {
      original: KEY,
      fen: 100_000,
      direction: 'out',
      till: '01',
      voucher_no: '4127280101261110000182',
      reason: 'wrong_amount',
      signature_hash: null,
    };
    comes(other, reverse.name, payload, SEQ + 1);
    expect(money(other)).toEqual([300_000, 2_000_000]);
    expect(other.ledger('SUS-UNK')).toBe(0);
  });
});
