import { describe, expect, test } from 'vitest';
import type { AnyRow } from '../../tables/define.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { remittance } from '../../tables/remittance.ts';
import { till } from '../../tables/till.ts';
import { CHIEF, DAY, OUTLET } from '../outlet.ts';
import { anOutlet, Province } from '../province.ts';
import { expireRemittance } from '../remit/back.ts';
import { remitRecall } from './remit-recall.ts';
import { remitRefund } from './remit-refund.ts';

/** Domain 3.10: 退汇. Zhang San sent Li Si 3,000.00 yuan for a fee of 30.00 and takes it back, or nobody came for it. */

const AWAY = '41272802';
const NO = '990412728000018';
const SENDER_ID = '412728196503120486';
const ONLINE = { offline: false, basis: 'request', checker: CHIEF } as const;

/** Sent at OUTLET to `to`, arrived. */
function sent(to = AWAY): Province {
  const province = new Province();
  province.at(OUTLET).put(orgUnit, AWAY, anOutlet(AWAY));
  province.run(OUTLET, 'counter.remit_send', {
    remit_no: NO,
    fen: 300_000,
    fee_fen: 3_000,
    till: '01',
    denominations: [],
    voucher_no: '4127280102261110000174',
    mode: 'id',
    customer: null,
    sender_name: '张三',
    sender_id_type: '01',
    sender_id_no: SENDER_ID,
    payee_name: '李四',
    payee_address: '河南省沈丘县老城镇前街 8 号',
    postcode: '466300',
    account_no: null,
    to_outlet: to,
    password_hash: null,
    duplicate_reason: null,
  });
  province.settle();
  return province;
}
const recalling = (over: AnyRow = {}): AnyRow => ({
  remit_no: NO,
  reason: 'sender',
  voucher_no: '4127280102261110000182',
  sender_name: '张三',
  sender_id_type: '01',
  sender_id_no: SENDER_ID,
  ...over,
});
const refunding = (over: AnyRow = {}): AnyRow => ({
  remit_no: NO,
  fen: 300_000,
  till: '01',
  denominations: [],
  voucher_no: '4127280102261110000190',
  sender_name: '张三',
  sender_id_type: '01',
  sender_id_no: SENDER_ID,
  ...over,
});
const pay = (province: Province) =>
  province.run(
    AWAY,
    'counter.remit_pay',
    {
      remit_no: NO,
      fen: 300_000,
      till: '01',
      denominations: [],
      voucher_no: '4127280202261110000182',
      payee_name: '李四',
      payee_id_type: '01',
      payee_id_no: '412728198807152013',
      password_hash: null,
    },
    ONLINE,
  );
const at = (province: Province, branch: string) => province.at(branch).get(remittance, NO);
const books = (province: Province) => ({
  owedHere: province.at(OUTLET).ledger('REMITTANCE'),
  owedAway: province.at(AWAY).ledger('REMITTANCE'),
  clearing: province.sum('CLEARING-BRANCH:'),
  till: province.at(OUTLET).ledger('CASH-TILL:01'),
});

