import { describe, expect, test } from 'vitest';
import { agencyDay, biller } from '../../tables/biller.ts';
import { billerAccount, billerPayment } from '../../tables/biller-payment.ts';
import type { AnyRow } from '../../tables/define.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { at, CHIEF, DAY, MANAGER, OUTLET, type EntryFacts } from '../outlet.ts';
import { anOutlet, OTHER, Province } from '../province.ts';
import { handOver } from './hand-over.ts';
import { confirmPayment, payBiller } from './pay.ts';

/** Two outlets hand over ¥86.50 and ¥50.00 of the power company's bills; their county pays it ¥136.50 by two persons. */

const COUNTY = '412728';
const [FIRST, SECOND] = ['41201990002', '41201990006'];
const office = (maker: string, clock = '18:00'): EntryFacts => ({
  door: 'office',
  basis: 'request',
  offline: false,
  maker,
  at: at(clock),
});
const aBill = (payer_no: string, fen: number): AnyRow => ({
  biller: 'power',
  payer_no,
  period: '2026-11',
  payer_name: null,
  customer: null,
  fen,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000174',
});

function handedOver() {
  const province = new Province();
  const power = { name: '供电公司', name_en: 'Power', kind: 'power', status: 'open', cut_off_minute: 1020 } as const;
  const hand = (branch: string, fen: number, clock = '17:30') =>
    province.run(
      branch,
      handOver.name,
      { biller: 'power', business_date: DAY, count: 1, fen, voucher_no: '4127280102261110000182' },
      { at: at(clock), basis: 'request', offline: false, maker: CHIEF, checker: MANAGER },
    );
  for (const [branch, payer, fen] of [
    [OUTLET, '4127280012345', 8_650],
    [OTHER, '4127280012346', 5_000],
  ] as const) {
    province.at(branch).put(biller, 'power', power);
    province.at(branch).put(orgUnit, branch, anOutlet(branch));
    province.run(branch, 'counter.agency_collect', aBill(payer, fen), { at: at('10:00') });
    hand(branch, fen);
  }
  province.settle({ twice: true });
  const county = province.at(COUNTY);
  const pay = (fen: number, of = office(FIRST), over: AnyRow = {}) => {
    const payload = { biller: 'power', fen, reference: '网银 20261110-01', ...over };
    const refused = county.refusal(payBiller.name, payload, of)?.code ?? null;
    return refused ?? county.run(payBiller.name, payload, of).command.rowId;
  };
  const decide = (payment: string, of: EntryFacts, agreed = true, words = '') => {
    const payload = { payment, agreed, words };
    const refused = county.refusal(confirmPayment.name, payload, of)?.code ?? null;
    if (refused === null) county.run(confirmPayment.name, payload, of);
    return refused;
  };
  const books = () =>
    ['AGENCY:power', `CLEARING-OUTLET:${OUTLET}`, `CLEARING-OUTLET:${OTHER}`, 'CLEARING-REMIT'].map((one) =>
      county.ledger(one),
    );
  return { province, county, hand, pay, decide, books };
}

describe('what the county pays to a biller', () => {
  test('what the outlets hand over the county owes the biller, outlet by outlet', () => {
    const { province, county, books } = handedOver();
    expect(books()).toEqual([-13_650, 8_650, 5_000, 0]);
    expect(province.at(OUTLET).ledger('CLEARING-COUNTY')).toBe(-8_650);
    expect(county.get(billerAccount, 'power')).toEqual({ handed_fen: 13_650, paid_fen: 0, waits: null });
  });

  test('one proposes, another agrees: only then it is in the books, and nothing is owed', () => {
    const { county, pay, decide, books } = handedOver();
    const payment = pay(13_650);
    expect(books()).toEqual([-13_650, 8_650, 5_000, 0]);
    expect(county.get(billerPayment, payment)).toMatchObject({ status: 'proposed', fen: 13_650, by: FIRST });
    expect(decide(payment, office(FIRST))).toBe('AUTH_SELF');
    expect(decide(payment, office(SECOND))).toBeNull();
    expect(books()).toEqual([0, 8_650, 5_000, -13_650]);
    expect(county.get(billerAccount, 'power')).toEqual({ handed_fen: 13_650, paid_fen: 13_650, waits: null });
    expect(county.get(billerPayment, payment)).toMatchObject({ status: 'paid', checker: SECOND });
    expect(decide(payment, office(SECOND))).toBe('PROPOSAL_UNKNOWN');
    expect(pay(13_650)).toBe('NOTHING_TO_PAY');
  });

  test('not another sum than is owed, not without the bank’s number, and one at a time', () => {
    const { pay } = handedOver();
    expect([pay(13_649), pay(13_651)]).toEqual(['PAYMENT_MOVED', 'PAYMENT_MOVED']);
    expect(pay(13_650, office(FIRST), { reference: ' ' })).toBe('FIELD_REQUIRED');
    expect(pay(13_650, office(FIRST), { biller: 'water' })).toBe('NOTHING_TO_PAY');
    pay(13_650);
    expect(pay(13_650, office(SECOND))).toBe('PAYMENT_WAITS');
  });

  test('sent back with a reason it can be proposed anew', () => {
    const { pay, decide, books } = handedOver();
    const payment = pay(13_650);
    expect(decide(payment, office(SECOND), false, ' ')).toBe('REASON_REQUIRED');
    expect(decide(payment, office(SECOND), false, '账号不对')).toBeNull();
    expect(books()[0]).toBe(-13_650);
    expect(decide(pay(13_650), office(SECOND))).toBeNull();
    expect(books()[0]).toBe(0);
  });

  test('a bill that turns out paid at another outlet comes off what is owed, and a payment of the old sum is not agreed to', () => {
    const { province, county, pay, decide, books } = handedOver();
    const payment = pay(13_650);
    // The claim of an outlet of another county was first: the hub tells this one.
    const [entry] = [...province.at(OTHER).rows.keys()].flatMap((key) => {
      const row = province.at(OTHER).rows.get(key);
      return key.startsWith('interaction:') && row?.['kind'] === 'counter.agency_collect' ? [key.slice(12)] : [];
    });
    province.run(
      OTHER,
      'agency.bill_taken',
      {
        bill: 'power/4127280012346/2026-11',
        entry,
        first: 'elsewhere.1',
        first_branch: '41272901',
        first_at: at('09:00'),
      },
      { door: 'message', offline: false, maker: null },
    );
    province.settle({ twice: true });
    expect(province.at(OTHER).ledger('CLEARING-COUNTY')).toBe(0);
    expect(province.at(OTHER).get(agencyDay, `power/${DAY}`)).toMatchObject({ fen: 0, handed_fen: 0 });
    expect(books()).toEqual([-8_650, 8_650, 0, 0]);
    expect(decide(payment, office(SECOND))).toBe('PAYMENT_MOVED');
    expect(decide(payment, office(SECOND), false, '少了一笔')).toBeNull();
    expect(decide(pay(8_650), office(SECOND))).toBeNull();
    expect(county.get(billerAccount, 'power')).toEqual({ handed_fen: 8_650, paid_fen: 8_650, waits: null });
  });
});
