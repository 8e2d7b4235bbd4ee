import { describe, expect, test } from 'vitest';
import { account, accountNumber } from '../../tables/account.ts';
import { customerPlace } from '../../tables/customer-place.ts';
import { customer } from '../../tables/customer.ts';
import { transferDay } from '../../tables/transfer-day.ts';
import { transferDeal } from './transfer-deal.ts';
import { aCustomer, ACCOUNT, anAccount, CUSTOMER, MANAGER, OUTLET } from '../outlet.ts';
import { OTHER, Province } from '../province.ts';

/** 大额转账: from ¥500,000 of a person's transfers of one date, in and out apart, in the scope of AML alone. */

const TO = '7002';
const OWN = '7003';
const numberOf: Readonly<Record<string, string>> = { [TO]: '412728010001244', [OWN]: '412728010001251' };

function rich() {
  const province = new Province();
  const outlet = province.at(OUTLET);
  outlet.change(account, ACCOUNT, { ledger_fen: 200_000_000 });
  outlet.put(customer, '5002', aCustomer({ customer_no: '412728000024', name: '李建国', id_no: '412728198807152013' }));
  for (const [id, holder] of [
    [TO, '5002'],
    [OWN, CUSTOMER],
  ] as const) {
    outlet.put(account, id, anAccount({ account_no: numberOf[id] ?? '', customer: holder, ledger_fen: 0 }));
    outlet.put(accountNumber, numberOf[id] ?? '', { account: id });
  }
  let n = 0;
  const send = (fen: number, to = TO) =>
    province.run(
      OUTLET,
      'counter.transfer',
      {
        account: ACCOUNT,
        to_account: to,
        to_account_no: numberOf[to] ?? '',
        payee_name: to === TO ? '李建国' : '王秀英',
        purpose: '货款',
        fen,
        fee_fen: 0,
        voucher_no: `41272801022611100001${String(90 + n++)}`,
        id_seen: true,
        id_last4: '0486',
        fraud_told: true,
        duplicate_reason: '分两次付',
        household_reason: null,
      },
      { offline: false, basis: 'request', checker: MANAGER },
    );
  const codes = () => outlet.cases.filter((one) => one.code === 'LARGE_TRANSFER').map((one) => one.id);
  return { province, outlet, send, codes };
}

describe('large transfers', () => {
  test('added up over the date, for who pays and who receives; the transfer that reaches the line raises it', () => {
    const { outlet, send, codes } = rich();
    send(20_000_000);
    send(29_999_999);
    expect(codes()).toEqual([]);
    const { command } = send(1);
    expect(codes()).toEqual([`${command.rowId}/LARGE_TRANSFER`, `${command.rowId}/in/LARGE_TRANSFER`]);
    expect(outlet.cases.at(-1)?.body).toMatchObject({ severity: 'info', customer: '5002', amount_fen: 1 });
    expect([...outlet.rows.keys()].filter((key) => key.includes('LARGE_TRANSFER'))).toEqual([
      `aml_case:${command.rowId}/LARGE_TRANSFER`,
      `aml_case:${command.rowId}/in/LARGE_TRANSFER`,
    ]);
    send(60_000_000);
    expect(codes()).toHaveLength(2);
  });

  test('between a person’s own accounts nothing is counted', () => {
    const { outlet, send, codes } = rich();
    send(90_000_000, OWN);
    expect(codes()).toEqual([]);
    expect(outlet.get(transferDay, `${CUSTOMER}/2026-11-10`)).toBeNull();
  });

  test('what is taken back does not count', () => {
    const { province, outlet, send, codes } = rich();
    const { command } = send(30_000_000);
    province.run(
      OUTLET,
      'counter.reverse',
      {
        original: command.rowId,
        fen: 30_000_000,
        direction: 'none',
        till: '01',
        voucher_no: '4127280102261110000208',
        reason: 'wrong_account',
        signature_hash: null,
      },
      { offline: false, basis: 'request', checker: MANAGER },
    );
    expect(outlet.get(transferDay, `${CUSTOMER}/2026-11-10`)).toMatchObject({ out_fen: 0 });
    send(20_000_001);
    expect(codes()).toEqual([]);
  });

  test('a person known here by a copy is judged where the master is, with what was done there', () => {
    const { province, outlet, send, codes } = rich();
    const place = { role: 'copy', master: 'c-9', master_branch: OTHER, rev: 1, copies: [] } as const;
    outlet.put(customerPlace, CUSTOMER, place);
    province.at(OTHER).put(transferDay, 'c-9/2026-11-10', {
      customer: 'c-9',
      business_date: '2026-11-10',
      in_fen: 0,
      out_fen: 30_000_000,
    });
    send(20_000_000);
    expect(province.waiting.map((one) => one.command.name)).toEqual([transferDeal.name]);
    province.settle({ twice: true });
    expect(codes()).toEqual([]);
    expect(province.at(OTHER).get(transferDay, 'c-9/2026-11-10')?.out_fen).toBe(50_000_000);
    expect(province.at(OTHER).codes()).toEqual(['LARGE_TRANSFER']);
  });
});