describe('taken back by the sender', () => {
  test('of another outlet: it comes back over clearing, then the sender has the cash and the fee stays', () => {
    const province = sent();
    expect(books(province)).toEqual({ owedHere: 0, owedAway: -300_000, clearing: 0, till: 303_000 });
    expect(province.run(OUTLET, remitRecall.name, recalling(), ONLINE).verdict).toBe('posted');
    expect(at(province, OUTLET)?.status).toBe('sent');
    province.settle({ twice: true });
    expect([at(province, OUTLET)?.status, at(province, AWAY)?.status]).toEqual(['returned', 'returned']);
    expect(books(province)).toEqual({ owedHere: -300_000, owedAway: 0, clearing: 0, till: 303_000 });
    expect(
      province.at(AWAY).refusal(
        'counter.remit_pay',
        {
          remit_no: NO,
          fen: 300_000,
          till: '01',
          denominations: [],
          voucher_no: '4127280202261110000182',
          payee_name: '李四',
          payee_id_type: '01',
          payee_id_no: '412728198807152013',
          password_hash: null,
        },
        ONLINE,
      )?.code,
    ).toBe('ALREADY_PAID');
    const { command, verdict } = province.run(OUTLET, remitRefund.name, refunding(), ONLINE);
    expect(verdict).toBe('posted');
    expect(books(province)).toEqual({ owedHere: 0, owedAway: 0, clearing: 0, till: 3_000 });
    expect(province.at(OUTLET).ledger('INCOME-FEE')).toBe(-3_000);
    expect(at(province, OUTLET)).toMatchObject({ status: 'returned', paid_by: command.rowId, paid_on: DAY });
    expect(province.at(OUTLET).refusal(remitRefund.name, refunding(), ONLINE)?.code).toBe('ALREADY_PAID');
  });

  test('of this outlet: at once, without clearing', () => {
    const province = sent(OUTLET);
    province.run(OUTLET, remitRecall.name, recalling(), ONLINE);
    expect(at(province, OUTLET)?.status).toBe('returned');
    expect(books(province)).toEqual({ owedHere: -300_000, owedAway: 0, clearing: 0, till: 303_000 });
    province.run(OUTLET, remitRefund.name, refunding(), ONLINE);
    expect(books(province)).toEqual({ owedHere: 0, owedAway: 0, clearing: 0, till: 3_000 });
  });

  test('the payee was first: nothing comes back, and the sender’s outlet learns it', () => {
    const province = sent();
    pay(province);
    const before = province.at(OUTLET).refusal(remitRecall.name, recalling(), ONLINE);
    expect(before).toBeNull();
    province.run(OUTLET, remitRecall.name, recalling(), ONLINE);
    province.settle();
    expect([at(province, OUTLET)?.status, at(province, AWAY)?.status]).toEqual(['paid', 'paid']);
    expect(books(province)).toEqual({ owedHere: 0, owedAway: 0, clearing: 0, till: 303_000 });
    expect(province.at(OUTLET).refusal(remitRecall.name, recalling(), ONLINE)?.code).toBe('ALREADY_PAID');
  });

  test('by the person who sent it, at the outlet that took it in, with the chief teller', () => {
    const province = sent();
    const asks = (over: AnyRow, of = {}) =>
      province.at(OUTLET).refusal(remitRecall.name, recalling(over), { ...ONLINE, ...of })?.code ?? null;
    expect(asks({})).toBeNull();
    expect(asks({ sender_name: '张四' })).toBe('NAME_MISMATCH');
    expect(asks({ sender_id_no: '412728198807152013' })).toBe('ID_MISMATCH');
    expect(asks({ sender_id_no: '412728196503120487' })).toBe('FIELD_FORMAT');
    expect(asks({ sender_id_no: ' ' })).toBe('ID_REQUIRED');
    expect(asks({}, { checker: null })).toBe('AUTH_REQUIRED');
    expect(province.at(AWAY).refusal(remitRecall.name, recalling(), ONLINE)?.code).toBe('REMIT_UNKNOWN');
    expect(province.at(OUTLET).refusal(remitRefund.name, refunding(), ONLINE)?.code).toBe('REMIT_UNKNOWN');
  });

  test('on its tablet nothing moves before the verdict', () => {
    const province = sent(OUTLET);
    const before = province.at(OUTLET).get(till, '01')?.cash_fen;
    province.run(OUTLET, remitRecall.name, recalling(), ONLINE);
    expect(province.at(OUTLET).get(till, '01')?.cash_fen).toBe(before);
    expect(province.at(OUTLET).refusal(remitRefund.name, refunding({ fen: 299_999 }), ONLINE)?.code).toBe(
      'FIELD_FORMAT',
    );
  });
});

describe('when its days are over', () => {
  const expire = (province: Province, date: string) => {
    province.run(
      AWAY,
      expireRemittance.name,
      { remit_no: NO },
      {
        door: 'hub',
        maker: null,
        businessDate: date,
        basis: 'advice',
      },
    );
    province.settle();
  };

  test('on the sixtieth day it may still be paid, on the sixty-first it goes back', () => {
    const province = sent();
    expire(province, '2027-01-09');
    expect(at(province, AWAY)?.status).toBe('arrived');
    expire(province, '2027-01-10');
    expect([at(province, OUTLET)?.status, at(province, AWAY)?.status]).toEqual(['returned', 'returned']);
    expect(books(province)).toEqual({ owedHere: -300_000, owedAway: 0, clearing: 0, till: 303_000 });
    expire(province, '2027-01-11');
    expect(books(province).owedHere).toBe(-300_000);
  });
});
